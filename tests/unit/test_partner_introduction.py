"""A draft message to a partner: its language, its facts, and nothing else."""

import pytest

from assistant.partners.introduction import introduction, partner_language
from assistant.partners.need import understand_need
from assistant.partners.proposals import Need, Proposal
from assistant.replies import Citation, Request, Verdict
from assistant.wording import LANGUAGES, wording

NEED = Need(
    topic="Wells for {villages} in the north of Mali",
    countries=("ML",),
    sectors=("Water and sanitation",),
    role="implementing",
    kind=None,
    language="en",
)


def citation(marker: int = 1, **changes: object) -> Citation:
    values: dict[str, object] = {
        "marker": marker,
        "chunk_id": "c",
        "document_id": "d",
        "title": "Forty wells",
        "uri": "https://example.org/wells",
        "platform": "Guilds",
        "publisher": None,
        "licence": None,
        "published": None,
        "retrieved_at": "2026-11-24T00:00:00+00:00",
        "path": "wells.csv#row=1",
        "page": None,
        "language": "en",
        "quote": "Forty wells",
        "span": (0, 11),
        "verdict": Verdict.SUPPORTED,
        "verdict_reason": "verbatim",
    }
    return Citation.model_validate(values | changes)


def proposal(country: str | None = "TG", *deeds: str) -> Proposal:
    return Proposal.model_validate(
        {
            "rank": 1,
            "organization": {
                "id": "o1",
                "name": "Pump Guild\u202e {0}",
                "country": country,
                "kind": None,
                "uri": None,
            },
            "score": 1.0,
            "parts": {"words": 1.0},
            "cooperation": "south-south",
            "reasons": [
                {
                    "text": "In the asker's language.",
                    "citations": [1],
                    "work": {
                        "deed": deed,
                        "title": f"Forty wells, {deed}",
                        "countries": ["ML", "NE"],
                        "started": "2006",
                        "ended": "2008",
                        "status": "Cancelled" if deed == "named" else None,
                    },
                }
                for deed in deeds or ("worked",)
            ],
            "gaps": [],
        }
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_tells_need_deed_places_years_and_source_in_its_language(language):
    say = wording(language)
    draft = introduction(proposal(), NEED, [citation()], language=language)
    assert draft.language == language
    assert draft.text.startswith(draft.subject)
    assert "\n" not in draft.subject
    assert NEED.topic in draft.text
    assert "Forty wells, worked" in draft.text
    assert "2006–2008" in draft.text
    assert say.country_name("NE") in draft.text
    assert say.say("sector.140") in draft.text
    assert say.say("partners.role_implementing") not in draft.text
    assert "Guilds" in draft.text
    assert "https://example.org/wells" in draft.text
    assert say.say("introduction.signature") in draft.text
    assert "In the asker's language." not in draft.text


def test_nothing_that_was_only_inferred_is_written_to_a_partner():
    need = NEED.model_copy(update={"sdgs": ("6",), "inferred": ("6",)})
    draft = introduction(proposal(), need, [citation()], language="en")
    assert "SDG" not in draft.text
    stated = introduction(
        proposal(),
        need.model_copy(update={"inferred": ()}),
        [citation()],
        language="en",
    )
    assert "SDG 6" in stated.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_kind_is_not_asked_for(language):
    text = "We do not need funding but technical assistance for wells in Mali"
    need = understand_need(Request(question=text)).need
    say = wording(language)
    draft = introduction(proposal(), need, [citation()], language=language)
    assert say.say("partners.kind_technical") in draft.text
    assert say.say("partners.kind_financial") not in draft.text
    assert say.say("partners.role_funding") not in draft.text


def test_what_was_not_done_is_told_only_where_nothing_was():
    both = introduction(
        proposal("TG", "named", "funded"), NEED, [citation()], language="en"
    )
    assert "Cancelled" not in both.text
    assert "has funded" in both.text
    alone = introduction(proposal("TG", "named"), NEED, [citation()], language="en")
    assert "Cancelled" in alone.text


def test_an_address_that_is_no_web_address_is_not_repeated():
    cited = citation(uri="javascript:alert(1)")
    draft = introduction(proposal(), NEED, [cited], language="en")
    assert "javascript" not in draft.text
    assert "wells.csv#row=1" in draft.text


@pytest.mark.parametrize(
    ("country", "record", "asker", "language"),
    [
        ("TG", "en", "ar", "fr"),
        ("SN", "en", "en", "fr"),
        ("KE", "fr", "fr", "en"),
        ("MZ", "en", "en", "pt"),
        ("CN", "en", "en", "zh"),
        ("EG", "en", "en", "ar"),
        ("KZ", "en", "en", "ru"),
        ("TR", "es", "en", "es"),
        (None, "fr", "en", "fr"),
        (None, "und", "pt-BR", "pt"),
        (None, "sw", "sw", "en"),
    ],
)
def test_one_writes_in_the_language_of_the_country_else_the_records_else_ones_own(
    country, record, asker, language
):
    cited = [citation(language=record)]
    assert partner_language(proposal(country), cited, asker=asker) == language
