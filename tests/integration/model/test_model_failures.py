"""A model that fails, stalls or never ends is contained: the sources answer."""

import asyncio
import logging
import time

import pytest

from assistant.errors import ModelUnavailable
from assistant.llm import ChatModel, Endpoint
from assistant.replies import Released, Request
from assistant.wording import wording
from evals.endpoint.play import Cut, cut_up
from evals.endpoint.scripts import (
    cut,
    endless,
    failing,
    in_turn,
    malformed,
    page,
    refusing,
    saying,
    slowly,
    stalling,
    writing,
)
from evals.endpoint.writers import (
    honest,
    in_language,
)

BROKE_OFF = wording("en").say("answer.model_broke_off")
STOPPED = wording("en").say("answer.stopped")
KEY = "sk-of-nobody-0123456789"
QUESTION = "How many wells were dug in Burkina Faso?"


@pytest.mark.parametrize(
    ("script", "requests"),
    [
        (failing(500), 3),
        (failing(429, retry_after_s=0.02), 3),
        (failing(401), 1),
        (malformed(writing(honest()), after=3), 1),
        (page(), 1),
        (saying(""), 1),
        (stalling(writing(honest()), after=2), 1),
        (cut(writing(honest()), after=3), 1),
    ],
)
def test_only_what_may_pass_is_asked_for_again(desk, script, requests):
    desk.in_quotes(desk.ask(script))

    assert desk.asked == requests


def test_a_server_that_asks_for_patience_gets_it(desk):
    began = time.monotonic()

    reply = desk.ask(in_turn(failing(429, retry_after_s=0.4), writing(honest())))

    assert reply.mode == "model"
    assert time.monotonic() - began >= 0.4


def test_no_server_at_all_is_no_end_either(open_desk):
    with open_desk(openai_base_url="http://127.0.0.1:9/v1") as desk:
        desk.in_quotes(desk.ask(writing(honest())))


@pytest.mark.parametrize("how", list(Cut))
def test_behind_what_was_released_the_sources_own_words_go_on(desk, how):
    text = "Forty-two village wells were dug in Burkina Faso in 2014 [1]. The pumps are"
    script = cut(saying(f"{text} kept by masons [1]."), after=24, how=how)

    reply = desk.ask(script)

    assert (reply.kind, reply.mode, reply.model) == ("answer", "model", "scripted")
    assert [claim.text for claim in reply.claims] == [
        "Forty-two village wells were dug in Burkina Faso in 2014.",
        "The wells give water to 30,000 people in 19 villages.",
    ]
    assert [claim.citations for claim in reply.claims] == [(1,), (2,)]
    assert [event.quoted for event in desk.events[2:]] == [False, True]
    assert BROKE_OFF in reply.text
    assert STOPPED not in reply.text
    assert desk.frozen(reply)["stopped"] == "unreachable"
    desk.hold_to_the_sources(reply)


def test_where_nothing_is_left_to_quote_a_note_says_that_it_ends_early(desk):
    text = (
        "Forty-two village wells were dug in Burkina Faso in 2014 with engineers from "
        "Morocco [1]. The wells give water to 30,000 people in 19 villages [1]."
    )
    told = saying(f"{text} The masons keep the pumps running [1].")
    script = cut(told, after=len(cut_up(text)) + 3)

    reply = desk.ask(script)

    assert reply.mode == "model"
    assert len(reply.claims) == 2
    assert reply.text.endswith(STOPPED)
    desk.hold_to_the_sources(reply)


def test_an_answer_that_failed_once_and_then_not_has_not_failed(desk):
    foreign = cut(writing(in_language("fr")), after=30, how=Cut.ENDED)

    reply = desk.ask(in_turn(foreign, writing(honest())))

    assert desk.asked == 2
    assert desk.frozen(reply)["stopped"] is None
    assert STOPPED not in reply.text
    desk.hold_to_the_sources(reply)


def test_a_cap_that_is_reached_before_the_first_claim_is_a_failure(open_desk):
    with open_desk(chat_answer_tokens=64) as desk:
        reply = desk.ask(saying("Wells and " * 100))

        desk.in_quotes(reply)
        assert desk.frozen(reply)["stopped"] == "malformed"


@pytest.mark.parametrize(
    "parameters",
    [
        ("stream_options",),
        ("max_completion_tokens",),
        ("max_completion_tokens", "max_tokens"),
        ("temperature",),
        ("stream_options", "max_completion_tokens", "temperature"),
    ],
)
def test_what_an_endpoint_refuses_is_found_out_once(open_desk, parameters):
    with open_desk() as desk:
        script = refusing(*parameters, otherwise=writing(honest()))

        first = desk.ask(script)
        second = desk.ask(script)

        assert first.mode == second.mode == "model"
        assert desk.asked == 1


def test_what_is_refused_for_another_reason_tells_no_lack(open_desk):
    with open_desk() as desk:
        desk.ask(failing(400))
        asked_for = set(desk.endpoint.requests[0].request.body)

        reply = desk.ask(writing(honest()))

        assert reply.mode == "model"
        assert desk.asked == 1
        assert set(desk.endpoint.requests[-1].request.body) == asked_for


