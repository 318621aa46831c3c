"""The tables of the catalogue, the source of truth: what is stored and from where.

Chroma and Tantivy are derived from it and can be rebuilt.
"""

from datetime import datetime

from sqlalchemy import (
    JSON,
    DateTime,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map = {datetime: DateTime(timezone=True), str: Text}  # noqa: RUF012 - SQLAlchemy's own way


class SettingRow(Base):
    """What holds for the whole store, such as the embedder its vectors are from."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str]


class FileTable(Base):
    """A file that was taken in, or that failed."""

    __tablename__ = "files"
    place: Mapped[str] = mapped_column(primary_key=True)  # absolute path
    path: Mapped[str]  # as shown
    platform: Mapped[str] = mapped_column(index=True)
    content_hash: Mapped[str]
    options_hash: Mapped[str]
    status: Mapped[str] = mapped_column(String(16), index=True)  # ok, failed
    reason: Mapped[str | None]
    seen_at: Mapped[datetime]


class DocumentTable(Base):
    """One item at its current revision."""

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[str] = mapped_column(index=True)
    path: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(16), index=True)
    revision: Mapped[str]
    platform: Mapped[str] = mapped_column(index=True)
    publisher: Mapped[str | None]
    uri: Mapped[str | None]
    licence: Mapped[str | None]
    published: Mapped[str | None] = mapped_column(String(32), index=True)
    retrieved_at: Mapped[datetime]
    visibility: Mapped[str] = mapped_column(String(16), index=True)
    kind: Mapped[str | None] = mapped_column(String(64), index=True)
    page_starts: Mapped[list[int]] = mapped_column(JSON)
    details: Mapped[dict[str, str]] = mapped_column(JSON)  # the source's own fields
    started: Mapped[str | None] = mapped_column(String(32))  # ISO 8601, as the source's
    ended: Mapped[str | None] = mapped_column(String(32))

    # What filters look at lies behind the text in each row: read from here instead.
    __table_args__ = (
        Index(
            "ix_documents_filtered",
            "id", "platform", "language", "kind", "published", "visibility",
        ),
    )  # fmt: skip


class FacetTable(Base):
    """A value that filters match: a country, stated or inferred, a sector, an SDG."""

    __tablename__ = "document_facets"
    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]

    __table_args__ = (Index("ix_facets_value", "name", "value"),)


class OrganizationTable(Base):
    """A name that records use, and what was first known by it.

    Several may be one organization: that is resolved when it is asked, from what is
    known on a day (`vectorstore.resolution`), and never written over what was read.
    """

    __tablename__ = "organizations"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # text.organization_names
    name: Mapped[str]  # as first written


class ParticipationTable(Base):
    """An organization's part in a document, as its source tells it."""

    __tablename__ = "participations"
    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), index=True
    )
    role: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]  # as written
    identifier: Mapped[str | None]
    kind: Mapped[str | None] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    uri: Mapped[str | None]
    mailbox: Mapped[str | None]  # an office's, never a person's


class NameTable(Base):
    """The vector of a name as written, made once for all records that write it so."""

    __tablename__ = "organization_names"
    name: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)  # little-endian float32


class AliasTable(Base):
    """A person's word that two names are one organization, or are not."""

    __tablename__ = "organization_aliases"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    one_key: Mapped[str]
    other_key: Mapped[str]
    is_same: Mapped[bool]
    since: Mapped[str] = mapped_column(String(10))  # ISO 8601 day from which it holds
    note: Mapped[str]
    at: Mapped[datetime]


class ChunkTable(Base):
    """A span of a document's text; the text itself is the document's."""

    __tablename__ = "chunks"
    id: Mapped[str] = mapped_column(String(96), primary_key=True)
    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE")
    )
    ordinal: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(16))
    headings: Mapped[list[str]] = mapped_column(JSON)
    tokens: Mapped[int]
    # Little-endian float32. Chroma is built from it; read only where it is asked for.
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # Starts and ends in the chunk's text, and packed vectors (vectorstore.sentences).
    sentence_spans: Mapped[list[int] | None] = mapped_column(JSON, deferred=True)
    sentence_vectors: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    token_vectors: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    # Rows are large: ids of all chunks are read from these alone.
    __table_args__ = (
        Index("ix_chunks_of_document", "document_id", "id"),
        Index("ix_chunks_of_language", "language", "id"),
    )


class ChangeTable(Base):
    """A change of the library, for jobs that follow with a cursor of their own."""

    __tablename__ = "changes"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    document_id: Mapped[str] = mapped_column(String(64), index=True)
    what: Mapped[str] = mapped_column(String(16))  # added, updated, removed
    revision: Mapped[str | None]

    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own way


