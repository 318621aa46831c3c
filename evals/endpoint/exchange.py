"""What a request held, and what became of its answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import JsonValue

Body = Mapping[str, JsonValue]

_FENCED = re.compile(
    r"<passage\s[^>]*?\bn=[\"']?(\d+)[^>]*>\s*(.*?)\s*</passage>", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A passage as a prompt shows it to the model."""

    number: int
    text: str
    title: str = ""


FindPassages = Callable[[str], Sequence[ShownPassage]]
"""Reads the numbered passages out of one message; none where it has none."""


def fenced_passages(message: str) -> list[ShownPassage]:
    """Return what stands between `<passage n="1" …>` and `</passage>`, in order.

    A first line with a blank line behind it is the title.
    """
    return [_shown(int(number), told) for number, told in _FENCED.findall(message)]


class Ending(StrEnum):
    """How an answer ended."""

    WHOLE = "whole"
    CUT = "cut"  # by the script
    CLIENT_LEFT = "client_left"  # before all was sent
    STOPPED = "stopped"  # the endpoint was shut down meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request for a completion."""

    number: int  # from 1, in the order of arrival
    at: float  # seconds on the monotonic clock
    headers: Mapping[str, str]  # names in lower case
    body: Body
    passages: tuple[ShownPassage, ...]  # of the last message that shows any

    @property
    def streams(self) -> bool:
        """Whether the answer is wanted piece by piece."""
        return self.body.get("stream") is True

    @property
    def messages(self) -> tuple[tuple[str, str], ...]:
        """Role and text of each message, in order; parts that are no text are lost."""
        return tuple(_messages(self.body))

    @property
    def prompt(self) -> str:
        """The text of all messages, a blank line between two."""
        return "\n\n".join(text for _, text in self.messages)

    @property
    def most_pieces(self) -> int | None:
        """How long the answer may be, by either name of that parameter."""
        for name in ("max_completion_tokens", "max_tokens"):
            most = self.body.get(name)
            if isinstance(most, int):
                return most
        return None


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A request and how far its answer has come; written by the server's threads."""

    request: Received
    sent: int = 0  # events that have left: pieces, then those that end a stream
    sent_at: list[float] = field(default_factory=list[float])  # as `at`, of each
    ending: Ending | None = None  # None: still under way
    ended_at: float | None = None  # seconds on the monotonic clock

    @property
    def disconnected(self) -> bool:
        """Whether the client went away before it had all."""
        return self.ending is Ending.CLIENT_LEFT


def received(
    body: Body,
    *,
    number: int,
    at: float,
    headers: Mapping[str, str],
    find_passages: FindPassages,
) -> Received:
    """Return a request with the passages that its last such message shows."""
    shown: Sequence[ShownPassage] = ()
    for _, text in _messages(body):
        shown = find_passages(text) or shown
    return Received(
        number=number,
        at=at,
        headers={name.lower(): value for name, value in headers.items()},
        body=body,
        passages=tuple(shown),
    )


def _shown(number: int, told: str) -> ShownPassage:
    title, blank, text = told.partition("\n\n")
    if not blank or "\n" in title:
        return ShownPassage(number=number, text=told)
    return ShownPassage(number=number, title=title.strip(), text=text.strip())


def _messages(body: Body) -> list[tuple[str, str]]:
    messages = body.get("messages")
    return [
        (str(message.get("role")), _text(message.get("content")))
        for message in (messages if isinstance(messages, list) else [])
        if isinstance(message, dict)
    ]


def _text(content: JsonValue) -> str:
    if isinstance(content, str):
        return content
    parts: list[str] = []
    for part in content if isinstance(content, list) else []:
        text = part.get("text") if isinstance(part, dict) else None
        parts += [text] if isinstance(text, str) else []
    return "\n".join(parts)
