"""The numbers that a text says, by their values, however they are written.

"1.2 million", "1,200,000", "120万" and "١٬٢٠٠٬٠٠٠" are one value. A separator that may
part thousands or decimals gives both values. Digits inside names, as in "COVID-19",
belong to the name.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import regex

from assistant.support.han_numbers import han_numbers
from assistant.support.months import months_named
from assistant.support.number_words import (
    number_words,
    scale_behind,
    spelled_numbers,
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
    currency: str | None = None  # ISO 4217, where one stands beside it

    def agrees_with(self, other: "Quantity") -> bool:
        """Whether both may say the same."""
        if self.kind != other.kind and _NEVER_OTHERS & {self.kind, other.kind}:
            return False
        if self.currency and other.currency and self.currency != other.currency:
            return False
        return not self.values.isdisjoint(other.values)


FIRST_YEAR, LAST_YEAR = 1500, 2150
BESIDE = 12
"""Code points behind a number within which its currency is looked for."""

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
_PERCENT_SIGN = regex.compile(r"\s?[%٪﹪％]|个百分点")
_YEAR = regex.compile(r"\d{4}")
_HAN_YEAR = regex.compile(r"[一二][〇零一二三四五六七八九]{3}")
_COMMAS, _POINTS = frozenset("٬，"), frozenset("٫．")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₹": "INR"}
_MONEY = {
    "USD": regex.compile(r"(?i)dollars?|dólar(?:es)?|доллар|دولار|美元"),
    "EUR": regex.compile(r"(?i)euros?\b|евро\b|يورو|欧元|€"),
    "GBP": regex.compile(r"(?i)pounds? sterling|libras? esterlinas?|英镑"),
    "CNY": regex.compile(r"(?i)yuan|юан|يوان|人民币"),
    "INR": regex.compile(r"(?i)rupees?|roupies?|rupias?|рупи|卢比"),
}
_BREAK = regex.compile(r"[\p{N}.,;:!?،؛。，；]")


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the numbers of a text, in order; spans do not overlap.

    Numbers in words are read in the seven languages, digits in every script.
    """
    plain = "".join(map(_plain_letter, text))
    found: list[Quantity] = []
    for more in (_months, _han, _digits, _spelled):
        told = more(plain, language)
        for quantity in told:
            start, end = quantity.span
            plain = plain[:start] + _READ * (end - start) + plain[end:]
        found += told
    return sorted(found, key=lambda quantity: quantity.span)


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


def _han(text: str, language: str) -> list[Quantity]:
    if language != "zh":
        return []
    return [
        Quantity(
            values=number.values,
            kind=_kind_of_han(text, number.span, percent=number.percent),
            written=text[slice(*number.span)],
            span=number.span,
            currency=_currency(text, number.span),
        )
        for number in han_numbers(text)
    ]


def _kind_of_han(text: str, span: Span, *, percent: bool) -> NumberKind:
    if percent:
        return NumberKind.PERCENT
    is_year = _HAN_YEAR.fullmatch(text[slice(*span)]) is not None
    return NumberKind.YEAR if is_year else NumberKind.PLAIN


def _digits(text: str, language: str) -> list[Quantity]:
    found: list[Quantity] = []
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        scale, end = scale_behind(text, end, language)
        kind = NumberKind.PLAIN
        percent = _PERCENT_SIGN.match(text, end)
        percent = percent or number_words(language).percent.match(text, end)
        if percent:
            kind, end = NumberKind.PERCENT, percent.end()
        elif scale == 1 and is_year(match.group()):
            kind = NumberKind.YEAR
        found.append(
            Quantity(
                values=frozenset(
                    v * scale for v in read_digits(match.group(), language)
                ),
                kind=kind,
                written=text[start:end],
                span=(start, end),
                currency=_currency(text, (start, end)),
            )
        )
    return found


def _spelled(text: str, language: str) -> list[Quantity]:
    found: list[Quantity] = []
    for number in spelled_numbers(text, language):
        start, end = number.span
        percent = number_words(language).percent.match(text, end)
        end = percent.end() if percent else end
        found.append(
            Quantity(
                values=frozenset({number.value}),
                kind=NumberKind.PERCENT if percent else NumberKind.PLAIN,
                written=text[start:end],
                span=(start, end),
                spelled=True,
                currency=_currency(text, (start, end)),
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


def _currency(text: str, span: Span) -> str | None:
    """Return the currency whose sign stands before a number, or its name behind."""
    start, end = span
    sign = text[max(start - 2, 0) : start].strip()[-1:]
    if sign in _SIGNS:
        return _SIGNS[sign]
    behind = _BREAK.split(text[end : end + BESIDE], maxsplit=1)[0]
    found = {c: m.start() for c, form in _MONEY.items() if (m := form.search(behind))}
    return min(found, key=lambda code: found[code]) if found else None