class CursorTable(Base):
    """How far a job has followed the changes, and by which recipe it did."""

    __tablename__ = "change_cursors"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]  # of the last change that it has followed
    recipe: Mapped[str]  # another one follows all changes anew


class PostingStateTable(Base):
    """A word on a need or an offer; the last one of each is its state.

    Outlives the document, so that what was closed stays so when it is read again.
    """

    __tablename__ = "posting_states"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(16))  # open, closed
    who: Mapped[str]
    why: Mapped[str | None]
    at: Mapped[datetime]


class MatchTable(Base):
    """A need and an offer that fit each other, as their texts of these revisions do.

    Made of the documents alone: whether one of them is closed is asked when it is read.
    """

    __tablename__ = "posting_matches"
    need_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    offer_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    score: Mapped[float] = mapped_column(Float)
    parts: Mapped[dict[str, float]] = mapped_column(JSON)  # they add up to the score
    need_span: Mapped[list[int]] = mapped_column(JSON)  # in the need's text
    offer_span: Mapped[list[int]] = mapped_column(JSON)


class PendingTable(Base):
    """A chunk that the indexes may hold though the catalogue does not: to be healed."""

    __tablename__ = "pending"
    chunk_id: Mapped[str] = mapped_column(String(96), primary_key=True)


class AuditTable(Base):
    """A frozen reply, chained to the one before."""

    __tablename__ = "audit_records"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]
    body: Mapped[str]  # canonical JSON
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class PersonalTable(Base):
    """What a person wrote; erasable, because only its salted hash is chained."""

    __tablename__ = "audit_personal"
    number: Mapped[int] = mapped_column(
        ForeignKey("audit_records.number"), primary_key=True
    )
    salt: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]


class FrozenTable(Base):
    """The exact text of a passage, kept once."""

    __tablename__ = "frozen_passages"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]


class FeedbackTable(Base):
    """A person's word on a reply."""

    __tablename__ = "feedback"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    audit_id: Mapped[str] = mapped_column(String(64), index=True)
    value: Mapped[int]  # 1 helpful, 0 not
    comment: Mapped[str | None]
    at: Mapped[datetime]


class CorrectionTable(Base):
    """Somebody's word that a page of an organization is wrong."""

    __tablename__ = "correction_requests"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    organization_id: Mapped[str] = mapped_column(String(64), index=True)
    organization: Mapped[str]  # its name as the page showed it
    document_id: Mapped[str | None] = mapped_column(String(64))  # of what is cited
    quote: Mapped[str | None]  # the words that it is about, as they were shown
    text: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own way


class CorrectionStateTable(Base):
    """What became of a correction request; the newest row is its state."""

    __tablename__ = "correction_states"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    request: Mapped[int] = mapped_column(
        ForeignKey("correction_requests.number"), index=True
    )
    state: Mapped[str] = mapped_column(String(16))  # open, settled
    note: Mapped[str]
    at: Mapped[datetime]


class SyncedSourceTable(Base):
    """An address whose records are kept in step, and how its last harvest went."""

    __tablename__ = "synced_sources"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    declaration: Mapped[str]  # JSON of ingestion's own: where and how to fetch
    url: Mapped[str]  # as shown: without what may be secret
    platform: Mapped[str]
    parts: Mapped[int]  # files that its records are kept in; 0 before the first harvest
    run: Mapped[str | None] = mapped_column(String(32))  # of a harvest not ended yet
    result: Mapped[str] = mapped_column(String(16))  # never, ok, partial, failed
    records: Mapped[int]
    pages: Mapped[int]
    failures: Mapped[list[list[str]]] = mapped_column(JSON)  # path and reason of each
    started_at: Mapped[datetime | None]  # of the last harvest
    completed_at: Mapped[datetime | None]  # of the last one that was whole


class SyncedPageTable(Base):
    """A page of such an address as it was last fetched; its body lies in a file."""

    __tablename__ = "synced_pages"
    source: Mapped[str] = mapped_column(
        ForeignKey("synced_sources.name", ondelete="CASCADE"), primary_key=True
    )
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    content_hash: Mapped[str] = mapped_column(String(64))
    link: Mapped[str | None]  # of the page after it, as its headers told
    run: Mapped[str] = mapped_column(String(32))  # in which it was last seen


class TableMappingTable(Base):
    """What a person said of a table's columns, kept for each time it is read."""

    __tablename__ = "table_mappings"
    place: Mapped[str] = mapped_column(primary_key=True)  # absolute path of the file
    mapping: Mapped[str]  # JSON
    said_at: Mapped[datetime]


class SaidOriginTable(Base):
    """What a person said of a folder or file, kept for the next time."""

    __tablename__ = "said_origins"
    place: Mapped[str] = mapped_column(primary_key=True)  # absolute path
    said: Mapped[str]  # JSON
    said_at: Mapped[datetime]
