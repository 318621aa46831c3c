"""Whose records a question asks for: "projects that the World Bank funds".

Organizations are read before any word of their names is taken for a sector, or for one
that passages must hold.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

import regex

from assistant.organizations.directory import Directory
from assistant.records_told.countable import Part, TakingPart
from assistant.understanding.questions import Question
from vectorstore.records import Readers, Role, Span
from vectorstore.text.asked import AskedWord
from vectorstore.text.languages import languages_to_try
from vectorstore.text.spans import blanked

_ROLES: Mapping[Part, frozenset[Role]] = {
    "funding": frozenset({Role.FUNDING}),
    "implementing": frozenset({Role.IMPLEMENTING, Role.ACCOUNTABLE, Role.EXTENDING}),
}
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*")
_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a question says of organizations."""

    text: str  # the question with these blanked
    spent: frozenset[str]  # its words that are of their names or tell their part
    written: tuple[str, ...]  # names, and what tells the part
    read: tuple[TakingPart, ...]  # the narrowest first; none: all in other countries

    def without_names(self, text: str) -> str:
        """Return what is left of some of the question's words."""
        for one in self.written:
            text = text.replace(one, " ")
        return text

    def beside(self, asked: Sequence[AskedWord]) -> list[AskedWord]:
        """Return the words that are none of the names."""
        return [one for one in asked if one.written.casefold() not in self.spent]


def organizations_named(
    directory: Directory, question: Question, *, readers: Readers
) -> Named | None:
    """Return the organizations of the library that a question names; None: it does not.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    mentions = directory.mentioned(question.text, readers=readers)
    if not mentions:
        return None
    spans = tuple(one.span for one in mentions)
    text = blanked(question.text, spans)
    verb = _verb(text, question.analysis_language)
    told = [question.text[start:end] for start, end in spans]
    written = [*told, *([text[slice(*verb[1])]] if verb else [])]
    spent = {w.group().casefold() for one in written for w in _WORD.finditer(one)}
    spent |= {word for one in spent for word in one.split("-")}
    part = verb[0] if verb and len(mentions) == 1 else None
    read: list[TakingPart] = []
    for told_part in dict.fromkeys((part, None)):
        roles = _ROLES[told_part] if told_part else None
        documents = [
            directory.documents_of(one.places, roles=roles, readers=readers)
            for one in mentions
        ]
        read.append(
            TakingPart(
                names=tuple(one.name for one in mentions if one.name),
                ids=tuple(one.id for one in mentions if one.id),
                part=told_part,
                documents=documents[0].intersection(*documents[1:]),
            )
        )
    return Named(
        text=text,
        spent=frozenset(spent),
        written=tuple(written if _HAN.search(question.text) else told),
        read=tuple(one for one in read if one.documents),
    )


def _verb(text: str, language: str) -> tuple[Part, Span] | None:
    """Return what a text says that organizations do, and where."""
    return min(_verbs(text.lower(), language), key=lambda one: one[1], default=None)


def _verbs(text: str, language: str) -> Iterator[tuple[Part, Span]]:
    for part in get_args(Part):
        for one in languages_to_try(language):
            for pattern in _patterns(part, one):
                yield from ((part, found.span()) for found in pattern.finditer(text))


@cache
def _patterns(part: Part, language: str) -> "tuple[regex.Pattern[str], ...]":
    return tuple(regex.compile(told) for told in _table()[part][language])


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("assistant").joinpath("locales/taking_part.toml")
    return tomllib.loads(source.read_text("utf-8"))
