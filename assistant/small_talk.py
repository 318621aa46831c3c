"""Recognizes messages that are no questions to the sources: greetings, thanks, help."""

import tomllib
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
    HOLDINGS = "holdings"  # its sentence wants what the library holds


TELLS_HOW = frozenset({SmallTalk.GREETING, SmallTalk.CAPABILITIES})
"""Those that tell how answers are made: `_model` is added where a model writes them."""


def recognize(message: str, *, before: str = "") -> tuple[SmallTalk, str] | None:
    """Return what small talk a message is and the language of its phrase, or None.

    Only whole messages count: "hello" is a greeting, "hello, who funds wells?" is not.
    A phrase of several languages, such as "ok", is in that of the turn `before`.
    """
    folded = _fold(message)
    if not folded:
        return None
    phrases = _phrases()
    if folded in phrases:
        return _told(phrases[folded], before)
    words = folded.split()
    for cut in range(1, min(len(words), 4)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if head in phrases and tail in phrases:
            return _told(phrases[tail], before)
    return None


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
