"""Well-known bodies that a text names, in any of the seven languages, and acronyms.

A body is one whatever it is called: "WHO", "ВОЗ" and 世界卫生组织. An acronym of no
known body is itself. Names of Russian bodies stand in every case.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

from vectorstore.records import Span
from vectorstore.resolution import names_of_bodies
from vectorstore.text.normalization import fold_word

FILE = "bodies.toml"
_KEPT = 4096
_WORDS_KEPT = 50_000
_LONG = 5
"""Letters of a Russian word from which its ending may be another."""
_ENDING, _STEM = 3, 4
_HAN = regex.compile(r"\p{Han}")
_ARABIC = regex.compile(r"\p{Arabic}")
_ARABIC_PREFIX = regex.compile(r"^[وف]?(?:[بلك]?ال|لل|[بلك](?=..))|^[وف](?=...)")
_ACRONYM = regex.compile(r"(?<![\p{L}\p{N}-])\p{Lu}{3,7}(?![\p{L}\p{N}-]|['’]\p{Lu})")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_SHORT = {
    "Organization": "Organisation",
    "Programme": "Program",
    "United Nations": "UN",
    "Nations Unies": "ONU",
    "Naciones Unidas": "ONU",
    "Nações Unidas": "ONU",
    "Организации Объединенных Наций": "ООН",
    "Объединенных Наций": "ООН",
}
_Name = tuple[tuple[str, ...], str, bool]
"""The words of a name behind its first, the body, and whether it is in capitals."""
_ROMAN = regex.compile(r"[IVXLCM]+")
_SHOUTING = 0.5
"""Share of capitals from which no word in capitals is an acronym."""
_FEW = 12
"""Capitals up to which they say nothing: of a text in Chinese or Arabic."""
_NO_BODIES = frozenset(
    """USA USD EUR GBP CNY RMB INR RUB NGN ZAR GHS XOF XAF FCFA CFA BRL KES TZS UGX AED
    SAR ETB KZT USSR URSS СССР США ОАЭ КНР ЮАР ДРК RDC DRC UAE UK PDF HTML HTTP HTTPS
    URL DNA RNA HIV AIDS VIH SIDA ВИЧ СПИД TB COVID GDP PIB ВВП ODA APD AOD SDG SDGS
    ODD ODS ЦУР GNI PPP ICT TIC NGO ONG НПО ONGS CSO SME SMES PME PYME PYMES MSME LDC
    LDCS SIDS HIC LMIC ISO GPS SMS USB LED ООН ONU UN MW KW GWH MWH KWH TWH PHC STEM
    TVET SSC TOR MOU MDG MDGS WASH EEUU EUA""".split()
)
"""What is written in capitals and is nobody."""


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody whom a text names."""

    key: str  # one for all names of a body
    span: Span
    written: str


@lru_cache(maxsize=_KEPT)
def bodies_named(text: str) -> tuple[Body, ...]:
    """Return the bodies that a text names, in order; the longest name counts."""
    found: list[Body] = []
    taken: list[Span] = []
    for key, span in sorted(_known(text), key=lambda one: one[1][0] - one[1][1]):
        if not _within(span, taken):
            taken.append(span)
            found.append(Body(key, span, text[slice(*span)]))
    found += [body for body in _acronyms(text) if not _within(body.span, taken)]
    return tuple(sorted(found, key=lambda body: body.span))


def _known(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the known bodies that a text may name, with their places."""
    if _HAN.search(text):
        for name, key in _han_names().items():
            at = text.find(name)
            while at >= 0:
                yield key, (at, at + len(name))
                at = text.find(name, at + len(name))
    tokens = list(_WORD.finditer(text))
    for place, token in enumerate(tokens):
        for rest, key, in_capitals in _beginning_with(token.group()):
            own = tokens[place : place + 1 + len(rest)]
            if len(own) <= len(rest) or (in_capitals and not token.group().isupper()):
                continue
            if not in_capitals and token.group()[0].islower():
                continue
            if all(
                _word_key(word.group()) == part
                for word, part in zip(own[1:], rest, strict=True)
            ):
                yield key, (token.start(), own[-1].end())


def _within(span: Span, taken: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _acronyms(text: str) -> Iterator[Body]:
    if not _ACRONYM.search(text):
        return
    letters = [letter for letter in text if letter.lower() != letter.upper()]
    if sum(map(str.isupper, letters)) > max(_SHOUTING * len(letters), _FEW):
        return
    for match in _ACRONYM.finditer(text):
        written = match.group()
        if written not in _NO_BODIES and not _ROMAN.fullmatch(written):
            yield Body(written, match.span(), written)


@lru_cache(maxsize=_WORDS_KEPT)
def _word_key(word: str) -> str:
    """Return what a word of a name is compared by: Russian ones without an ending."""
    folded = fold_word(word.lower())
    if _CYRILLIC.match(folded) and len(folded) >= _LONG and not word.isupper():
        return f"{folded[: max(len(folded) - _ENDING, _STEM)]}*"
    if _ARABIC.match(folded):
        return folded.removeprefix("ال")
    return folded


@lru_cache(maxsize=_WORDS_KEPT)
def _beginning_with(word: str) -> tuple[_Name, ...]:
    """Return the names that begin with a word of a text."""
    return tuple(name for first in _starts(word) for name in _names().get(first, ()))


def _starts(word: str) -> tuple[str, ...]:
    """Return what the first word of a name may be, without what is written with it."""
    key = _word_key(word)
    bare = _ARABIC_PREFIX.sub("", key) if _ARABIC.match(key) else key
    return (key,) if bare == key else (key, bare)


@cache
def _han_names() -> Mapping[str, str]:
    return {
        name: first
        for first, names in _lists().items()
        for name in names
        if _HAN.search(name)
    }


@cache
def _names() -> Mapping[str, list[_Name]]:
    """Return names by their first word: the others, the body, if in capitals."""
    found: dict[str, list[_Name]] = {}
    for first, names in _lists().items():
        for name in sorted(names):
            words = [_word_key(word.group()) for word in _WORD.finditer(name)]
            if words and not _HAN.search(name):
                told = (tuple(words[1:]), first, name.isupper())
                found.setdefault(words[0], []).append(told)
    return found


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    """Return the names of each body, by the first."""
    found: dict[str, set[str]] = {}
    for name, first in names_of_bodies().items():
        found.setdefault(first, {first}).add(name)
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    more: Mapping[str, list[str]] = tomllib.loads(read)["names"]
    for first, names in more.items():
        found.setdefault(first, {first}).update(names)
    return {
        first: frozenset(v for name in names for v in (name, *_variants(name)))
        for first, names in found.items()
    }


def _variants(name: str) -> Iterator[str]:
    """Yield other ways in which a name is written."""
    for long, short in _SHORT.items():
        if long in name:
            yield name.replace(long, short)
