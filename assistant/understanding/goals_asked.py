"""Tells which goals, targets and indicators a question asks for by their numbers.

"What is SDG 13?", "¿Qué dice la meta 6.1 de los ODS?", "ODD 4", "the targets of SDG 6":
the question holds their names and numbers, and else only words of
`locales/goals_asked.toml`, which ask for the thing itself or for its parts. With any
other word it is a question about something else.
"""

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import regex

from vectorstore.text.goals import GOALS
from vectorstore.text.normalization import fold_word

LONGEST = 160
"""Code points of such a question; longer ones say more."""
Kind = Literal["goal", "target", "indicator"]
_KINDS: tuple[Kind, ...] = ("goal", "target", "indicator")
_PART = r"(?:\d{1,2}|[a-k])"
_NUMBER = rf"(?<![\d.])\d{{1,2}}(?:\.{_PART}(?:\.\d{{1,2}})?)?(?![a-z]|\.?\d)"
_PLACED = r"第(?P<placed>\d{1,2}|[一二三四五六七八九十]+)[个個项項]"
_APART = regex.compile(r"[^\p{L}\p{M}\p{N}.]+|(?<!\d|\d\.[a-k])\.|\.(?![\p{L}\p{N}])")
_ARABIC_POINT = regex.compile(r"(?<=\d)\s*[-‐‑–٫,،.]\s*(?=[\p{Arabic}\d])")
_RANGE = regex.compile(r"\d\s*[-–—]\s*\d")
"""Several in a row, but in Arabic, where it writes the number of a target."""
_ARABIC = regex.compile(r"\p{Arabic}")
_OWN = regex.compile(r"^(?:sdgs?|odds?|ods|цур)$|^\S+\s\S+\s\S|التنمية|可持续|可持續")
_LETTERS = str.maketrans("абсابجد", "abcabcd")
"""Letters of targets as other scripts write them, to those of their numbers."""
_LETTER = regex.compile(r"(?<=\d\.)[абсابجد](?!\p{L})")


@dataclass(frozen=True, slots=True)
class GoalAsked:
    """A goal, a target or an indicator that a question asks for."""

    kind: Kind
    number: str  # "13", "3.1" or "6.b", "3.1.1"


@dataclass(frozen=True, slots=True)
class _Token:
    what: str  # a table of the file, "numeral", or "placed" of one before its goal
    text: str


@dataclass(frozen=True, slots=True)
class PartsAsked:
    """The targets or indicators of a goal or target, which a question asks for."""

    kind: Kind  # of the parts: "target" or "indicator"
    whole: GoalAsked


def goals_asked(text: str) -> tuple[GoalAsked, ...]:
    """Return what a question asks for by number, in its order; nothing: something else.

    "Target 3.1 of SDG 3" asks for the target alone.
    """
    tokens, found = _read(text)
    words = {token.what for token in tokens}
    kinds = {one.kind for one in found}
    if (
        "leading" in words
        or ("indicator" in words and "indicator" not in kinds)
        or ("target" in words and kinds <= {"goal"})
    ):
        return ()  # "the targets of SDG 6"
    return found


def parts_asked(text: str) -> PartsAsked | None:
    """Return what a question asks for all of: "What are the targets of SDG 6?"."""
    tokens, found = _read(text)
    if len(found) != 1:
        return None
    [whole] = found
    words = {token.what for token in tokens}
    below: list[Kind] = [
        kind for kind in _KINDS[_KINDS.index(whole.kind) + 1 :] if kind in words
    ]
    return PartsAsked(below[0], whole) if len(below) == 1 else None


def kind_sought(text: str) -> Kind | None:
    """Return of what kind a question seeks one: "Which SDG target is about fishing?".

    It begins with the words for it and for the goals of sustainable development.
    """
    if len(text) > LONGEST:
        return None
    folded = _folded(text)
    tokens, end = _beginning(folded)
    words = {token.what for token in tokens}
    kinds: list[Kind] = [kind for kind in _KINDS[1:] if kind in words]
    is_of_goals = any(one.what == "goal" and one.text in _own_names() for one in tokens)
    is_other = not words <= {"around", "goal", "number", *kinds}
    if end == len(folded) or is_other or len(kinds) != 1 or not is_of_goals:
        return None
    return kinds[0]


def names_goals(word: str) -> bool:
    """Tell whether a word names the goals of sustainable development: "SDG"."""
    return _folded(word) in _own_names()


def language_asked_in(text: str) -> str | None:
    """Return the one language whose words alone ask for a goal; None: several, or none.

    "ODD 4" is French, "ODS 4" Spanish or Portuguese.
    """
    if not (goals_asked(text) or parts_asked(text)):
        return None
    folded = _folded(text)
    own = [tag for tag in _table()["goal"] if _tokens(folded, tag) is not None]
    return own[0] if len(own) == 1 else None


