"""The questions over the starter library: each right answer is really there."""

import json
from collections import Counter
from pathlib import Path

import pytest
import regex

from ingestion.parsing.container import ParseOptions
from ingestion.parsing.files import parse_file
from ingestion.source_files import SourceOptions
from ingestion.sources import discover
from ingestion.starter import LIBRARY

SUITES = Path(__file__).parents[2] / "evals" / "suites"
SUITE = SUITES / "starter.jsonl"
MORE = SUITES / "more.jsonl"
LANGUAGES = {"en", "fr", "es", "ar", "zh", "ru", "pt"}


def read(suite: Path) -> list[dict]:
    lines = suite.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def questions() -> list[dict]:
    return read(SUITE)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of every item of the library by its path."""
    found = {}
    for file in discover(LIBRARY, SourceOptions()).files:
        parsed = parse_file(file.path, shown=file.shown, options=ParseOptions())
        for item in parsed.items:
            fragment = f"#{item.fragment}" if item.fragment else ""
            text = " ".join(block.text for block in item.blocks)
            found[file.shown + fragment] = regex.sub(r"\s+", " ", text).casefold()
    return found


def of_the_library(question: dict) -> list[str]:
    return [path for path in question["gold"] if path.split("/")[0] in LANGUAGES]


def test_each_question_has_a_source_here(questions: list[dict]) -> None:
    assert all(of_the_library(question) for question in questions)


@pytest.mark.parametrize("suite", [SUITE, MORE], ids=lambda path: path.stem)
def test_each_right_source_exists_and_holds_the_words(
    suite: Path, texts: dict[str, str]
) -> None:
    sources = [(q, path) for q in read(suite) for path in of_the_library(q)]
    assert len(sources) >= 30
    for question, path in sources:
        assert path in texts, (question["id"], path)
        for words in question["words"]:
            assert any(word.casefold() in texts[path] for word in words), (
                question["id"],
                path,
                words,
            )


def test_every_language_asks_at_least_five_and_half_ask_across_languages(
    questions: list[dict],
) -> None:
    asked = Counter(question["language"] for question in questions)
    assert set(asked) == LANGUAGES
    assert min(asked.values()) >= 5
    across = sum(
        all(
            not path.startswith(f"{question['language']}/") for path in question["gold"]
        )
        for question in questions
    )
    assert across * 2 >= len(questions) - 1


def test_each_question_stands_once_and_each_half_has_its_share(
    questions: list[dict],
) -> None:
    assert len({question["id"] for question in questions}) == len(questions)
    assert len({question["question"] for question in questions}) == len(questions)
    halves = Counter(question["split"] for question in questions)
    assert set(halves) == {"dev", "test"}
    assert abs(halves["dev"] - halves["test"]) <= 3
