"""Which way a number is said to go: up or down, above or below, before or after.

"Costs fell by 10 %" is turned by "costs rose by 10 %", "more than 240" by "fewer than
240", "since 2013" by "until 2013". Beside a number it is plain what the words speak of.
Where none is, a sentence of which every word of change says up is turned by one of
which every one says down: "reduce the deaths" by "increase the deaths".
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from assistant.support.numbers import NumberKind, Quantity
from vectorstore.records import Span

FILE = "directions.toml"
BESIDE = 14
"""Code points that may stand between a word of time and its year; between other words
and their number no letter may: "reduce to at least as low as 12"."""

_BREAK = regex.compile(r"[.,;:!?،؛。，；：()（）]")
_LETTER = regex.compile(r"[\p{L}.,;:!?،؛。，；：()（）]")
_CHANGE, BOUND, _TIME, _BEHIND = "change", "bound", "time", "_behind"
_NO_SPACE = frozenset({"zh"})


@dataclass(frozen=True, slots=True)
class Direction:
    """A number with the word that tells which way it goes."""

    number: Quantity
    axis: str
    up: bool
    written: str  # the word, and the number where the two are one: "more than 240"

    def turns(self, other: "Direction") -> bool:
        """Whether it says of the same number the opposite of another."""
        return self.axis == other.axis and self.up != other.up and self.is_of(other)

    def is_of(self, other: "Direction") -> bool:
        """Whether both are of one number.

        Of "from 12 to 18 %" the first is of percents too, though it does not say so.
        """
        one, two = self.number, other.number
        if one.agrees_with(two):
            return True
        bare = any(q.unit is None and q.currency is None for q in (one, two))
        return self.axis == _CHANGE and bare and not one.values.isdisjoint(two.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A direction of a claim, and the opposite one of the passage."""

    claimed: str  # as written
    said: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Which way all that changes in a sentence goes."""

    up: bool
    written: str  # the first word of it


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    up: bool


def directions(
    text: str, language: str, numbers: Sequence[Quantity]
) -> tuple[Direction, ...]:
    """Return the directions of the numbers of a text, in order."""
    patterns = _patterns(language)
    if not numbers or not patterns:
        return ()
    return tuple(
        Direction(number, axis, word.up, text[slice(*word.span)])
        for number in numbers
        for axis, word in _of_number(text, number, numbers, patterns)
    )


def turned(claim: Sequence[Direction], passage: Sequence[Direction]) -> Turned | None:
    """Return the first direction of a claim that a passage only has the other way."""
    for own in claim:
        there = [one for one in passage if one.axis == own.axis and one.is_of(own)]
        opposite = next((one for one in there if one.turns(own)), None)
        if opposite is not None and all(one.turns(own) for one in there):
            return Turned(claimed=own.written, said=opposite.written)
    return None


def trend(text: str, language: str) -> Trend | None:
    """Return which way everything in a sentence goes; None: nothing, or both ways."""
    pattern = _patterns(language).get(_CHANGE)
    if pattern is None:
        return None
    found = list(_found(text, pattern, 0, len(text)))
    if len({word.up for word in found}) != 1:
        return None
    return Trend(up=found[0].up, written=text[slice(*found[0].span)])


def turned_about(claim: Trend | None, passage: Trend | None) -> Turned | None:
    """Return where all of a claim goes one way and all of a sentence the other."""
    if claim is None or passage is None or claim.up == passage.up:
        return None
    return Turned(claimed=claim.written, said=passage.written)


def _of_number(
    text: str,
    number: Quantity,
    numbers: Sequence[Quantity],
    patterns: "Mapping[str, regex.Pattern[str]]",
) -> Iterator[tuple[str, _Word]]:
    if number.kind is NumberKind.MONTH:
        return
    start, end = number.span
    before = max((q.span[1] for q in numbers if q.span[1] <= start), default=0)
    axis = _TIME if number.kind is NumberKind.YEAR else BOUND
    words = list(_found(text, patterns[axis], max(before, start - 32), start))
    if words:
        first, last = words[-1].span
        apart = _BREAK if axis is _TIME else _LETTER
        if start - last <= BESIDE and not apart.search(text, last, start):
            yield axis, _Word((first, end), words[-1].up)
    behind = patterns.get(f"{axis}{_BEHIND}")
    if behind is not None and (
        match := behind.match(text, end, min(end + 6, len(text)))
    ):
        yield axis, _Word((start, match.end()), match["up"] is not None)
    if axis is BOUND and (word := _change(text, number, patterns[_CHANGE])):
        yield _CHANGE, word


def _change(text: str, number: Quantity, pattern: "regex.Pattern[str]") -> _Word | None:
    """Return the nearest word of change before a number in its clause, else behind."""
    start, end = number.span
    begins = max((m.end() for m in _breaks(text, 0, start)), default=0)
    ends = min((m.start() for m in _breaks(text, end, len(text))), default=len(text))
    before = list(_found(text, pattern, begins, start))
    if before:
        return before[-1]
    return next(_found(text, pattern, end, ends), None)


def _breaks(text: str, start: int, end: int) -> "Iterator[regex.Match[str]]":
    """Yield the marks between clauses; not those inside numbers."""
    for match in _BREAK.finditer(text, start, end):
        around = text[match.start() - 1 : match.start() + 2]
        if not (len(around) == 3 and around[0].isdigit() and around[2].isdigit()):
            yield match


def _found(
    text: str, pattern: "regex.Pattern[str]", start: int, end: int
) -> Iterator[_Word]:
    for match in pattern.finditer(text, start, end):
        yield _Word(match.span(), match["up"] is not None)


@cache
def _patterns(language: str) -> "Mapping[str, regex.Pattern[str]]":
    """Return what finds the words of each axis; nothing for a language without any."""
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    axes: Mapping[str, Mapping[str, str]] = tomllib.loads(read).get(language, {})
    found: dict[str, regex.Pattern[str]] = {}
    for axis, sides in axes.items():
        apart = language not in _NO_SPACE
        first = r"(?<!\p{L})" if apart else ""
        last = r"\p{L}*" if axis == _CHANGE else r"(?!\p{L})"
        found[axis] = regex.compile(
            rf"{first}(?:(?P<up>{sides['up']})|(?P<down>{sides['down']}))"
            + (last if apart else ""),
            regex.IGNORECASE,
        )
    return found
