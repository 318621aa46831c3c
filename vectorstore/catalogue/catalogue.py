"""Reads and writes documents, chunks and files: the source of truth."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.orm import Session, load_only

from vectorstore.catalogue.models import (
    ChunkTable,
    DocumentTable,
    FacetTable,
    FileTable,
    ParticipationTable,
    PendingTable,
    SettingRow,
)
from vectorstore.catalogue.participations import write_participations
from vectorstore.catalogue.prepared import Driver, Prepared, given_ids
from vectorstore.catalogue.rows import (
    ORIGIN,
    PLACED,
    FileRow,
    OriginColumns,
    PlacedColumns,
    StoredChunk,
    change_row,
    chunk_record,
    chunk_row,
    chunk_text,
    document_row,
    document_values,
    facet_rows,
    facets_of,
    file_record,
    provenance_of,
    sentences_of,
    vector_of,
)
from vectorstore.catalogue.writing import in_parts, insert_missing
from vectorstore.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Readers,
    Visibility,
)
from vectorstore.sentences import Sentences

Stored = tuple[
    str,
    Document,
    Sequence[Chunk],
    NDArray[np.float32],
    Sequence[Sentences | None],
    Sequence[bytes | None],
]
"""A document of a file (its place), its chunks, a row of vectors, the sentences and
the packed tokens of each."""


_CHUNKS = (
    select(ChunkTable, DocumentTable, chunk_text())
    .join(DocumentTable, ChunkTable.document_id == DocumentTable.id)
    .options(load_only(*PLACED, raiseload=True), load_only(*ORIGIN, raiseload=True))
)
_CHUNKS_BY_ID = Prepared(
    select(*PLACED, *ORIGIN[1:], chunk_text().label("text"))
    .join(DocumentTable, ChunkTable.document_id == DocumentTable.id)
    .where(ChunkTable.id.in_(given_ids()))
)
"""Columns and no objects: making those takes longer than reading them."""


def _chunk_row(values: Sequence[Any]) -> "_ChunkRow":
    named = zip(_CHUNKS_BY_ID.columns, values, strict=True)
    return cast("_ChunkRow", SimpleNamespace(**dict(named)))


class _ChunkRow(OriginColumns, PlacedColumns, Protocol):
    """A row of `_CHUNKS_BY_ID`."""

    text: str


class Catalogue:
    """All reading and writing of the catalogue's documents."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # What holds for the store

    def setting(self, key: str) -> str | None:
        """Return a setting of the store."""
        with Session(self._engine) as session:
            row = session.get(SettingRow, key)
            return row.value if row else None

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of the store."""
        with Session(self._engine) as session, session.begin():
            session.merge(SettingRow(key=key, value=value))

    # Files

    def files(self, under: str) -> dict[str, FileRow]:
        """Return the files that are `under` or below it, by place."""
        below = under.rstrip("/") + "/"
        with Session(self._engine) as session:
            rows = session.scalars(
                select(FileTable).where(
                    or_(
                        FileTable.place == under,
                        # Not LIKE: a path may hold its wild cards.
                        func.substr(FileTable.place, 1, len(below)) == below,
                    )
                )
            )
            return {row.place: file_record(row) for row in rows}

    def record_file(self, row: FileRow) -> None:
        """Keep how a file fared."""
        with Session(self._engine) as session, session.begin():
            session.merge(FileTable(**row.model_dump()))

    def forget_files(self, places: Sequence[str]) -> None:
        """Drop the rows of files; their documents are dropped before."""
        with Session(self._engine) as session, session.begin():
            for some in in_parts(places):
                session.execute(delete(FileTable).where(FileTable.place.in_(some)))

    def failures(self) -> list[FileRow]:
        """Return the files that failed, in order of their paths."""
        with Session(self._engine) as session:
            rows = session.scalars(
                select(FileTable)
                .where(FileTable.status == "failed")
                .order_by(FileTable.path)
            )
            return [file_record(row) for row in rows]

    # Documents

    def revisions(self, place: str) -> dict[DocumentId, str]:
        """Return the revision of each document of a file."""
        with Session(self._engine) as session:
            rows = session.execute(
                select(DocumentTable.id, DocumentTable.revision).where(
                    DocumentTable.place == place
                )
            )
            return {DocumentId(i): revision for i, revision in rows}

    def chunks(
        self, ids: Sequence[ChunkId], readers: Readers = "staff"
    ) -> dict[ChunkId, StoredChunk]:
        """Return chunks with their documents' data; unknown ids are left out.

        So are those that the readers must not see.
        """
        found: dict[ChunkId, StoredChunk] = {}
        with Driver.of(self._engine) as driver:
            # Not a condition of the query: SQLite would begin with the index of
            # visibility and walk all that is public, 35 ms of 10,000 documents.
            rows = [
                row
                for values in _CHUNKS_BY_ID.rows(driver, ids)
                if (row := _chunk_row(values)).visibility == Visibility.PUBLIC
                or readers == "staff"
            ]
            facets = facets_of(driver, {row.document_id: row.kind for row in rows})
        for row in rows:
            found[ChunkId(row.id)] = StoredChunk(
                chunk=chunk_record(row, row.text, row.page_starts),
                title=row.title,
                path=row.path,
                provenance=provenance_of(row),
                facets=facets[row.document_id],
            )
        return found

    def all_chunks(self) -> Iterator[tuple[Chunk, str, str]]:
        """Yield every chunk with its document's title and path.

        An index is built anew from them.
        """
        query = _CHUNKS.order_by(ChunkTable.id)
        with Session(self._engine) as session:
            rows = session.execute(query.execution_options(yield_per=500))
            for chunk, document, text in rows:
                record = chunk_record(chunk, text, document.page_starts)
                yield record, document.title, document.path

    def vectors(self, ids: Sequence[ChunkId]) -> dict[ChunkId, NDArray[np.float32]]:
        """Return the vectors of chunks; unknown ids are left out."""
        found: dict[ChunkId, NDArray[np.float32]] = {}
        with Session(self._engine) as session:
            for some in in_parts(ids):
                rows = session.execute(
                    select(ChunkTable.id, ChunkTable.vector).where(
                        ChunkTable.id.in_(some), ChunkTable.vector.is_not(None)
                    )
                )
                found |= {ChunkId(i): vector_of(stored) for i, stored in rows if stored}
        return found

    def languages(self, ids: Sequence[ChunkId]) -> dict[ChunkId, str]:
        """Return the language of each chunk; unknown ids are left out."""
        found: dict[ChunkId, str] = {}
        with Session(self._engine) as session:
            for some in in_parts(ids):
                rows = session.execute(
                    select(ChunkTable.id, ChunkTable.language).where(
                        ChunkTable.id.in_(some)
                    )
                )
                found |= {ChunkId(i): language for i, language in rows}
        return found

    def sentences(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Sentences]:
        """Return the sentences of chunks; those that have none stored are left out."""
        table = ChunkTable
        found: dict[ChunkId, Sentences] = {}
        with Session(self._engine) as session:
            for some in in_parts(ids):
                rows = session.execute(
                    select(
                        table.id, table.sentence_spans, table.sentence_vectors
                    ).where(table.id.in_(some), table.sentence_vectors.is_not(None))
                )
                for identifier, places, stored in rows:
                    if places and stored:
                        found[ChunkId(identifier)] = sentences_of(places, stored)
        return found

    def chunk_ids(self) -> set[ChunkId]:
        """Return the ids of all chunks."""
        with Session(self._engine) as session:
            return {ChunkId(i) for i in session.scalars(select(ChunkTable.id))}

    def chunk_ids_by_language(self) -> dict[str, list[ChunkId]]:
        """Return the ids of all chunks, in order, by language."""
        found: dict[str, list[ChunkId]] = {}
        with Session(self._engine) as session:
            rows = session.execute(
                select(ChunkTable.language, ChunkTable.id).order_by(
                    ChunkTable.language, ChunkTable.id
                )
            )
            for language, identifier in rows:
                found.setdefault(language, []).append(ChunkId(identifier))
        return found

    def chunk_ids_of(self, documents: Sequence[DocumentId]) -> set[ChunkId]:
        """Return the ids of the chunks of documents."""
        found: set[ChunkId] = set()
        with Session(self._engine) as session:
            for some in in_parts(documents):
                found |= {
                    ChunkId(i)
                    for i in session.scalars(
                        select(ChunkTable.id).where(ChunkTable.document_id.in_(some))
                    )
                }
        return found

    def documents_at(self, places: Sequence[str]) -> list[DocumentId]:
        """Return the ids of the documents of files."""
        found: list[DocumentId] = []
        with Session(self._engine) as session:
            for some in in_parts(places):
                found += [
                    DocumentId(i)
                    for i in session.scalars(
                        select(DocumentTable.id).where(DocumentTable.place.in_(some))
                    )
                ]
        return found

    def mark_unread(self, ids: set[ChunkId]) -> None:
        """Have the documents of chunks taken in again at the next ingest."""
        with Session(self._engine) as session, session.begin():
            for some in in_parts(sorted(ids)):
                documents = session.scalars(
                    select(DocumentTable)
                    .join(ChunkTable, ChunkTable.document_id == DocumentTable.id)
                    .where(ChunkTable.id.in_(some))
                ).all()
                for document in documents:
                    document.revision = ""
                    file = session.get(FileTable, document.place)
                    if file is not None:
                        file.content_hash = ""

    def counts(self) -> tuple[int, int]:
        """Return how many documents and how many chunks there are."""
        with Session(self._engine) as session:
            documents = session.scalar(select(func.count()).select_from(DocumentTable))
            chunks = session.scalar(select(func.count()).select_from(ChunkTable))
            return documents or 0, chunks or 0

    # Filters

    def has_staff_documents(self) -> bool:
        """Tell whether anything is for staff only."""
        with Session(self._engine) as session:
            staff = select(DocumentTable.id).where(
                DocumentTable.visibility == Visibility.STAFF
            )
            return session.scalar(staff.limit(1)) is not None

    # The journal, and the one transaction of a commit

    def announce(self, ids: Sequence[ChunkId]) -> None:
        """Note chunks that the indexes may soon hold though the catalogue does not."""
        with Session(self._engine) as session, session.begin():
            insert_missing(session, PendingTable, [{"chunk_id": i} for i in ids])

    def pending(self) -> list[ChunkId]:
        """Return what a former run may have left in the indexes."""
        with Session(self._engine) as session:
            return [ChunkId(i) for i in session.scalars(select(PendingTable.chunk_id))]

    def settle(self, ids: Sequence[ChunkId]) -> None:
        """Take chunks off the journal."""
        with Session(self._engine) as session, session.begin():
            for some in in_parts(ids):
                session.execute(
                    delete(PendingTable).where(PendingTable.chunk_id.in_(some))
                )

    def write(
        self,
        stored: Sequence[Stored],
        *,
        removed: Sequence[DocumentId] = (),
        touched: Sequence[Document] = (),
        at: datetime,
    ) -> tuple[int, int]:
        """Write documents, drop others, renew the data of others: all or nothing.

        Returns:
            How many documents were new, and how many replaced an older revision.
        """
        with Session(self._engine) as session, session.begin():
            known: set[str] = set()
            for some in in_parts([document.id for _, document, *_ in stored]):
                known |= set(
                    session.scalars(
                        select(DocumentTable.id).where(DocumentTable.id.in_(some))
                    )
                )
            gone = [*removed, *known]
            for some in in_parts(gone):
                for table in (ChunkTable, FacetTable, ParticipationTable):
                    session.execute(delete(table).where(table.document_id.in_(some)))
                session.execute(delete(DocumentTable).where(DocumentTable.id.in_(some)))
            session.flush()
            session.add_all(document_row(place, doc) for place, doc, *_ in stored)
            session.flush()  # chunks and facets refer to them
            for _, document, chunks, vectors, sentences, tokens in stored:
                session.add_all(facet_rows(document))
                session.add_all(map(chunk_row, chunks, vectors, sentences, tokens))
                what = "updated" if document.id in known else "added"
                session.add(change_row(document.id, what, document.revision, at))
            for document in touched:
                row = session.get_one(DocumentTable, document.id)
                for table in (FacetTable, ParticipationTable):
                    session.execute(
                        delete(table).where(table.document_id == document.id)
                    )
                for name, value in document_values(document).items():
                    setattr(row, name, value)
                session.add_all(facet_rows(document))
                session.add(change_row(document.id, "updated", document.revision, at))
            write_participations(session, [*(d for _, d, *_ in stored), *touched])
            session.add_all(change_row(i, "removed", None, at) for i in removed)
        return len(stored) - len(known), len(known)
