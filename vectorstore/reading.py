"""What a library tells of what it holds; the catalogue alone knows it all."""

import random
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from vectorstore.catalogue.activities import (
    Activity,
    activity_revisions,
    read_activities,
)
from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.catalogue.database import translated
from vectorstore.catalogue.documents import read_documents
from vectorstore.catalogue.holdings import Holdings
from vectorstore.catalogue.material import Material, read_material, read_tokens
from vectorstore.catalogue.models import ChunkTable
from vectorstore.catalogue.organization_names import (
    names_without_vectors,
    read_aliases,
    read_name_vectors,
)
from vectorstore.catalogue.originals import original_of
from vectorstore.catalogue.rows import FileRow, StoredChunk
from vectorstore.catalogue.synced import SyncedSource, SyncedSources
from vectorstore.catalogue.writing import in_parts
from vectorstore.entries import Failure, LibraryStatus
from vectorstore.records import ChunkId, Document, DocumentId, Readers
from vectorstore.resolution import Alias
from vectorstore.sentences import Sentences


class Reading:
    """Reads a library's catalogue. Safe to use from many threads.

    Raises everywhere:
        StoreUnavailable: the catalogue is busy or cannot be read.
    """

    def __init__(
        self, *, home: Path, engine: Engine, fingerprint: str, dimensions: int
    ) -> None:
        self.engine = engine
        self._home = home
        self._catalogue = Catalogue(engine)
        self.holdings = Holdings(engine)
        """What there is, counted."""
        self._fingerprint = fingerprint
        self._dimensions = dimensions

    def known_files(self, under: str) -> dict[str, FileRow]:
        """Return the files that are `under` or below it, by place."""
        with translated():
            return self._catalogue.files(under)

    def documents_of(self, place: str) -> dict[DocumentId, str]:
        """Return the revision of each document of a file."""
        with translated():
            return self._catalogue.revisions(place)

    def chunks(
        self, ids: Sequence[ChunkId], *, readers: Readers = "staff"
    ) -> dict[ChunkId, StoredChunk]:
        """Return chunks with their documents' data.

        Unknown ids are left out, and so are those that the readers must not see.
        """
        with translated():
            return self._catalogue.chunks(ids, readers)

    def documents_with(self, ids: Sequence[ChunkId]) -> set[DocumentId]:
        """Return the documents that chunks are of; unknown ids are left out."""
        found: set[DocumentId] = set()
        with translated(), self.engine.connect() as connection:
            for some in in_parts(ids):
                query = select(ChunkTable.document_id).where(ChunkTable.id.in_(some))
                found |= {DocumentId(i) for i in connection.scalars(query)}
        return found

    def vectors(self, ids: Sequence[ChunkId]) -> dict[ChunkId, NDArray[np.float32]]:
        """Return the vectors of chunks; unknown ids are left out."""
        with translated():
            return self._catalogue.vectors(ids)

    def sentences(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Sentences]:
        """Return the sentences of chunks; those that have none stored are left out."""
        with translated():
            return self._catalogue.sentences(ids)

    def tokens(self, ids: Sequence[ChunkId]) -> dict[ChunkId, bytes]:
        """Return the packed tokens of chunks; those that have none are left out."""
        with translated():
            return read_tokens(self.engine, ids)

    def material(self, ids: Sequence[ChunkId]) -> Material:
        """Return what ranking needs of chunks; unknown ids are left out."""
        with translated():
            return read_material(self.engine, ids, dimensions=self._dimensions)

    def samples(self, each: int) -> Material:
        """Return at most `each` random chunks of every language.

        They are the same ones for the same library.
        """
        with translated():
            ids = self._catalogue.chunk_ids_by_language()
        draw = random.Random(0)  # noqa: S311 - a sample, no secret
        chosen = {
            language: draw.sample(ids[language], min(each, len(ids[language])))
            for language in sorted(ids)
        }
        return self.material([i for some in chosen.values() for i in some])

    def document(self, identifier: DocumentId) -> Document | None:
        """Return a document, whole."""
        return self.documents([identifier]).get(identifier)

    def documents(self, ids: Sequence[DocumentId]) -> dict[DocumentId, Document]:
        """Return documents, whole; unknown ids are left out."""
        with translated():
            return read_documents(self.engine, ids)

    def chunks_of(
        self, documents: Sequence[DocumentId], *, readers: Readers = "staff"
    ) -> dict[DocumentId, list[StoredChunk]]:
        """Return the chunks of documents that the readers may see, each's in order."""
        with translated():
            ids = sorted(self._catalogue.chunk_ids_of(documents))
            stored = self._catalogue.chunks(ids, readers)
        found: dict[DocumentId, list[StoredChunk]] = {one: [] for one in documents}
        for one in sorted(stored.values(), key=lambda one: one.chunk.span):
            found[one.chunk.document_id].append(one)
        return found

    def activity_revisions(self) -> dict[DocumentId, str]:
        """Return the revision of each document in which organizations took part."""
        with translated():
            return activity_revisions(self.engine)

    def activities(self, ids: Sequence[DocumentId]) -> list[Activity]:
        """Return documents with their organizations and vectors, in order of ids."""
        with translated():
            return read_activities(self.engine, ids, dimensions=self._dimensions)

    def names_without_vectors(self) -> list[str]:
        """Return names of organizations that have no vector yet, in order."""
        with translated():
            return names_without_vectors(self.engine)

    def name_vectors(self) -> dict[str, NDArray[np.float32]]:
        """Return the vector of each name of an organization that has one."""
        with translated():
            return read_name_vectors(self.engine)

    def aliases(self) -> tuple[Alias, ...]:
        """Return what people said of names of organizations, in their order."""
        with translated():
            return read_aliases(self.engine)

    def original(self, identifier: DocumentId) -> FileRow | None:
        """Return the file that a document was taken from."""
        with translated():
            return original_of(self.engine, identifier)

    def chunk(self, identifier: ChunkId) -> StoredChunk | None:
        """Return a chunk with its document's data."""
        return self.chunks([identifier]).get(identifier)

    def failures(self) -> tuple[Failure, ...]:
        """Return the files that could not be taken in, and why: for operators only."""
        with translated():
            rows = self._catalogue.failures()
        return tuple(Failure(path=r.path, reason=r.reason or "") for r in rows)

    def synced_sources(self) -> tuple[SyncedSource, ...]:
        """Return the addresses that are kept in step, with their last harvests."""
        return SyncedSources(self.engine).all()

    def status(self) -> LibraryStatus:
        """Return what the library holds, staff documents included."""
        with translated():
            documents, chunks = self._catalogue.counts()
        return LibraryStatus(
            documents=documents,
            chunks=chunks,
            platforms=self.holdings.platforms(readers="staff"),
            failures=self.failures(),
            sources=self.synced_sources(),
            embedder=self._fingerprint,
            bytes=_bytes_below(self._home),
        )


def _bytes_below(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # an index may just have tidied it away
            total += path.stat().st_size if path.is_file() else 0
    return total
