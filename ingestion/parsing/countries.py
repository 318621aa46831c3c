"""Countries by code or by name, in the languages of the feeds, from CLDR's tables."""

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

import regex

from ingestion.parsing.shaping import normalized

_LANGUAGES = ("en", "fr", "es", "pt", "ar", "zh", "ru")
_ALSO = {
    "cote d ivoire": "CI",
    "ivory coast": "CI",
    "dr congo": "CD",
    "democratic republic of the congo": "CD",
    "congo democratic republic of": "CD",
    "congo dem rep": "CD",
    "congo republic of": "CG",
    "republic of the congo": "CG",
    "congo rep": "CG",
    "united republic of tanzania": "TZ",
    "republic of moldova": "MD",
    "russian federation": "RU",
    "syrian arab republic": "SY",
    "lao pdr": "LA",
    "lao people s democratic republic": "LA",
    "viet nam": "VN",
    "korea dem rep": "KP",
    "korea dem people s rep": "KP",
    "democratic people s republic of korea": "KP",
    "republic of korea": "KR",
    "iran islamic republic of": "IR",
    "islamic republic of iran": "IR",
    "bolivia plurinational state of": "BO",
    "venezuela bolivarian republic of": "VE",
    "brunei darussalam": "BN",
    "cape verde": "CV",
    "swaziland": "SZ",
    "burma": "MM",
    "macedonia": "MK",
    "czech republic": "CZ",
    "turkey": "TR",
    "east timor": "TL",
    "the gambia": "GM",
    "gambia the": "GM",
    "bahamas the": "BS",
    "egypt arab rep": "EG",
    "yemen rep": "YE",
    "kyrgyz republic": "KG",
    "west bank and gaza strip": "PS",
    "palestine": "PS",
    "state of palestine": "PS",
    "micronesia federated states of": "FM",
    "united states": "US",
    "usa": "US",
    "uk": "GB",
    "great britain": "GB",
}
"""Names that statistical feeds use and CLDR does not."""

_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG"})


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return codes by code, codes by name, English names by code."""
    from babel.core import get_global

    english = {
        code: name
        for code, name in _territories("en").items()
        if regex.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES
    }
    codes = {code: code for code in english}
    for alias, targets in cast(
        dict[str, list[str]], get_global("territory_aliases")
    ).items():
        if regex.fullmatch(r"[A-Z]{3}", alias) and len(targets) == 1:
            codes[alias] = targets[0]
    names = dict(_ALSO)
    for language in _LANGUAGES:
        for code, name in _territories(language).items():
            if code in english:
                names.setdefault(normalized(name), code)
    return codes, names, english


def _territories(language: str) -> dict[str, str]:
    from babel import Locale

    return dict(cast(Mapping[str, str], Locale(language).territories))


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's code or name, else None.

    Alpha-2 and alpha-3 codes are understood in upper case only, so that "in" or "all"
    is no country; regions, "XX" and "GLOBAL" are none.
    """
    codes, names, _ = _tables()
    value = text.strip()
    return codes.get(value) or names.get(normalized(value))


def country_codes(text: str) -> tuple[str, ...]:
    """Return the countries of a field that may list several, in order, each once.

    A name with a comma in it ("Congo, Rep.") is tried whole before it is split.
    """
    whole = country_code(text)
    if whole is not None:
        return (whole,)
    parts = [part for part in regex.split(r"[|;/\n、،؛]", text) if part.strip()]
    found: dict[str, None] = {}
    for part in parts:
        one = country_code(part)
        if one is not None:
            found[one] = None
            continue
        for piece in regex.split(r"[,，]", part):
            code = country_code(piece)
            if code is not None:
                found[code] = None
    return tuple(found)


def country_name(code: str) -> str | None:
    """Return the English name of an alpha-2 code, else None."""
    return _tables()[2].get(code.upper())
