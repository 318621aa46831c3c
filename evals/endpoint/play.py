"""How one request is answered: what is sent, how fast, and what breaks."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import JsonValue

from evals.endpoint.exchange import Received

_PIECE = re.compile(r"\s*\S{1,4}|\s+\Z")
Lie = Callable[[Iterable[str]], Iterable[str]]
"""Changes what a model says, as its pieces come."""
MODEL = "scripted"
CREATED = 1_790_000_000


class Cut(StrEnum):
    """How a stream breaks off."""

    ENDED = "ended"  # the body ends properly, without a last word and [DONE]
    CLOSED = "closed"  # the socket is closed between two events
    MID_EVENT = "mid_event"  # the socket is closed within one


class Usage(StrEnum):
    """When tokens are told."""

    ASKED = "asked"  # of a stream only when `stream_options` asks for them
    ALWAYS = "always"
    NEVER = "never"


class BrokenOff(Exception):
    """An answer breaks off: by its script, or where it comes from."""


class Passed(Protocol):
    """An answer that comes from elsewhere.

    Raises while its pieces come:
        BrokenOff: no more of them do.
    """

    @property
    def why(self) -> str | None:
        """Why it ended, behind its last piece; None: that was not said."""
        ...

    def __iter__(self) -> Iterator[str]:
        """Yield its pieces, once."""
        ...

    def close(self) -> None:
        """End it, wherever it is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One answer. Places count pieces of about a token, from 0."""

    text: str = ""
    passed: Passed | None = None  # in place of a text
    lie: Lie | None = None  # told of either
    delay_s: float = 0.0  # before each piece
    first_s: float = 0.0  # before anything at all
    stall_after: int | None = None  # nothing more comes, and the line stays open
    cut_after: int | None = None
    cut: Cut = Cut.CLOSED
    malformed_after: int | None = None  # an event that is no JSON, then the rest
    keeps_to_limit: bool = True
    usage: Usage = Usage.ASKED
    status: int = 200
    headers: Mapping[str, str] | None = None
    raw: bytes | None = None  # sent as the body, in place of the protocol
    content_type: str = "application/json"

    def close(self) -> None:
        """End what it passes on."""
        if self.passed is not None:
            self.passed.close()


def cut_up(text: str) -> list[str]:
    """Return a text in pieces of about a token."""
    return _PIECE.findall(text)


def pieces_of(play: Play, request: Received) -> tuple[list[str], str]:
    """Return the pieces that make up a text, and why it ends: "stop" or "length"."""
    pieces = cut_up(play.text)
    most = request.most_pieces
    if play.keeps_to_limit and most is not None and most < len(pieces):
        return pieces[:most], "length"
    return pieces, "stop"


def events(play: Play, request: Received) -> Iterator[bytes]:
    """Yield the events of a stream: a first one, one a piece, and those that end it.

    Raises:
        BrokenOff: what is passed on did.
    """
    said, count = _said(play, request), 0
    yield _event(_chunk(request, {"role": "assistant", "content": ""}, None))
    for piece in play.lie(said) if play.lie else said:
        if count == play.malformed_after:
            yield b'data: {"id": "chatcmpl-1", "choices": [{"del\n\n'
        yield _event(_chunk(request, {"content": piece}, None))
        count += 1
    if play.malformed_after is not None and play.malformed_after >= count:
        yield b"data: {{\n\n"
    if said.why is None:
        return
    yield _event(_chunk(request, {}, said.why))
    if _tells_usage(play, request):
        last = _chunk(request, None, None)
        yield _event({**last, "usage": _usage(request, count)})
    yield b"data: [DONE]\n\n"


def whole(play: Play, request: Received) -> bytes:
    """Return the body of an answer that is not streamed.

    Raises:
        BrokenOff: what is passed on did.
    """
    said = _said(play, request)
    pieces = list(play.lie(said) if play.lie else said)
    body: dict[str, JsonValue] = {
        "id": f"chatcmpl-{request.number}",
        "object": "chat.completion",
        "created": CREATED,
        "model": _model(request),
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "".join(pieces)},
                "finish_reason": said.why,
            }
        ],
    }
    if play.usage is not Usage.NEVER:
        body["usage"] = _usage(request, len(pieces))
    sent = json.dumps(body, ensure_ascii=False).encode()
    return sent if play.malformed_after is None else sent[: len(sent) // 2]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, as if it came from elsewhere."""

    pieces: list[str]
    why: str | None

    def __iter__(self) -> Iterator[str]:
        return iter(self.pieces)

    def close(self) -> None:
        """It has ended."""


def _said(play: Play, request: Received) -> Passed:
    return play.passed or _Text(*pieces_of(play, request))


def _tells_usage(play: Play, request: Received) -> bool:
    options = request.body.get("stream_options")
    asks = isinstance(options, dict) and options.get("include_usage") is True
    return play.usage is Usage.ALWAYS or (play.usage is Usage.ASKED and asks)


def _chunk(
    request: Received, delta: dict[str, JsonValue] | None, why: str | None
) -> dict[str, JsonValue]:
    choice: JsonValue = {"index": 0, "delta": delta, "finish_reason": why}
    return {
        "id": f"chatcmpl-{request.number}",
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": _model(request),
        "choices": [] if delta is None else [choice],
    }


def _event(body: JsonValue) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


def _usage(request: Received, pieces: int) -> JsonValue:
    asked = len(request.prompt) // 4 + 1
    return {
        "prompt_tokens": asked,
        "completion_tokens": pieces,
        "total_tokens": asked + pieces,
    }


def _model(request: Received) -> str:
    return str(request.body.get("model") or MODEL)
