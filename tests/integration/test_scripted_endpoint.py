"""The scripted model itself: what it sends, and what it sees of its clients."""

import json
import time

import httpx
import openai
import pytest

from evals.endpoint.exchange import Ending
from evals.endpoint.play import Cut, Usage
from evals.endpoint.scripts import (
    by_number,
    cut,
    endless,
    failing,
    in_turn,
    malformed,
    mentions,
    page,
    refusing,
    saying,
    shows_passages,
    slowly,
    stalling,
    telling_usage,
    where,
    writing,
)
from evals.endpoint.server import ScriptedEndpoint
from evals.endpoint.writers import (
    honest,
    with_fact_changed,
)
from evals.perturbations import Change

PROMPT = """Answer from the passages.
<passage n="1" title="Wells">
Some 40 wells were dug in Kaolack in Senegal in 2014 by two villages. They hold water.
</passage>
<passage n="2" title="Schools">
More: https://example.org. Twelve schools in Ghana received solar lamps in May 2016.
</passage>"""
FIRST = "Some 40 wells were dug in Kaolack in Senegal in 2014 by two villages"
SECOND = "Twelve schools in Ghana received solar lamps in May 2016"


def body(prompt: str = PROMPT, **more: object) -> dict[str, object]:
    messages = [{"role": "user", "content": prompt}]
    return {"model": "m", "messages": messages, **more}


def post(endpoint: ScriptedEndpoint, prompt: str = PROMPT, **more: object):
    return httpx.post(
        f"{endpoint.url}/chat/completions",
        json=body(prompt, **more),
        headers={"Authorization": "Bearer sk-1"},
        timeout=20,
        trust_env=False,
    )


def text(endpoint: ScriptedEndpoint, prompt: str = PROMPT, **more: object) -> str:
    return post(endpoint, prompt, **more).json()["choices"][0]["message"]["content"]


def streamed(endpoint: ScriptedEndpoint, **more: object) -> list[str]:
    """The data of the events of a stream."""
    lines = post(endpoint, stream=True, **more).text.splitlines()
    return [line.removeprefix("data: ") for line in lines if line]


def client(endpoint: ScriptedEndpoint) -> openai.OpenAI:
    return openai.OpenAI(
        base_url=endpoint.url,
        api_key="sk-1",
        max_retries=0,
        timeout=20,
        http_client=httpx.Client(trust_env=False),
    )


def asked(endpoint: ScriptedEndpoint, **more):
    with client(endpoint) as model:
        return model.chat.completions.create(
            model="m", messages=[{"role": "user", "content": PROMPT}], **more
        )


def joined(endpoint: ScriptedEndpoint) -> str:
    with (
        client(endpoint) as model,
        model.chat.completions.create(
            model="m", messages=[{"role": "user", "content": PROMPT}], stream=True
        ) as stream,
    ):
        return "".join(
            chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices
        )


def test_an_honest_model_copies_a_sentence_of_each_passage_with_its_marker():
    with ScriptedEndpoint() as endpoint:
        assert text(endpoint) == f"{FIRST} [1]. {SECOND} [2]."
        assert text(endpoint, "Nothing is shown.") == "NONE"


def test_the_openai_client_reads_the_same_whole_and_in_pieces():
    with ScriptedEndpoint() as endpoint:
        whole = asked(endpoint).choices[0].message.content

        assert joined(endpoint) == whole == f"{FIRST} [1]. {SECOND} [2]."


def test_it_sees_bodies_headers_and_times_in_the_order_of_arrival():
    with ScriptedEndpoint() as endpoint:
        before = time.monotonic()
        post(endpoint, temperature=0)
        post(endpoint, "Another.", stream=True)

        first, second = endpoint.requests
    assert first.request.body["temperature"] == 0
    assert first.request.headers["authorization"] == "Bearer sk-1"
    assert before <= first.request.at <= second.request.at
    assert [p.number for p in first.request.passages] == [1, 2]
    assert (first.request.streams, second.request.streams) == (False, True)
    assert second.request.prompt == "Another."
    assert {first.ending, second.ending} == {Ending.WHOLE}
    assert (first.request.number, second.request.number) == (1, 2)


