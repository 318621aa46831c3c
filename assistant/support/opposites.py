"""The opposite of what a passage says, in any two of the seven languages.

"The hospital closed in 2014" has all but one word of "the hospital opened in 2014". A
side of a pair that a claim has, where its sentence has only the other one and the whole
passage not the claim's, is turned; within a language only beside a word of both.
"""

import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

from assistant.support.directions import Turned
from vectorstore.text.asked import index_terms

FILE = "opposites.toml"
_ACROSS = frozenset(
    {"open", "win", "hire", "arrive", "send_back", "build", "north", "east"}
)
"""Pairs that are told in another language too; the words of others are too general."""
BESIDE = 40
"""Code points on either side of a word within which a shared one must stand."""
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair of opposites, as a text has it."""

    pair: str
    first: bool
    written: str
    beside: str  # the words that stand around it
    language: str

    @property
    def around(self) -> frozenset[str]:
        """Terms of the words that stand beside it."""
        return _terms(self.beside, self.language)


@lru_cache(maxsize=_KEPT)
def sides(text: str, language: str) -> tuple[Side, ...]:
    """Return the sides of opposites that a text has."""
    pattern = _pattern(language)
    found: list[Side] = []
    for match in pattern.finditer(text) if pattern else ():
        start, end = match.span()
        while end < len(text) and text[end].isalpha() and language != "zh":
            end += 1
        near = f"{text[max(start - BESIDE, 0) : start]} {text[end : end + BESIDE]}"
        pair, _, side = (match.lastgroup or "").rpartition("_")
        found.append(Side(pair, side == "0", text[start:end], near, language))
    return tuple(found)


@lru_cache(maxsize=_KEPT)
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(index_terms(text, language))


def opposite(
    claim: Sequence[Side],
    sentence: Sequence[Side],
    anywhere: Sequence[Side],
    *,
    same_language: bool,
) -> Turned | None:
    """Return the first side of a claim that its sentence turns.

    Args:
        claim: its sides.
        sentence: those of the sentence that carries it.
        anywhere: those of the whole passage.
        same_language: whether words beside them can be compared.
    """
    known = {(one.pair, one.first) for one in anywhere}
    both = {one.pair for one in claim if (one.pair, not one.first) in _told(claim)}
    for own in claim:
        if own.pair in both or (own.pair, own.first) in known:
            continue
        for other in sentence:
            if other.pair != own.pair or (
                not same_language and own.pair not in _ACROSS
            ):
                continue
            if not same_language or not own.around.isdisjoint(other.around):
                return Turned(claimed=own.written, said=other.written)
    return None


def _told(claim: Sequence[Side]) -> Set[tuple[str, bool]]:
    return {(one.pair, one.first) for one in claim}


@cache
def _pattern(language: str) -> "regex.Pattern[str] | None":
    tables = _tables()
    apart = "" if language == "zh" else r"(?<![\p{L}\p{M}])"
    named = [
        f"(?P<{pair}_{at}>{words})"
        for pair, by_language in tables.items()
        for at, words in enumerate(by_language.get(language, ()))
    ]
    # of zh, "不包括" is read before "包括"
    words = "|".join(reversed(named))
    return regex.compile(f"{apart}(?:{words})", regex.IGNORECASE) if named else None


@cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    return tomllib.loads(read)
