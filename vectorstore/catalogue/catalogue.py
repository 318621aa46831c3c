"""Reads and writes documents, chunks and files: the source of truth."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Engine, Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import (
    ChangeTable,
    ChunkTable,
    DocumentTable,
    FacetTable,
    FileTable,
    PendingTable,
    SettingRow,
)
from vectorstore.catalogue.writing import in_parts, insert_missing
from vectorstore.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Facets,
    Filters,
    Provenance,
    Readers,
    Record,
    Visibility,
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
    languages: dict[str, int]  # most first


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
            return {row.place: _file(row) for row in rows}

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
            return [_file(row) for row in rows]

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

    def document(self, identifier: DocumentId) -> Document | None:
        """Return a document, whole."""
        with Session(self._engine) as session:
            row = session.get(DocumentTable, identifier)
            if row is None:
                return None
            return Document(
                id=DocumentId(row.id),
                path=row.path,
                title=row.title,
                text=row.text,
                language=row.language,
                revision=row.revision,
                provenance=_provenance(row),
                facets=_facets(session, [row])[row.id],
                page_starts=tuple(row.page_starts),
                metadata=row.details,
            )

    def chunks(self, ids: Sequence[ChunkId]) -> dict[ChunkId, StoredChunk]:
        """Return chunks with their documents' data; unknown ids are left out."""
        found: dict[ChunkId, StoredChunk] = {}
        with Session(self._engine) as session:
            for some in in_parts(ids):
                rows = session.execute(
                    select(ChunkTable, DocumentTable)
                    .join(DocumentTable, ChunkTable.document_id == DocumentTable.id)
                    .where(ChunkTable.id.in_(some))
                ).all()
                facets = _facets(session, [document for _, document in rows])
                for chunk, document in rows:
                    found[ChunkId(chunk.id)] = StoredChunk(
                        chunk=_chunk(chunk, document.text),
                        title=document.title,
                        path=document.path,
                        provenance=_provenance(document),
                        facets=facets[document.id],
                    )
        return found

    def all_chunks(self) -> Iterator[tuple[Chunk, str]]:
        """Yield every chunk with its document's title, to rebuild an index from."""
        with Session(self._engine) as session:
            rows = session.execute(
                select(ChunkTable, DocumentTable.title, DocumentTable.text)
                .join(DocumentTable, ChunkTable.document_id == DocumentTable.id)
                .order_by(ChunkTable.id)
                .execution_options(yield_per=500)
            )
            for chunk, title, text in rows:
                yield _chunk(chunk, text), title

    def chunk_ids(self) -> set[ChunkId]:
        """Return the ids of all chunks."""
        with Session(self._engine) as session:
            return {ChunkId(i) for i in session.scalars(select(ChunkTable.id))}

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

    def platforms(self) -> list[PlatformCount]:
        """Return what each platform gives, in order of names."""
        with Session(self._engine) as session:
            rows = session.execute(
                select(
                    DocumentTable.platform, DocumentTable.language, func.count()
                ).group_by(DocumentTable.platform, DocumentTable.language)
            ).all()
        languages: dict[str, Counter[str]] = {}
        for platform, language, count in rows:
            languages.setdefault(platform, Counter())[language] += count
        return [
            PlatformCount(
                name=name,
                documents=counted.total(),
                languages=dict(counted.most_common()),
            )
            for name, counted in sorted(languages.items())
        ]

    # Filters

    def has_staff_documents(self) -> bool:
        """Tell whether anything is for staff only."""
        with Session(self._engine) as session:
            staff = select(DocumentTable.id).where(
                DocumentTable.visibility == Visibility.STAFF
            )
            return session.scalar(staff.limit(1)) is not None

    def allowed(self, filters: Filters, readers: Readers) -> set[ChunkId]:
        """Return the ids of the chunks that filters and readers leave."""
        query = select(ChunkTable.id).join(
            DocumentTable, ChunkTable.document_id == DocumentTable.id
        )
        with Session(self._engine) as session:
            rows = session.execute(_limited(query, filters, readers))
            return {ChunkId(identifier) for (identifier,) in rows}

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
        stored: Sequence[tuple[str, Document, Sequence[Chunk]]],
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
            for some in in_parts([document.id for _, document, _ in stored]):
                known |= set(
                    session.scalars(
                        select(DocumentTable.id).where(DocumentTable.id.in_(some))
                    )
                )
            gone = [*removed, *known]
            for some in in_parts(gone):
                for table in (ChunkTable, FacetTable):
                    session.execute(delete(table).where(table.document_id.in_(some)))
                session.execute(delete(DocumentTable).where(DocumentTable.id.in_(some)))
            session.flush()
            session.add_all(_document_row(place, doc) for place, doc, _ in stored)
            session.flush()  # chunks and facets refer to them
            for _, document, chunks in stored:
                session.add_all(_facet_rows(document))
                session.add_all(_chunk_row(chunk) for chunk in chunks)
                what = "updated" if document.id in known else "added"
                session.add(_change(document.id, what, document.revision, at))
            for document in touched:
                row = session.get_one(DocumentTable, document.id)
                session.execute(
                    delete(FacetTable).where(FacetTable.document_id == document.id)
                )
                for name, value in _document_values(document).items():
                    setattr(row, name, value)
                session.add_all(_facet_rows(document))
                session.add(_change(document.id, "updated", document.revision, at))
            session.add_all(_change(i, "removed", None, at) for i in removed)
        return len(stored) - len(known), len(known)


