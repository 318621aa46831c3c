"""Questions for a list of records are told from those that only look like them."""

import json
from pathlib import Path

import pytest

from assistant.records_told.countable import countable_in, limiting
from assistant.records_told.listing import listing_of
from assistant.replies import Request
from assistant.understanding.questions import understand
from vectorstore.records import Filters
from vectorstore.text.asked import asked_words

SUITE = Path(__file__).parents[1] / "data" / "listing_questions.jsonl"
CASES = [json.loads(line) for line in SUITE.read_text("utf-8").splitlines()]
LISTED = [case for case in CASES if case["kind"]]
OTHERS = [case["question"] for case in CASES if not case["kind"]]


@pytest.mark.parametrize("case", LISTED, ids=lambda case: case["question"])
def test_what_is_listed_within_which_limits(case) -> None:
    question = understand(Request(question=case["question"]))

    found = listing_of(question)

    assert found is not None
    assert found.kind == case["kind"]
    region = found.region.written if found.region else None
    assert region == case.get("region")
    language = question.analysis_language
    asked = asked_words(limiting(found.rest, language), language)
    countable = countable_in(
        question,
        Filters(),
        asked,
        breakdown=found.breakdown,
        within=found.region,
    )
    assert countable is not None
    countries = (case["country"],) if "country" in case else ()
    if found.region is None:
        assert countable.filters.country == countries
    else:
        assert countable.filters.country == found.region.countries
    assert [word.written.casefold() for word in countable.words] == case["words"]


@pytest.mark.parametrize("question", OTHERS)
def test_what_only_looks_like_a_list_is_left_to_the_sources(question: str) -> None:
    assert listing_of(understand(Request(question=question))) is None


def test_the_suite_has_both_in_every_language() -> None:
    languages = {"en", "fr", "es", "ar", "zh", "ru", "pt"}

    def seen(questions) -> set[str]:
        return {understand(Request(question=q)).analysis_language for q in questions}

    assert seen(case["question"] for case in LISTED) >= languages
    assert seen(OTHERS) >= languages
