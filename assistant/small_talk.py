"""Recognizes messages that are no questions to the sources: greetings, thanks, help."""

import tomllib
from collections.abc import Collection, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

import regex


class SmallTalk(StrEnum):
    """What a message is that asks the sources nothing; names a wording `notice.*`."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    CAPABILITIES = "capabilities"
    ACKNOWLEDGED = "acknowledged"
    DISPLEASED = "displeased"  # an answer was not what was wanted
    HOLDINGS = "holdings"  # its sentence wants what the library holds


LONGEST = 16
"""Words of a message that may consist of several phrases."""
TELLS_HOW = frozenset({SmallTalk.GREETING, SmallTalk.CAPABILITIES})
"""Those that tell how answers are made: `_model` is added where a model writes them."""


def recognize(message: str, *, before: str = "") -> tuple[SmallTalk, str] | None:
    """Return what small talk a message is and the language of its phrase, or None.

    Only whole messages count: "hello" is a greeting, "hello, who funds wells?" is not.
    One may consist of several phrases; the last that is more than "ok" tells.
    A phrase of several languages, such as "ok", is in that of the turn `before`.
    """
    folded = _fold(message)
    if not folded:
        return None
    phrases = _phrases()
    if folded in phrases:
        return _told(phrases[folded], before)
    pieces = _pieces(folded.split(), phrases)
    if not pieces:
        return None
    kinds = [_told(phrases[piece], before) for piece in pieces]
    says_more = [one for one in kinds if one[0] is not SmallTalk.ACKNOWLEDGED]
    return (says_more or kinds)[-1]


def _pieces(words: Sequence[str], phrases: Collection[str]) -> list[str]:
    """Return the phrases that words consist of, as few as possible; none where not."""
    best: list[list[str] | None] = [[]]
    for end in range(1, min(len(words), LONGEST) + 1):
        found = [
            [*before, " ".join(words[start:end])]
            for start, before in enumerate(best)
            if before is not None and " ".join(words[start:end]) in phrases
        ]
        best.append(min(found, key=len, default=None))
    return (best[-1] or []) if len(words) <= LONGEST else []


def _told(known: dict[str, SmallTalk], before: str) -> tuple[SmallTalk, str]:
    language = before if before in known else next(iter(known))
    return known[language], language


@cache
def _phrases() -> dict[str, dict[str, SmallTalk]]:
    """Return what each phrase is, by the languages that have it."""
    table = tomllib.loads(
        files("assistant").joinpath("locales/small_talk.toml").read_text("utf-8")
    )
    found: dict[str, dict[str, SmallTalk]] = {}
    for kind, languages in table.items():
        for language, known in languages.items():
            for phrase in known:
                found.setdefault(_fold(phrase), {})[language] = SmallTalk(kind)
    return found


def _fold(message: str) -> str:
    kept = regex.sub(r"[^\p{L}\p{M}\p{N}\s]+", " ", message.casefold())
    return " ".join(kept.split())
