"""Articles, sections and clauses that a question names by their numbers.

"What does article 15 of the Declaration say?" is answered from the passages under the
heading of that number, where a document that was found has one. Where the best document
has articles and none of that number, nothing is found.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

from assistant.answers.quoting import READ_PASSAGES
from assistant.finding import Finder
from vectorstore.records import Passage, Readers

_HAN = "一二三四五六七八九"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_PARTS = ("article", "section", "clause")
NUMBERED = 3
"""Articles of a document from which it would have the one that is asked for."""


@dataclass(frozen=True, slots=True)
class Article:
    """A numbered part of a text."""

    what: str  # "article", "section" or "clause"
    number: int


@lru_cache(maxsize=4096)
def articles_in(text: str, *, at_start: bool = False) -> frozenset[Article]:
    """Return the articles that a text names; of a heading those it begins with."""
    plain = unicodedata.normalize("NFKC", text)
    found = _pattern().finditer(plain)
    return frozenset(
        Article(what, _value(number))
        for one in found
        if not (at_start and plain[: one.start()].strip())
        for what in _PARTS
        for number in one.capturesdict()[what]
    )


def of_articles(asked: str, passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return the passages whose headings name just what a question names."""
    wanted = articles_in(asked)
    return tuple(
        passage
        for passage in passages
        if any(
            not wanted.isdisjoint(articles_in(heading, at_start=True))
            for heading in passage.chunk.headings
        )
    )


def with_articles(
    finder: Finder, asked: str, found: Sequence[Passage], *, readers: Readers
) -> tuple[Passage, ...]:
    """Return what a search found, before it the articles that a question names.

    They are looked for in the documents of the best passages. Nothing is left where the
    best document has others and not these, and no passage found speaks of them.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    if not articles_in(asked):
        return tuple(found)
    best = {p.chunk.document_id: p.score for p in reversed(found[:READ_PASSAGES])}
    ids = list(dict.fromkeys(p.chunk.document_id for p in found[:READ_PASSAGES]))
    stored = finder.passages(ids, readers=readers)
    known = {passage.chunk.id: passage for passage in found}
    first = [
        known.get(one.chunk.id, one).model_copy(
            update={"score": best[one.chunk.document_id]}
        )
        for document in ids
        for one in of_articles(asked, stored.get(document, ()))
    ]
    if not first and ids and _lacks(asked, found, stored.get(ids[0], ())):
        return ()
    own = {passage.chunk.id for passage in first}
    others = [passage for passage in found if passage.chunk.id not in own]
    return tuple(
        passage.model_copy(update={"rank": rank})
        for rank, passage in enumerate([*first, *others], start=1)
    )


def with_declaration(text: str, language: str) -> str:
    """Return a question for an article with the Declaration's name in full."""
    if not articles_in(text):
        return text
    told = _table()["declaration"]
    [name] = told.get(language, told["en"])
    letters = "|".join(told["letters"])
    return regex.sub(rf"(?<!\p{{L}})(?:{letters})(?!\p{{L}})", name, text)


def without_articles(
    names: Sequence[str], asked: str, cited: Iterable[Passage]
) -> tuple[str, ...]:
    """Return names without the numbers of articles that headings of passages name."""
    told = of_articles(asked, cited)
    numbers = {str(one.number) for one in articles_in(asked)} if told else set[str]()
    return tuple(name for name in names if name not in numbers)


def _lacks(asked: str, found: Iterable[Passage], whole: Iterable[Passage]) -> bool:
    """Tell whether a document has articles, none that is asked for, and nobody has."""
    wanted = articles_in(asked)
    headings = {heading for one in whole for heading in one.chunk.headings}
    told = {one for heading in headings for one in articles_in(heading, at_start=True)}
    alike = [one for one in told if one.what in {other.what for other in wanted}]
    return len(alike) >= NUMBERED and not any(
        wanted & articles_in(passage.chunk.text) for passage in found
    )


def _value(number: str) -> int:
    """Return the number that digits, Roman or Chinese numerals, or a word stand for."""
    if number.isdecimal():
        return int(number)
    if all(sign in _ROMAN for sign in number):
        values = [_ROMAN[sign] for sign in number]
        return sum(
            -one if one < max(values[at:]) else one for at, one in enumerate(values)
        )
    if number[0] in f"{_HAN}十":
        tens, ten, ones = number.rpartition("十")
        value = (_HAN.find(tens) + 1 or 1) * 10 if ten else 0
        return value + (_HAN.find(ones) + 1 if ones else 0)
    return _counted()[number.casefold()]


@cache
def _pattern() -> "regex.Pattern[str]":
    """Return what finds articles; the numbers of each kind are captured by its name."""
    table = _table()
    counted = _any(_counted())
    signs = rf"\d{{1,3}}|[{_HAN}]?十[{_HAN}]?|[{_HAN}]"
    number = _any(table["number"]["all"])
    joined = _any(table["and"]["all"])
    found: list[str] = []
    for what in _PARTS:
        words = _any(word for listed in table[what].values() for word in listed)
        one = (
            rf"(?:(?P<{what}>\d{{1,3}})(?:er|o|a)?(?![\p{{L}}\d]|[.,-]\d)"
            rf"|(?P<{what}>(?-i:[IVXLC]+))(?!\p{{L}})|(?P<{what}>{counted})(?!\p{{L}}))"
        )
        found.append(
            rf"(?<!\p{{L}}){words}\.?\s*{number}?\s*{one}(?:\s*{joined}\s*{one})*"
        )
        behind = _any(table["behind"][what])
        found.append(rf"第\s*(?P<{what}>{signs})\s*{behind}")
    return regex.compile("|".join(found), regex.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(regex.escape, longest))})"


@cache
def _counted() -> dict[str, int]:
    return {
        word.casefold(): number
        for words in _table()["counted"].values()
        for number, word in enumerate(words, start=1)
    }


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    source = files("assistant").joinpath("locales/articles.toml")
    return tomllib.loads(source.read_text("utf-8"))
