"""What a number counts: "85 nurses" are no soldiers, though there are 85 of both.

Within one language. A number of a claim whose sentence counts other things by it, of
which the claim has no word, leaves a doubt, and more than that where the passage counts
the claim's own things by another number. What stands for anybody ("people") does not.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

from assistant.support.directions import Turned
from assistant.support.numbers import NumberKind, Quantity
from assistant.support.remembered import forms_of
from assistant.support.statements import quantities_of
from vectorstore.text.normalization import fold_word

FILE = "counted.toml"
_KEPT = 4096
_WORD = regex.compile(r"\s?(?P<word>(?:\p{L}\p{M}*)+(?:-\p{L}+)*)")
_OF = regex.compile(r"\s?(?:of|de|d['’]|من|des)\s?", regex.I)
_HAN = regex.compile(
    r"[多余来]?(?:[名台个所座位家间辆艘头只株棵套份项支批件种块条处户])(?P<things>\p{Han}{2,4})"
)
_WORDS = 3
_OF_THINGS = frozenset({"kilograms", "litres", "square metres"})
"""What units measure that there is of something: no width and no time."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with the words for what it counts."""

    number: Quantity
    things: tuple[frozenset[str], ...]  # the forms of each word, in order
    written: str


@lru_cache(maxsize=_KEPT)
def counted(text: str, language: str) -> tuple[Counted, ...]:
    """Return what the numbers of a text count, where words for it stand behind them."""
    return tuple(_counted(text, language))


def otherwise(
    claim: Sequence[Counted],
    passage: Sequence[Counted],
    anywhere: Sequence[Counted],
    known: Set[str],
    *,
    language: str,
) -> tuple[Turned | None, bool]:
    """Return what a passage counts instead, and whether that is sure.

    Args:
        claim: what its numbers count.
        passage: what those of its sentences count.
        anywhere: what those of the whole passage count.
        known: terms of the whole passage.
        language: of both.
    """
    doubt: Turned | None = None
    for own in claim:
        same = [one for one in passage if own.number.agrees_with(one.number)]
        if not same:
            continue
        mine = frozenset[str]().union(*own.things)
        fits = [one for one in same if not mine.isdisjoint(_all(one))]
        if fits:
            if _added(own, fits, known):
                doubt = doubt or Turned(claimed=own.written, said=fits[0].written)
            continue
        others = [
            one
            for one in anywhere
            if not own.things[-1].isdisjoint(_all(one))
            and one.number.values.isdisjoint(own.number.values)
        ]
        if others and not own.things[0].isdisjoint(known):
            return Turned(claimed=own.written, said=others[0].written), True
        general = _general(language)
        if any(general.match(f) for one in (own, *same) for f in _all(one)):
            continue
        if mine.isdisjoint(known):
            doubt = doubt or Turned(claimed=own.written, said=same[0].written)
    return doubt, False


def _added(own: Counted, fits: Sequence[Counted], known: Set[str]) -> bool:
    """Whether a word before what is counted is the claim's own: "85 male nurses"."""
    theirs = frozenset[str]().union(*map(_all, fits))
    for forms in own.things:
        if not forms.isdisjoint(theirs):
            return False
        if forms.isdisjoint(known):
            return len(own.things) > 1
    return False


def _all(one: Counted) -> frozenset[str]:
    return frozenset[str]().union(*one.things)


def _counted(text: str, language: str) -> Iterator[Counted]:
    for number in quantities_of(text, language):
        if number.kind is not NumberKind.PLAIN or number.currency or number.is_share:
            continue
        start, end = number.span
        if number.unit and number.unit.dimension not in _OF_THINGS:
            continue
        if number.measured and text[start : start + len(number.measured)]:
            measured = text.find(number.measured, max(start - 12, 0))
            end = max(end, measured + len(number.measured)) if measured >= 0 else end
        if language == "zh":
            match = _HAN.match(text, end)
            if match and (forms := forms_of(match["things"], "zh")):
                yield Counted(number, forms, text[start : match.end()])
            continue
        of = _OF.match(text, end)
        at = of.end() if of else end
        things: list[frozenset[str]] = []
        while len(things) < _WORDS and (match := _WORD.match(text, at)):
            told = forms_of(match["word"], language)
            if not told or match["word"][0].isupper():
                break
            things.append(frozenset[str]().union(*told))
            at = match.end()
        if things:
            yield Counted(number, tuple(things), text[start:at])


@cache
def _general(language: str) -> "regex.Pattern[str]":
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    table: Mapping[str, str] = tomllib.loads(read)
    stems = "|".join(fold_word(stem) for stem in table.get(language, "(?!)").split())
    return regex.compile(stems)
