"""Numbers in words, in the languages that part words by spaces."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

import regex

from assistant.support.remembered import folded
from vectorstore.records import Record, Span
from vectorstore.text.normalization import fold_word

FILE = "number_words.toml"
_WORD = regex.compile(r"(?:\p{L}\p{M}*)+")
_GAP = regex.compile(r"[ -]*")
_ARABIC_PREFIXES = ("و", "ال", "وال", "ب", "ل", "بال", "لل")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """The number words of one language, folded."""

    words: Mapping[str, int]
    scales: Mapping[str, int]
    joins: frozenset[str]  # what may stand within a number: "and"
    alone: frozenset[str]  # multipliers that stand for themselves: "mil"
    percent: "regex.Pattern[str]"
    points: "regex.Pattern[str]"  # of percents
    ones_first: bool = False  # five and twenty

    def value(self, word: str) -> tuple[int | None, int | None]:
        """Return what a word adds, and what it multiplies by."""
        return self.words.get(word), self.scales.get(word)


_NONE = NumberWords(
    words={},
    scales={},
    joins=frozenset(),
    alone=frozenset(),
    percent=regex.compile(r"(?!)"),
    points=regex.compile(r"(?!)"),
)


class _Table(Record):
    """One language of the file."""

    words: Mapping[int, str]
    scales: Mapping[int, str]
    joins: str
    alone: str
    percent: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A number in words."""

    value: Fraction
    span: Span


def spelled_numbers(text: str, language: str) -> list[Spelled]:
    """Return the numbers that a text says in words, in order."""
    table = number_words(language)
    if not table.words:
        return []
    found: list[Spelled] = []
    run: list[tuple[str, Span]] = []
    for match in [*_WORD.finditer(text), None]:
        if match is None:
            found += _read(run, table)
            break
        word = folded(match.group())
        known = word in table.words or word in table.scales
        if run:
            if (known or word in table.joins) and _GAP.fullmatch(
                text, run[-1][1][1], match.start()
            ):
                run.append((word, match.span()))
                continue
            found += _read(run, table)
        run = [(word, match.span())] if known else []
    return found


def scale_behind(text: str, at: int, language: str) -> tuple[int, int]:
    """Return what words behind digits multiply them by, and where these end."""
    table = number_words(language)
    scale, end = 1, at
    while word := _WORD.match(text, _after_gap(text, end)):
        factor = table.scales.get(folded(word.group()))
        if factor is None or (factor == 100 and language not in {"en", "ar"}):
            break
        scale, end = scale * factor, word.end()
    return scale, end


def _after_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _read(run: Sequence[tuple[str, Span]], table: NumberWords) -> Iterator[Spelled]:
    """Yield the values of words in a row; none for "one", or for "millions"."""
    number = _Number()
    for word, span in run:
        if not number.takes(word, table):
            yield from number.spelled(table)
            number = _Number()
        number.add(word, span, table)
    yield from number.spelled(table)


class _Number:
    """The words of one number, as they are read."""

    def __init__(self) -> None:
        self._total = 0
        self._current = 0
        self._said: list[tuple[str, Span]] = []  # without joins at the end
        self._joins: list[tuple[str, Span]] = []

    def takes(self, word: str, table: NumberWords) -> bool:
        """Whether a word goes on with this number: not the ten of "five ten"."""
        adds, _ = table.value(word)
        if adds is None:
            return True
        tens, ones = self._current % 100, self._current % 10
        if table.ones_first and 0 < tens < 10:
            return 10 <= adds < 100
        if adds < 10:
            return ones == 0
        if adds < 20:
            return tens in {0, 60, 80}  # soixante-dix
        return tens == 0 or (adds == 20 and tens == 4)

    def add(self, word: str, span: Span, table: NumberWords) -> None:
        adds, times = table.value(word)
        if adds is None and times is None:
            self._joins.append((word, span))
            return
        self._said += [*self._joins, (word, span)]
        self._joins = []
        if adds == 20 and self._current % 100 == 4:
            self._current += 76  # quatre-vingts
        elif adds is not None:
            self._current += adds
        elif times == 100:
            self._current = max(self._current, 1) * 100
        elif times is not None and not self._current and 0 < self._total < times:
            self._total *= times  # mil millones
        elif times is not None:
            self._total += max(self._current, 1) * times
            self._current = 0

    def spelled(self, table: NumberWords) -> Iterator[Spelled]:
        words = [word for word, _ in self._said]
        value = self._total + self._current
        counts = table.words.keys() & words or table.alone & set(words[:1])
        if counts and value > 1:
            span = (self._said[0][1][0], self._said[-1][1][1])
            yield Spelled(value=Fraction(value), span=span)


@cache
def number_words(language: str) -> NumberWords:
    """Return the number words of a language; none for one without a table."""
    tables = _tables()
    if language not in tables:
        return _NONE
    table = tables[language]
    return NumberWords(
        words=_by_word(table.words, language),
        scales=_by_word(table.scales, language),
        joins=frozenset(table.joins.split()),
        alone=frozenset(map(fold_word, table.alone.split())),
        percent=regex.compile(rf"\s?(?:{table.percent})", regex.I),
        points=regex.compile(rf"[\s-]?(?:{table.points})", regex.I),
        ones_first=language == "ar",
    )


@cache
def _tables() -> Mapping[str, _Table]:
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    return {name: _Table(**table) for name, table in tomllib.loads(read).items()}


def _by_word(table: Mapping[int, str], language: str) -> dict[str, int]:
    found = {
        fold_word(word): value
        for value, words in table.items()
        for word in words.split()
    }
    if language == "ar":  # conjunction and article are written together with the word
        found |= {
            f"{prefix}{word}": value
            for word, value in list(found.items())
            for prefix in _ARABIC_PREFIXES
        }
    return found
