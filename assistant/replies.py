"""What the assistant says back: the bodies of the contract, version 1.

The same bodies leave the command line, the REST API and the chat.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from assistant.partners.proposals import ChosenNeed, Proposed
from assistant.support.inert import readable_text
from vectorstore.records import Filters, Passage, Record, Span

Kind = Literal["answer", "refusal", "notice"]
Mode = Literal["quoting", "model"]


class Verdict(StrEnum):
    """Whether a source carries what a claim says."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "unchecked"


class RefusalReason(StrEnum):
    """Why there is no answer."""

    NOTHING_FOUND = "nothing_found"
    NOT_IN_SOURCES = "not_in_sources"
    TOO_VAGUE = "too_vague"
    FALSE_PREMISE = "false_premise"
    OUT_OF_SCOPE = "out_of_scope"
    CONFLICTING = "conflicting"
    UNGROUNDED = "ungrounded"
    UNSAFE = "unsafe"


class Request(Record):
    """A question with what surrounds it."""

    id: str | None = None
    question: str
    language: str | None = None  # forces the reply's language
    context: tuple[str, ...] = ()  # the person's earlier turns, oldest first
    limit: int = Field(default=10, ge=1, le=100)
    filters: Filters = Filters()
    before: date | None = None  # only evidence from before that day; undated is out
    need: ChosenNeed | None = None  # of a need: what stands for its own words

    @field_validator("question", "context")
    @classmethod
    def _whole(cls, told: str | tuple[str, ...]) -> str | tuple[str, ...]:
        """Replace halves of characters, which JSON may carry and nothing can store."""
        if isinstance(told, str):
            return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return tuple(
            turn.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            for turn in told
        )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first = self.filters.from_ or date.min
        if self.before and self.before <= first:
            raise ValueError(f"nothing from {first} on is before {self.before}")
        return self

    @property
    def limits(self) -> Filters:
        """What evidence is limited to: the filters, and days earlier than `before`.

        What is dated by its year or month alone counts by the first day of it.
        """
        if self.before is None:
            return self.filters
        last = self.before - timedelta(days=1)
        to = min(self.filters.to or last, last)
        return self.filters.model_copy(update={"to": to})


class PassageView(Record):
    """A passage as the contract shows it.

    A search gives its exact text; with a refusal "[…]" stands for what is not repeated.
    """

    rank: int
    score: float
    chunk_id: str
    document_id: str
    title: str
    uri: str | None
    platform: str
    publisher: str | None
    licence: str | None
    published: str | None
    retrieved_at: str
    path: str | None
    page: int | None
    language: str
    headings: tuple[str, ...]
    text: str

    @classmethod
    def of(cls, passage: Passage) -> "PassageView":
        """Show a passage found by search."""
        chunk, origin = passage.chunk, passage.provenance
        return cls(
            rank=passage.rank,
            score=round(passage.score, 6),
            chunk_id=chunk.id,
            document_id=chunk.document_id,
            title=passage.title,
            uri=origin.uri,
            platform=origin.platform,
            publisher=origin.publisher,
            licence=origin.licence,
            published=origin.published,
            retrieved_at=origin.retrieved_at.isoformat(),
            path=passage.path,
            page=chunk.page,
            language=chunk.language,
            headings=chunk.headings,
            text=chunk.text,
        )

    @property
    def readable(self) -> str:
        """Its text as a person reads it, "[…]" for what is not repeated."""
        return readable_text(self.text, language=self.language, uri=self.uri)


class SearchReply(Record):
    """What `search` gives."""

    id: str
    query: str
    language: str
    took_ms: float
    evidence: float | None
    """How strongly the passages suggest that they answer: from 0, `ask` would. In log
    odds above what is enough; None: nothing was found."""
    meant: str | None = None  # the query with misspelt words mended, if that finds more
    passages: tuple[PassageView, ...]


class Citation(Record):
    """A marker in a reply and the exact words it stands for."""

    marker: int  # from 1, by first use
    chunk_id: str
    document_id: str
    title: str
    uri: str | None
    platform: str
    publisher: str | None
    licence: str | None
    published: str | None
    retrieved_at: str
    path: str | None
    page: int | None
    language: str
    quote: str  # verbatim: document.text[span[0]:span[1]]
    span: Span
    verdict: Verdict
    verdict_reason: str | None


class Claim(Record):
    """One statement of a reply, without markers."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict  # the worst of its citations'


class Released(Record):
    """A checked claim of an answer that is still being written; it is never taken back.

    `text` holds its markers; with those of before it makes up the reply's text.
    """

    text: str
    claim: Claim
    citations: tuple[Citation, ...]  # those that are new with it
    language: str  # of the reply
    begins: bool = False  # a paragraph, or a line of a list
    quoted: bool = False  # the sources' own words, where the model failed: a line each


class RefusalDetail(Record):
    """Why there is no answer, the nearest evidence, and what to try."""

    reason: RefusalReason
    nearest: tuple[PassageView, ...]
    suggestion: str
    choices: tuple[str, ...] = ()
    """Whole questions: where it was too vague, or with misspelt words mended."""


class CountRow(Record):
    """The documents of one value."""

    value: str  # a country's code, a year, a sector's group, an organization's id, ...
    label: str  # in the reply's language
    count: int
    filters: Filters  # that leave those documents


class Counts(Record):
    """What a question for a number was answered with, counted in the catalogue."""

    what: str  # the kind that was counted: "project", "document", ...
    by: Literal["country", "year", "sector", "platform", "organization", "kind"] | None
    total: int  # records, copies once; with `by` organization, those that name any
    words: tuple[str, ...]  # that one passage of each document holds, beside filters
    filters: Filters
    rows: tuple[CountRow, ...]  # most first, years in their order; at most 100
    further: int  # rows beyond those
    without: int  # documents of the total in no row
    copies: int = 0  # of the same records, which are not counted
    listed: int = 0  # of the total, records that the reply lists, best fitting first
    search: str | None = None  # where it lists some: the path of the search for all


class Reply(Record):
    """What `ask` gives: an answer, a refusal or a notice."""

    id: str
    audit_id: str
    kind: Kind
    question: str
    language: str
    mode: Mode
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    partners: Proposed | None = None
    counts: Counts | None = None
    refusal: RefusalDetail | None = None
    model: str | None = None
    took_ms: float
    first_token_ms: float | None = None


class Shown(Record):
    """What `show` gives: a document or a chunk, whole."""

    kind: Literal["document", "chunk", "record"]
    id: str
    document_id: str
    title: str
    text: str
    language: str
    platform: str
    publisher: str | None
    uri: str | None
    path: str | None
    licence: str | None
    published: str | None
    retrieved_at: str
    revision: str
    pages: int | None
    metadata: dict[str, str]