def test_text_in_parts_is_read_too():
    parts = [{"type": "text", "text": PROMPT}, {"type": "image_url"}]
    messages = [{"role": "user", "content": parts}]

    with ScriptedEndpoint() as endpoint:
        httpx.post(
            f"{endpoint.url}/chat/completions",
            json={"model": "m", "messages": messages},
            trust_env=False,
        )

    assert len(endpoint.requests[0].request.passages) == 2


def test_how_passages_are_found_can_be_given():
    with ScriptedEndpoint(find_passages=lambda message: []) as endpoint:
        assert text(endpoint) == "NONE"


def test_the_title_of_a_passage_is_none_of_its_sentences():
    shown = "A title that is long enough to be taken for a whole sentence of the text"
    prompt = f'<passage n="1">\n{shown}\n\n{FIRST}.\n\nMore.\n</passage>'

    with ScriptedEndpoint() as endpoint:
        assert text(endpoint, prompt) == f"{FIRST} [1]."

    [passage] = endpoint.requests[0].request.passages
    assert (passage.title, passage.text) == (shown, f"{FIRST}.\n\nMore.")


def test_it_names_a_model_and_knows_no_other_address():
    with ScriptedEndpoint() as endpoint, client(endpoint) as model:
        assert [one.id for one in model.models.list()] == ["scripted"]
        wrong = httpx.post(f"{endpoint.url}/embeddings", json={}, trust_env=False)

    assert wrong.status_code == 404
    assert endpoint.requests == ()


def test_a_client_that_leaves_mid_stream_is_seen():
    with ScriptedEndpoint(slowly(writing(honest()), delay_s=0.05)) as endpoint:
        with httpx.stream(
            "POST",
            f"{endpoint.url}/chat/completions",
            json=body(stream=True),
            trust_env=False,
        ) as answer:
            next(answer.iter_lines())

        assert endpoint.wait_until(lambda: endpoint.disconnected == (1,), within_s=10)
        [exchange] = endpoint.requests
    assert exchange.ending is Ending.CLIENT_LEFT
    assert exchange.sent < len(FIRST) / 4
    assert exchange.ended_at is not None


def test_a_client_that_gives_up_on_a_stall_is_seen():
    with ScriptedEndpoint(stalling(writing(honest()), after=3)) as endpoint:
        for streams in (True, False):
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(
                    f"{endpoint.url}/chat/completions",
                    json=body(stream=streams),
                    timeout=0.3,
                    trust_env=False,
                )

        assert endpoint.wait_until(lambda: len(endpoint.disconnected) == 2, within_s=10)
    assert [e.sent for e in endpoint.requests] == [3, 0]


def test_a_client_that_has_had_all_did_not_leave():
    with ScriptedEndpoint() as endpoint:
        joined(endpoint)
        asked(endpoint)

    assert endpoint.disconnected == ()


def test_shutting_down_ends_a_stall():
    with (
        ScriptedEndpoint(stalling(saying("Never said."), after=0)) as endpoint,
        httpx.stream(
            "POST",
            f"{endpoint.url}/chat/completions",
            json=body(stream=True),
            trust_env=False,
        ) as answer,
    ):
        lines = answer.iter_lines()
        next(lines)
        endpoint.stop()

        with pytest.raises(httpx.RemoteProtocolError):
            list(lines)
        assert endpoint.wait_until(
            lambda: endpoint.requests[0].ending is Ending.STOPPED, within_s=10
        )


def test_a_slow_model_waits_before_each_piece():
    script = slowly(saying("abcd efgh"), delay_s=0.1, first_s=0.1)
    with ScriptedEndpoint(script) as endpoint:
        began = time.monotonic()
        assert joined(endpoint) == "abcd efgh"

    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("how", [Cut.CLOSED, Cut.MID_EVENT])
def test_a_stream_that_breaks_off_is_an_error_of_the_line(how):
    with (
        ScriptedEndpoint(cut(writing(honest()), after=4, how=how)) as endpoint,
        pytest.raises((httpx.RemoteProtocolError, openai.APIConnectionError)),
    ):
        joined(endpoint)

    assert endpoint.requests[0].ending is Ending.CUT
    assert endpoint.requests[0].sent == 4


