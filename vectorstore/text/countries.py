"""Countries by code or by name, in the seven languages, as `country_names` has them.

A country named in a question finds records that name it in another language, and a
country that no passage names tells that the sources do not answer.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import cast

import regex

from vectorstore.text import country_names
from vectorstore.text.normalization import fold_word
from vectorstore.text.russian_cases import lemmas

Span = tuple[int, int]

_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_WORD = regex.compile(r"(?V1)[[\p{L}\p{M}]--[\p{Han}]]+")
_ARABIC = regex.compile(r"\p{Arabic}")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_HAN = regex.compile(r"\p{Han}")
_WITHIN_WORDS = "(?<=发展|开发|其)中国家?"
"""发展中国家 are developing countries, not China."""
_WITHIN_REGIONS = "南非洲(?!际)"
"""撒哈拉以南非洲 is Africa south of the Sahara, not South Africa."""
_REMEMBERED = 500
"""Texts whose countries are kept in memory."""
_NO_COUNTRY = ""
"""What stands for a code where a name is of something else."""
_ARABIC_PREFIXES = tuple(
    (conjunction + article, "ل" in article[-2:] and len(article) > 1)
    for conjunction in ("", "و", "ف")
    for article in ("", "ال", "بال", "كال", "لل", "ب", "ل", "ك")
    if conjunction + article
)
"""What is written together with a name, and whether the article is in it."""
_NO_ARTICLE = frozenset({"مالي", "قطر", "بنين"})
"""Names that are words with an article: financial, a region, boys."""
_FINANCIAL = frozenset({"مالي", "ومالي", "فمالي"})
_BEFORE_MALI = frozenset(
    "في من الي علي عن مع بين ان جمهوريه دوله حكومه شمال جنوب وسط شرق غرب تحتاج تسعي "
    "تبحث تريد تطلب".split()
)
"""Words after which مالي is Mali and not "financial"."""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return codes by code, and codes by name."""
    from babel.core import get_global

    codes = {code: code for code in country_names.english_names()}
    for alias, targets in cast(
        dict[str, list[str]], get_global("territory_aliases")
    ).items():
        if regex.fullmatch(r"[A-Z]{3}", alias) and len(targets) == 1:
            codes[alias] = targets[0]
    names: dict[str, str] = {}
    for name, code in country_names.names().items():
        names.setdefault(normalized(name), code)
    return codes, names


def normalized(name: str) -> str:
    """Return a name for comparing: lower case, no accents, words parted by spaces."""
    plain = "".join(
        mark
        for mark in unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)).casefold()
        if not unicodedata.combining(mark)
    )
    return " ".join(regex.sub(r"[\p{P}\p{S}_]+", " ", plain).split())


_TOGETHER = regex.compile(r"(?i)&|\+|\s(?:and|et|y|e|и|و\s?)(?=\s|\p{Arabic})|[和与及]")
"""What joins countries in a field, where all of it is the name of none."""


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's code or name, else None.

    Alpha-2 and alpha-3 codes are understood in upper case only, so that "in" or "all"
    is no country; regions, "XX" and "GLOBAL" are none.
    """
    codes, names = _tables()
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
            elif _TOGETHER.search(piece):
                found |= dict.fromkeys(code for code, _ in countries_named(piece))
    return tuple(found)


def country_name(code: str) -> str | None:
    """Return the English name of an alpha-2 code, else None."""
    return country_names.english_names().get(code.upper())


def countries_named(text: str) -> list[tuple[str, Span]]:
    """Return the countries that a text names, with the place of each, in order.

    Names are known in the seven languages, whatever the text's is; Russian ones in
    every case, Arabic ones with what is written together with them. The longest name
    counts: no country is found in another's name. Where a text has capitals at all, a
    name must have one: "turkey" is a bird.
    """
    return list(_countries_named(text))


@lru_cache(maxsize=_REMEMBERED)
def _countries_named(text: str) -> tuple[tuple[str, Span], ...]:
    """Find them: many ask it of one question."""
    found: list[tuple[str, Span]] = []
    if _HAN.search(text):
        found += [
            (code, match.span())
            for match in _han_pattern().finditer(text)
            if (code := _han_names()[match.group()])
        ]
    capitals = text != text.lower()
    words = list(_WORD.finditer(text))
    at = 0
    last = -1  # the word behind the country before
    for place, word in enumerate(words):
        starts = _starts(word.group())
        if place < at or not starts:
            continue
        code, length = _name_at(words, place, starts)
        if code is None or not _looks_like_a_name(
            words[place : place + length], capitals=capitals
        ):
            continue
        if _is_financial(words, place, length, beside=last == place):
            continue
        at = last = place + length
        if code != _NO_COUNTRY:
            found.append((code, (word.start(), words[at - 1].end())))
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _looks_like_a_name(words: "Sequence[regex.Match[str]]", *, capitals: bool) -> bool:
    first = words[0].group()
    if first.lower() == first.upper():
        return True  # a script without capitals
    if not capitals:
        return len(words) > 1 or fold_word(first) not in _words_too()
    if len(words) == 1:
        return first[0].isupper() and (first.isupper() or _key(first) not in _capital())
    if len(first) == 1 and first.isupper():  # of U.K., all letters
        return all(len(w.group()) > 1 or w.group().isupper() for w in words)
    return any(word.group()[0].isupper() for word in words)


def _is_financial(
    words: "Sequence[regex.Match[str]]", place: int, length: int, *, beside: bool
) -> bool:
    """Tell whether a name is مالي without any sign that it is Mali's."""
    written = fold_word(words[place].group())
    if length > 1 or written not in _FINANCIAL or place == 0 or beside:
        return False
    if fold_word(words[place - 1].group()) in _BEFORE_MALI:
        return False
    behind = words[place + 1 : place + 2]
    return not any(_name_at(words, place + 1, _starts(w.group()))[0] for w in behind)


