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
_NAME = 60
"""Letters behind words of learning that are looked at for who is learnt from."""
_WORDS_BEFORE = 2
"""Words before a country that may be of its name: "the Federative …"."""
_ASKED = regex.compile(r"[?？؟]\s*$")


def seeks_partners(message: str) -> bool:
    """Tell whether anything in a message asks for somebody to work with."""
    sentences = _SENTENCE.findall(message)[:SENTENCES]
    return any(map(_seeks, sentences))


def wonders(message: str) -> bool:
    """Tell whether a message begins as a question to the sources does."""
    plain = " ".join(message.split()).strip(_AROUND).casefold().replace("'", "’")
    return _pattern("wonders").search(plain) is not None


def subjects(text: str) -> frozenset[str]:
    """Return the first words of sentences that are names of who needs something.

    As they are written. Told by grammar alone, where a language has articles.
    """
    begun = (sentence.lstrip(_AROUND) for sentence in _SENTENCE.findall(text))
    found = map(_pattern("subjects").match, begun)
    return frozenset(one for match in found if match for one in match.captures("name"))


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
    return (
        _needs(words, plain) or _learns(words, plain) or _is_for_a_country(words, plain)
    )


def _needs(words: str, plain: str) -> bool:
    """Tell whether a country, or a group of places, needs or wishes something."""
    if _pattern("needs").search(plain) and _pattern("groups").search(plain):
        return True
    said = _pattern("needs").search(plain) or _pattern("wishes").search(plain)
    return bool(said) and _is_place_named(words)


def _learns(words: str, plain: str) -> bool:
    """Tell whether somebody wants to learn from a country, or from who is there."""
    found = _pattern("learns").search(plain)
    if not found or len(plain) != len(words):
        return False
    rest = words[found.end() : found.end() + _NAME]
    starts = [start for _, (start, _) in countries_named(rest)]
    starts += [region.span[0] for region in regions_named(rest)]
    return any(len(rest[:start].split()) < _WORDS_BEFORE for start in starts)


def _is_for_a_country(words: str, plain: str) -> bool:
    """Tell whether a sentence is nothing but cooperation for a country."""
    found = _pattern("nouns").search(plain)
    if not found or len(plain) != len(words):
        return False
    where = words[slice(*found.span("where"))]
    return [span for _, span in countries_named(where)] == [(0, len(where))]


def _is_place_named(words: str) -> bool:
    return bool(countries_named(words) or regions_named(words) or home_named(words))


@cache
def _pattern(name: str) -> "regex.Pattern[str]":
    return regex.compile(
        "|".join(pattern for known in _table()[name].values() for pattern in known)
    )


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("assistant").joinpath("locales/seeking.toml")
    return tomllib.loads(source.read_text("utf-8"))
