"""Whose an institution of a state is: "The Kenyan Ministry of Health needs …".

An adjective alone names no country: "Kenyan tea" is sold anywhere.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile

import regex

from vectorstore.text.normalization import fold_word

_WORD = regex.compile(r"[\p{L}\p{M}]+|[.,;:!?()،؛؟\n]")
_ENDINGS = ("", "s", "e", "es", "ne", "nes", "o", "os", "a", "as", "h", "ha", "ho")
_RUSSIAN = regex.compile("(?<=к)(?:ий|ая|ое|ие|ого|ому|им|ом|ую|ой|ою|их|ими)$")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_ARABIC_PREFIX = regex.compile("^[وفبلك]?(?:ال|لل)?(?=...)")
BEFORE = 4
"""Words between an adjective and the institution that it stands before."""
BEHIND = 6
"""Words of an institution's name at whose end an adjective may stand."""


def home_named(text: str) -> str | None:
    """Return the country of the first institution of a state that a text tells of so.

    As ISO 3166-1 alpha-2; None where none is told by an adjective, or where it is one
    that is looked for: "with the Kenyan government".
    """
    words = [fold_word(word.casefold()) for word in _WORD.findall(text)]
    institutions, over, sought = _around()

    def is_of_name(word: str) -> bool:
        return word[0].isalpha() and not over.fullmatch(word)

    for at, word in enumerate(words):
        if not institutions.fullmatch(word):
            continue
        near = reversed(words[max(0, at - BEFORE) : at])
        before = [*takewhile(is_of_name, near)][::-1]
        behind = [*takewhile(is_of_name, words[at + 1 : at + 1 + BEHIND])]
        code, first = _nearest(before, behind)
        if code is None:
            continue
        lead = words[max(0, at - first - 2) : at - first]
        if not any(map(sought.fullmatch, lead)):
            return code
    return None


def country_of(words: Sequence[str]) -> tuple[str, int] | None:
    """Return the country whose adjective words end with, and how many of them it is.

    As ISO 3166-1 alpha-2; None where the last word is no such adjective.
    """
    return _country([fold_word(word.casefold()) for word in words])


def nationalities_named(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Return the countries whose adjectives a text holds, with the place of each.

    In order, as ISO 3166-1 alpha-2. Adjectives that are words of something else are
    left out: "polish" without its capital, "the Indian Ocean".
    """
    found: list[tuple[str, tuple[int, int]]] = []
    words = list(_LETTERS.finditer(text))
    folded = [fold_word(word.group().casefold()) for word in words]
    for at, word in enumerate(folded):
        told = _of_two(*folded[at - 1 : at + 1]) if at else None
        length = 2 if told else 1
        code = told or _of_one(word)
        if code is None or (length == 1 and _is_else(words[at].group(), word)):
            continue
        if _beside_seas().intersection(folded[max(at - 1, 0) : at + 2]):
            continue
        found.append((code, (words[at + 1 - length].start(), words[at].end())))
    return found


def speaks_too(country: str) -> bool:
    """Tell whether a country's adjective is the name of a language as well."""
    return country in _table()["told"]["languages"].split()


def _nearest(before: Sequence[str], behind: Sequence[str]) -> tuple[str | None, int]:
    """Return the country of an adjective, and how many words before it stands."""
    for back in range(len(before)):
        told = _country(before[: len(before) - back])
        if told is not None:
            code, length = told
            return code, back + length
    for end in range(1, len(behind) + 1):
        told = _country(behind[:end])
        if told is not None:
            return told[0], 0
    return None, 0


def _country(words: Sequence[str]) -> tuple[str, int] | None:
    """Return the country that the last words say, and how many of them."""
    stems = _stems()
    for length in (2, 1):
        if len(words) < length:
            continue
        first = [f"{word}-" for word in words[-length:-1]]
        for form in _forms(words[-1]):
            code = stems.get("".join(first) + form)
            if code is not None:
                return code, length
    return None


@lru_cache(maxsize=50_000)
def _of_one(word: str) -> str | None:
    told = _country([word])
    return told[0] if told else None


def _of_two(first: str, second: str) -> str | None:
    """Return the country of an adjective of two words: "South African"."""
    if f"{first}-" not in _firsts():
        return None
    told = _country([first, second])
    return told[0] if told and told[1] == len((first, second)) else None


def _is_else(written: str, folded: str) -> bool:
    """Tell whether an adjective is a word of something else, as it is written."""
    return not written[0].isupper() and folded in _words_too()


def _forms(word: str) -> Iterator[str]:
    yield _RUSSIAN.sub("", word)
    bare = _ARABIC_PREFIX.sub("", word, count=1)
    yield bare.removesuffix("ه")
    for ending in _ENDINGS:
        if ending and word.endswith(ending):
            yield word.removesuffix(ending)


@cache
def _stems() -> Mapping[str, str]:
    return {
        fold_word(stem): code
        for code, stems in _table()["stems"].items()
        for stem in stems.split()
    }


@cache
def _firsts() -> frozenset[str]:
    """Return the first words of stems of two, each with its hyphen."""
    return frozenset(f"{one.partition('-')[0]}-" for one in _stems() if "-" in one)


@cache
def _words_too() -> frozenset[str]:
    return frozenset(map(fold_word, _table()["told"]["words"].split()))


@cache
def _beside_seas() -> frozenset[str]:
    return frozenset(map(fold_word, _table()["told"]["seas"].split()))


@cache
def _around() -> tuple[regex.Pattern[str], regex.Pattern[str], regex.Pattern[str]]:
    told = _table()["around"]
    return (
        regex.compile(told["institutions"]),
        regex.compile(told["over"]),
        regex.compile(told["sought"]),
    )


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    source = files("vectorstore").joinpath("text/demonyms.toml")
    return tomllib.loads(source.read_text("utf-8"))
