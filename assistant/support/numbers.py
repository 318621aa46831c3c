"""The numbers that a text says, by their values, however they are written.

"1.2 million", "1,200,000", "120万" and "١٬٢٠٠٬٠٠٠" are one value. A separator that may
part thousands or decimals gives both values. Digits inside names, as in "COVID-19",
belong to the name.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import regex

from assistant.support.currencies import currency_beside
from assistant.support.fraction_words import worded_shares
from assistant.support.han_numbers import han_numbers
from assistant.support.months import months_named
from assistant.support.number_words import (
    NumberWords,
    number_words,
    scale_behind,
    spelled_numbers,
)
from assistant.support.rates import Base, bases, rates_beside
from assistant.support.units import (
    PERCENT,
    POINT,
    Unit,
    are_alike,
    unit_behind,
    units_each,
)
from vectorstore.records import Span


class NumberKind(StrEnum):
    """What a number counts."""

    PLAIN = "plain"
    PERCENT = "percent"
    YEAR = "year"
    MONTH = "month"  # 1 to 12


_NEVER_OTHERS = frozenset({NumberKind.PERCENT, NumberKind.MONTH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text."""

    values: frozenset[Fraction]  # what it may stand for; one, where nothing is open
    kind: NumberKind
    written: str
    span: Span
    spelled: bool = False  # in words: "the two" may also be told by naming both
    is_share: bool = False  # in words too: "half of" may be told by both numbers
    currency: str | None = None  # ISO 4217, where one stands beside it
    unit: Unit | None = None
    each: frozenset[str] = frozenset()  # units of which each has so much: "per hectare"
    measured: str = ""  # as written, with its units; empty: it has none

    @property
    def told(self) -> str:
        """How it is shown to a person."""
        return self.measured or self.written

    def is_base_of(self, other: "Quantity") -> bool:
        """Whether another number is told for each so many."""
        plain = self.kind is NumberKind.PLAIN and self.currency is self.unit is None
        return plain and any(str(value) in other.each for value in self.values)

    def agrees_with(self, other: "Quantity") -> bool:
        """Whether both may say the same; a unit that only one tells says nothing."""
        if self.kind != other.kind and _NEVER_OTHERS & {self.kind, other.kind}:
            return False
        if self.currency and other.currency and self.currency != other.currency:
            return False
        if self.each and other.each and self.each.isdisjoint(other.each):
            return False
        if self.unit and other.unit and self.unit != other.unit:
            return are_alike(self.values, self.unit, other.values, other.unit)
        return not self.values.isdisjoint(other.values)


