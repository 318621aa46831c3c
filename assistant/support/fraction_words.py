"""Shares that a text says in words, as percentages: "half of", "deux tiers", 三分之一.

Only what is plainly a share is read, by small tables: a quarter of a year, a third
party and the second half of 2015 are none.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

import regex

from assistant.support.han_numbers import read_han
from vectorstore.records import Span

FILE = "fraction_words.toml"
_ROUNDED = {33: (Fraction(100, 3), 33), 67: (Fraction(200, 3), 66, 67)}
"""What thirds are written as in numbers."""
_HAN = regex.compile(
    r"(?<!百)(?P<whole>[二三四五六七八九十])分之(?P<part>[一二两三四五六七八九])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedShare:
    """A share in words."""

    values: frozenset[Fraction]  # percentages; several where it is rounded
    span: Span


def worded_shares(text: str, language: str) -> list[WordedShare]:
    """Return the shares of a text, in order."""
    found = [
        WordedShare(
            values=frozenset(map(Fraction, _ROUNDED.get(percent, (percent,)))),
            span=match.span(),
        )
        for percent, pattern in _patterns(language).items()
        for match in pattern.finditer(text)
    ]
    if language == "zh":
        found += _han(text)
    return sorted(found, key=lambda share: share.span)


def _han(text: str) -> Iterator[WordedShare]:
    for match in _HAN.finditer(text):
        whole, part = read_han(match["whole"]), read_han(match["part"])
        if whole and part and part < whole:
            exact = 100 * part / whole
            values = frozenset({exact, Fraction(int(exact)), Fraction(round(exact))})
            yield WordedShare(values=values, span=match.span())


@cache
def _patterns(language: str) -> "Mapping[int, regex.Pattern[str]]":
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    table: Mapping[str, str] = tomllib.loads(read).get(language, {})
    first, last = ("", "") if language == "zh" else (r"(?<!\p{L})", r"(?!\p{L})")
    return {
        int(percent): regex.compile(f"{first}(?:{words}){last}", regex.IGNORECASE)
        for percent, words in table.items()
    }
