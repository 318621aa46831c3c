"""What a model writes is checked, claim by claim, before anybody reads it."""

import pytest

from assistant.wording import wording
from evals.endpoint.play import Usage
from evals.endpoint.scripts import (
    Script,
    by_number,
    failing,
    in_turn,
    saying,
    telling_usage,
    where,
    writing,
)
from evals.endpoint.writers import (
    Marks,
    citing,
    honest,
    in_language,
    inventing_a_quote,
    with_fact_changed,
)
from evals.perturbations import Change

QUESTION = "How many wells were dug in Burkina Faso?"


def test_an_honest_answer_is_released_claim_by_claim(desk):
    reply = desk.ask(writing(honest()))

    assert (reply.kind, reply.mode, reply.model) == ("answer", "model", "scripted")
    assert "Forty-two village wells were dug" in reply.claims[0].text
    assert reply.text.split("\n")[0].startswith(
        "Written by a language model (scripted)"
    )
    assert desk.events[:2] == ["searching", "writing"]
    assert desk.asked == 1
    assert 0 < reply.first_token_ms <= reply.took_ms
    desk.hold_to_the_sources(reply)


def test_the_audit_record_tells_how_the_words_came_about(desk):
    reply = desk.ask(telling_usage(writing(honest()), Usage.ALWAYS))

    body = desk.frozen(reply)
    assert body["model"] == "scripted"
    assert [told["name"] for told in body["prompts"]] == ["answer_question"]
    assert all(len(told["sha256"]) == 64 for told in body["prompts"])
    assert body["tokens"]["prompt"] > 0
    assert body["tokens"]["completion"] > 0
    assert body["parameters"]["answer_tokens"] == 600
    assert body["reply"]["text"] == reply.text
    shown = {passage["chunk_id"] for passage in body["passages"]}
    assert {citation.chunk_id for citation in reply.citations} <= shown


@pytest.mark.parametrize("marks", list(Marks))
def test_markers_count_wherever_they_stand_and_are_found_where_there_are_none(
    desk, marks
):
    reply = desk.ask(writing(honest(marks=marks, sentences=1)))

    assert [claim.citations for claim in reply.claims] == [(1,)]
    assert "village wells" in reply.citations[0].quote
    desk.hold_to_the_sources(reply)


def test_a_passage_that_does_not_exist_is_replaced_by_the_one_that_carries_it(desk):
    reply = desk.ask(writing(citing(9)))

    assert reply.claims[0].citations == (1,)
    assert "[9]" not in reply.text
    desk.hold_to_the_sources(reply)


def test_an_invented_quote_is_left_out_and_so_is_the_answer(desk):
    reply = desk.ask(writing(inventing_a_quote()))

    assert reply.kind == "refusal"
    assert reply.refusal.reason == "ungrounded"
    assert reply.mode == "model"
    assert "doubled its budget" not in reply.text
    assert desk.frozen(reply)["left_out"][0]["reason"] == "fabricated"


@pytest.mark.parametrize("change", [Change.NUMBER, Change.DATE, Change.COUNTRY])
def test_a_changed_fact_never_reaches_anybody(desk, change):
    lie = with_fact_changed(change, language="en")
    both = where(
        lambda request: len(request.passages) > 1,
        writing(lambda request: f"{lie(request)} {honest(sentences=1)(request)}"),
        otherwise=saying("NONE"),  # nothing to repair it by
    )

    reply = desk.ask(both)

    desk.hold_to_the_sources(reply)
    assert reply.kind == "answer"
    assert (
        "Statements left out, because the sources do not carry them: 1." in reply.text
    )
    [left_out] = desk.frozen(reply)["left_out"]
    assert left_out["text"] not in reply.text


def test_a_claim_is_repaired_once_by_its_passage(desk):
    lie = writing(with_fact_changed(Change.NUMBER, language="en"))
    true = "The wells give water to 30,000 people in 19 villages."

    reply = desk.ask(by_number({desk.number_to_come(1): lie}, saying(true)))

    assert desk.asked == 2
    assert reply.kind == "answer"
    assert "left out" not in reply.text
    assert [told["name"] for told in desk.frozen(reply)["prompts"]] == [
        "answer_question",
        "repair_claim",
    ]
    desk.hold_to_the_sources(reply)


def test_a_repair_that_is_as_wrong_is_left_out(desk):
    reply = desk.ask(writing(with_fact_changed(Change.NUMBER, language="en")))

    assert reply.kind == "refusal"
    assert reply.refusal.reason == "ungrounded"
    assert desk.asked == 2


def test_another_language_is_asked_for_again_and_then_given_up(desk):
    reply = desk.ask(writing(in_language("fr")))

    desk.in_quotes(reply, "did not answer in your language")
    assert desk.asked == 2
    assert "was not in English" in desk.endpoint.requests[-1].request.prompt


def test_a_short_answer_in_another_language_is_not_let_through(desk):
    reply = desk.ask(saying("Ils retiennent l'eau des pluies pour les jardins [2]."))

    desk.in_quotes(reply, "did not answer in your language")
    assert desk.asked == 2


def test_another_language_once_is_forgiven(desk):
    reply = desk.ask(in_turn(writing(in_language("fr")), writing(honest())))

    assert reply.mode == "model"
    assert "formé" not in reply.text
    desk.hold_to_the_sources(reply)


def test_thoughts_of_a_model_are_left_out(desk):
    thinking = writing(lambda r: f"<think>Wells? [1] Yes.</think>\n{honest()(r)}")

    reply = desk.ask(thinking)

    assert "Yes" not in reply.text
    assert "Forty-two" in reply.claims[0].text


def test_a_judge_can_only_take_away(open_desk):
    paraphrase = "In 2014, 42 village wells were dug in Burkina Faso [1]."

    def judged(word: str) -> Script:
        return where(
            lambda r: r.body["model"] == "judge",
            saying(word),
            otherwise=saying(paraphrase),
        )

    with open_desk(judge_model="judge") as desk:
        assert desk.ask(judged("supported")).claims[0].verdict == "supported"
        assert desk.ask(judged("It is partial.")).claims[0].verdict == "partial"
        denied = desk.ask(judged("**unsupported**"))
        assert denied.refusal is not None
        assert denied.refusal.reason == "ungrounded"
        assert desk.ask(judged("perhaps")).claims[0].verdict == "supported"


def test_a_judge_that_fails_is_asked_no_more_and_that_is_said(open_desk):
    two = (
        "In 2014, 42 village wells were dug in Burkina Faso [1].\n"
        "The wells bring water to 30,000 people [1]."
    )
    script = where(
        lambda r: r.body["model"] == "judge", failing(401), otherwise=saying(two)
    )

    with open_desk(judge_model="judge") as desk:
        reply = desk.ask(script)

        assert len(reply.claims) == 2
        assert wording("en").say("answer.unjudged") in reply.text
        assert desk.asked == 2  # the writer once, and the judge once
