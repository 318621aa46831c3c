"""Scripts: how a request is answered, made of small ones.

A script takes a request and gives a play. Those that take another script change its
plays, so they nest: `slowly(cut(writing(honest()), after=9), delay_s=0.2)`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock

from evals.endpoint.exchange import Received
from evals.endpoint.play import Cut, Lie, Play, Usage

Script = Callable[[Received], Play]
Writer = Callable[[Received], str]
"""What a model writes for a request."""
Condition = Callable[[Received], bool]

ENDLESS = 4096
"""Pieces that servers were seen to send when they ignore the limit."""


def writing(writer: Writer) -> Script:
    """Send what a writer writes."""
    return lambda request: Play(text=writer(request))


def saying(text: str) -> Script:
    """Send a given text, whatever was asked."""
    return lambda _: Play(text=text)


def in_turn(*scripts: Script) -> Script:
    """Play the first script once, then the next one; the last goes on for ever."""
    left, lock = list(scripts), Lock()

    def play(request: Received) -> Play:
        with lock:
            script = left.pop(0) if len(left) > 1 else left[0]
        return script(request)

    return play


def by_number(scripts: Mapping[int, Script], otherwise: Script) -> Script:
    """Play a script for the requests of given numbers, counted from 1."""
    return lambda request: scripts.get(request.number, otherwise)(request)


def where(condition: Condition, script: Script, *, otherwise: Script) -> Script:
    """Play a script for the requests that meet a condition."""
    return lambda request: (script if condition(request) else otherwise)(request)


def mentions(pattern: str) -> Condition:
    """Tell requests whose messages hold a pattern, in any case."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda request: compiled.search(request.prompt) is not None


def shows_passages(request: Received) -> bool:
    """Tell requests that show passages: those for an answer or a repair."""
    return bool(request.passages)


def slowly(script: Script, *, delay_s: float, first_s: float = 0.0) -> Script:
    """Wait before each piece, and before anything at all."""
    return lambda r: replace(script(r), delay_s=delay_s, first_s=first_s)


def stalling(script: Script, *, after: int) -> Script:
    """Send so many pieces, then nothing, with the line left open."""
    return lambda request: replace(script(request), stall_after=after)


def cut(script: Script, *, after: int, how: Cut = Cut.CLOSED) -> Script:
    """Break off behind so many pieces."""
    return lambda request: replace(script(request), cut_after=after, cut=how)


def malformed(script: Script, *, after: int = 0) -> Script:
    """Send an event that is no JSON behind so many pieces; a body is cut in half."""
    return lambda request: replace(script(request), malformed_after=after)


def lying(script: Script, lie: Lie) -> Script:
    """Tell a lie in what is said; see `evals.endpoint.lies`."""
    return lambda request: replace(script(request), lie=lie)


def ignoring_limits(script: Script) -> Script:
    """Send all, whatever `max_completion_tokens` and `max_tokens` say."""
    return lambda request: replace(script(request), keeps_to_limit=False)


def endless(writer: Writer, *, pieces: int = ENDLESS) -> Script:
    """Write, and go on with the same again for so many pieces, beyond any limit."""

    def play(request: Received) -> Play:
        text = writer(request) or "more"
        often = 1 + 4 * pieces // len(text)
        return Play(text=" ".join([text] * often), keeps_to_limit=False)

    return play


def telling_usage(script: Script, usage: Usage) -> Script:
    """Tell tokens always, never, or when asked."""
    return lambda request: replace(script(request), usage=usage)


def failing(
    status: int, *, retry_after_s: float | None = None, message: str = "scripted"
) -> Script:
    """Answer with an error of the protocol, with a delay to wait where one is given."""
    headers = {} if retry_after_s is None else {"Retry-After": f"{retry_after_s:g}"}
    kind = "rate_limit_error" if status == 429 else "server_error"
    return lambda _: _error(status, message, kind=kind, headers=headers)


def refusing(*parameters: str, otherwise: Script) -> Script:
    """Answer 400 to a request with one of these parameters, as servers do."""

    def play(request: Received) -> Play:
        for name in parameters:
            if name in request.body:
                message = f"Unrecognized request argument supplied: {name}"
                return _error(400, message, kind="invalid_request_error", param=name)
        return otherwise(request)

    return play


def page() -> Script:
    """Answer 200 with a page of HTML, as a proxy's sign-in does."""
    return lambda _: Play(
        raw=b"<!doctype html><title>Sign in</title><p>Please sign in.",
        content_type="text/html; charset=utf-8",
    )


def _error(
    status: int,
    message: str,
    *,
    kind: str,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Play:
    error = {"message": message, "type": kind, "param": param, "code": None}
    return Play(
        status=status, raw=json.dumps({"error": error}).encode(), headers=headers
    )
