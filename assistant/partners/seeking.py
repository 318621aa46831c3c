"""Whether a message looks for partners, told by its words, in seven languages.

Who only mentions partners, or asks what somebody needs, asks the sources. Decided
sentence by sentence with the patterns of `locales/seeking.toml`; a message is looked at
in all languages, since short ones are easily taken for another.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import regex

from vectorstore.text.countries import countries_named
from vectorstore.text.demonyms import home_named
from vectorstore.text.regions import regions_named

SENTENCES = 20
"""Sentences that are looked at: whoever looks for somebody says so early."""
_SENTENCE = regex.compile(r"[^.!?;…。！？；؟؛\n]+[.!?;…。！？；؟؛]*")
_AROUND = ' .!?;…。！？；؟؛¡¿«»"“”-–—•*'
_ASKED = regex.compile(r"[?？؟]\s*$")


def seeks_partners(message: str) -> bool:
    """Tell whether anything in a message asks for somebody to work with."""
    sentences = _SENTENCE.findall(message)[:SENTENCES]
    return any(map(_seeks, sentences))


def wonders(message: str) -> bool:
    """Tell whether a message begins as a question to the sources does."""
    plain = " ".join(message.split()).strip(_AROUND).casefold().replace("'", "’")
    return _pattern("wonders").search(plain) is not None


def _seeks(sentence: str) -> bool:
    words = " ".join(sentence.split()).strip(_AROUND)
    plain = words.casefold().replace("'", "’")
    if not plain or _pattern("reads").search(plain):
        return False
    if _pattern("asks").search(plain):
        return True
    if _ASKED.search(sentence) or _pattern("wonders").search(plain):
        return False
    if _pattern("states").search(plain):
        return True
    return bool(
        _pattern("needs").search(plain)
        and (countries_named(words) or regions_named(words) or home_named(words))
    )


@cache
def _pattern(name: str) -> "regex.Pattern[str]":
    return regex.compile(
        "|".join(pattern for known in _table()[name].values() for pattern in known)
    )


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("assistant").joinpath("locales/seeking.toml")
    return tomllib.loads(source.read_text("utf-8"))
