"""From which number to which something went: "fell from 14 % to 9 %", in any language.

The order of the two is part of what is said, and the same in the seven languages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import regex

from assistant.support.directions import Turned
from assistant.support.numbers import NumberKind, Quantity

_TO = {
    "en": r"(?:down |up )?to|and then|then",
    "fr": r"(?:à|jusqu['’]à)",
    "es": r"(?:al?|hasta|para)",
    "pt": r"(?:a|ao|à|até|para)(?: os| as)?",
    "ru": r"до",
    "ar": r"(?:إلى|الى|حتى)",
    "zh": r"\p{Han}{0,6}(?:到|至|为|成)",
}
"""What stands between two numbers of which the first is the older."""
_BETWEEN = 24
"""Code points between the two, at most."""
_NAMES = r"[^\p{N}.,;:!?،؛。，；]"
_CHANGING = frozenset({NumberKind.PLAIN, NumberKind.PERCENT})


@dataclass(frozen=True, slots=True)
class Way:
    """A pair of numbers of which one became the other."""

    start: Quantity
    end: Quantity

    @property
    def told(self) -> str:
        """How it is shown to a person."""
        return f"{self.start.written} → {self.end.written}"


def ways(text: str, language: str, numbers: Sequence[Quantity]) -> tuple[Way, ...]:
    """Return the pairs of a text, in order."""
    return tuple(_ways(text, language, numbers)) if language in _TO else ()


def reversed_way(claim: Sequence[Way], passage: Sequence[Way]) -> Turned | None:
    """Return a pair of a claim that a passage only has the other way round."""
    for own in claim:
        alike = [one for one in passage if _same(own.start, one.start)]
        if any(_same(own.end, one.end) for one in alike):
            continue
        for one in passage:
            if _same(own.start, one.end) and _same(own.end, one.start):
                return Turned(claimed=own.told, said=one.told)
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    return not one.values.isdisjoint(other.values)


def _ways(text: str, language: str, numbers: Sequence[Quantity]) -> Iterator[Way]:
    for one, other in pairwise(numbers):
        between = text[one.span[1] : other.span[0]]
        if (
            {one.kind, other.kind} <= _CHANGING
            and len(between) <= _BETWEEN
            and one.values.isdisjoint(other.values)
            and _to(language).fullmatch(between)
        ):
            yield Way(one, other)


@cache
def _to(language: str) -> "regex.Pattern[str]":
    if language == "zh":
        return regex.compile(rf"{_NAMES}{{0,8}}?{_TO[language]}(?:了)?", regex.I)
    return regex.compile(rf"{_NAMES}*?\s(?:{_TO[language]})\s", regex.I)
