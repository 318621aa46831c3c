"""What countries are called, in the seven languages: CLDR's names and our own table."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import cast

import regex

LOCALES = (
    "en", "fr", "es", "pt", "ar", "zh", "ru",
    "en_CA", "en_GB", "fr_CA", "es_419", "es_MX", "pt_PT", "ar_SA",
)  # fmt: skip
"""The seven languages; then those of their other forms that name countries anew."""
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG"})
_COUNTRY = regex.compile("[A-Z]{2}")
_IN_BRACKETS = regex.compile(r"\s*\([^()]*\)")


@cache
def english_names() -> dict[str, str]:
    """Return CLDR's English name of each country, by ISO 3166-1 alpha-2."""
    return {
        code: name
        for code, name in territories("en").items()
        if _COUNTRY.fullmatch(code) and code not in _NOT_COUNTRIES
    }


def territories(locale: str) -> dict[str, str]:
    """Return CLDR's names of territories in one locale, regions among them."""
    from babel import Locale

    return dict(cast(Mapping[str, str], Locale.parse(locale).territories))


@cache
def names() -> Mapping[str, str]:
    """Return alpha-2 codes by name as written; what a code is found for first counts.

    A name that CLDR shortens, such as "St. Kitts & Nevis", is there in full too.
    """
    told: dict[str, str] = {}
    for code, own in _table()["names"].items():
        for name in own:
            told.setdefault(name, code)
    known = english_names()
    from_cldr = [
        (name, code)
        for locale in LOCALES
        for code, name in territories(locale).items()
        if code in known
    ]
    for name, code in from_cldr:
        told.setdefault(name, code)
    for name, code in from_cldr:
        for other in _in_full(name):
            told.setdefault(other, code)
    return told


def of_others() -> tuple[str, ...]:
    """Return names of something else that hold a country's."""
    return tuple(_table()["others"]["names"])


def acronyms() -> tuple[str, ...]:
    """Return the acronyms among names."""
    return tuple(_table()["acronyms"]["names"])


def words_too() -> tuple[str, ...]:
    """Return the names that are words too where nobody writes capitals."""
    return tuple(_table()["words"]["names"])


def _in_full(name: str) -> Iterator[str]:
    outside = _IN_BRACKETS.sub("", name)
    for one in dict.fromkeys((name, outside)):
        yield one
        yield regex.sub(r"\bSt\b\.?", "Saint", one.replace("&", "and"))
        yield one.replace("&", "and")
        yield one.replace("&", "and the")
        yield one.replace("о-ва", "острова").replace("о-в ", "остров ")


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("vectorstore").joinpath("text/country_names.toml")
    return tomllib.loads(source.read_text("utf-8"))
