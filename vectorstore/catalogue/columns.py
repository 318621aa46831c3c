"""What filters look at, of every document, in memory: 12 bytes a chunk, 150 a document.

A filter is answered by the few distinct values of a column and carried to the documents
by whole-array steps: a millisecond for 100,000 chunks, where SQL that reads the ids of
those that are left took half a second. The catalogue stays the source of truth.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vectorstore.catalogue.about import ABOUT
from vectorstore.catalogue.copies import copy_key, nameless_key
from vectorstore.catalogue.filtering import tests_of
from vectorstore.catalogue.models import (
    ChunkTable,
    DocumentTable,
    FacetTable,
    OrganizationTable,
    ParticipationTable,
)
from vectorstore.catalogue.writing import in_parts
from vectorstore.records import POSTED, ChunkId, DocumentId, Filters, Readers

ONE_EACH = ("platform", "language", "kind", "published", "visibility")
SEVERAL = {"country": ("country", ABOUT), "sector": ("sector",), "sdg": ("sdg",)}
"""Columns of several values a document, with the names that these are stored under."""

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as pairs of a document's row and a value's number."""

    rows: Numbers
    codes: Numbers
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of all documents, a row each, and whose every chunk is.

    Chunks are known by the hashes of their ids: with 64 bits, two of a million chunks
    share one once in 37 million libraries, and what is shown is read by its id anyway.
    """

    documents: tuple[DocumentId, ...]
    columns: Mapping[str, Column]
    hashes: NDArray[np.int64]  # (chunks,), ascending
    owners: Numbers  # (chunks,): the row of the document of each
    copies: NDArray[np.int64]  # (documents,): equal for copies of one record

    def allowed(self, filters: Filters, readers: Readers) -> "Allowed":
        """Return what filters and readers leave."""
        mask = np.ones(len(self.documents), np.bool_)
        for name, test in tests_of(filters, readers).items():
            column = self.columns[name]
            matches = np.fromiter(map(test, column.values), np.bool_)
            found = np.zeros_like(mask)
            found[column.rows[matches[column.codes]]] = True
            mask &= found
        return Allowed(columns=self, mask=mask, count=int(mask[self.owners].sum()))

    def renewed(self, engine: Engine, changed: Collection[DocumentId]) -> "Columns":
        """Return columns in which these documents are as the catalogue has them now."""
        gone = frozenset(changed)
        stays = np.array([d not in gone for d in self.documents], np.bool_)
        return _joined(_kept(self, stays), _read(engine, sorted(gone)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The documents that may be found, and how many chunks they have."""

    columns: Columns
    mask: Mask  # (documents,)
    count: int  # chunks

    def keeps(self, ids: Sequence[ChunkId]) -> Mask:
        """Tell of each chunk whether it may be found; an unknown one may not."""
        hashes, owners = self.columns.hashes, self.columns.owners
        if not len(hashes):
            return np.zeros(len(ids), np.bool_)
        wanted = np.fromiter(map(hash, ids), np.int64, len(ids))
        places = np.minimum(np.searchsorted(hashes, wanted), len(hashes) - 1)
        return (hashes[places] == wanted) & self.mask[owners[places]]

    def among(self, documents: Collection[DocumentId]) -> "Allowed":
        """Return what is left of it among some documents."""
        wanted = frozenset(documents)
        theirs = np.array([d in wanted for d in self.columns.documents], np.bool_)
        mask = self.mask & theirs
        count = int(mask[self.columns.owners].sum())
        return Allowed(columns=self.columns, mask=mask, count=count)

    def copies_of(self, document: DocumentId) -> list[DocumentId]:
        """Return the others that are copies of a document, in order of their rows."""
        documents, copies = self.columns.documents, self.columns.copies
        if document not in documents:
            return []
        own = documents.index(document)
        rows = np.flatnonzero(self.mask & (copies == copies[own])).tolist()
        return [documents[row] for row in rows if row != own]

    def first_copies(self, some: Sequence[DocumentId]) -> list[DocumentId]:
        """Return those that may be found, of copies the first alone."""
        wanted = frozenset(some)
        key = {
            document: copy
            for document, copy, kept in zip(
                self.columns.documents,
                self.columns.copies.tolist(),
                self.mask.tolist(),
                strict=True,
            )
            if kept and document in wanted
        }
        first: dict[int, DocumentId] = {}
        for document in some:
            if document in key:
                first.setdefault(key[document], document)
        return list(first.values())

    def newest_first(self) -> list[DocumentId]:
        """Return the ids of the documents by their dates; undated ones come last.

        Of copies of one record the first alone is there.
        """
        column = self.columns.columns["published"]
        dated: dict[int, str] = {
            int(row): column.values[int(code)]
            for row, code in zip(column.rows, column.codes, strict=True)
        }
        rows = [int(row) for row in np.flatnonzero(self.mask)]
        ids = self.columns.documents
        ordered = sorted(rows, key=ids.__getitem__)
        ordered.sort(key=lambda row: dated.get(row, ""), reverse=True)
        copies = self.columns.copies
        first: dict[int, int] = {}
        for row in ordered:
            first.setdefault(int(copies[row]), row)
        return [ids[row] for row in first.values()]

    def documents(self) -> list[DocumentId]:
        """Return the ids of the documents."""
        return [self.columns.documents[row] for row in np.flatnonzero(self.mask)]


