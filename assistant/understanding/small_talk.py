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
LONGEST_UNSPACED = 30
"""The same in signs, of a language that writes no spaces."""
UNSPACED = frozenset({"zh"})
COURTESY = frozenset({SmallTalk.THANKS, SmallTalk.FAREWELL})
"""Those whose phrases may be followed by words that only praise."""
PRAISE = "praise"
"""The table of such words."""
TELLS_HOW = frozenset({SmallTalk.GREETING, SmallTalk.CAPABILITIES})
"""Those that tell how answers are made: `_model` is added where a model writes them."""
_BEFORE_QUESTIONS = frozenset({SmallTalk.GREETING, SmallTalk.THANKS})
_PAUSE = regex.compile(r"[.!,;:…。！，、；：،؛]+\s*")
_ASKS = regex.compile(r"[?？؟\p{N}]")


def recognize(message: str, *, before: str = "") -> tuple[SmallTalk, str] | None:
    """Return what small talk a message is and the language of its phrase, or None.

    Only whole messages count: "hello" is a greeting, "hello, who funds wells?" is not.
    One may consist of several phrases; the last that is more than "ok" tells. Thanks
    and farewells may go on with words of praise, unless they ask.
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
        return None if _ASKS.search(message) else _courtesy(folded, before)
    kinds = [_told(phrases[piece], before) for piece in pieces]
    says_more = [one for one in kinds if one[0] is not SmallTalk.ACKNOWLEDGED]
    return (says_more or kinds)[-1]


def without_courtesy(message: str) -> str:
    """Return a question without the greeting or the thanks that it begins with."""
    if recognize(message) is not None:
        return message
    head, *rest = _PAUSE.split(message, maxsplit=1)
    kinds = _phrases().get(_fold(head), {}).values()
    if rest and _fold(rest[0]) and not _BEFORE_QUESTIONS.isdisjoint(kinds):
        return without_courtesy(rest[0])
    return message


def _courtesy(folded: str, before: str) -> tuple[SmallTalk, str] | None:
    """Return the thanks or farewell that a message begins with, and then only praises.

    "Ok" may stand before it. A word that is no praise makes it a question.
    """
    for language in sorted(_praise(), key=lambda one: one != before):
        known = _courteous(language)
        pieces = (
            _pieces(folded.replace(" ", ""), known, between="", most=LONGEST_UNSPACED)
            if language in UNSPACED
            else _pieces(folded.split(), known)
        )
        kinds = [known[piece] for piece in pieces]
        said = [kind for kind in kinds if kind is not None and kind in COURTESY]
        told = [kind for kind in kinds if kind is not SmallTalk.ACKNOWLEDGED]
        if said and told[0] in COURTESY:
            return said[-1], language
    return None


def _pieces(
    words: Sequence[str],
    phrases: Collection[str],
    *,
    between: str = " ",
    most: int = LONGEST,
) -> list[str]:
    """Return the phrases that words consist of, as few as possible; none where not."""
    best: list[list[str] | None] = [[]]
    for end in range(1, min(len(words), most) + 1):
        found = [
            [*before, between.join(words[start:end])]
            for start, before in enumerate(best)
            if before is not None and between.join(words[start:end]) in phrases
        ]
        best.append(min(found, key=len, default=None))
    return (best[-1] or []) if len(words) <= most else []


def _told(known: dict[str, SmallTalk], before: str) -> tuple[SmallTalk, str]:
    language = before if before in known else next(iter(known))
    return known[language], language


@cache
def _phrases() -> dict[str, dict[str, SmallTalk]]:
    """Return what each phrase is, by the languages that have it."""
    found: dict[str, dict[str, SmallTalk]] = {}
    for kind, languages in _table().items():
        if kind == PRAISE:
            continue
        for language, known in languages.items():
            for phrase in known:
                found.setdefault(_fold(phrase), {})[language] = SmallTalk(kind)
    return found


@cache
def _courteous(language: str) -> dict[str, SmallTalk | None]:
    """Return the phrases of courtesy in a language, and its praise: None."""
    found: dict[str, SmallTalk | None] = dict.fromkeys(_praise()[language])
    for phrase, kinds in _phrases().items():
        kind = kinds.get(language)
        if kind in COURTESY or kind is SmallTalk.ACKNOWLEDGED:
            found[phrase] = kind
    return found


@cache
def _praise() -> dict[str, list[str]]:
    return {
        language: [_fold(word) for word in words]
        for language, words in _table()[PRAISE].items()
    }


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    source = files("assistant").joinpath("locales/small_talk.toml")
    return tomllib.loads(source.read_text("utf-8"))


def _fold(message: str) -> str:
    kept = regex.sub(r"[^\p{L}\p{M}\p{N}\s]+", " ", message.casefold())
    return " ".join(kept.split())
