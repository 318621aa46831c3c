"""Numbers as Chinese writes them: 四万, 4.3万, 2亿9000万, 百分之五十六, 七吨半."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import regex

from vectorstore.records import Span

_DIGITS = {"〇": 0, "零": 0, "两": 2} | {
    digit: at for at, digit in enumerate("一二三四五六七八九", start=1)
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10**4, "亿": 10**8}
_NUMBER = regex.compile(
    r"(?<![数几多每\d.,])(?!百分点)(?P<percent>百分之)?"
    r"(?P<number>(?<=百分之)\d+(?:\.\d+)?|\d+(?:[.,]\d+)*[万亿千百][万亿千百\d.]*"
    r"|[〇零一二两三四五六七八九十百千万亿]+)"
)
_MEASURE = regex.compile(
    r"[余多]?[个名位批期项国次年天日种座所吨公斤人户届条份倍州省周美元欧只场米岁艘片顷月]"
)
_HALF = regex.compile(r"\p{Han}{0,2}?半")
_TENTHS = regex.compile(r"成(?![为立员了果就分长功都本份效品交熟人绩型年套语])")
_PART = regex.compile(r"\d+(?:\.\d+)?|\p{Han}")
_LONE = regex.compile(r"[一二两三四五六七八九十]")


@dataclass(frozen=True, slots=True, kw_only=True)
class HanNumber:
    """A number, read."""

    values: frozenset[Fraction]
    percent: bool
    span: Span


def han_numbers(text: str) -> Iterator[HanNumber]:
    """Yield the numbers of a text that have a Han character in them, in order.

    A lone character counts only before a measure, and 一 never: it is an article as
    often as a number, as 三 in 三方 is part of a word.
    """
    for match in _NUMBER.finditer(text):
        written, percent = match.group("number"), match.group("percent") is not None
        ordinal = text[max(match.start() - 1, 0) : match.start()] == "第"
        lone = _LONE.fullmatch(written) is not None and not percent
        tenths = _TENTHS.match(text, match.end())
        counts = written != "一" and _MEASURE.match(text, match.end())
        counts = counts or tenths
        if ordinal or (lone and not counts):
            continue
        value = read_han(written)
        if value is None:
            continue
        if tenths and 0 < value <= 10 and not percent:
            yield HanNumber(
                values=frozenset({value * 10}),
                percent=True,
                span=(match.start(), tenths.end()),
            )
            continue
        half = not percent and _HALF.match(text, match.end()) is not None
        yield HanNumber(
            values=frozenset({value, value + Fraction(1, 2)} if half else {value}),
            percent=percent,
            span=match.span(),
        )


def read_han(written: str) -> Fraction | None:
    """Return the value of a number; None for digits in a row that are no year: 两三."""
    parts = _PART.findall(written.replace(",", ""))
    if len(parts) > 1 and all(part in _DIGITS for part in parts):
        year = "".join(str(_DIGITS[part]) for part in parts)
        return Fraction(year) if len(parts) == 4 else None
    total = section = current = Fraction(0)
    for part in parts:
        if part in _GREAT:
            section += current
            if not section and total:
                total *= _GREAT[part]  # 万亿
            else:
                total += (section or 1) * _GREAT[part]
            section = current = Fraction(0)
        elif part in _TENS:
            section += (current or 1) * _TENS[part]
            current = Fraction(0)
        else:
            current = Fraction(_DIGITS[part]) if part in _DIGITS else Fraction(part)
    return total + section + current
