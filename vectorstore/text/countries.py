"""Countries by code or by name, in the seven languages, from CLDR's tables.

A country named in a question finds records that name it in another language, and a
country that no passage names tells that the sources do not answer.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import cast

import regex

from vectorstore.text.normalization import fold_word

LANGUAGES = ("en", "fr", "es", "pt", "ar", "zh", "ru")
Span = tuple[int, int]

_ALSO = {
    "cote d ivoire": "CI",
    "ivory coast": "CI",
    "dr congo": "CD",
    "drc": "CD",
    "rdc": "CD",
    "democratic republic of the congo": "CD",
    "congo democratic republic of": "CD",
    "congo dem rep": "CD",
    "republique democratique du congo": "CD",
    "republica democratica do congo": "CD",
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
    "myanmar": "MM",
    "birmanie": "MM",
    "birmania": "MM",
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
    "palestina": "PS",
    "فلسطين": "PS",
    "палестина": "PS",
    "state of palestine": "PS",
    "micronesia federated states of": "FM",
    "united states": "US",
    "usa": "US",
    "eeuu": "US",
    "eua": "US",
    "сша": "US",
    "uk": "GB",
    "great britain": "GB",
    "великобритания": "GB",
    "поднебесная": "CN",
    "саудовская аравия": "SA",
    "белоруссия": "BY",
    "киргизия": "KG",
    "кыргызстан": "KG",
    "молдавия": "MD",
    "туркмения": "TM",
    "коморы": "KM",
    "египт": "EG",
    "comoros": "KM",
    "южная корея": "KR",
    "south korea": "KR",
    "sao tome": "ST",
    "santo tome": "ST",
}
"""Names that feeds and people use and CLDR does not."""

_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG"})
_ALSO_WORDS = frozenset(
    {"turkey", "chad", "jordan", "guinea", "reunion", "maurice", "peru", "chile",
     "того", "мали", "dominique", "georgia", "jersey", "reuniao", "maldives"}
)  # fmt: skip
"""Names that are words too where nobody writes capitals."""
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_WORD = regex.compile(r"(?V1)[[\p{L}\p{M}]--[\p{Han}]]+")
_ARABIC = regex.compile(r"\p{Arabic}")
_RUSSIAN_CASE = regex.compile(
    "(?<=[а-яё]{2})(?:ями|ами|ах|ях|ом|ем|ой|ей|[аеёиоуыэюяйь])$"
)
_HAN = regex.compile(r"\p{Han}")
_WITHIN_WORDS = "(?<=发展|开发|其)中国家?"
"""发展中国家 are developing countries, not China."""
_ARABIC_PREFIXES = tuple(
    conjunction + article
    for conjunction in ("", "و", "ف")
    for article in ("", "ال", "بال", "كال", "لل", "ب", "ل", "ك")
    if conjunction + article
)
_LONGEST_NAME = 6  # words


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
    for language in LANGUAGES:
        for code, name in _territories(language).items():
            if code in english:
                names.setdefault(normalized(name), code)
    return codes, names, english


def _territories(language: str) -> dict[str, str]:
    from babel import Locale

    return dict(cast(Mapping[str, str], Locale(language).territories))


def normalized(name: str) -> str:
    """Return a name for comparing: lower case, no accents, words parted by spaces."""
    plain = "".join(
        mark
        for mark in unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)).casefold()
        if not unicodedata.combining(mark)
    )
    return " ".join(regex.sub(r"[\p{P}\p{S}_]+", " ", plain).split())


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


def countries_named(text: str) -> list[tuple[str, Span]]:
    """Return the countries that a text names, with the place of each, in order.

    Names are known in the seven languages, whatever the text's is; Russian ones in
    every case, Arabic ones with what is written together with them. Where a text has
    capitals at all, a name must begin with one: "turkey" is a bird.
    """
    found = [
        (_han_names()[match.group()], match.span())
        for match in _han_pattern().finditer(text)
    ]
    words = list(_WORD.finditer(text))
    capitals = any(word.group() != word.group().lower() for word in words)
    names = _names()
    at = 0
    while at < len(words):
        code, length = _name_at(words[at : at + _LONGEST_NAME], names)
        first = words[at].group()
        if code and _looks_like_a_name(first, capitals=capitals):
            found.append((code, (words[at].start(), words[at + length - 1].end())))
            at += length
        else:
            at += 1
    return sorted(found, key=lambda pair: pair[1])


def _looks_like_a_name(word: str, *, capitals: bool) -> bool:
    if word.lower() == word.upper():
        return True  # a script without capitals
    return word[0].isupper() if capitals else fold_word(word) not in _ALSO_WORDS


def _name_at(
    words: "Sequence[regex.Match[str]]",
    names: Mapping[tuple[str, ...], str],
) -> tuple[str | None, int]:
    """Return the country that the first of some words name, and how many they are."""
    firsts = [f for f in _without_prefix(_key(words[0].group())) if f in _first_words()]
    if not firsts:
        return None, 0
    others = [_key(word.group()) for word in words[1:]]
    for length in range(len(words), 0, -1):
        for first in firsts:
            code = names.get((first, *others[: length - 1]))
            if code:
                return code, length
    return None, 0


@cache
def _first_words() -> frozenset[str]:
    return frozenset(key[0] for key in _names())


def _without_prefix(word: str) -> Iterator[str]:
    yield word
    if not _ARABIC.match(word):
        return
    for prefix in _ARABIC_PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > 2:
            yield rest
            yield f"ال{rest}"


@cache
def _names() -> dict[tuple[str, ...], str]:
    """Return codes by the words of a name, as `_key` gives them for a text."""
    names: dict[tuple[str, ...], str] = {}
    for name, code in _tables()[1].items():
        if _HAN.search(name):
            continue
        key = tuple(map(_key, _WORD.findall(name)))
        if key:
            names.setdefault(key, code)
    return names


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    """Return a word as names are compared: folded, in Russian without its case.

    Not by Snowball's stems: those make one of Niger and Nigeria.
    """
    lowered = word.casefold()
    return fold_word(_RUSSIAN_CASE.sub("", lowered))


@cache
def _han_names() -> dict[str, str]:
    return {
        name: code
        for name, code in (
            (unicodedata.normalize("NFKC", name), code)
            for code, name in _territories("zh").items()
            if code in _tables()[2]
        )
        if len(name) > 1
    } | {"刚果民主共和国": "CD", "刚果共和国": "CG", "圣多美": "ST"}


@cache
def _han_pattern() -> "regex.Pattern[str]":
    longest_first = sorted(_han_names(), key=lambda name: -len(name))
    names = "|".join(map(regex.escape, longest_first))
    return regex.compile(rf"(?!{_WITHIN_WORDS})(?:{names})")
