"""Questions for counts are told from those that only look like them."""

import json
from pathlib import Path

import pytest

from assistant.records_told.breakdowns import breakdown_of
from assistant.records_told.countable import countable_in, limiting
from assistant.replies import Request
from assistant.understanding.questions import understand
from vectorstore.records import Filters, Role
from vectorstore.text.asked import asked_words

SUITE = Path(__file__).parents[1] / "data" / "counting_questions.jsonl"
CASES = [json.loads(line) for line in SUITE.read_text("utf-8").splitlines()]
COUNTED = [case for case in CASES if case["kind"]]
OTHERS = [case["question"] for case in CASES if not case["kind"]]


@pytest.mark.parametrize("case", COUNTED, ids=lambda case: case["question"])
def test_what_is_counted_by_what_and_within_which_limits(case) -> None:
    question = understand(Request(question=case["question"]))

    found = breakdown_of(question)

    assert found is not None
    assert (found.by, found.kind) == (case["by"], case["kind"])
    language = question.analysis_language
    asked = asked_words(limiting(found.rest, language), language)
    countable = countable_in(question, Filters(), asked)
    assert countable is not None
    countries = (case["country"],) if "country" in case else ()
    assert countable.filters.country == countries
    assert [word.written.casefold() for word in countable.words] == case["words"]
    if "2010" in case["question"]:
        assert str(countable.filters.from_) == "2010-01-01"
        assert countable.filters.to is None


@pytest.mark.parametrize("question", OTHERS)
def test_what_only_looks_like_a_count_is_left_to_the_sources(question: str) -> None:
    assert breakdown_of(understand(Request(question=question))) is None


def test_the_suite_has_both_in_every_language() -> None:
    languages = {"en", "fr", "es", "ar", "zh", "ru", "pt"}

    def seen(questions) -> set[str]:
        return {understand(Request(question=q)).analysis_language for q in questions}

    assert seen(case["question"] for case in COUNTED) >= languages
    assert seen(OTHERS) >= languages


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("Does Kenya or Tanzania have more projects?", ("KE", "TZ")),
        ("Who has more water projects: Zambia, Malawi or Fiji?", ("ZM", "MW", "FJ")),
        ("Are there more projects in Uganda than in Rwanda?", ("UG", "RW")),
        ("Kenya ou Tanzanie, qui a le plus de projets ?", ("KE", "TZ")),
        ("¿Hay más proyectos de salud en Ghana o en Senegal?", ("GH", "SN")),
        ("Qual país tem mais projetos, Quênia ou Tanzânia?", ("KE", "TZ")),
        ("Где больше проектов, в Кении или в Танзании?", ("KE", "TZ")),
        ("هل لدى غانا أم السنغال مشاريع صحية أكثر؟", ("GH", "SN")),
        ("肯尼亚和坦桑尼亚哪个国家的项目更多？", ("KE", "TZ")),
        ("乌干达的项目比卢旺达多吗？", ("UG", "RW")),
    ],
)
def test_which_country_has_more_is_a_count_of_those_that_are_named(text, compared):
    found = breakdown_of(understand(Request(question=text)))

    assert found is not None
    assert (found.by, found.kind, found.compared) == ("country", "project", compared)


@pytest.mark.parametrize(
    "text",
    [
        "Which organizations build roads in Ethiopia?",
        "Who trains teachers in Zambia?",
        "Quelles organisations construisent des routes en Éthiopie ?",
        "¿Quién construye hospitales en Ghana?",
        "Quem constrói hospitais em Gana?",
        "Какие организации строят дороги в Эфиопии?",
        "من يبني المستشفيات في غانا؟",
        "谁在加纳建医院？",
    ],
)
def test_who_makes_something_somewhere_is_a_count_by_organization(text):
    found = breakdown_of(understand(Request(question=text)))

    assert found is not None
    assert (found.by, found.kind, found.role) == (
        "organization",
        "record",
        Role.IMPLEMENTING,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Why does Kenya have more projects than Tanzania?",
        "Does Kenya have more doctors than Tanzania?",
        "Pourquoi le Kenya a-t-il plus de projets que la Tanzanie ?",
        "Quels projets ont eu plus de succès, au Kenya ou en Tanzanie ?",
        "¿Por qué Kenia tiene más proyectos que Tanzania?",
        "Почему в Кении больше проектов, чем в Танзании?",
        "لماذا لدى كينيا مشاريع أكثر من تنزانيا؟",
        "为什么肯尼亚的项目比坦桑尼亚多？",
        "Who built the Akosombo dam?",
        "Who builds roads?",
        "Who trains the teachers in Zambia?",
        "Which organization built the Tanzania-Zambia railway?",
        "Qui a construit le barrage d'Akosombo ?",
        "谁修建了阿科松博大坝？",
    ],
)
def test_what_only_looks_like_them_stays_with_the_sources(text):
    assert breakdown_of(understand(Request(question=text))) is None