def _limited(query: Select[str], filters: Filters, readers: Readers) -> Select[str]:
    table = DocumentTable
    if readers != "staff":
        query = query.where(table.visibility == Visibility.PUBLIC)
    for column, values in (
        (table.platform, filters.platform),
        (table.language, filters.language),
        (table.kind, filters.kind),
    ):
        if values:
            query = query.where(column.in_(values))
    for name, values in (("country", filters.country), ("sector", filters.sector)):
        if values:
            query = query.where(_has_facet(name, FacetTable.value.in_(values)))
    if filters.sdg:
        matches = [
            or_(FacetTable.value == sdg, FacetTable.value.startswith(f"{sdg}."))
            for sdg in filters.sdg
        ]
        query = query.where(_has_facet("sdg", or_(*matches)))
    # A year or month counts as all of its days: it matches when any of them does.
    if filters.from_:
        first = filters.from_.isoformat()
        query = query.where(
            or_(
                and_(func.length(table.published) == 4, table.published >= first[:4]),
                and_(func.length(table.published) == 7, table.published >= first[:7]),
                and_(func.length(table.published) >= 10, table.published >= first),
            )
        )
    if filters.to:
        last = filters.to.isoformat()
        query = query.where(
            or_(
                and_(func.length(table.published) == 4, table.published <= last[:4]),
                and_(func.length(table.published) == 7, table.published <= last[:7]),
                and_(
                    func.length(table.published) >= 10,
                    func.substr(table.published, 1, 10) <= last,
                ),
            )
        )
    return query


def _has_facet(name: str, matches: ColumnElement[bool]) -> ColumnElement[bool]:
    return DocumentTable.id.in_(
        select(FacetTable.document_id).where(FacetTable.name == name, matches)
    )


def _file(row: FileTable) -> FileRow:
    return FileRow(
        place=row.place,
        path=row.path,
        platform=row.platform,
        content_hash=row.content_hash,
        options_hash=row.options_hash,
        status="ok" if row.status == "ok" else "failed",
        reason=row.reason,
        seen_at=_utc(row.seen_at),
    )


def _provenance(row: DocumentTable) -> Provenance:
    return Provenance(
        platform=row.platform,
        publisher=row.publisher,
        uri=row.uri,
        licence=row.licence,
        published=row.published,
        retrieved_at=_utc(row.retrieved_at),
        visibility=Visibility(row.visibility),
    )


def _facets(session: Session, rows: Sequence[DocumentTable]) -> dict[str, Facets]:
    values: dict[str, dict[str, list[str]]] = {row.id: {} for row in rows}
    for some in in_parts(list(values)):
        found = session.scalars(
            select(FacetTable)
            .where(FacetTable.document_id.in_(some))
            .order_by(FacetTable.document_id, FacetTable.name, FacetTable.position)
        )
        for facet in found:
            values[facet.document_id].setdefault(facet.name, []).append(facet.value)
    return {
        row.id: Facets(
            countries=tuple(values[row.id].get("country", ())),
            sectors=tuple(values[row.id].get("sector", ())),
            sdgs=tuple(values[row.id].get("sdg", ())),
            kind=row.kind,
        )
        for row in rows
    }


def _chunk(row: ChunkTable, text: str) -> Chunk:
    return Chunk(
        id=ChunkId(row.id),
        document_id=DocumentId(row.document_id),
        ordinal=row.ordinal,
        span=(row.start, row.end),
        text=text[row.start : row.end],
        headings=tuple(row.headings),
        page=row.page,
        language=row.language,
        tokens=row.tokens,
    )


def _document_row(place: str, document: Document) -> DocumentTable:
    return DocumentTable(id=document.id, place=place, **_document_values(document))


def _document_values(document: Document) -> dict[str, Any]:
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
    }


def _facet_rows(document: Document) -> list[FacetTable]:
    facets = document.facets
    return [
        FacetTable(document_id=document.id, name=name, value=value, position=position)
        for name, values in (
            ("country", facets.countries),
            ("sector", facets.sectors),
            ("sdg", facets.sdgs),
        )
        for position, value in enumerate(dict.fromkeys(values))
    ]


def _chunk_row(chunk: Chunk) -> ChunkTable:
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
    )


def _change(
    identifier: DocumentId, what: str, revision: str | None, at: datetime
) -> ChangeTable:
    return ChangeTable(document_id=identifier, what=what, revision=revision, at=at)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
