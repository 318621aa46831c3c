"""Turns rows of the catalogue into records, and records into rows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func, select

from vectorstore.catalogue.about import ABOUT, inferred_countries
from vectorstore.catalogue.models import (
    ChangeTable,
    ChunkTable,
    DocumentTable,
    FacetTable,
    FileTable,
)
from vectorstore.catalogue.prepared import Driver, Prepared, given_ids
from vectorstore.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Facets,
    Provenance,
    Record,
    Visibility,
    page_breaks,
)
from vectorstore.sentences import (
    Sentences,
    flatten,
    pack,
    packed_dimensions,
    unflatten,
    unpack,
)


class FileRow(Record):
    """A file that was taken in, or that failed."""

    place: str  # absolute path
    path: str  # as shown
    platform: str
    content_hash: str
    options_hash: str
    status: Literal["ok", "failed"]
    reason: str | None
    seen_at: datetime


class StoredChunk(Record):
    """A chunk with what is known of its document."""

    chunk: Chunk
    title: str
    path: str
    provenance: Provenance
    facets: Facets


class PlatformCount(Record):
    """What one platform gives."""

    name: str
    documents: int
    languages: dict[str, int]  # documents in each, most first
    kinds: dict[str, int]  # the same; what has no kind is in none
    licences: dict[str, int]  # the same; what has no licence is in none
    published_first: str | None  # ISO 8601: a year, a month or a day
    published_last: str | None
    retrieved_last: datetime  # UTC: when it was last harvested


def file_record(row: FileTable) -> FileRow:
    """Return a file's row as a record."""
    return FileRow(
        place=row.place,
        path=row.path,
        platform=row.platform,
        content_hash=row.content_hash,
        options_hash=row.options_hash,
        status="ok" if row.status == "ok" else "failed",
        reason=row.reason,
        seen_at=utc(row.seen_at),
    )


VECTOR = np.dtype("<f4")
"""How vectors are stored, on every machine."""

ORIGIN = (
    DocumentTable.id,
    DocumentTable.title,
    DocumentTable.path,
    DocumentTable.platform,
    DocumentTable.publisher,
    DocumentTable.uri,
    DocumentTable.licence,
    DocumentTable.published,
    DocumentTable.retrieved_at,
    DocumentTable.visibility,
    DocumentTable.kind,
    DocumentTable.page_starts,
)
"""All of a document but its text and fields, for reading many at once."""

PLACED = (
    ChunkTable.id,
    ChunkTable.document_id,
    ChunkTable.ordinal,
    ChunkTable.start,
    ChunkTable.end,
    ChunkTable.page,
    ChunkTable.language,
    ChunkTable.headings,
    ChunkTable.tokens,
)
"""All of a chunk but its vectors, which are most of its row."""


class OriginColumns(Protocol):
    """Columns of a document, of an object or a plain row."""

    title: Any
    path: Any
    platform: Any
    publisher: Any
    uri: Any
    licence: Any
    published: Any
    retrieved_at: Any
    visibility: Any
    kind: Any
    page_starts: Any


class PlacedColumns(Protocol):
    """Columns of a chunk, of an object or a plain row."""

    id: Any
    document_id: Any
    ordinal: Any
    start: Any
    end: Any
    page: Any
    language: Any
    headings: Any
    tokens: Any


def provenance_of(row: OriginColumns) -> Provenance:
    """Return where a document comes from."""
    return Provenance(
        platform=row.platform,
        publisher=row.publisher,
        uri=row.uri,
        licence=row.licence,
        published=row.published,
        retrieved_at=utc(row.retrieved_at),
        visibility=Visibility(row.visibility),
    )


_FACETS = Prepared(
    select(FacetTable.document_id, FacetTable.name, FacetTable.value)
    .where(FacetTable.document_id.in_(given_ids()))
    .order_by(FacetTable.document_id, FacetTable.name, FacetTable.position)
)


def facets_of(driver: Driver, kinds: Mapping[str, str | None]) -> dict[str, Facets]:
    """Return the facets of documents, given the kind of each, by document id."""
    values: dict[str, dict[str, list[str]]] = {i: {} for i in kinds}
    for document, name, value in _FACETS.rows(driver, list(values)):
        values[document].setdefault(name, []).append(value)
    return {
        i: _facets(
            tuple(values[i].get("country", ())),
            tuple(values[i].get("sector", ())),
            tuple(values[i].get("sdg", ())),
            kind,
        )
        for i, kind in kinds.items()
    }