def read_columns(engine: Engine) -> Columns:
    """Read the columns of the whole catalogue; 50,000 chunks take half a second."""
    return _read(engine, None)


def _read(engine: Engine, only: Sequence[DocumentId] | None) -> Columns:
    document, facet, chunk = DocumentTable, FacetTable, ChunkTable
    part, organization = ParticipationTable, OrganizationTable
    with Session(engine) as session:
        documents = _rows(
            session,
            select(
                document.id,
                *(getattr(document, name) for name in ONE_EACH),
                document.title,
                document.started,
            ),
            document.id,
            only,
        )
        facets = _rows(
            session,
            select(facet.document_id, facet.name, facet.value),
            facet.document_id,
            only,
        )
        chunks = _rows(
            session, select(chunk.document_id, chunk.id), chunk.document_id, only
        )
        parts = _rows(
            session,
            select(part.document_id, organization.key, part.role).join(
                organization, part.organization_id == organization.id
            ),
            part.document_id,
            only,
        )
    row_of = {row[0]: number for number, row in enumerate(documents)}
    columns = {
        name: _column([(n, row[at]) for n, row in enumerate(documents)])
        for at, name in enumerate(ONE_EACH, start=1)
    }
    for name, stored in SEVERAL.items():
        columns[name] = _column(
            [(row_of[of], value) for of, its, value in facets if its in stored]
        )
    hashes = np.fromiter((hash(i) for _, i in chunks), np.int64, len(chunks))
    owners = np.fromiter((row_of[of] for of, _ in chunks), np.int32, len(chunks))
    order = np.argsort(hashes)
    return Columns(
        documents=tuple(DocumentId(row[0]) for row in documents),
        columns=columns,
        hashes=hashes[order],
        owners=owners[order],
        copies=_copies(documents, facets, parts),
    )


def _copies(
    documents: Sequence[Sequence[str]],
    facets: Sequence[Sequence[str]],
    parts: Sequence[Sequence[str]],
) -> NDArray[np.int64]:
    """Return what copies share, by row; needs and offers have no copies."""
    places: dict[str, list[str]] = defaultdict(list)
    for of, name, value in facets:
        if name == "country":
            places[of].append(value)
    bodies: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for of, key, role in parts:
        bodies[of].append((key, role))
    kind = 1 + ONE_EACH.index("kind")
    keys = np.empty(len(documents), np.int64)
    for number, row in enumerate(documents):
        of, *_, title, started = row
        shared: int | None = None
        if row[kind] in POSTED:
            pass
        elif of in bodies:
            shared = copy_key(title, places.get(of, ()), bodies[of])
        else:
            shared = nameless_key(title, places.get(of, ()), started)
        keys[number] = hash(of) if shared is None else shared
    return keys


def _rows(
    session: Session,
    query: Select[*tuple[str, ...]],
    key: InstrumentedAttribute[str],
    only: Sequence[DocumentId] | None,
) -> list[Sequence[str]]:
    if only is None:
        return [*session.execute(query)]
    found: list[Sequence[str]] = []
    for some in in_parts(only):
        found += session.execute(query.where(key.in_(some)))
    return found


def _column(pairs: Sequence[tuple[int, str | None]]) -> Column:
    told = [(row, value) for row, value in pairs if value is not None]
    codes: dict[str, int] = {}
    numbers = [codes.setdefault(value, len(codes)) for _, value in told]
    return Column(
        rows=np.array([row for row, _ in told], np.int32),
        codes=np.array(numbers, np.int32),
        values=tuple(codes),
    )


def _kept(columns: Columns, stays: Mask) -> Columns:
    """Return the rows that stay, renumbered."""
    places = (np.cumsum(stays) - 1).astype(np.int32)
    chunks = stays[columns.owners]
    kept: dict[str, Column] = {}
    for name, column in columns.columns.items():
        pairs = stays[column.rows]
        kept[name] = Column(
            rows=places[column.rows[pairs]],
            codes=column.codes[pairs],
            values=column.values,
        )
    return Columns(
        documents=tuple(
            d for d, stay in zip(columns.documents, stays, strict=True) if stay
        ),
        columns=kept,
        hashes=columns.hashes[chunks],
        owners=places[columns.owners[chunks]],
        copies=columns.copies[stays],
    )


def _joined(one: Columns, other: Columns) -> Columns:
    shift = np.int32(len(one.documents))
    hashes = np.concatenate([one.hashes, other.hashes])
    order = np.argsort(hashes, kind="stable")
    return Columns(
        documents=one.documents + other.documents,
        columns={
            name: _appended(column, other.columns[name], shift)
            for name, column in one.columns.items()
        },
        hashes=hashes[order],
        owners=np.concatenate([one.owners, other.owners + shift])[order],
        copies=np.concatenate([one.copies, other.copies]),
    )


def _appended(one: Column, other: Column, shift: np.int32) -> Column:
    codes = {value: code for code, value in enumerate(one.values)}
    numbers = [codes.setdefault(value, len(codes)) for value in other.values]
    renumbered = np.array(numbers, np.int32)[other.codes]
    return Column(
        rows=np.concatenate([one.rows, other.rows + shift]),
        codes=np.concatenate([one.codes, renumbered]),
        values=tuple(codes),
    )
