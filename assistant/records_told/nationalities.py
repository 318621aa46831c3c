"""Whose the records are that a question asks for: "Chinese projects in Ethiopia".

An adjective of nationality beside the word for records tells a country that takes part,
as "projects of China" does: passages must name it, in whatever language.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import cast

import regex

from assistant.records_told.kinds_named import kind_patterns
from assistant.wording import wording
from vectorstore.text.asked import COUNTRY, AskedWord
from vectorstore.text.demonyms import country_of
from vectorstore.text.languages import languages_to_try
from vectorstore.text.stop_words import stop_words

BESIDE = 3
"""Words from that for records to an adjective: "Chinese health projects"."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}-]")


def nationalities_read(
    asked: Sequence[AskedWord], text: str, *, analysis_language: str, language: str
) -> list[AskedWord]:
    """Return a question's words, the nationalities of records as their countries.

    Args:
        asked: the words.
        text: the question.
        analysis_language: of its words.
        language: in which the countries are told.
    """
    told = _told(text, analysis_language)
    found: dict[frozenset[str], AskedWord] = {}
    for word in asked:
        code = told.get(word.written.casefold()) if word.country is None else None
        read = word if code is None else _country(code, language)
        found.setdefault(read.forms, read)
    return list(found.values())


def spelled_out(text: str) -> str:
    """Return a text with "US", "U.S." and the like as all texts write these names.

    What is all in capitals stays: there "US" may be "us".
    """
    if text == text.upper():
        return text
    for name, pattern in cast("dict[str, str]", _table()["abbreviations"]).items():
        text = regex.sub(pattern, name, text)
    return text


def _country(code: str, language: str) -> AskedWord:
    return AskedWord(
        written=wording(language).country_name(code),
        forms=frozenset({f"{COUNTRY}{code}"}),
        is_name=True,
    )


def _told(text: str, language: str) -> dict[str, str]:
    """Return the words of adjectives beside what is asked for, with the countries."""
    plain = text.lower()
    found: dict[str, str] = {}
    for one in languages_to_try(language):
        small = stop_words(one)

        def is_inner(word: str, small: frozenset[str] = small) -> bool:
            return word[0].isalnum() and word not in small

        for _, pattern in kind_patterns(one):
            for kind in pattern.finditer(plain):
                lead = _WORD.findall(plain[: kind.start()])[::-1][:BESIDE]
                follow = _WORD.findall(plain[kind.end() :])[:BESIDE]
                before = [*takewhile(is_inner, lead)][::-1]
                behind = [*takewhile(is_inner, follow)]
                for words in (before, behind):
                    for end in range(len(words), 0, -1):
                        if told := _adjective(words[:end]):
                            code, length = told
                            found |= dict.fromkeys(words[end - length : end], code)
    return found


def _adjective(words: Sequence[str]) -> tuple[str, int] | None:
    """Return the country whose adjective words end with, and how many of them it is.

    One that elsewhere is of others too counts if none of these is told before it.
    """
    if told := country_of(words):
        return told
    for code, adjectives in _table()["adjectives"].items():
        if regex.fullmatch("|".join(adjectives), words[-1]):
            is_other = len(words) > 1 and words[-2] in _table()["others"][code]
            return None if is_other else (code, 1)
    return None


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    source = files("assistant").joinpath("locales/nationalities.toml")
    return tomllib.loads(source.read_text("utf-8"))
