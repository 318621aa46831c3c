"""Files of questions."""

import json
from collections import Counter

import pytest

from evals.cases import SUITES, BadSuite, Kind, Split, load_suite, load_suites

LINE = {
    "id": "a-1",
    "split": "dev",
    "question": "Who?",
    "language": "en",
    "kind": "answerable",
    "gold": ["a.md"],
    "words": [["she"]],
    "note": "",
}

QUESTIONS = sorted(
    path
    for path in SUITES.glob("*.jsonl")
    if not path.stem.startswith(("injection", "innocent", "organizations"))
)


def write(tmp_path, *lines, name="suite.jsonl"):
    path = tmp_path / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_a_question_is_read_whole(tmp_path):
    (case,) = load_suite(write(tmp_path, LINE))

    assert case.gold == ("a.md",)
    assert case.words == (("she",),)
    assert case.kind is Kind.ANSWERABLE


@pytest.mark.parametrize(
    "change",
    [
        {"gold": []},
        {"words": []},
        {"words": [[]]},
        {"words": [[""]]},
        {"kind": "easy_unanswerable"},
        {"split": "train"},
        {"spare": 1},
        {"question": ""},
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path, change):
    path = write(tmp_path, LINE, {**LINE, "id": "a-2", **change})

    with pytest.raises(BadSuite, match="line 2"):
        load_suite(path)


def test_an_id_is_used_once(tmp_path):
    with pytest.raises(BadSuite, match="a-1"):
        load_suite(write(tmp_path, LINE, LINE))
    with pytest.raises(BadSuite, match="two suites"):
        load_suites(
            [write(tmp_path, LINE), write(tmp_path, LINE, name="b.jsonl")], Split.DEV
        )


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(BadSuite, match="cannot be read"):
        load_suite(tmp_path / "none.jsonl")


def test_only_the_split_that_is_asked_for_is_given(tmp_path):
    path = write(tmp_path, LINE, {**LINE, "id": "a-2", "split": "test"})

    assert [case.id for case in load_suites([path], Split.TEST)] == ["a-2"]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda p: p.stem)
def test_every_suite_is_valid_and_has_both_splits_or_only_reports(path):
    cases = load_suite(path)

    reports = path.stem == "fresh"
    assert {case.split for case in cases} == ({Split.TEST} if reports else set(Split))


def test_each_language_has_its_share_of_questions():
    counted = {}
    for path in (SUITES / "corpus.jsonl", SUITES / "unanswerable.jsonl"):
        for case in load_suite(path):
            key = (case.language, case.kind is Kind.ANSWERABLE, case.split)
            counted[key] = counted.get(key, 0) + 1

    languages = {"en", "fr", "es", "ar", "zh", "ru", "pt"}
    assert {language for language, _, _ in counted} == languages
    assert len(counted) == 4 * len(languages)
    assert min(counted.values()) >= 4


def test_the_later_questions_are_shared_out_evenly():
    cases = load_suite(SUITES / "more.jsonl")
    counted = Counter((case.language, case.kind, case.split) for case in cases)

    languages = {"en", "fr", "es", "ar", "zh", "ru", "pt"}
    for language in languages:
        assert counted[language, Kind.ANSWERABLE, Split.DEV] == 8
        assert counted[language, Kind.ANSWERABLE, Split.TEST] == 8
        assert counted[language, Kind.HARD, Split.DEV] == 1
        assert counted[language, Kind.HARD, Split.TEST] == 1
        assert {counted[language, Kind.EASY, split] for split in Split} == {1, 2}
    assert {case.language for case in cases} == languages


def test_the_fresh_questions_are_shared_out_evenly():
    counted = Counter(
        (case.language, case.kind) for case in load_suite(SUITES / "fresh.jsonl")
    )

    for language in ("en", "fr", "es", "ar", "zh", "ru", "pt"):
        assert counted.pop((language, Kind.ANSWERABLE)) == 6
        assert counted.pop((language, Kind.HARD)) == 2
        assert counted.pop((language, Kind.EASY)) == 1
    assert not counted


def test_the_near_questions_are_hard_and_shared_out_evenly():
    cases = load_suite(SUITES / "near.jsonl")
    counted = Counter((case.language, case.split) for case in cases)

    assert {case.kind for case in cases} == {Kind.HARD}
    assert all(case.note for case in cases)
    for language in ("en", "fr", "es", "ar", "zh", "ru", "pt"):
        assert {counted.pop((language, split)) for split in Split} == {6}
    assert not counted


def test_no_question_is_asked_twice():
    asked = Counter(case.question for path in QUESTIONS for case in load_suite(path))

    assert [question for question, times in asked.items() if times > 1] == []
