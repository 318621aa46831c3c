"""The years that a question limits records to, and the words that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import cast

import regex

from assistant.support.han_numbers import read_han
from assistant.support.number_words import spelled_numbers
from assistant.understanding.intents import intent_table
from vectorstore.records import Span
from vectorstore.text.languages import WRITTEN_TOGETHER

_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SINCE_BEHIND = regex.compile(r"\s*年?(?:以来|以后|之后|起)")
_BEFORE_BEHIND = regex.compile(r"\s*年?(?:以前|之前)")
_UNTIL_BEHIND = regex.compile(r"\s*年?(?:为止|止)")
_BETWEEN_BEHIND = regex.compile(r"\s*年?(?:之间|期间|间)")
_BEHIND = (_SINCE_BEHIND, _BEFORE_BEHIND, _UNTIL_BEHIND, _BETWEEN_BEHIND)
_SIDES = ("after", "since", "before", "until", "between")
_BETWEEN = 6
"""Characters between two years of one range: "2005 and 2008"."""
_SENTENCE = regex.compile(r"[.?!;。？！；؟]")
_NUMBER = r"(?P<n>\d{1,2}|[\p{Han}]{1,3}|(?!\p{Han})\p{L}{2,14})"
_AHEAD = 24
"""Characters before a year in which the word for its side may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """What a question says of time."""

    first: date | None = None  # the first day that is left; None: any
    last: date | None = None  # the last one
    spans: tuple[Span, ...] = ()  # of the years with the words for their sides


def years_asked(text: str, language: str, *, today: date | None = None) -> Years:
    """Return the years that a text names: 2012, since 2012, 2005 to 2008, the 2000s.

    "In the last five years" is from that many years before `today`'s own. Up to a year
    takes it in; before it does not.
    """
    told = text.casefold()
    recent = _pattern("recent", language).search(told)
    if recent and (count := _count(recent["n"], language)):
        begin = (today or datetime.now(UTC)).year - count
        return Years(first=date(begin, 1, 1), spans=(recent.span(),))
    if decade := _pattern("decade", language).search(told):
        begin = int(decade["n"])
        end = date(begin + 9, 12, 31)
        return Years(first=date(begin, 1, 1), last=end, spans=(decade.span(),))
    years = list(_YEAR.finditer(text))
    if not years:
        return Years()
    spans = _joined([_with_side(found, told, language) for found in years], text)
    numbers = [int(found.group()) for found in years]
    if len(numbers) > 1:
        first, last = date(min(numbers), 1, 1), date(max(numbers), 12, 31)
        return Years(first=first, last=last, spans=spans)
    [year], [found] = numbers, years
    before = told[max(0, found.start() - _AHEAD) : found.start()].rstrip(" ,")
    if _leads("after", before, language):
        return Years(first=date(year + 1, 1, 1), spans=spans)
    if _leads("since", before, language) or _SINCE_BEHIND.match(text, found.end()):
        return Years(first=date(year, 1, 1), spans=spans)
    if _leads("before", before, language) or _BEFORE_BEHIND.match(text, found.end()):
        return Years(last=date(year - 1, 12, 31), spans=spans)
    last = date(year, 12, 31)
    if _leads("until", before, language) or _UNTIL_BEHIND.match(text, found.end()):
        return Years(last=last, spans=spans)
    return Years(first=date(year, 1, 1), last=last, spans=spans)


def year_phrase(text: str, language: str) -> Span | None:
    """Return where a text tells of years, from the first such word to the last."""
    spans = years_asked(text, language).spans
    return (spans[0][0], spans[-1][1]) if spans else None


def without_sides(text: str, spans: Sequence[Span]) -> str:
    """Return a text with nothing but years in the spans that tell of them."""
    for start, end in reversed(spans):
        years = " ".join(found.group() for found in _YEAR.finditer(text, start, end))
        text = f"{text[:start]} {years} {text[end:]}"
    return text


def names_year(text: str) -> bool:
    """Tell whether a year stands in a text."""
    return _YEAR.search(text) is not None


def is_year(word: str) -> bool:
    """Tell whether a word is a year."""
    return _YEAR.fullmatch(word) is not None


@cache
def bounds_years(word: str) -> bool:
    """Whether a word says on which side of a year things are."""
    return any(word in phrases for name in _SIDES for phrases in _table(name).values())


def _with_side(found: "regex.Match[str]", told: str, language: str) -> Span:
    """Return where a year stands with the words around it that tell its side."""
    start, end = found.span()
    for name in _SIDES:
        led = _side(name, language).search(told[:start].rstrip(" ,"))
        start = led.start() if led else start
    behind = next(filter(None, (one.match(told, end) for one in _BEHIND)), None)
    return start, behind.end() if behind else end


def _joined(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Return spans with what stands between two that are near in one with them."""
    joined = [spans[0]]
    for start, end in spans[1:]:
        begin, former = joined[-1]
        if start - former <= _BETWEEN and not _SENTENCE.search(text, former, start):
            joined[-1] = begin, end
        else:
            joined.append((start, end))
    return tuple(joined)


def _leads(name: str, before: str, language: str) -> bool:
    return _side(name, language).search(before) is not None


@cache
def _side(name: str, language: str) -> "regex.Pattern[str]":
    """Return what finds the words of a side at the end of what leads to a year."""
    words = [
        ("" if tag in WRITTEN_TOGETHER else r"(?<!\p{L})")
        + regex.escape(phrase)
        + ("" if tag in WRITTEN_TOGETHER else r"(?!\p{L})")
        for tag, phrases in _known(name, language).items()
        for phrase in phrases
    ]
    words.sort(key=len, reverse=True)
    return regex.compile(f"(?:{'|'.join(words)})$" if words else "(?!)")


@cache
def _pattern(name: str, language: str) -> "regex.Pattern[str]":
    """Return what finds the phrases of a table, their number in a group."""
    phrases = [
        phrase.replace("{n}", _NUMBER).replace("{decade}", r"(?P<n>(?:19|20)\d0)")
        for some in _known(name, language).values()
        for phrase in some
    ]
    return regex.compile("|".join(phrases) if phrases else "(?!)")


def _count(written: str, language: str) -> int | None:
    if written.isdigit():
        return int(written)
    if language == "zh":
        value = read_han(written)
        return int(value) if value else None
    found = spelled_numbers(written, language)
    return int(found[0].value) if found else None


def _known(name: str, language: str) -> dict[str, list[str]]:
    table = _table(name)
    return {language: table[language]} if language in table else table


def _table(name: str) -> dict[str, list[str]]:
    return cast("dict[str, list[str]]", intent_table()[name])