def _read(text: str) -> tuple[Sequence[_Token], tuple[GoalAsked, ...]]:
    """Return the tokens of a question and what its numbers stand for.

    Both are empty where it asks for something else.
    """
    if len(text) > LONGEST or (_RANGE.search(text) and not _ARABIC.search(text)):
        return (), ()
    tokens = _tokens(_folded(text)) or ()
    asked = _numbered(tokens)
    return tokens, tuple(
        one
        for one in dict.fromkeys(asked)
        if not any(other.number.startswith(f"{one.number}.") for other in asked)
    )


def _numbered(tokens: Sequence[_Token]) -> list[GoalAsked]:
    """Return what the numbers stand for; nothing where one stands for something else.

    The number of a goal follows the word for it: "the 17 SDGs" are all of them. That of
    a target or an indicator tells by its form what it is.
    """
    nouns = {token.what for token in tokens if token.what in _KINDS}
    found: list[GoalAsked] = []
    named = ""
    for token in tokens:
        if token.what in _KINDS:
            named = token.what
        elif token.what in {"around", "leading"}:
            named = ""
        elif token.what in {"numeral", "counted", "placed"}:
            named = "goal" if token.what == "placed" and "goal" in nouns else named
            parts = [part.lstrip("0") for part in token.text.split(".")]
            kind = _KINDS[len(parts) - 1]
            is_meant = named == "goal" if kind == "goal" else bool(nouns)
            if not is_meant or parts[0] not in GOALS or "" in parts:
                return []
            found.append(GoalAsked(kind, ".".join(parts)))
    return found


def _tokens(folded: str, language: str | None = None) -> list[_Token] | None:
    """Return all that a text holds; None: there is a word that is none of ours."""
    tokens, end = _beginning(folded, language)
    return tokens if end == len(folded) else None


def _beginning(folded: str, language: str | None = None) -> tuple[list[_Token], int]:
    """Return what a text begins with, up to the first word that is none of ours.

    Ours are the words of a language, or of all.
    """
    tokens: list[_Token] = []
    at = 0
    while at < len(folded):
        found = _pattern(language).match(folded, at)
        if found is None or found.end() == at:
            break
        at = found.end()
        what = found.lastgroup
        if what is not None:
            text = found.group(what)
            word = _counted().get(text, text)
            tokens.append(_Token(what, word))
    return tokens, at


def _folded(text: str) -> str:
    """Return a text in lower case, without accents, apostrophes and the like."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ـ", "")
    plain = "".join(
        str(unicodedata.decimal(sign, sign)) if sign.isdigit() else sign
        for sign in plain
    )
    if _ARABIC.search(plain):
        plain = _ARABIC_POINT.sub(".", plain)  # "6-1"
    plain = " ".join(fold_word(word) for word in plain.split())
    plain = _LETTER.sub(lambda found: found.group().translate(_LETTERS), plain)
    return " ".join(_APART.sub(" ", plain).split())


@cache
def _pattern(language: str | None) -> "regex.Pattern[str]":
    """Return what matches the next word, the longest of ours: of a language, or of all.

    A question of three words is too short to tell its language.
    """
    entries = sorted(
        (
            (_folded(entry), what, tag)
            for what, languages in _table().items()
            for tag, listed in languages.items()
            if language in {None, tag}
            for entry in listed
            if _folded(entry)
        ),
        key=lambda entry: -len(entry[0]),
    )
    words = [
        f"(?P<{what}>{_bounded(regex.escape(entry), tag)})"
        for entry, what, tag in dict.fromkeys(entries)
    ]
    return regex.compile(
        "|".join([r"(?V1)\s+", _PLACED, f"(?P<numeral>{_NUMBER})", *words])
    )


def _bounded(entry: str, tag: str) -> str:
    if tag == "zh":
        return entry
    # No other letter stands beside it, but a sign of Chinese may.
    return rf"(?<![\p{{L}}--\p{{Han}}]){entry}(?![\p{{L}}--\p{{Han}}])"


@cache
def _counted() -> dict[str, str]:
    """Return the numbers of goals by their words."""
    return {
        _folded(word): number
        for words in _table()["counted"].values()
        for number, word in zip(GOALS, words, strict=True)
    }


@cache
def _own_names() -> frozenset[str]:
    """Return the names of goals that no other goals have: "SDG", not "goal"."""
    return frozenset(
        _folded(name)
        for names in _table()["goal"].values()
        for name in names
        if _OWN.search(_folded(name))
    )


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    source = files("assistant").joinpath("locales/goals_asked.toml")
    return tomllib.loads(source.read_text("utf-8"))
