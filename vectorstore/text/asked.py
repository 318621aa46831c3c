"""What a text is found by, and which words of a question are names.

A country is found by its code, in whatever language it is named. Names, acronyms and
numbers are the same in every language, so they find what is written in another one.
"""

from dataclasses import dataclass

import regex

from vectorstore.text.countries import countries_named
from vectorstore.text.languages import UNDETERMINED
from vectorstore.text.normalization import Word, terms, words

COUNTRY = "country:"
_NUMBER = regex.compile(r".*\p{N}.*\p{N}|.*\p{N}.*\p{L}|.*\p{L}.*\p{N}")
_IDENTIFIER = regex.compile(r"(?:\p{L}*\p{N}){4,}[\p{L}\p{N}]*")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_POSSESSIVE = regex.compile(r"^['’]s\b")
_LATIN_WORD = regex.compile(r"\p{Latin}[\p{Latin}\p{M}\p{N}]*")
_STARTS_A_SENTENCE = regex.compile(r"(?:^|[.!?:؟…¿¡«\"\n]\s*)(?=\S)")
_ANOTHER_SCRIPT = 4
"""Letters of another script from which a text is not in Latin letters."""
_TITLE_CASE = 0.6
"""Share of words with a capital from which capitals say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWord:
    """A word of a question."""

    written: str  # as it stands in the question
    forms: frozenset[str]  # a text whose `index_terms` hold any of them holds the word
    is_name: bool  # of a country or organization, an acronym, an identifier or number

    @property
    def country(self) -> str | None:
        """The ISO 3166-1 alpha-2 code, where the word is the name of a country."""
        (form,) = self.forms if len(self.forms) == 1 else ("",)
        return form.removeprefix(COUNTRY) if form.startswith(COUNTRY) else None

    @property
    def is_number(self) -> bool:
        """Whether it is a number, such as a year."""
        return self.written[:1].isdigit()

    @property
    def is_identifier(self) -> bool:
        """Whether it has four digits or more, as a project's number, and is no year."""
        return is_identifier(self.written)

    @property
    def is_year(self) -> bool:
        """Whether it is a year of the last or this century."""
        return _YEAR.fullmatch(self.written) is not None


def index_terms(text: str, language: str) -> list[str]:
    """Return what a text is found by: its terms, and the countries that it names."""
    countries = dict.fromkeys(code for code, _ in countries_named(text))
    return terms(text, language) + [f"{COUNTRY}{code}" for code in countries]


def identifier_terms(place: str) -> list[str]:
    """Return what an item is found by of its place in a file: "SG-8727400780".

    Only long numbers are: "row=742" and "#6-2" number places, and name nothing.
    """
    _, _, fragment = place.rpartition("#")
    if "=" in fragment or fragment == place:
        return []
    return [
        form
        for word in words(fragment, UNDETERMINED)
        if is_identifier(word.written)
        for form in word.forms
    ]


def is_identifier(written: str) -> bool:
    """Tell a number of four digits or more, as a project's, that is no year."""
    return not _YEAR.fullmatch(written) and _IDENTIFIER.fullmatch(written) is not None


def asked_words(question: str, language: str) -> list[AskedWord]:
    """Return the distinct words of a question that are no stop words.

    Countries come first. Where a word is a name at one place and none at another, it
    is a name.
    """
    found: dict[frozenset[str], AskedWord] = {}
    rest = question
    for code, (start, end) in reversed(countries_named(question)):
        forms = frozenset({f"{COUNTRY}{code}"})
        name = AskedWord(written=question[start:end], forms=forms, is_name=True)
        found[forms] = name
        rest = f"{rest[:start]} {_POSSESSIVE.sub('', rest[end:])}"
    names = _written_as_names(rest)
    for word in words(rest, language):
        forms = frozenset(word.forms)
        if forms not in found or _is_name(word, names):
            found[forms] = AskedWord(
                written=word.written, forms=forms, is_name=_is_name(word, names)
            )
    return list(found.values())


def _is_name(word: Word, names: frozenset[str]) -> bool:
    return bool(_NUMBER.fullmatch(word.written)) or word.written in names


def _written_as_names(text: str) -> frozenset[str]:
    """Return the words with a capital inside a sentence, and Latin ones in others."""
    latin = list(_LATIN_WORD.finditer(text))
    letters = sum(map(str.isalpha, text))
    foreign = letters - sum(len(word.group()) for word in latin)
    if foreign >= _ANOTHER_SCRIPT:
        words_apart = [word.group() for word in latin if len(word.group()) > 1]
        return _with_capitals(text).union(words_apart)
    return _with_capitals(text)


def _with_capitals(text: str) -> frozenset[str]:
    starts = {match.end() for match in _STARTS_A_SENTENCE.finditer(text)}
    inner = [w for w in _WORD.finditer(text) if w.start() not in starts]
    all_words = [word.group() for word in _WORD.finditer(text)]
    mixed = [word for word in all_words if word[1:] != word[1:].lower()]
    if len(mixed) > _TITLE_CASE * len(all_words):
        return frozenset()  # all of it is in capitals
    capital = [word.group() for word in inner if word.group()[0].isupper()]
    if len(capital) > _TITLE_CASE * len(inner):
        return frozenset(mixed)
    return frozenset((*capital, *mixed))
