"""Units of measure that stand beside numbers, in the seven languages.

"5 hectares" and "5 acres" are not one, "1,000 kg" and "1 t" are, and so are "3 tonnes
per hectare" and "每公顷3吨". A word that is in no table is no unit.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

import regex

from vectorstore.records import Record, Span
from vectorstore.text.normalization import fold_word

FILE = "units.toml"
ALIKE = Fraction(1, 50)
"""Share by which what is converted may be off: sources round it."""

_WORD = regex.compile(r"[\s\u00a0-]{0,2}((?:\p{L}\p{M}*)+[²³23]?)(?![\p{L}\p{M}])")
_AFTER_OF = regex.compile(r"[\s\u00a0]?(?:de\b|d['’]|من(?!\p{L}))")
_BEFORE_HAN = regex.compile(r"[余多来]?个?[多余]?")
_NO_UNIT = regex.compile(
    r"年[代级前后初底末]|周[年边围期岁]|天[然气津]|米[粮饭]|升[至到级高降值]"
)
"""Chinese words that begin like a unit."""
_EACH = {
    "en": r"(?:per|an?|each|every|/)(?!\p{L})",
    "fr": r"(?:par(?!\p{L})|à l['’]|l['’]|à la|/)",
    "es": r"(?:por|al?|a la|/)(?!\p{L})",
    "pt": r"(?:por|ao|à|/)(?!\p{L})",
    "ru": r"(?:с|на|в|за|/)(?!\p{L})",
    "ar": r"(?:لكل|في(?= ال)|/|(?=لل))",
    "zh": r"[/／]|每",
}
"""What stands between a unit and that of which there is so much for each one."""
_EACH_HAN = regex.compile(r"每(\p{Han}{1,4}?)(?:\p{Han}{0,4})$")
_ARABIC_PREFIXES = ("", "ال", "لل")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure."""

    name: str
    dimension: str  # units of one are convertible
    size: Fraction


POINT = Unit("point", "points", Fraction(1))
"""Percentage points, which are no percents."""
PERCENT = Unit("percent", "percents", Fraction(1))


class _Row(Record):
    """One unit of the file: its words by language, parted by spaces."""

    dimension: str
    size: str
    symbols: str
    en: str
    fr: str
    es: str
    pt: str
    ru: str
    ar: str
    zh: str


def unit_behind(text: str, at: int, language: str) -> tuple[Unit, int] | None:
    """Return the unit behind a number that ends at a place, and its own end."""
    table = _units(language)
    if language == "zh":
        counted = _BEFORE_HAN.match(text, at)
        return _han_unit(text, counted.end() if counted else at, table)
    of = _AFTER_OF.match(text, at)
    first = _WORD.match(text, of.end() if of else at)
    if first is None:
        return None
    if first[1].isascii() and first[1] in table:  # a symbol: "MW" is no "mw"
        return table[first[1]], first.end()
    word = fold_word(first[1].lower())
    second = _WORD.match(text, first.end())
    if second is not None:
        both = f"{word}_{fold_word(second[1].lower())}"
        if both in table:
            return table[both], second.end()
    return (table[word], first.end()) if word in table else None


def units_each(text: str, span: Span, language: str) -> tuple[frozenset[str], Span]:
    """Return the units for each of which there is so much, and the place of all.

    Args:
        text: the whole.
        span: of the number with its unit.
        language: of the text.
    """
    start, end = span
    found: set[str] = set()
    while each := _each(language).match(text, end):
        behind = unit_behind(text, each.end(), language)
        if behind is None:
            break
        found.add(behind[0].name)
        end = behind[1]
    if language == "zh" and (
        before := _EACH_HAN.search(text, max(start - 9, 0), start)
    ):
        unit = _han_unit(text, before.start(1), _units(language))
        if unit is not None:
            found.add(unit[0].name)
            start = before.start()
    return frozenset(found), (start, end)


def are_alike(
    one: frozenset[Fraction], of_one: Unit, other: frozenset[Fraction], of_other: Unit
) -> bool:
    """Whether values in different units may be one measure."""
    if of_one.dimension != of_other.dimension:
        return False
    pairs = [(a * of_one.size, b * of_other.size) for a in one for b in other]
    return any(abs(a - b) <= ALIKE * max(abs(a), abs(b)) for a, b in pairs)


def _han_unit(text: str, at: int, table: Mapping[str, Unit]) -> tuple[Unit, int] | None:
    if _NO_UNIT.match(text, at):
        return None
    for length in (4, 3, 2, 1):
        unit = table.get(text[at : at + length])
        if unit is not None and len(text) >= at + length:
            return unit, at + length
    return None


@cache
def _each(language: str) -> "regex.Pattern[str]":
    return regex.compile(rf"[\s\u00a0]?(?:{_EACH.get(language, '(?!)')})")


@cache
def _units(language: str) -> Mapping[str, Unit]:
    """Return the units of a language by their words, folded, and by their symbols."""
    prefixes = _ARABIC_PREFIXES if language == "ar" else ("",)
    found: dict[str, Unit] = {}
    for name, row in _rows().items():
        unit = Unit(name, row.dimension, Fraction(row.size))
        said: str = getattr(row, language, "")
        for word in said.split():
            folded = fold_word(word.lower())
            found |= {f"{prefix}{folded}": unit for prefix in prefixes}
        found |= dict.fromkeys(row.symbols.split(), unit)
    return found


@cache
def _rows() -> Mapping[str, _Row]:
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    return {name: _Row(**row) for name, row in tomllib.loads(read).items()}
