"""The types that ingestion writes and the assistant reads.

Scores never sit on stored things: a chunk is stored, a passage is a chunk found for
one question.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Literal, NewType, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from vectorstore.text.languages import normalize_tag

DocumentId = NewType("DocumentId", str)
ChunkId = NewType("ChunkId", str)
OrganizationId = NewType("OrganizationId", str)

INSTRUCTS = "instructs"
"""The key of a document's metadata that tells how it tries to instruct a model."""

Posted = Literal["need", "offer"]
"""Kinds of documents that say what somebody asks for, or gives: postings."""
POSTED: tuple[Posted, ...] = ("need", "offer")
COOPERATION = "cooperation kind"
CONTACT = "public contact"
"""Keys of a posting's metadata: what its source says, brought to one form."""

Span = tuple[int, int]
"""A half-open range of Unicode code points, `text[span[0]:span[1]]`."""


class Record(BaseModel):
    """A closed, immutable value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Visibility(StrEnum):
    """Who may read a document."""

    PUBLIC = "public"
    STAFF = "staff"


class Provenance(Record):
    """Where a document comes from; it travels with every chunk and citation."""

    platform: str
    publisher: str | None = None
    uri: str | None = None  # an http or https address of the original
    licence: str | None = None
    published: str | None = None  # ISO 8601: a year, a month or a day
    retrieved_at: AwareDatetime  # UTC
    visibility: Visibility = Visibility.PUBLIC


class Facets(Record):
    """Normalized values that filters match; each may be empty."""

    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    sectors: tuple[str, ...] = ()  # as the source codes or names them
    sdgs: tuple[str, ...] = ()  # "3" or "3.4"
    kind: str | None = None  # "document", "activity", "solution", "target", ...


class Role(StrEnum):
    """What an organization does in an activity, as far as its source tells."""

    FUNDING = "funding"
    ACCOUNTABLE = "accountable"
    EXTENDING = "extending"
    IMPLEMENTING = "implementing"
    RECIPIENT = "recipient"  # whom it is done for
    OWNER = "owner"  # of a solution
    PARTICIPATING = "participating"  # the source says no more
    SEEKING = "seeking"  # what a need asks for
    OFFERING = "offering"  # what an offer gives


def _is_none(value: object) -> bool:
    """Tell whether a field is left out of what is written, so that hashes stay."""
    return value is None


class Participation(Record):
    """An organization in one document, as its source names it."""

    name: str  # as written, without a type that stands behind it
    role: Role
    identifier: str | None = None  # as "XM-DAC-41114"
    kind: str | None = None  # "government", "company", ...: organization_kinds
    country: str | None = None  # ISO 3166-1 alpha-2, where it is at home
    uri: str | None = None  # http or https: its own site, never a person's
    mailbox: str | None = Field(default=None, exclude_if=_is_none)  # an office's


class Document(Record):
    """One item of a source at one revision: a prose file, a table row, an activity."""

    id: DocumentId  # from the file's place and fragment: stable across re-ingestion
    path: str  # relative to the ingested folder; "file.xlsx#row=12" for an item
    title: str
    text: str  # Unicode NFC; every span refers to it
    language: str  # BCP 47 ("zh", "pt"); "und" when undetermined
    revision: str  # hash of all that is stored of the item; compared, never parsed
    provenance: Provenance
    facets: Facets = Facets()
    page_starts: tuple[int, ...] = ()  # offset of each page in the text; () = no pages
    metadata: dict[str, str] = Field(default_factory=dict)  # the source's own fields,
    # and `INSTRUCTS` where the text tries to instruct a model
    started: str | None = None  # ISO 8601: the day, month or year its work began, else
    # when it was planned to; None for what is no activity, or undated
    ended: str | None = None  # the same, of its end
    participations: tuple[Participation, ...] = ()  # in the source's order


class Chunk(Record):
    """A passage-sized exact span of one document's text."""

    id: ChunkId
    document_id: DocumentId
    ordinal: int  # from 0 within the document
    span: Span
    text: str  # == document.text[span[0]:span[1]]
    headings: tuple[str, ...] = ()  # outermost first
    page: int | None = None  # from 1: the page on which the span starts
    page_breaks: tuple[int, ...] = ()  # offsets in the document's text, within the
    # span, at which the pages behind that one start
    language: str
    tokens: int  # in the embedder's tokens, of the text as embedded

    def page_at(self, offset: int) -> int | None:
        """Return the page of an offset in the document's text, within the span."""
        if self.page is None:
            return None
        return self.page + bisect_right(self.page_breaks, offset)


def page_breaks(page_starts: Sequence[int], span: Span) -> tuple[int, ...]:
    """Return the starts of those pages that begin within a span, behind its start."""
    start, end = span
    first, behind = bisect_right(page_starts, start), bisect_left(page_starts, end)
    return tuple(page_starts[first:behind])


_MADE_ENDING = re.compile(r"…?(?: \([^()]*\))?$")
LONGEST_CONTEXT = 300
"""Code points of title and headings that are embedded with each chunk."""


def embedded_text(title: str, headings: tuple[str, ...], text: str) -> str:
    """Return what is embedded for a chunk: title and headings in front of its words.

    A title that only repeats the beginning of the words is left out: said twice, it
    drowns the rest of them.
    """
    parts = dict.fromkeys(part for part in (title, *headings) if part)
    context = " › ".join(part for part in parts if not _opens(text, part))
    return f"{context[:LONGEST_CONTEXT]}\n{text}" if context else text


def _opens(text: str, title: str) -> bool:
    """Tell whether a title, as "First words… (1.1)", is the text's own beginning."""
    bare = _MADE_ENDING.sub("", title).rstrip()
    return bool(bare) and text.startswith(bare)


class Passage(Record):
    """A chunk found for one question."""

    chunk: Chunk
    title: str
    path: str | None
    provenance: Provenance
    facets: Facets = Facets()
    similarity: float  # cosine with the question, in [-1, 1]
    coverage: float  # share of the question's words in it, by rarity, in [0, 1]
    held: float | None = None
    """What of the question its tokens hold, a mean of cosines; None: not known."""
    score: float  # what the ranking sorts by; comparable within one query only
    rank: int  # from 1


Values = tuple[str, ...]


class Filters(Record):
    """What a search is limited to: any of the values of a key, all of the keys."""

    platform: Values = ()
    language: Values = ()
    country: Values = ()
    sector: Values = ()
    sdg: Values = ()
    kind: Values = ()
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @field_validator("country")
    @classmethod
    def _upper(cls, codes: Values) -> Values:
        return tuple(code.strip().upper() for code in codes)

    @field_validator("language")
    @classmethod
    def _shortest(cls, tags: Values) -> Values:
        return tuple(normalize_tag(tag) or tag for tag in tags)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"from {self.from_} is after to {self.to}")
        return self


EVERYTHING = Filters()

Readers = Literal["public", "staff"]
"""Whose eyes a search is for: "staff" sees both visibilities."""
