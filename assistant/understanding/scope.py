"""Tells questions apart that no source should be asked: vague ones and private ones.

Both by lists of words, in seven languages: a question is taken for vague only when it
holds nothing else, and for private only when it names the matter and the person, or
what is private whoever it is of.
"""

import tomllib
from functools import cache
from importlib.resources import files

import regex

from vectorstore.text.asked import AskedWord, asked_words
from vectorstore.text.languages import WRITTEN_TOGETHER
from vectorstore.text.normalization import fold_word, terms

_LONE_SIGN = regex.compile(r"\W*\p{Han}\W*")
"""A question of one Chinese sign, which may well be a topic: 水."""


def names_nothing(question: str, language: str) -> bool:
    """Tell whether the words of a question leave open what it is about."""
    if _LONE_SIGN.fullmatch(question) and not _han_fillers().search(question):
        return not asked_words(question, "zh")
    return all(
        is_filler(word, language)
        for word in asked_words(_han_fillers().sub(" ", question), language)
    )


def is_filler(word: AskedWord, language: str) -> bool:
    """Tell whether a word of a question says nothing of what it is about."""
    if word.is_name:
        return False
    if language == "zh" and _han_fillers().search(word.written):
        return True
    forms = {*word.forms, *_without_and(word)}
    return len(word.written) == 1 or not _fillers().isdisjoint(forms)


def is_private(question: str, language: str) -> bool:
    """Tell whether a question asks for something private of a person."""
    plain = _plain(question)
    alone, matter, person = (
        _pattern(name, language)
        for name in ("private_alone", "private_matter", "person")
    )
    of_a_person = matter.search(plain) and person.search(plain)
    return bool(alone.search(plain) or of_a_person)


def _without_and(word: AskedWord) -> set[str]:
    """Return an Arabic word without the conjunction that is written with it."""
    return {form[1:] for form in word.forms if form[:1] in {"و", "ف"}}


@cache
def _han_fillers() -> "regex.Pattern[str]":
    entries = sorted(_table()["filler"]["zh"], key=len, reverse=True)
    return regex.compile("|".join(map(regex.escape, entries)))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(
        form
        for language, entries in _table()["filler"].items()
        for entry in entries
        for form in (*terms(entry, language), fold_word(entry.casefold()))
    )


@cache
def _pattern(name: str, language: str) -> "regex.Pattern[str]":
    """Return what finds the entries of a language, or of all where it is not known."""
    table = _table()[name]
    known = {language: table[language]} if language in table else table
    parts = [
        ("" if language in WRITTEN_TOGETHER else r"(?<![\p{L}])")
        + regex.escape(_plain(entry))
        for language, entries in known.items()
        for entry in entries
    ]
    return regex.compile("|".join(sorted(parts, key=len, reverse=True)))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    source = files("assistant").joinpath("locales/scope.toml")
    return tomllib.loads(source.read_text("utf-8"))


def _plain(text: str) -> str:
    kept = regex.sub(r"[^\p{L}\p{M}\p{N}\s]+", " ", text.casefold())
    return " ".join(map(fold_word, kept.split())) + (" " if text.endswith(" ") else "")
