"""How needs and offers are written: names of fields, of kinds, of cooperation."""

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from ingestion.parsing.shaping import is_http, normalized
from vectorstore.records import POSTED, Posted
from vectorstore.text.mailboxes import is_public_mailbox


class Field(StrEnum):
    """What a field of a need or an offer is for."""

    KIND = "kind"
    TITLE = "title"
    TEXT = "text"
    ORGANIZATION = "organization"
    COUNTRY = "country"
    SECTOR = "sector"
    SDG = "sdg"
    COOPERATION = "cooperation"
    FROM = "from"
    UNTIL = "until"
    CONTACT = "contact"
    LANGUAGE = "language"
    ID = "id"
    LINK = "link"


_LABELS_OF = "en"


def field_named(name: str) -> Field | None:
    """Return what a column or key of that name is for, in any of seven languages."""
    return _fields().get(normalized(name))


def label_in(field: Field, language: str) -> str:
    """Return what a language calls a field; in English where it is none of seven."""
    named: Mapping[str, Sequence[str]] = _table()["fields"][field.value]
    return named.get(language, named[_LABELS_OF])[0]


def posted_kind(value: str) -> Posted | None:
    """Return which of the two a value of a kind's column says: "Besoin" is a need."""
    return _kinds().get(normalized(value))


def kind_in_name(name: str) -> Posted | None:
    """Return which of the two a name of a file or a column says that all rows are.

    None where it says neither of them, or both: "offers and needs".
    """
    plain = normalized(name)
    words = {*plain.split(), *regex.findall(r"\p{Han}{2}", plain, overlapped=True)}
    told: list[Posted] = [
        posted
        for posted in POSTED
        if words & {normalized(word) for word in _table()["named"][posted]}
    ]
    return told[0] if len(told) == 1 else None


def is_kind_name(name: str) -> bool:
    """Tell whether a column of that name may say which of the two a row is."""
    return field_named(name) is Field.KIND


def cooperation_named(value: str) -> str | None:
    """Return the kind of cooperation that a value names.

    One of "technical", "financial", "training", "technology", "public-private"; None
    where it names none of them. Of several the last of that order counts.
    """
    plain = normalized(value)
    found = [
        kind
        for kind, words in _table()["cooperation"].items()
        if any(normalized(word) in plain for word in words)
    ]
    return found[-1] if found else None


def public_contact(value: str) -> str | None:
    """Return an organization's public mailbox or page; None of anything else.

    A telephone, a name, or a mailbox that may be a person's is left out.
    """
    plain = value.strip()
    if is_http(plain):
        return plain
    is_one = plain.count("@") == 1 and not any(c.isspace() or c in "<>," for c in plain)
    return plain if is_one and is_public_mailbox(plain) else None


@cache
def _table() -> Mapping[str, Any]:
    source = files("ingestion.parsing").joinpath("postings.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def _fields() -> Mapping[str, Field]:
    return {
        normalized(name): Field(field)
        for field, languages in _table()["fields"].items()
        for names in languages.values()
        for name in names
    }


@cache
def _kinds() -> Mapping[str, Posted]:
    kinds: dict[str, Posted] = {}
    for kind, words in _table()["kinds"].items():
        posted: Posted = "need" if kind == "need" else "offer"
        kinds |= {normalized(word): posted for word in words}
    return kinds
