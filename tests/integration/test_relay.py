"""The relay: what it passes on to a model elsewhere, and back from it."""

import json
import time

import httpx
import pytest

from evals.endpoint.exchange import Ending
from evals.endpoint.lies import changing_numbers, citing_beside, saying_behind
from evals.endpoint.play import Cut
from evals.endpoint.relay import Upstream, relaying
from evals.endpoint.scripts import (
    cut,
    endless,
    failing,
    lying,
    malformed,
    refusing,
    saying,
    slowly,
    writing,
)
from evals.endpoint.server import ScriptedEndpoint
from evals.endpoint.writers import honest

TOLD = "In 2014, 42 wells — 七口井 — were dug [1, 2].\n\n- They hold  water [2]."


@pytest.fixture
def model():
    """A model elsewhere."""
    with ScriptedEndpoint(saying(TOLD)) as endpoint:
        yield endpoint


@pytest.fixture
def upstream(model):
    return Upstream(url=model.url, model="theirs", api_key="sk-theirs")


@pytest.fixture
def relay(upstream):
    with ScriptedEndpoint(relaying(upstream)) as endpoint:
        yield endpoint


def asked(relay, **more):
    body = {"model": "ours", "messages": [{"role": "user", "content": "Wells?"}]}
    return httpx.post(
        f"{relay.url}/chat/completions",
        json={**body, **more},
        headers={"Authorization": "Bearer sk-ours"},
        timeout=20,
        trust_env=False,
    )


def events(answer: httpx.Response):
    sent = [line[6:] for line in answer.text.splitlines() if line.startswith("data: ")]
    return [json.loads(one) for one in sent if one != "[DONE]"]


def joined(answer: httpx.Response) -> str:
    return "".join(e["choices"][0]["delta"].get("content", "") for e in events(answer))


def ended(relay: ScriptedEndpoint) -> Ending | None:
    """Return how its one answer ended, which it notes a moment after its last byte."""
    [exchange] = relay.requests
    relay.wait_until(lambda: exchange.ending is not None, within_s=10)
    return exchange.ending


def test_a_text_comes_back_to_the_letter(relay):
    streamed, whole = asked(relay, stream=True), asked(relay)

    assert joined(streamed) == TOLD
    assert whole.json()["choices"][0]["message"]["content"] == TOLD
    assert events(streamed)[-1]["choices"][0]["finish_reason"] == "stop"


def test_what_is_asked_is_passed_on_with_the_models_own_name_and_key(relay, model):
    asked(relay, stream=True, temperature=0.0, max_completion_tokens=9)

    [exchange] = model.requests
    assert exchange.request.prompt == "Wells?"
    assert exchange.request.body["model"] == "theirs"
    assert exchange.request.body["temperature"] == 0.0
    assert exchange.request.most_pieces == 9
    assert exchange.request.headers["authorization"] == "Bearer sk-theirs"


def test_an_answer_that_reached_its_cap_says_so(relay):
    answer = asked(relay, stream=True, max_tokens=3)

    assert events(answer)[-1]["choices"][0]["finish_reason"] == "length"
    assert len(joined(answer)) < 15


@pytest.mark.parametrize(
    ("script", "status", "delay", "told"),
    [
        (failing(429, retry_after_s=2), 429, "2", "rate_limit_error"),
        (failing(500), 500, None, "server_error"),
        (refusing("stream", otherwise=saying("")), 400, None, "supplied: stream"),
    ],
)
def test_an_error_comes_back_as_it_is(relay, model, script, status, delay, told):
    model.script = script

    answer = asked(relay, stream=True)

    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == delay
    assert told in answer.text


def test_an_endpoint_that_cannot_be_reached_is_a_bad_gateway():
    nobody = Upstream(url="http://127.0.0.1:9/v1", model="m")
    with ScriptedEndpoint(relaying(nobody)) as relay:
        answer = asked(relay, stream=True)

    assert answer.status_code == 502
    assert "cannot be reached" in answer.text


@pytest.mark.parametrize(
    "script",
    [
        cut(saying(TOLD), after=3),
        cut(saying(TOLD), after=3, how=Cut.MID_EVENT),
        malformed(saying(TOLD), after=3),
    ],
)
def test_a_stream_that_breaks_off_breaks_off_here(relay, model, script):
    model.script = script

    with pytest.raises(httpx.RemoteProtocolError):
        asked(relay, stream=True)

    assert ended(relay) is Ending.CUT


def test_a_stream_that_just_ends_just_ends_here(relay, model):
    model.script = cut(saying(TOLD), after=3, how=Cut.ENDED)

    answer = asked(relay, stream=True)

    assert TOLD.startswith(joined(answer))
    assert all(e["choices"][0]["finish_reason"] is None for e in events(answer))
    assert "[DONE]" not in answer.text


def test_pieces_come_as_they_are_sent(relay, model):
    model.script = slowly(saying("abcd efgh ijkl"), delay_s=0.15)
    at: list[float] = []

    with httpx.stream(
        "POST",
        f"{relay.url}/chat/completions",
        json={"model": "m", "messages": [], "stream": True},
        trust_env=False,
    ) as answer:
        at += [time.monotonic() for line in answer.iter_lines() if "content" in line]

    assert at[-1] - at[1] >= 0.2


def test_a_client_that_leaves_ends_the_request_of_the_relay(relay, model):
    model.script = slowly(endless(honest()), delay_s=0.02)

    with httpx.stream(
        "POST",
        f"{relay.url}/chat/completions",
        json={"model": "m", "messages": [], "stream": True},
        trust_env=False,
    ) as answer:
        next(answer.iter_lines())

    assert model.wait_until(lambda: model.disconnected == (1,), within_s=10)
    assert ended(relay) is Ending.CLIENT_LEFT


def test_what_a_model_says_is_cut_where_the_relay_says_so(relay, model, upstream):
    relay.script = cut(relaying(upstream), after=5)

    with pytest.raises(httpx.RemoteProtocolError):
        asked(relay, stream=True)

    assert relay.requests[0].sent == 5


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        (saying_behind("It rained [1]."), f"{TOLD} It rained [1]."),
        (citing_beside(9), TOLD.replace("]", "][9]")),
        (changing_numbers, TOLD.replace("2014, 42", "2015, 43")),
    ],
)
def test_a_lie_is_told_in_the_words_of_a_model(relay, upstream, lie, told):
    relay.script = lying(relaying(upstream), lie)

    streamed, whole = asked(relay, stream=True), asked(relay)

    assert joined(streamed) == told
    assert whole.json()["choices"][0]["message"]["content"] == told


@pytest.mark.parametrize(
    ("told", "changed"),
    [
        ("30,009 people, 1.5 %【2】", "31,010 people, 2.6 %【2】"),
        ("[1] 3[2] 4 [3, 4", "[1] 4[2] 5 [4, 5"),
        ("2014年挖了9口井[1]。", "2015年挖了10口井[1]。"),
        ("", ""),
    ],
)
def test_numbers_are_changed_wherever_a_text_is_cut(told, changed):
    for size in (1, 2, 3, 50):
        pieces = [told[at : at + size] for at in range(0, len(told), size)]
        assert "".join(changing_numbers(pieces)) == changed


def test_a_script_of_its_own_is_lied_in_too():
    with ScriptedEndpoint(lying(writing(honest()), saying_behind("Rain."))) as model:
        assert joined(asked(model, stream=True)) == "NONE Rain."
