"""The records that a proposal rests on, and the exact words that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.partners.done import undone_status
from assistant.partners.need import Understood
from assistant.partners.signals import OF_IT, Signals
from assistant.partners.view import Organization, View
from assistant.replies import Citation, Verdict
from assistant.support.inert import hindrance_in
from assistant.support.reasons import VERBATIM
from vectorstore.library import Library, StoredChunk
from vectorstore.records import (
    Document,
    DocumentId,
    Participation,
    Passage,
    Readers,
    Role,
    Span,
    Visibility,
)
from vectorstore.text.normalization import clean_text, fold_word

RECORDS = 2
"""Records that a proposal is shown with."""
PLACE = 1.0
"""Deviations that a record of the need's own country is worth when one is chosen."""
DONE = 30.0
"""More than what records of one body differ by: what was done comes before pledges."""
WANTED = 100.0
"""More than any nearness: records in which it did such work come first."""
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A record and the spans that name its subject and the organization in it."""

    document: Document
    role: Role
    title: Span
    naming: Span | None  # None: the text does not name it, only the record's data do
    nearness: float  # to the need, in deviations
    telling: Span | None = None  # the sentence that comes nearest to the need

    @property
    def spans(self) -> tuple[Span, ...]:
        """What is cited, in the text's order."""
        found = {self.title, self.telling, self.naming}
        return tuple(sorted(span for span in found if span is not None))


def records_of(
    view: View, organization: Organization, signals: Signals, need: Understood
) -> list[int]:
    """Return the rows of the records to show for an organization, best first.

    Of records with one title, which may be one record from two sources, the best. Work
    of the need's matter that was done comes before what was only pledged.
    """
    places = need.places

    def worth(row: int) -> float:
        entry = view.register.entries[row]
        roles = {part.role for part in view.parts_of(organization, row)}
        place = any(code in places for code in entry.facets.countries)
        return (
            float(signals.nearness[row] + signals.topics[row])
            + PLACE * place
            + DONE * bool(view.done[row] and signals.topics[row] >= OF_IT)
            + WANTED * bool(roles & signals.wanted)
        )

    best: dict[str, int] = {}
    for row in sorted(organization.rows, key=lambda row: (-worth(row), row)):
        title = view.register.entries[row].title
        best.setdefault(fold_word(" ".join(title.casefold().split())), row)
    return list(best.values())[:RECORDS]


def evidence_in(
    document: Document,
    parts: Sequence[Participation],
    *,
    wanted: frozenset[Role],
    nearness: float,
) -> Evidence | None:
    """Return what a document, as it is stored now, shows of an organization.

    None where it no longer names it at all, for it changed since it was looked up, and
    where its title is one of the things that are not repeated.
    """
    stored = {(part.name, part.role) for part in document.participations}
    there = [part for part in parts if (part.name, part.role) in stored]
    if not there or not document.text:
        return None
    part = min(there, key=lambda one: one.role not in wanted)
    title = _title_span(document)
    uri = document.provenance.uri
    if hindrance_in(document.text[slice(*title)], uri=uri) is not None:
        return None
    return Evidence(
        document=document,
        role=part.role,
        title=title,
        naming=_naming_span(document, part),
        nearness=nearness,
    )


def _title_span(document: Document) -> Span:
    start = document.text.find(document.title)
    if start >= 0:
        return start, start + len(document.title)
    first = document.text.partition("\n")[0][:_LONGEST_LINE].rstrip()
    return 0, len(first)


def _naming_span(document: Document, part: Participation) -> Span | None:
    """Return the line that names an organization, or its name in a longer one.

    One in two roles is named in a line of each, in the order of its parts; a line of
    fields, "implementing agency: …", says more than one of prose.
    """
    name = clean_text(part.name)
    lines: list[Span] = []
    prose: list[Span] = []
    start = 0
    for line in document.text.split("\n"):
        at = line.find(name)
        if at >= 0 and _tells_more(line, at, document.provenance.uri):
            lines.append((start, start + len(line)))
        elif at >= 0:
            prose.append((start + at, start + at + len(name)))
        start += len(line) + 1
    roles = [one.role for one in document.participations if one.name == part.name]
    place = roles.index(part.role)
    if lines:
        return lines[place if len(lines) == len(roles) else -1]
    return prose[0] if prose else None


