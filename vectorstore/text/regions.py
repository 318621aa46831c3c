"""Where a country lies, and whether it is counted among the global South."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

from vectorstore.text.countries import countries_named
from vectorstore.text.spans import blanked

_INSIDE = regex.compile(r"[\p{Han}\p{Arabic}]")
"""Letters of words that are written together with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRegion:
    """A group of countries that a text names."""

    name: str  # as region_names.toml has it, such as "western-africa"
    written: str  # as it stands in the text
    span: tuple[int, int]
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2, sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    region: str
    is_south: bool


def region_of(country: str) -> str | None:
    """Return the M49 region of an ISO 3166-1 alpha-2 code, such as "western-africa"."""
    place = _places().get(country)
    return place.region if place else None


def is_south(country: str) -> bool | None:
    """Tell whether a country is of the global South; None of an unknown code."""
    place = _places().get(country)
    return place.is_south if place else None


def known_countries() -> tuple[str, ...]:
    """Return the alpha-2 codes of all countries and territories of M49, sorted."""
    return tuple(sorted(_places()))


def regions_named(text: str) -> list[NamedRegion]:
    """Return the groups of countries that a text names, in order.

    They are known in the seven languages, whatever the text's is. What is part of a
    country's name, as in "South Africa", is none.
    """
    plain = text.lower()
    if len(plain) != len(text):
        return []
    plain = blanked(plain, [span for _, span in countries_named(text)])
    return [
        NamedRegion(
            name=group,
            written=text[found.start() : found.end()],
            span=found.span(),
            countries=members(group),
        )
        for found in _pattern().finditer(plain)
        for group in (_group_of(found.group()),)
    ]


@cache
def _pattern() -> "regex.Pattern[str]":
    """Return what finds names of groups, longest first."""
    apart = [part for _, part in _parts() if not _INSIDE.search(part)]
    inside = [part for _, part in _parts() if _INSIDE.search(part)]
    return regex.compile(
        rf"(?<!\p{{L}})(?:{'|'.join(apart)})(?!\p{{L}})|{'|'.join(inside)}"
    )


@lru_cache(maxsize=1_000)
def _group_of(written: str) -> str:
    """Return the group that is named by words that `_pattern` found."""
    return next(name for name, part in _parts() if regex.fullmatch(part, written))


@cache
def _parts() -> list[tuple[str, str]]:
    """Return groups and patterns of their names, longest first."""
    parts = [
        (name, part)
        for name, said in _groups().items()
        for part in _split(said["names"])
    ]
    return sorted(parts, key=lambda pair: -len(pair[1]))


def _split(names: str) -> list[str]:
    """Return the alternatives of a pattern that stand outside of parentheses."""
    return list(dict.fromkeys(regex.split(r"\|(?![^()]*\))", names)))


def known_groups() -> Mapping[str, str | None]:
    """Return the names of groups with their M49 codes; None of those that have none."""
    return {name: said.get("m49") for name, said in _groups().items()}


def members_of(groups: Sequence[str]) -> tuple[str, ...]:
    """Return the countries of some groups, sorted.

    Of regions, of groups by another mark such as "least developed", and of the South,
    those that are in one of each: "least developed countries of Africa". All of them
    where that leaves none.
    """
    sorts: dict[str, set[str]] = {}
    for name in groups:
        said = _groups()[name]
        sort = next(key for key in ("of", "countries", "south") if key in said)
        sorts.setdefault(sort, set()).update(members(name))
    in_any = {code for there in sorts.values() for code in there}
    in_each = {c for c in in_any if all(c in there for there in sorts.values())}
    return tuple(sorted(in_each or in_any))


@cache
def members(group: str) -> tuple[str, ...]:
    """Return the countries of one group, sorted."""
    said = _groups()[group]
    if said.get("south"):
        return tuple(code for code in known_countries() if is_south(code))
    parts = said.get("of", "").split()
    within = {country for country, place in _places().items() if place.region in parts}
    stated = (said.get("countries", "") + " " + said.get("also", "")).split()
    return tuple(sorted(within.union(stated)))


@cache
def _groups() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(
        files("vectorstore").joinpath("text/region_names.toml").read_text("utf-8")
    )


@cache
def _places() -> Mapping[str, _Place]:
    table = tomllib.loads(
        files("vectorstore").joinpath("text/regions.toml").read_text("utf-8")
    )
    return {
        country: _Place(
            region=name,
            is_south=said["south"] and country not in said.get("except", "").split(),
        )
        for name, said in table.items()
        for country in said["countries"].split()
    }
