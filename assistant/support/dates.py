"""When something was: a year with its month, and how it lies to the time that is told.

"Between June 2017 and March 2019" has every word of "between March 2017 and June 2019",
and "before March 2017" is told by nobody who says "from March 2017 to June 2019".
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

import regex

from assistant.support.directions import Turned
from assistant.support.months import months_named
from vectorstore.records import Span

FILE = "dates.toml"
_KEPT = 4096


class Lies(StrEnum):
    """How what is told lies to a date."""

    BEFORE = "before"
    UNTIL = "until"
    IN = "in"
    FROM = "from"
    AFTER = "after"


_AGAINST = {
    Lies.BEFORE: frozenset({Lies.IN, Lies.FROM, Lies.AFTER}),
    Lies.AFTER: frozenset({Lies.IN, Lies.UNTIL, Lies.BEFORE}),
    Lies.FROM: frozenset({Lies.UNTIL, Lies.BEFORE}),
    Lies.UNTIL: frozenset({Lies.FROM, Lies.AFTER}),
    Lies.IN: frozenset({Lies.BEFORE, Lies.AFTER}),
}
"""What cannot be told of one date together."""


@dataclass(frozen=True, slots=True)
class Date:
    """A year, with its month where one stands beside it."""

    year: int
    month: int | None
    lies: Lies | None
    written: str  # with the word before it


_YEAR = regex.compile(
    r"(?<![\p{N}.,/])(?<!\p{L}-)(1[5-9]\d\d|20\d\d)(?![\p{N}]|[.,/]\p{N})"
)
_BEHIND_MONTH = regex.compile(r"[\s,]{1,2}(?:of |de |del |do |du |عام |سنة )?$")
_HAN_MONTH = regex.compile(r"(?<=年)$")
_BEFORE_YEAR = regex.compile(
    r"(?:(?:the )?years?|(?:l['’])?année|(?:el )?año|(?:o )?ano|году?|عام|سنة|the)\s$",
    regex.I,
)
_QUALIFIED = regex.compile(
    r"(?:early|late|mid|the (?:start|end|beginning) of|la fin de|le début d['’e]"
    r"|finales de|principios de|o fim de|início de|начал[ае]|конц[ае]|أوائل|أواخر"
    r"|نهاية|بداية|شهر|mois de|mes de|mês de)[\s-]?$",
    regex.I,
)
_DAY = regex.compile(r"(?<!\p{N})\p{N}{1,2}(?:st|nd|rd|th|er)?(?:\s(?:de|of))?\s$")
_OF_YEAR = regex.compile(r"^\s?(?:года|год|г\.)")


@lru_cache(maxsize=_KEPT)
def dates(text: str, language: str) -> tuple[Date, ...]:
    """Return the dates of a text, in order."""
    return tuple(_dates(text, language))


def differing(
    claim: Sequence[Date], passage: Sequence[Date], *, anywhere: Sequence[Date]
) -> Turned | None:
    """Return the first date of a claim that its passage tells otherwise.

    Args:
        claim: its dates.
        passage: those of the sentences that carry it.
        anywhere: those of the whole passage, where a month may stand as well.
    """
    for own in claim:
        there = [date for date in anywhere if date.year == own.year]
        months = [date for date in there if date.month is not None]
        if own.month is not None and months:
            if all(date.month != own.month for date in months):
                return Turned(claimed=own.written, said=months[0].written)
            there = [date for date in months if date.month == own.month]
        against = _against(own, [date for date in passage if date in there])
        if against is not None:
            return Turned(claimed=own.written, said=against.written)
    return None


def _against(own: Date, there: Sequence[Date]) -> Date | None:
    """Return a date that cannot be told so, where no other one can."""
    if own.lies is None or own.lies is Lies.IN or not there:
        return None
    against = _AGAINST[own.lies]
    if any(date.lies is None or date.lies not in against for date in there):
        return None
    return there[0]


def _dates(text: str, language: str) -> Iterator[Date]:
    found = list(_places(text, language))
    words = _words(language)
    if words is None:
        yield from (Date(year, month, None, text[a:b]) for year, month, (a, b) in found)
        return
    spans = [
        words.goes_on(text[one[2][1] : other[2][0]], text[other[2][0]])
        for one, other in pairwise(found)
    ]
    goes_on = False  # the date ends a span that the one before began
    for at, (year, month, (start, end)) in enumerate(found):
        lies, begins = words.beside(text, start, end)
        opens, parted = words.opens(text, start), spans[at : at + 1] == [True]
        if goes_on:
            lies, begins = Lies.UNTIL, start
        goes_on = (
            not goes_on
            and parted
            and (opens or lies is Lies.FROM or words.is_span(text, end))
        )
        lies = Lies.FROM if goes_on else lies
        yield Date(year, month, lies, text[begins:end].strip())


def _places(text: str, language: str) -> Iterator[tuple[int, int | None, Span]]:
    years = list(_YEAR.finditer(text))
    months = months_named(text, language) if years else ()
    for match in years:
        start, end = match.span()
        month = None
        for one, (first, last) in months:
            if last <= start and _BEHIND_MONTH.fullmatch(text, last, start):
                month, start = one, first
                day = _DAY.search(text, max(start - 8, 0), start)
                start = day.start() if day else start
            elif language == "zh" and text[end : end + 1] == "年" and first == end + 1:
                month, end = one, last
        yield int(match[1]), month, (start, end)


class _Words:
    """The words of one language."""

    def __init__(self, table: Mapping[str, str], *, spaced: bool) -> None:
        first = r"(?<![\p{L}\p{M}])(?:و|ف)?" if spaced else ""
        gap = r"[\s\u00a0]{1,2}$" if spaced else "$"

        def before(words: str) -> "regex.Pattern[str]":
            return regex.compile(rf"{first}(?:{words}){gap}", regex.I)

        self._before = {lies: before(table[lies.value]) for lies in Lies}
        self._between = before(table["between"]) if table["between"] else None
        self._to = regex.compile(rf"[\s年]*(?:{table['to']})[\s]*(?:the )?", regex.I)
        self._only_to = regex.compile(r"\s?[-–—~至]|年?至| to | a | à | по | إلى ")
        self._behind = {
            Lies(key.removesuffix("_behind")): regex.compile(f"年?(?:{words})")
            for key, words in table.items()
            if key.endswith("_behind")
        }

    def beside(self, text: str, start: int, end: int) -> tuple[Lies | None, int]:
        """Return how a date at a place is told, and where the word for it begins."""
        for lies, pattern in self._behind.items():
            if pattern.match(text, end):
                return lies, start
        at = self._bare(text, start)
        for lies in (Lies.BEFORE, Lies.AFTER, Lies.UNTIL, Lies.FROM, Lies.IN):
            match = self._before[lies].search(text, max(at - 24, 0), at)
            if match:
                return lies, match.start()
        return None, start

    def opens(self, text: str, start: int) -> bool:
        """Whether a word before a date begins a span of two."""
        at = self._bare(text, start)
        return bool(self._between and self._between.search(text, max(at - 24, 0), at))

    def goes_on(self, between: str, begins: str) -> bool:
        """Whether what stands between two dates may make them a span."""
        joined = between if begins != "و" else f"{between}و"
        told = _OF_YEAR.sub("", joined)
        return self._to.fullmatch(told) is not None

    def is_span(self, text: str, end: int) -> bool:
        """Whether two dates are a span that no word opens: "2015-2018"."""
        return self._only_to.match(text, end) is not None

    def _bare(self, text: str, at: int) -> int:
        """Return where a date begins with what qualifies it: "the end of"."""
        for pattern in (_BEFORE_YEAR, _QUALIFIED):
            match = pattern.search(text, max(at - 24, 0), at)
            at = match.start() if match else at
        return at


@cache
def _words(language: str) -> _Words | None:
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    table = tomllib.loads(read).get(language)
    return _Words(table, spaced=language != "zh") if table else None
