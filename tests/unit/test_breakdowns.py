"""Questions for counts are told from those that only look like them."""

import json
from pathlib import Path

import pytest

from assistant.breakdowns import breakdown_of
from assistant.countable import countable_in, limiting
from assistant.questions import understand
from assistant.replies import Request
from vectorstore.records import Filters
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
