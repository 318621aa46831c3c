"""What reaches a model: only questions with evidence, and what it may see."""

import json

import pytest

from evals.endpoint.scripts import (
    saying,
    where,
    writing,
)
from evals.endpoint.writers import (
    honest,
)

QUESTION = "How many wells were dug in Burkina Faso?"


def test_a_model_that_finds_nothing_is_a_refusal(desk):
    reply = desk.ask(saying("NONE"))

    assert reply.kind == "refusal"
    assert reply.refusal.reason == "not_in_sources"
    assert reply.refusal.nearest
    assert desk.events == ["searching", "writing"]


def test_a_question_without_evidence_never_reaches_the_model(desk):
    reply = desk.ask(writing(honest()), "Who won the chess championship of 1972?")

    assert reply.kind == "refusal"
    assert desk.asked == 0


def test_a_count_is_made_by_code_and_never_reaches_the_model(desk):
    reply = desk.ask(writing(honest()), "How many documents are there, by platform?")
    assert reply.counts is not None
    assert [(row.value, row.count) for row in reply.counts.rows] == [("Test", 3)]
    assert (reply.mode, desk.asked) == ("quoting", 0)


def test_a_follow_up_is_made_whole_before_it_is_looked_up(desk):
    def understood(request) -> bool:
        return not request.passages

    whole = '```json\n{"question": "How many people do the wells in Burkina Faso give \
water to?", "intent": "knowledge"}\n``` I hope this helps.'
    script = where(understood, saying(whole), otherwise=writing(honest()))

    reply = desk.ask(script, "And how many people?", context=[QUESTION])

    assert desk.asked == 2
    assert reply.mode == "model"
    assert "the wells in Burkina Faso give" in desk.endpoint.requests[-1].request.prompt
    assert QUESTION in desk.endpoint.requests[-2].request.prompt


@pytest.mark.parametrize(
    "said",
    ["no JSON", '{"question": ""}', '{"question": 7, "intent": []}', "{" * 5_000,
     '{"question": "Combien de puits ont été creusés dans les villages du Niger ?"}'],
)  # fmt: skip
def test_an_understanding_that_is_of_no_use_does_no_harm(desk, said):
    script = where(lambda r: not r.passages, saying(said), otherwise=writing(honest()))

    reply = desk.ask(script, "And the masons of the wells?", context=[QUESTION])

    assert reply.mode == "model"
    desk.hold_to_the_sources(reply)


def test_a_follow_up_that_a_model_makes_a_count_is_counted_by_code(desk):
    told = {
        "question": "How many documents are about wells?",
        "intent": "how_many",
    }
    said = saying(json.dumps(told))
    script = where(lambda r: not r.passages, said, otherwise=writing(honest()))

    reply = desk.ask(script, "And documents about them?", context=[QUESTION])

    assert desk.asked == 1
    assert (reply.kind, reply.mode) == ("answer", "quoting")
    assert reply.counts is not None
    assert reply.counts.total == 2
    assert desk.frozen(reply)["prompts"][0]["name"] == "understand_question"


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("How many documents tell of village wells dug by local masons?", "how_many"),
        ("Which organizations could dig wells in Burkina Faso?", "partners"),
    ],
    ids=["a word that the person did not write", "partners that nobody is"],
)
def test_what_code_cannot_tell_of_a_follow_up_is_written(desk, question, intent):
    told = json.dumps({"question": question, "intent": intent})
    script = where(lambda r: not r.passages, saying(told), otherwise=writing(honest()))

    reply = desk.ask(script, "And documents about them?", context=[QUESTION])

    assert reply.mode == "model"
    assert reply.counts is None
    desk.hold_to_the_sources(reply)


def test_limits_that_a_model_tells_are_dropped_where_too_little_lies_there(desk):
    said = json.dumps(
        {
            "question": "How many people do the wells in Burkina Faso give water to?",
            "filters": {"country": ["PE"], "to": 1999},
        }
    )
    script = where(lambda r: not r.passages, saying(said), otherwise=writing(honest()))

    reply = desk.ask(
        script,
        "And how many people?",
        context=["What was done in Peru until 1999?", QUESTION],
    )

    assert reply.mode == "model"
    assert "Forty-two village wells" in desk.endpoint.requests[-1].request.prompt
    desk.hold_to_the_sources(reply)


def test_a_notice_tells_how_answers_are_made(desk):
    reply = desk.ask(writing(honest()), "What can you do?")

    assert desk.asked == 0
    assert "A language model writes an answer" in reply.text
    assert "own words" not in reply.text


def test_passages_of_staff_are_not_sent_out(open_desk):
    question = "Which wells of Burkina Faso were dug in the wrong place?"
    with open_desk() as desk:
        desk.ask(writing(honest()), question, readers="staff")
        assert all(
            "Nine wells" not in exchange.request.prompt
            for exchange in desk.endpoint.requests
        )
    with open_desk(chat_sees_staff=True) as desk:
        desk.ask(writing(honest()), question, readers="staff")
        assert "Nine wells" in desk.endpoint.requests[-1].request.prompt
        public = desk.ask(writing(honest()), question)
        assert "Nine wells" not in desk.endpoint.requests[-1].request.prompt
        assert "Nine wells" not in public.text


def test_a_prompt_keeps_to_its_budget(open_desk):
    question = " ".join([QUESTION] * 40)
    with open_desk(chat_prompt_tokens=700) as desk:
        desk.ask(writing(honest()), question)
        short = desk.endpoint.requests[-1].request
    with open_desk() as desk:
        desk.ask(writing(honest()), question)
        long = desk.endpoint.requests[-1].request
    assert 1 <= len(short.passages) < len(long.passages)