@lru_cache(maxsize=10_000)
def _facets(
    countries: tuple[str, ...],
    sectors: tuple[str, ...],
    sdgs: tuple[str, ...],
    kind: str | None,
) -> Facets:
    """Return facets; those of many documents are equal, and then one object."""
    return Facets(countries=countries, sectors=sectors, sdgs=sdgs, kind=kind)


def chunk_text() -> ColumnElement[str]:
    """Return a chunk's own text, cut by the database out of its document's.

    A long document would otherwise be read whole for each of its chunks. Databases
    count code points, as spans do.
    """
    length = ChunkTable.end - ChunkTable.start
    return func.substr(DocumentTable.text, ChunkTable.start + 1, length)


def chunk_record(row: PlacedColumns, text: str, page_starts: Sequence[int]) -> Chunk:
    """Return a chunk's row, with its text and its document's pages, as a record."""
    span = (row.start, row.end)
    return Chunk(
        id=ChunkId(row.id),
        document_id=DocumentId(row.document_id),
        ordinal=row.ordinal,
        span=span,
        text=text,
        headings=tuple(row.headings),
        page=row.page,
        page_breaks=page_breaks(page_starts, span),
        language=row.language,
        tokens=row.tokens,
    )


def document_row(place: str, document: Document) -> DocumentTable:
    """Return the row of a document of a file."""
    return DocumentTable(id=document.id, place=place, **document_values(document))


def document_values(document: Document) -> dict[str, Any]:
    """Return all columns of a document but its id and its file's place."""
    origin = document.provenance
    return {
        "path": document.path,
        "title": document.title,
        "text": document.text,
        "language": document.language,
        "revision": document.revision,
        "platform": origin.platform,
        "publisher": origin.publisher,
        "uri": origin.uri,
        "licence": origin.licence,
        "published": origin.published,
        "retrieved_at": origin.retrieved_at,
        "visibility": origin.visibility.value,
        "kind": document.facets.kind,
        "page_starts": list(document.page_starts),
        "details": document.metadata,
        "started": document.started,
        "ended": document.ended,
    }


def facet_rows(document: Document) -> list[FacetTable]:
    """Return a row for each distinct value that filters match, in order.

    Countries that a document is about are there where it states none.
    """
    facets = document.facets
    return [
        FacetTable(document_id=document.id, name=name, value=value, position=position)
        for name, values in (
            ("country", facets.countries),
            ("sector", facets.sectors),
            ("sdg", facets.sdgs),
            (ABOUT, () if facets.countries else inferred_countries(document.metadata)),
        )
        for position, value in enumerate(dict.fromkeys(values))
    ]


def chunk_row(
    chunk: Chunk,
    vector: NDArray[np.float32],
    sentences: Sentences | None,
    tokens: bytes | None,
) -> ChunkTable:
    """Return the row of a chunk with its vector, its sentences and its tokens."""
    return ChunkTable(
        id=chunk.id,
        document_id=chunk.document_id,
        ordinal=chunk.ordinal,
        start=chunk.span[0],
        end=chunk.span[1],
        page=chunk.page,
        language=chunk.language,
        headings=list(chunk.headings),
        tokens=chunk.tokens,
        vector=vector.astype(VECTOR).tobytes(),
        sentence_spans=flatten(sentences.spans) if sentences else None,
        sentence_vectors=pack(sentences) if sentences else None,
        token_vectors=tokens,
    )


def sentences_of(places: list[int], stored: bytes) -> Sentences:
    """Return the stored sentences of a chunk."""
    spans = unflatten(places)
    rows = unpack(stored, dimensions=packed_dimensions(stored, count=len(spans)))
    return Sentences(
        spans=spans, vectors=rows.vectors, letters=tuple(rows.letters.tolist())
    )


def vector_of(stored: bytes) -> NDArray[np.float32]:
    """Return a stored vector."""
    return np.frombuffer(stored, dtype=VECTOR).astype(np.float32)


def change_row(
    identifier: DocumentId, what: str, revision: str | None, at: datetime
) -> ChangeTable:
    """Return the row of a change."""
    return ChangeTable(document_id=identifier, what=what, revision=revision, at=at)


def utc(moment: datetime) -> datetime:
    """Return a stored moment with its time zone, which SQLite does not keep."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