def _tells_more(line: str, at: int, uri: str | None) -> bool:
    """Whether a line is one of fields and holds nothing that is not repeated."""
    return (
        len(line) <= _LONGEST_LINE
        and ": " in line[:at]
        and hindrance_in(line, uri=uri) is None
    )


@dataclass(slots=True)
class Cited:
    """The citations of a reply: each span of a document once, numbered by first use."""

    library: Library
    readers: Readers
    not_named: str  # said where only a record's data name the organization
    similarities: Mapping[DocumentId, float]
    citations: list[Citation] = field(default_factory=list[Citation])
    passages: dict[str, Passage] = field(default_factory=dict[str, Passage])
    _markers: dict[tuple[str, Span, bool], int] = field(
        default_factory=dict[tuple[str, Span, bool], int]
    )
    _chunks: dict[DocumentId, list[StoredChunk]] = field(
        default_factory=dict[DocumentId, list[StoredChunk]]
    )

    def read(self, documents: Sequence[DocumentId]) -> None:
        """Read the passages of documents at once that may be cited."""
        unread = [one for one in documents if one not in self._chunks]
        if unread:
            self._chunks |= self.library.chunks_of(unread, readers=self.readers)

    def chunks(self, document: DocumentId) -> list[StoredChunk]:
        """Return the passages of a document, in order."""
        self.read([document])
        return self._chunks[document]

    def cite(self, evidence: Evidence) -> tuple[int, ...]:
        """Return the markers for what evidence shows."""
        return tuple(self._marker(evidence, span) for span in evidence.spans)

    def _marker(self, evidence: Evidence, span: Span) -> int:
        document = evidence.document
        key = (document.id, span, evidence.naming is not None)
        if key not in self._markers:
            stored = self._chunk_at(document.id, span[0])
            if stored is None:
                raise LookupError(document.id)
            self._markers[key] = len(self.citations) + 1
            self.citations.append(
                citation_of(
                    evidence.document,
                    span,
                    stored,
                    marker=self._markers[key],
                    lacking=None if evidence.naming is not None else self.not_named,
                )
            )
            self._freeze(stored, evidence)
        return self._markers[key]

    def _chunk_at(self, document: DocumentId, offset: int) -> StoredChunk | None:
        chunks = self.chunks(document)
        behind = [one for one in chunks if one.chunk.span[0] <= offset]
        return behind[-1] if behind else next(iter(chunks), None)

    def _freeze(self, stored: StoredChunk, evidence: Evidence) -> None:
        chunk = stored.chunk
        if chunk.id in self.passages:
            return
        similarity = self.similarities.get(chunk.document_id, 0.0)
        self.passages[chunk.id] = Passage(
            chunk=chunk,
            title=stored.title,
            path=stored.path,
            provenance=stored.provenance,
            facets=stored.facets,
            similarity=min(max(similarity, -1.0), 1.0),
            coverage=0.0,
            score=evidence.nearness,
            rank=len(self.passages) + 1,
        )


def citation_of(
    document: Document,
    span: Span,
    stored: StoredChunk,
    *,
    marker: int,
    lacking: str | None = None,
) -> Citation:
    """Return the citation of a document's own words.

    Args:
        document: as it is stored now.
        span: of the words, within its text.
        stored: the passage in which they begin.
        marker: from 1.
        lacking: why the words do not carry all that they are cited for; None: they do.
    """
    origin = document.provenance
    return Citation(
        marker=marker,
        chunk_id=stored.chunk.id,
        document_id=document.id,
        title=document.title,
        uri=origin.uri,
        platform=origin.platform,
        publisher=origin.publisher,
        licence=origin.licence,
        published=origin.published,
        retrieved_at=origin.retrieved_at.isoformat(),
        path=document.path,
        page=stored.chunk.page_at(span[0]),
        language=stored.chunk.language,
        quote=document.text[slice(*span)],
        span=span,
        verdict=Verdict.SUPPORTED if lacking is None else Verdict.PARTIAL,
        verdict_reason=VERBATIM if lacking is None else lacking,
    )


def is_hidden(document: Document, readers: Readers) -> bool:
    """Tell whether readers must not see a document."""
    return (
        readers != "staff" and document.provenance.visibility is not Visibility.PUBLIC
    )


def was_not_done(document: Document) -> str | None:
    """Return the status by which a record's work was not, or not yet, done."""
    return undone_status(document.metadata)