def test_a_cap_that_is_ignored_is_kept_by_us(open_desk):
    with open_desk(chat_answer_tokens=60) as desk:
        reply = desk.ask(slowly(endless(honest(sentences=1)), delay_s=0.001))

        assert reply.mode == "model"
        assert len(reply.text) < 1_000
        assert desk.frozen(reply)["stopped"] == "length"
        assert reply.text.endswith(STOPPED)
        left = desk.endpoint.wait_until(
            lambda: desk.endpoint.requests[-1].disconnected, within_s=5
        )
        assert left
        desk.hold_to_the_sources(reply)


def test_stopping_ends_the_request_and_keeps_what_was_released(desk):
    # It writes on for ever, so that only the stop can end it, however busy we are.
    desk.endpoint.script = slowly(endless(honest(sentences=3)), delay_s=0.05)
    released = asyncio.Event()
    heard: list[str] = []

    def hear(event: str | Released) -> None:
        if isinstance(event, Released):
            heard.append(event.claim.text)
            released.set()

    async def ask_and_leave() -> None:
        task = asyncio.create_task(
            desk.services.assistant.ask(Request(question=QUESTION), on_event=hear)
        )
        await asyncio.wait_for(released.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    desk.runner.run(ask_and_leave())

    left = desk.endpoint.wait_until(
        lambda: desk.endpoint.requests[-1].disconnected, within_s=5
    )
    assert left
    log = desk.services.assistant.auditor._log
    [entry] = log.entries(limit=1)
    record = log.get(entry.id)
    assert record is not None
    assert record.body["stopped"] == "stopped"
    kept = [claim["text"] for claim in record.body["reply"]["claims"]]
    assert heard
    assert kept[: len(heard)] == heard
    assert BROKE_OFF not in record.body["reply"]["text"]


def test_when_the_days_tokens_are_used_up_the_sources_answer(open_desk):
    with open_desk() as desk:
        desk.ask(writing(honest()))
        assert desk.asked > 0
    with open_desk(chat_daily_tokens=1) as desk:
        # Earlier answers of the day count, though another process gave them.
        reply = desk.ask(writing(honest()))

        assert desk.asked == 0
        desk.in_quotes(reply, "share for today is used up")


def test_a_request_that_an_endpoint_turned_away_took_no_tokens(desk):
    reply = desk.ask(failing(500))

    desk.in_quotes(reply)
    assert not desk.frozen(reply)["tokens"]


def test_who_must_wait_is_told(open_desk):
    with open_desk(chat_at_once=1) as desk:
        desk.endpoint.script = slowly(writing(honest()), delay_s=0.01)
        told: list[list[str | Released]] = [[], []]

        async def both() -> None:
            await asyncio.gather(
                *(
                    desk.services.assistant.ask(
                        Request(question=QUESTION), on_event=events.append
                    )
                    for events in told
                )
            )

        desk.runner.run(both())

        assert sorted("waiting" in events for events in told) == [False, True]
        assert all(any(isinstance(e, Released) for e in events) for events in told)


def test_the_key_is_never_in_the_log(open_desk, caplog):
    caplog.set_level(logging.DEBUG, logger="assistant")
    with open_desk(openai_api_key=KEY) as desk:
        desk.ask(failing(401, message=f"Incorrect API key provided: {KEY}"))

    assert "no answer" in caplog.text or "did not answer" in caplog.text
    assert KEY not in caplog.text


async def test_a_model_says_why_it_is_unavailable(endpoint):
    model = ChatModel(
        Endpoint(model="m", base_url=endpoint.url, api_key=None, retries=0)
    )
    endpoint.script = failing(503)

    with pytest.raises(ModelUnavailable, match="'m'") as caught:
        await model.complete([("user", "Hello?")], cap_tokens=5)
    await model.close()

    assert caught.value.why == "failed"
    assert caught.value.retryable
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("thinks", [False, True])
async def test_a_model_that_never_ends_is_ended(endpoint, thinks):
    model = ChatModel(
        Endpoint(model="m", base_url=endpoint.url, api_key=None, total_s=0.3)
    )
    aloud = endless(honest())
    thoughts = endless(lambda _: "<think> so be it ")
    endpoint.script = slowly(thoughts if thinks else aloud, delay_s=0.02)

    with pytest.raises(ModelUnavailable) as caught:
        await model.complete([("user", "Hello?")], cap_tokens=5_000)
    await model.close()

    assert caught.value.why == "timeout"


@pytest.mark.parametrize(
    "script",
    [
        stalling(writing(honest()), after=0),
        stalling(writing(honest()), after=2),
        failing(429, retry_after_s=50),
    ],
)
async def test_silence_and_patience_end_with_the_time_of_an_answer(endpoint, script):
    model = ChatModel(
        Endpoint(
            model="m", base_url=endpoint.url, api_key=None, total_s=0.3, silence_s=40
        )
    )
    endpoint.script = script

    async with asyncio.timeout(30):
        with pytest.raises(ModelUnavailable) as caught:
            await model.complete([("user", "Hello?")], cap_tokens=50)
    await model.close()

    assert caught.value.why == "timeout"
