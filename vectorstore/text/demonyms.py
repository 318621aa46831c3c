"""Whose an institution of a state is: "The Kenyan Ministry of Health needs …".

An adjective alone names no country: "Kenyan tea" is sold anywhere.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import takewhile

import regex

from vectorstore.text.normalization import fold_word

_WORD = regex.compile(r"[\p{L}\p{M}]+|[.,;:!?()،؛؟\n]")
_ENDINGS = ("", "s", "e", "es", "ne", "nes", "o", "os", "a", "as", "h", "ha", "ho")
_RUSSIAN = regex.compile("(?<=к)(?:ий|ая|ое|ие|ого|ому|им|ом|ую|ой|ою|их|ими)$")
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