def _name_at(
    words: "Sequence[regex.Match[str]]", place: int, starts: Sequence[str]
) -> tuple[str | None, int]:
    """Return the country that some words name from a place on, and how many they are.

    The longest name counts. None where they name none.
    """
    for first in starts:
        for rest, code in _names()[first]:
            end = place + 1 + len(rest)
            if end <= len(words) and all(
                _key(word.group()) == part
                for word, part in zip(words[place + 1 : end], rest, strict=True)
            ):
                return code, len(rest) + 1
    return None, 0


@lru_cache(maxsize=50_000)
def _starts(word: str) -> tuple[str, ...]:
    """Return the first words of names that a word may be."""
    names = _names()
    return tuple(
        form for form in dict.fromkeys(_without_prefix(_key(word))) if form in names
    )


def _without_prefix(word: str) -> Iterator[str]:
    yield word
    if not _ARABIC.match(word):
        return
    for prefix, has_article in _ARABIC_PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > 2:
            if not (has_article and rest in _NO_ARTICLE):
                yield rest
            yield f"ال{rest}"


@cache
def _names() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return, by the first word of names, their other words and codes, longest first.

    Words are as `_key` gives them for a text.
    """
    found: dict[tuple[str, ...], str] = {}
    others = dict.fromkeys(country_names.of_others(), _NO_COUNTRY)
    for name, code in (others | dict(country_names.names())).items():
        key = tuple(map(_key, _WORD.findall(name)))
        if key and not _HAN.search(name):
            found.setdefault(key, code)
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key, code in sorted(found.items(), key=lambda pair: -len(pair[0])):
        by_first.setdefault(key[0], []).append((key[1:], code))
    return {first: tuple(told) for first, told in by_first.items()}


@cache
def _words_too() -> frozenset[str]:
    return frozenset(map(fold_word, country_names.words_too()))


@cache
def _capital() -> frozenset[str]:
    return frozenset(map(_key, country_names.acronyms()))


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    """Return a word as names are compared: folded, in Russian without its case."""
    folded = fold_word(word.casefold())
    return folded if folded.isascii() else _lemmas().get(folded, folded)


@cache
def _lemmas() -> dict[str, str]:
    return lemmas(
        " ".join(fold_word(word.casefold()) for word in _WORD.findall(name))
        for name in country_names.names()
        if _CYRILLIC.search(name) and not name.isupper()
    )


@cache
def _han_names() -> dict[str, str]:
    others = dict.fromkeys(country_names.of_others(), _NO_COUNTRY)
    found = {
        name: code
        for name, code in (others | dict(country_names.names())).items()
        if _HAN.search(name) and len(name) > 1
    }
    return found | {unicodedata.normalize("NFKC", n): c for n, c in found.items()}


@cache
def _han_pattern() -> "regex.Pattern[str]":
    longest_first = sorted(_han_names(), key=lambda name: -len(name))
    names = "|".join(map(regex.escape, longest_first))
    return regex.compile(rf"(?!{_WITHIN_WORDS})(?!{_WITHIN_REGIONS})(?:{names})")
