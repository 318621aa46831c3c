"""Where a country lies, and whether it is counted among the global South."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
