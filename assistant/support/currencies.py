"""Currencies that stand beside numbers, in the seven languages.

A sign or a code stands before or behind a number, a name behind it. A currency that
is in no table is none.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

import regex

from vectorstore.records import Record, Span

FILE = "currencies.toml"
BESIDE = 12
"""Code points behind a number within which its currency begins."""
LONGEST = 32
"""Code points behind a number that are looked at."""

_BREAK = regex.compile(r"[\p{N}.,;:!?،؛。，；]")
_AMOUNT_BEHIND = 8
"""Code points that may stand between a code before a number and the number."""
_KEPT = 4096


class _Row(Record):
    """One currency of the file."""

    signs: str
    codes: str
    words: str


def currency_beside(text: str, span: Span) -> tuple[str | None, int]:
    """Return the currency of a number, and where the number with it ends."""
    start, end = span
    before = text[max(start - _AMOUNT_BEHIND, 0) : start]
    signs, codes, named = _patterns()
    found = codes.search(before)
    if found:
        return _code_of()[found[1]], end
    sign = before[-2:].strip()[-1:]
    if sign in signs:
        return signs[sign], end
    behind = _BREAK.split(text[end : end + LONGEST], maxsplit=1)[0]
    match = named.search(behind)
    if match is None or match.start() > BESIDE:
        return None, end
    return (match.lastgroup or "").removeprefix("_"), end + match.end()


@lru_cache(maxsize=_KEPT)
def currencies_said(text: str) -> frozenset[str]:
    """Return the currencies that a text names or signs anywhere."""
    signs, _, named = _patterns()
    found = {(m.lastgroup or "").removeprefix("_") for m in named.finditer(text)}
    return frozenset(found | {code for sign, code in signs.items() if sign in text})


@cache
def currency_codes() -> Mapping[str, frozenset[str]]:
    """Return how currencies are written by letters beside numbers."""
    return {
        name: frozenset(row.codes.split()) | {name} for name, row in _rows().items()
    }


@cache
def _code_of() -> Mapping[str, str]:
    return {code: name for name, row in _rows().items() for code in row.codes.split()}


@cache
def _patterns() -> "tuple[Mapping[str, str], regex.Pattern[str], regex.Pattern[str]]":
    """Return the signs, what finds a code before a number, and a name behind one."""
    rows = _rows()
    signs = {sign: name for name, row in rows.items() for sign in row.signs.split()}
    written = "|".join(
        regex.escape(code) for code in _code_of() if len(code) > 2 or "$" in code
    )
    named = "|".join(
        rf"(?P<_{name}>(?<![\p{{Latin}}\p{{Cyrillic}}])"
        rf"(?:{_cased(row.codes)}{_words(row.words)})(?![\p{{Latin}}\p{{Cyrillic}}])"
        + "".join(rf"|{regex.escape(sign)}" for sign in row.signs.split())
        + ")"
        for name, row in rows.items()
    )
    return signs, regex.compile(rf"(?<!\p{{L}})({written})\s?$"), regex.compile(named)


def _cased(codes: str) -> str:
    return "".join(f"{regex.escape(code)}|" for code in codes.split() if len(code) > 2)


def _words(words: str) -> str:
    return f"(?i:{words})"


@cache
def _rows() -> Mapping[str, _Row]:
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    return {name: _Row(**row) for name, row in tomllib.loads(read).items()}
