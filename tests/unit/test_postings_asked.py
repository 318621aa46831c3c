"""Questions for needs and offers are told from those that only name them."""

import pytest

from assistant.postings.asked import postings_asked
from assistant.replies import Request
from assistant.understanding.questions import understand


def asked(text: str):
    return postings_asked(understand(Request(question=text)))


@pytest.mark.parametrize(
    ("text", "kind", "wanted", "state"),
    [
        ("How many needs are open?", "need", "count", "open"),
        ("How many offers have expired?", "offer", "count", "expired"),
        ("Which needs are open?", "need", "list", "open"),
        ("What needs are there on health?", "need", "list", None),
        ("Which offers match which needs?", "need", "matches", "open"),
        ("Combien d'offres sont ouvertes ?", "offer", "count", "open"),
        ("Quels besoins y a-t-il en matière de santé ?", "need", "list", None),
        ("Quelles offres correspondent à quels besoins ?", "need", "matches", "open"),
        ("¿Cuántas necesidades están abiertas?", "need", "count", "open"),
        ("¿Qué necesidades hay de salud?", "need", "list", None),
        ("¿Qué ofertas corresponden a qué necesidades?", "need", "matches", "open"),
        ("كم عدد الاحتياجات المفتوحة؟", "need", "count", "open"),
        ("ما هي الاحتياجات في مجال الصحة؟", "need", "list", None),
        ("ما هي العروض التي تناسب الاحتياجات؟", "need", "matches", "open"),
        ("有多少需求是开放的？", "need", "count", "open"),
        ("卫生领域有哪些需求？", "need", "list", None),
        ("哪些供给匹配哪些需求？", "need", "matches", "open"),
        ("Сколько потребностей открыто?", "need", "count", "open"),
        ("Какие потребности есть в области здравоохранения?", "need", "list", None),
        ("Какие предложения подходят потребностям?", "need", "matches", "open"),
        ("Quantas necessidades estão abertas?", "need", "count", "open"),
        ("Que necessidades há na área da saúde?", "need", "list", None),
        ("Que ofertas correspondem a que necessidades?", "need", "matches", "open"),
    ],
)  # fmt: skip
def test_what_is_wanted_of_needs_and_offers(text, kind, wanted, state):
    found = asked(text)

    assert found is not None
    assert (found.kind, found.wanted, found.state) == (kind, wanted, state)


@pytest.mark.parametrize(
    "text",
    [
        "Which organizations offer training?",
        "What do farmers need?",
        "How do projects meet the needs of farmers?",
        "Which projects answer the needs of women and offers for them?",
        "We need nurses for two clinics in Mali",
        "How many projects are open?",
        "How many needs by country?",
        "Quels projets répondent aux besoins des femmes ?",
        "Какие проекты отвечают потребностям женщин?",
    ],
)
def test_other_questions_are_for_none_of_them(text):
    assert asked(text) is None