FIRST_YEAR, LAST_YEAR = 1500, 2150
_READ = "\ue000"
"""Stands for what has been read, so that it is not read again."""
_START = r"(?<![\p{Latin}\p{Cyrillic}_\p{N}])(?<!\p{L}[-+/])(?<!\d[.,])"
_DIGITS = regex.compile(
    rf"{_START}(?:\d{{1,3}}(?:[ '’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
)
_DIGIT = regex.compile(r"\d")
_SPACED = regex.compile(r"[ '’]")
_GROUPS = regex.compile(r"\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+)")
_MIXED = regex.compile(r"\d{1,3}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+)")
_THOUSANDS = {"en": ",", "zh": ",", "ar": ",", "es": ".", "pt": "."}
_DECIMAL = regex.compile(r"\d+[.,]\d+")
_PERCENT_SIGN = regex.compile(r"\s?[%٪﹪％]")
_YEAR = regex.compile(r"\d{4}")
_HAN_YEAR = regex.compile(r"[一二][〇零一二三四五六七八九]{3}")
_COMMAS, _POINTS = frozenset("٬，"), frozenset("٫．")
_SUFFIX = regex.compile(r"(?P<m>\s?[mM])|\s?(?P<bn>[bB]n)|\s?(?P<tn>tn)|(?P<k>[kK])")
_SUFFIXES = {"m": 10**6, "bn": 10**9, "tn": 10**12, "k": 10**3}
_IN_WORD = regex.compile(r"[\p{L}\p{N}²³]")


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the numbers of a text, in order; spans do not overlap.

    Numbers in words are read in the seven languages, digits in every script.
    """
    plain = text if text.isascii() else text.translate(_PLAIN)
    found: list[Quantity] = []
    of_each = bases(plain, language)
    for base in of_each:  # what there is so much of for each thousand is no number
        start, end = base.span
        plain = plain[:start] + _READ * (end - start) + plain[end:]
    for more in (_months, _shares, _han, _digits, _spelled):
        told = more(plain, language)
        for quantity in told:
            start, end = quantity.span
            plain = plain[:start] + _READ * (end - start) + plain[end:]
        found += told
    measured = [_measured(text, quantity, language) for quantity in found]
    in_order = sorted(measured, key=lambda quantity: quantity.span)
    return _with_bases(in_order, of_each) if of_each else in_order


def _with_bases(found: Sequence[Quantity], of_each: Sequence[Base]) -> list[Quantity]:
    """Return numbers with the thousands for each of which there are so many."""
    return [
        replace(one, each=one.each | _bases_of(one, of_each))
        if one.kind is NumberKind.PLAIN and not (one.unit or one.currency)
        else one
        for one in found
    ]


def _bases_of(number: Quantity, of_each: Sequence[Base]) -> frozenset[str]:
    return frozenset(b.name for b in of_each if b.is_near(number.span))


def _measured(text: str, quantity: Quantity, language: str) -> Quantity:
    """Return a number with the units that stand beside it."""
    start, end = quantity.span
    unit = quantity.unit
    if quantity.kind is NumberKind.PLAIN and quantity.currency is None:
        behind = unit_behind(text, end, language)
        if behind is not None:
            unit, end = behind
    elif quantity.currency is not None:
        _, end = currency_beside(text, quantity.span)
    elif quantity.kind is not NumberKind.PERCENT:
        return quantity
    each, span = units_each(text, (start, end), language)
    if quantity.currency is not None and not each:
        each = rates_beside(text, (start, end), language)
        span = quantity.span
    told = text[slice(*span)] if span != quantity.span else ""
    return replace(quantity, unit=unit, each=each, measured=told)


class _Plain(dict[int, str]):
    """What stands for each letter, read when it is first met."""

    def __missing__(self, code: int) -> str:
        """Remember a letter."""
        plain = self[code] = _plain_letter(chr(code))
        return plain


_PLAIN = _Plain()


def _plain_letter(letter: str) -> str:
    """Return one character for one: European digits, plain separators and spaces."""
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.digit(letter))
    if letter in _COMMAS:
        return ","
    if letter in _POINTS:
        return "."
    if _DIGIT.match(letter):
        return "\ufffd"  # of a newer Unicode than Python's, which knows no value for it
    return " " if letter.isspace() else letter


def _months(text: str, language: str) -> list[Quantity]:
    return [
        Quantity(
            values=frozenset({Fraction(month)}),
            kind=NumberKind.MONTH,
            written=text[start:end],
            span=(start, end),
        )
        for month, (start, end) in months_named(text, language)
    ]


def _shares(text: str, language: str) -> list[Quantity]:
    return [
        Quantity(
            values=share.values,
            kind=NumberKind.PERCENT,
            written=text[slice(*share.span)],
            span=share.span,
            spelled=True,
            is_share=True,
            unit=PERCENT,
        )
        for share in worded_shares(text, language)
    ]


def _han(text: str, language: str) -> list[Quantity]:
    if language != "zh":
        return []
    found: list[Quantity] = []
    for number in han_numbers(text):
        start, end = number.span
        kind, unit, behind = _percent_behind(text, end, number_words(language))
        if number.percent:
            kind, unit = NumberKind.PERCENT, PERCENT
        elif unit is not None:
            end = behind
        elif _HAN_YEAR.fullmatch(text, start, end):
            kind = NumberKind.YEAR
        found.append(
            Quantity(
                values=number.values,
                kind=kind,
                written=text[start:end],
                span=(start, end),
                currency=currency_beside(text, number.span)[0],
                unit=unit,
            )
        )
    return found


def _digits(text: str, language: str) -> list[Quantity]:
    found: list[Quantity] = []
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        scale, end = scale_behind(text, end, language)
        scales = {scale}
        if scale == 1:
            scales, end = _suffix_behind(text, (start, end))
        kind, unit, end = _percent_behind(text, end, number_words(language))
        if kind is NumberKind.PLAIN and scales == {1} and is_year(match.group()):
            kind = NumberKind.YEAR
        found.append(
            Quantity(
                values=frozenset(
                    v * by
                    for v in read_digits(match.group(), language)
                    for by in scales
                ),
                kind=kind,
                written=text[start:end],
                span=(start, end),
                currency=currency_beside(text, (start, end))[0],
                unit=unit,
            )
        )
    return found


def _suffix_behind(text: str, span: Span) -> tuple[set[int], int]:
    """Return what a letter behind digits may multiply them by, and where it ends.

    "$3.2m" are millions, "3.2m" may be metres, and "3.2 m" are.
    """
    _, end = span
    found = _SUFFIX.match(text, end)
    if found is None or _IN_WORD.match(text, found.end()):
        return {1}, end
    name = found.lastgroup or ""
    is_money = currency_beside(text, span)[0] is not None
    if is_money or name in {"bn", "tn"}:
        return {_SUFFIXES[name]}, found.end()
    if text[end].isspace():
        return {1}, end
    return {1, _SUFFIXES[name]}, end


def _percent_behind(
    text: str, at: int, words: NumberWords
) -> tuple[NumberKind, Unit | None, int]:
    """Return whether a number is of percents or their points, and where these end."""
    points = words.points.match(text, at)
    if points:
        return NumberKind.PERCENT, POINT, points.end()
    percent = _PERCENT_SIGN.match(text, at) or words.percent.match(text, at)
    if percent:
        return NumberKind.PERCENT, PERCENT, percent.end()
    return NumberKind.PLAIN, None, at


def _spelled(text: str, language: str) -> list[Quantity]:
    found: list[Quantity] = []
    for number in spelled_numbers(text, language):
        start, end = number.span
        kind, unit, end = _percent_behind(text, end, number_words(language))
        found.append(
            Quantity(
                values=frozenset({number.value}),
                kind=kind,
                written=text[start:end],
                span=(start, end),
                spelled=True,
                currency=currency_beside(text, (start, end))[0],
                unit=unit,
            )
        )
    return found


def read_digits(written: str, language: str) -> frozenset[Fraction]:
    """Return what European digits with separators may stand for, one value at least.

    The mark that a language parts thousands with parts nothing else in it; where the
    other one is before three digits, a foreign habit is as likely.
    """
    number = _SPACED.sub("", written)
    whole = Fraction(regex.sub("[.,]", "", number))
    if _MIXED.fullmatch(number):
        mark = "." if number.rfind(".") > number.rfind(",") else ","
        other = "," if mark == "." else "."
        return frozenset({Fraction(number.replace(other, "").replace(mark, "."))})
    grouped = _GROUPS.fullmatch(number) is not None
    if grouped and _THOUSANDS.get(language, " ") in number:
        return frozenset({whole})
    if _DECIMAL.fullmatch(number):
        decimal = Fraction(number.replace(",", "."))
        return frozenset({decimal, whole} if grouped else {decimal})
    return frozenset({whole})


def is_year(written: str) -> bool:
    """Whether digits may be a year of our era that sources speak of."""
    return (
        _YEAR.fullmatch(written) is not None and FIRST_YEAR <= int(written) <= LAST_YEAR
    )
