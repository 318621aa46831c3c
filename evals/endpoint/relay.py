"""Passes requests on to a model at another endpoint, and its answer back as it comes.

It is a script like the others, so that they can spoil what a real model says:
`cut(relaying(Upstream(url=..., model="m")), after=9)`.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, JsonValue

from evals.endpoint.exchange import Received
from evals.endpoint.play import BrokenOff, Play, cut_up
from evals.endpoint.scripts import Script, failing

PATIENCE_S = 120.0
"""Without a word for so long, the other endpoint counts as gone."""
EVENT = "data"
DONE = "[DONE]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """An endpoint that speaks the protocol, and the model to ask there."""

    url: str  # up to "/v1"
    model: str
    api_key: str = "none"


def relaying(upstream: Upstream) -> Script:
    """Ask the other endpoint for what is asked here, whatever model that names.

    An error is passed back as it is, with the delay that it asks for; 502 stands for an
    endpoint that cannot be reached.
    """

    def play(request: Received) -> Play:
        try:
            answer = _asked(upstream, request)
            return Play(passed=answer) if answer.is_success else answer.refusal()
        except httpx.HTTPError as error:
            return failing(502, message=f"cannot be reached: {error}")(request)

    return play


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Event(BaseModel):
    choices: list[_Choice] = []


class _Passed:
    """The pieces of an answer as they come; `close` ends the request for it."""

    def __init__(self, client: httpx.Client, answer: httpx.Response) -> None:
        self._client = client
        self._answer = answer
        self._why: str | None = None

    @property
    def is_success(self) -> bool:
        return self._answer.is_success

    @property
    def why(self) -> str | None:
        return self._why

    def __iter__(self) -> Iterator[str]:
        try:
            for line in self._answer.iter_lines():
                name, _, told = line.partition(":")
                if told.strip() == DONE:
                    return
                if name == EVENT:
                    yield from cut_up(self._said(told))
        except (httpx.HTTPError, ValueError) as error:
            raise BrokenOff from error

    def refusal(self) -> Play:
        """Return an answer that is none."""
        with closing(self):
            body = self._answer.read()
        told = self._answer.headers
        delay = told.get("Retry-After")
        return Play(
            status=self._answer.status_code,
            raw=body,
            headers={} if delay is None else {"Retry-After": delay},
            content_type=told.get("Content-Type", "text/plain"),
        )

    def close(self) -> None:
        self._answer.close()
        self._client.close()

    def _said(self, event: str) -> str:
        """Return the text of an event, and keep why the answer ends."""
        said = ""
        for choice in _Event.model_validate_json(event).choices[:1]:
            self._why = choice.finish_reason or self._why
            said = (choice.delta and choice.delta.content) or ""
        return said


def _asked(upstream: Upstream, request: Received) -> _Passed:
    body: dict[str, JsonValue] = {
        **request.body,
        "model": upstream.model,
        "stream": True,
    }
    client = httpx.Client(timeout=PATIENCE_S)
    try:
        answer = client.send(
            client.build_request(
                "POST",
                f"{upstream.url.rstrip('/')}/chat/completions",
                json=body,
                headers={"Authorization": f"Bearer {upstream.api_key}"},
            ),
            stream=True,
        )
    except httpx.HTTPError:
        client.close()
        raise
    return _Passed(client, answer)