def test_a_stream_that_just_ends_has_neither_reason_nor_done():
    with ScriptedEndpoint(cut(saying("abcd efgh"), after=1, how=Cut.ENDED)) as endpoint:
        sent = streamed(endpoint)

        # The last byte is had a moment before the server notes how it ended.
        assert endpoint.wait_until(
            lambda: endpoint.requests[0].ending is Ending.CUT, within_s=10
        )
    assert [json.loads(one)["choices"][0]["finish_reason"] for one in sent] == [
        None,
        None,
    ]
    assert "abcd" in sent[-1]


def test_a_body_that_breaks_off_is_an_error_of_the_line():
    with (
        ScriptedEndpoint(cut(saying("abcd"), after=0)) as endpoint,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        post(endpoint)


def test_busy_once_tells_how_long_to_wait_and_is_fine_then():
    script = in_turn(failing(429, retry_after_s=2), saying("Fine."))
    with ScriptedEndpoint(script) as endpoint:
        busy = post(endpoint)

        assert [text(endpoint), text(endpoint)] == ["Fine.", "Fine."]
    assert busy.status_code == 429
    assert busy.headers["Retry-After"] == "2"
    assert busy.json()["error"]["type"] == "rate_limit_error"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, openai.AuthenticationError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
    ],
)
def test_errors_are_those_of_the_protocol(status, kind):
    with ScriptedEndpoint(failing(status)) as endpoint, pytest.raises(kind):
        asked(endpoint)


def test_malformed_events_stand_among_good_ones():
    with ScriptedEndpoint(malformed(saying("abcd efgh"), after=1)) as endpoint:
        sent = streamed(endpoint)
        whole = post(endpoint)

    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(sent[2])
    assert "efgh" in sent[3]
    with pytest.raises(ValueError, match=r"\w"):
        whole.json()


def test_a_page_of_a_proxy_is_no_answer():
    with ScriptedEndpoint(page()) as endpoint:
        answer = post(endpoint, stream=True)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "parameter", ["stream_options", "max_completion_tokens", "temperature"]
)
def test_a_picky_server_names_the_parameter_that_it_refuses(parameter):
    script = refusing(parameter, otherwise=saying("Fine."))
    with ScriptedEndpoint(script) as endpoint:
        refused = post(endpoint, **{parameter: 1})

        assert text(endpoint) == "Fine."
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == parameter


def test_limits_are_kept_unless_the_script_ignores_them():
    with ScriptedEndpoint() as endpoint:
        short = post(endpoint, max_completion_tokens=3).json()["choices"][0]
        endpoint.script = endless(honest())
        long = streamed(endpoint, max_tokens=3)

    assert short["finish_reason"] == "length"
    assert len(short["message"]["content"]) < 16
    assert len(long) > 4096


def test_tokens_are_told_when_asked_always_or_never():
    options = {"stream_options": {"include_usage": True}}
    with ScriptedEndpoint() as endpoint:
        asked_for = streamed(endpoint, **options)
        not_asked = streamed(endpoint)
        endpoint.script = telling_usage(writing(honest()), Usage.NEVER)
        never = [streamed(endpoint, **options)[-2], post(endpoint).text]
        endpoint.script = telling_usage(writing(honest()), Usage.ALWAYS)
        always = streamed(endpoint)

    last = json.loads(asked_for[-2])
    assert last["choices"] == []
    assert last["usage"]["total_tokens"] > last["usage"]["completion_tokens"] > 0
    assert "usage" not in "".join([*not_asked, *never])
    assert "usage" in always[-2]


def test_a_script_that_cannot_be_played_says_so():
    with ScriptedEndpoint(writing(with_fact_changed(Change.NUMBER))) as endpoint:
        answer = post(endpoint, "No passage.")

    assert answer.status_code == 500
    assert "cannot be played" in answer.text


def test_scripts_are_chosen_by_number_and_by_prompt():
    script = by_number(
        {1: saying("first")},
        where(
            mentions("repair this"),
            saying("repaired"),
            otherwise=where(
                shows_passages, saying("answered"), otherwise=saying("understood")
            ),
        ),
    )
    with ScriptedEndpoint(script) as endpoint:
        said = [
            text(endpoint, prompt)
            for prompt in ("Repair this", "Repair this", PROMPT, "What is meant?")
        ]

    assert said == ["first", "repaired", "answered", "understood"]
