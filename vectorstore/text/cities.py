"""The large cities of the South, by the names that the seven languages have for them.

A need is often told for a city: "clinics in Dakar". Names are CLDR's, which has those
of the cities that time zones are called after, and our own table of further capitals.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import cast

import regex

from vectorstore.records import Span
from vectorstore.text.countries import countries_named, country_code
from vectorstore.text.regions import is_south
from vectorstore.text.spans import blanked

_LANGUAGES = ("en", "fr", "es", "pt", "ar", "zh", "ru")
_SAINTS = regex.compile(r"/(?:St_|Argentina/San_)")
"""Zones whose names many places have: San Juan, San Vicente."""
_WORDS_TOO = frozenset({"Oral", "Canton", "Kanton", "Stanley", "ماهي"})
_ARABIC = regex.compile(r"\p{Arabic}")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_HAN = regex.compile(r"\p{Han}")
_SHORT = frozenset("عدن غزة دبي دكا مسقط دمشق كيتو باكو بكين".split())
_LONG_ENOUGH = 5
"""Letters from which an Arabic name is taken for nothing else; `_SHORT` ones too."""
_ARTICLE = regex.compile(r"^L[ea] ")
_LEAST_STEM = 4
"""Letters that a Russian name has without its ending: Газа looks like gas."""
_ENDING = regex.compile(r"[аяйь]$")


def cities_named(text: str) -> list[tuple[str, Span]]:
    """Return the countries of the cities that a text names, each with its place.

    In order; ISO 3166-1 alpha-2. A name must be written as one, with its capitals.
    What is part of a country's name is no city.
    """
    bare = blanked(text, [span for _, span in countries_named(text)])
    names = _names()
    found: list[tuple[str, Span]] = []
    for match in _pattern().finditer(bare):
        [(part, name)] = [(k, v) for k, v in match.groupdict().items() if v]
        found.append((names[name], (match.start(part), match.end())))
    return found


@cache
def _pattern() -> "regex.Pattern[str]":
    """Return what finds names, each with what its script writes together with it."""
    ordered = sorted(_names(), key=lambda name: -len(name))
    han, arabic, cyrillic, others = (
        "|".join(map(regex.escape, filter(fits, ordered)))
        for fits in (_HAN.search, _ARABIC.search, _CYRILLIC.search, _is_spaced)
    )
    return regex.compile(
        rf"(?P<han>{han})"
        rf"|(?<!\p{{L}})[وف]?[بل]?(?P<arabic>{arabic})(?!\p{{L}})"
        rf"|(?<!\p{{L}})(?P<cyrillic>{cyrillic})\p{{Cyrillic}}{{0,2}}(?![\p{{L}}-])"
        rf"|(?<!\p{{L}})(?P<others>{others})(?!\p{{L}})"
    )


def _is_spaced(name: str) -> bool:
    return not (_HAN.search(name) or _ARABIC.search(name) or _CYRILLIC.search(name))


@cache
def _names() -> dict[str, str]:
    """Return codes by name; Russian ones without the ending of their case as well."""
    told = dict([*_of_time_zones(), *_of_ours()])
    bare = {
        _ENDING.sub("", name): country
        for name, country in told.items()
        if _CYRILLIC.search(name)
    }
    return {
        name: country
        for name, country in (bare | told).items()
        if not _CYRILLIC.search(name) or len(name) >= _LEAST_STEM
    }


def _of_time_zones() -> Iterator[tuple[str, str]]:
    from babel.core import get_global
    from babel.dates import get_timezone_location

    zones = cast(dict[str, str | None], get_global("zone_territories"))
    for zone, country in sorted(zones.items()):
        if not country or not is_south(country) or _SAINTS.search(zone):
            continue
        for language in _LANGUAGES:
            told = get_timezone_location(zone, locale=language, return_city=True)
            name = regex.sub(r"\s*\(.*\)$", "", told)
            # French writes its article together with what stands before: "au Caire".
            bare = _ARTICLE.sub("", name) if language == "fr" else name
            yield from ((n, country) for n in (name, bare) if _is_a_citys(n))


def _is_a_citys(name: str) -> bool:
    if "/" in name or name in _WORDS_TOO or country_code(name) is not None:
        return False
    return not _ARABIC.search(name) or len(name) >= _LONG_ENOUGH or name in _SHORT


def _of_ours() -> Iterator[tuple[str, str]]:
    source = files("vectorstore").joinpath("text/cities.toml").read_text("utf-8")
    for country, cities in tomllib.loads(source).items():
        for names in cast(list[list[str]], cities):
            yield from ((name, country) for name in names)
