"""Dates that are written with the name of a month, in the languages of the product."""

from collections.abc import Mapping
from functools import cache
from typing import cast

import regex

from ingestion.parsing.shaping import normalized
from vectorstore.text.days import last_day

_LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar", "de")
_LONGEST = 40
_WRITTEN = regex.compile(r"[\p{L}\p{M}\d\s.,/'’º–-]+")
_DAY = regex.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|a)?")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_BETWEEN = frozenset({"of", "de", "del", "the", "le", "el", "г", "года", "год"})
_ORDERS = frozenset({"dmy", "mdy", "ymd", "my", "ym"})


def date_in_words(text: str) -> str | None:
    """Return the day or month that a text is, as ISO 8601; None: it is none for sure.

    "12 March 2009", "March 12th, 2009", "12-Mar-2009", "1er mars 2009" and "март 2009"
    are; "12-15 March 2009", "March-April 2009", "12 March 09" and "31 June 2009" not.
    """
    if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):
        return None
    parts = [part for part in normalized(text).split() if part not in _BETWEEN]
    said: dict[str, int] = {}
    for part in parts:
        day = _DAY.fullmatch(part)
        if _YEAR.fullmatch(part):
            said.setdefault("y", int(part))
        elif day is not None:
            said.setdefault("d", int(day[1]))
        elif part in _months():
            said.setdefault("m", _months()[part])
        else:
            return None
    if len(said) != len(parts) or "".join(said) not in _ORDERS:
        return None
    date = f"{said['y']}-{said['m']:02}"
    date += f"-{said['d']:02}" if "d" in said else ""
    return date if last_day(date) else None


@cache
def _months() -> dict[str, int]:
    """Return months by their names, without those that mean several."""
    from babel.dates import get_month_names

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = cast(
                    Mapping[int, str],
                    get_month_names(width, context=context, locale=language),
                )
                for number, name in names.items():
                    found.setdefault(normalized(name), set()).add(number)
    found.setdefault("sept", set()).add(9)
    return {name: min(months) for name, months in found.items() if len(months) == 1}
