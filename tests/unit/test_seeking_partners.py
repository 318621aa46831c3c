"""Who asks for partners is told from who only mentions them."""

import json
from pathlib import Path

import pytest

from assistant.intents import Intent, intent_of
from assistant.partners.seeking import seeks_partners
from assistant.wording import LANGUAGES, wording

SUITES = Path(__file__).parents[2] / "evals" / "suites"
OTHERS = ("starter", "corpus", "more", "fresh", "near", "unanswerable", "injection")


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


MESSAGES = lines(SUITES / "intents" / "partners.jsonl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_that_ask_for_partners_are_told_from_others(language):
    told = [one for one in MESSAGES if one["language"] == language]
    assert {one["wants_partners"] for one in told} == {True, False}
    wrong = [
        one["text"]
        for one in told
        if seeks_partners(one["text"]) is not one["wants_partners"]
    ]
    assert wrong == []


@pytest.mark.parametrize("suite", OTHERS)
def test_no_question_to_the_sources_is_taken_for_one(suite):
    questions = [
        one["question"] for one in lines(SUITES / f"{suite}.jsonl") if "question" in one
    ]
    assert questions
    assert [text for text in questions if seeks_partners(text)] == []


def test_no_question_to_begin_with_is_taken_for_one():
    questions = [s.question for name in LANGUAGES for s in wording(name).starters]
    assert [text for text in questions if seeks_partners(text)] == []


def test_it_may_be_said_in_any_of_the_first_sentences():
    text = "Our region is dry. Harvests fail.\nWho could help us dig wells?"
    assert seeks_partners(text)
    assert intent_of(text, "en") is Intent.PARTNERS
    assert not seeks_partners("It rains. " * 30 + text)


@pytest.mark.parametrize(
    "text", ["", "?!", "…", "we need", "a" * 5_000, "which " + "a- " * 2_000]
)
def test_odd_messages_are_looked_at_all_the_same(text):
    assert seeks_partners(text) is (text == "we need")


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("We need a digital health information system for clinics in Malawi", True),
        ("We need information on clinics in Malawi", False),
        ("We need a data centre for our ministry", True),
        ("Нам нужна медицинская информационная система", True),
        ("Нам нужна информация о клиниках", False),
        ("我们需要一个卫生信息系统", True),
        ("我们需要关于诊所的信息", False),
    ],
)
def test_a_system_of_information_is_a_need_and_information_is_none(message, wanted):
    assert seeks_partners(message) is wanted
