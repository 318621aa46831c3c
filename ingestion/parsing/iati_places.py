"""The countries, regions and places of an IATI activity."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ingestion.parsing.iati_text import in_all, narratives, parts_of, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.unread import Written
from vectorstore.text.countries import country_code, country_name

LOCATIONS = 10
"""Places that an activity's text names; more stand in its data."""


def places_of(
    activity: XmlElement, written: Written
) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Return the countries' codes, and names of countries, regions and locations.

    A name that is of no country ("Global") is kept as it stands, and so is a region's;
    of a region that gives its code alone, the code's name. Codes of nothing known are
    kept as written.
    """
    codes: dict[str, None] = {}
    countries: dict[str, None] = {}
    known: set[str] = set()
    for element in parts_of(activity, "recipient-country"):
        names = list(narratives(element))
        stated = word_of(element, "code")
        named = (code for name in names if (code := country_code(name)))
        code = country_code(stated.upper()) or next(named, None)
        if code is not None:
            codes[code] = None
        if stated and country_code(stated.upper()) is None:
            written.keep("countries", stated)
        shown = in_all(names) or (country_name(code) or code if code else "")
        if shown:
            countries[shown] = None
            known |= {shown, *names}
    locations = {
        text: None
        for element in activity.findall("{*}location/{*}name")
        for text in narratives(element)
        if text not in known
    }
    named_all = list(locations)
    for name in named_all[LOCATIONS:]:
        written.tell("more_locations", name)
    return tuple(codes), {
        "Country": list(countries),
        "Region": _regions_of(activity, written),
        "Location": named_all[:LOCATIONS],
    }


def _regions_of(activity: XmlElement, written: Written) -> list[str]:
    regions: dict[str, None] = {}
    for element in parts_of(activity, "recipient-region"):
        told = list(narratives(element))
        code = word_of(element, "code")
        of_code = _regions().get(code)
        regions |= dict.fromkeys(told or ([of_code] if of_code else []))
        if code and not told and not of_code:
            written.keep("regions", code)
    return list(regions)


@cache
def _regions() -> Mapping[str, str]:
    source = files("ingestion").joinpath("parsing/dac_regions.toml")
    return tomllib.loads(source.read_text("utf-8"))
