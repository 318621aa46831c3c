"""Of what there is so much for each one: "5 dollars a month", "41 per thousand births".

How often an amount of money falls due is looked for beside it; a number of thousands
that stands behind "per" is no number of its own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from vectorstore.records import Span

FILE = "rates.toml"
BEFORE, BEHIND = 24, 40
"""Code points beside an amount within which its period is looked for."""
NEAR = 60
"""Code points between a number and the thousands that it is counted by."""

_OF, _OF_BESIDE = "of", "of_beside"
_BREAK = regex.compile(r"[\p{N}.,;:!?،؛。，；]")
_PERMILLE = "[‰]"
_THOUSANDS = {
    1_000: r"thousand|mille|mil(?! millones)|тысяч[уи]?|(?:ال)?[أا]لف|千"
    r"|1[., \u00a0]?000(?![., \u00a0]?\d)",
    10_000: r"ten thousand|dix mille|diez mil|dez mil|десять тысяч|عشرة آلاف|一?万"
    r"|10[., \u00a0]?000(?![., \u00a0]?\d)",
    100_000: r"(?:a |one )?hundred thousand|cent mille|cien mil|cem mil|сто тысяч"
    r"|مائة ألف|مئة ألف|十万|10万|100[., \u00a0]?000(?![., \u00a0]?\d)",
    1_000_000: r"million|un million|(?:un )?millón|(?:um )?milhão|миллион"
    r"|مليون|百万|100万|1[., \u00a0]?000[., \u00a0]?000",
}


@dataclass(frozen=True, slots=True)
class Base:
    """The thousands of which there are so many, as "per thousand" has them."""

    size: int
    span: Span

    @property
    def name(self) -> str:
        """What it is compared by."""
        return str(self.size)

    def is_near(self, span: Span) -> bool:
        """Whether a number is counted by it, which may stand on either side."""
        return -NEAR <= self.span[0] - span[1] <= NEAR


def bases(text: str, language: str) -> list[Base]:
    """Return the thousands that numbers of a text are counted by, in order."""
    pattern = _bases(language)
    return (
        [
            Base(int((match.lastgroup or "").removeprefix("_")), match.span())
            for match in pattern.finditer(text)
        ]
        if pattern
        else []
    )


def rates_beside(text: str, span: Span, language: str) -> frozenset[str]:
    """Return for each of how long an amount is, by units' names; else nothing."""
    start, end = span
    pattern = _periods(language)
    if pattern is None:
        return frozenset()
    behind = _BREAK.split(text[end : end + BEHIND], maxsplit=1)[0]
    found = pattern.search(behind)
    if found is None:
        before = _BREAK.split(text[max(start - BEFORE, 0) : start])[-1]
        found = next(iter(reversed(list(pattern.finditer(before)))), None)
    return frozenset({found.lastgroup or ""}) if found else frozenset()


@cache
def _bases(language: str) -> "regex.Pattern[str] | None":
    table = _tables().get(language)
    if table is None:
        return None
    first, last, gap = ("", "", "") if language == "zh" else (
        r"(?<!\p{L})",
        r"(?!\p{L})",
        r"[\s\u00a0]",
    )  # fmt: skip
    sizes = "|".join(
        f"(?P<_{size}>{words})" for size, words in reversed(_THOUSANDS.items())
    )
    beside = rf"|(?<=\p{{N}}\s)(?:{table[_OF_BESIDE]})" if _OF_BESIDE in table else ""
    return regex.compile(
        rf"{first}(?:{table[_OF]}{beside}){gap}(?:a |an )?(?:{sizes}){last}"
        rf"|(?P<_1000>{_PERMILLE})",
        regex.IGNORECASE,
    )


@cache
def _periods(language: str) -> "regex.Pattern[str] | None":
    table = _tables().get(language)
    if table is None:
        return None
    first, last = ("", "") if language == "zh" else (r"(?<!\p{L})", r"(?!\p{L})")
    return regex.compile(
        "|".join(
            rf"(?P<{name}>{first}(?:{words}){last})"
            for name, words in table.items()
            if name not in {_OF, _OF_BESIDE}
        ),
        regex.IGNORECASE,
    )


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    return tomllib.loads(read)
