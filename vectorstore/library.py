"""The library: catalogue, vectors and words as one, with one owner.

An item is in the catalogue only after both indexes hold it, so whatever the catalogue
says can be found; whatever the indexes hold beyond it is never returned, and is healed
from a journal when the library is next opened.
"""

import random
from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Self
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.catalogue.database import open_engine, translated, upgrade
from vectorstore.catalogue.rows import FileRow, StoredChunk
from vectorstore.chroma import COLLECTION, ChunkVectors
from vectorstore.entries import Committed, Entry, Failure, LibraryStatus
from vectorstore.errors import IndexMismatch, StoreUnavailable
from vectorstore.gate import Gate, Scored
from vectorstore.health import Finding, Health, chunk_terms
from vectorstore.lexical import WeighedWords, WordIndex
from vectorstore.lock import WAIT_S, Ownership
from vectorstore.records import (
    EVERYTHING,
    ChunkId,
    Document,
    DocumentId,
    Filters,
    Readers,
    Visibility,
)

__all__ = ["Entry", "FileRow", "Finding", "Library", "LibraryStatus", "StoredChunk"]

FINGERPRINT = "embedder"
STORE = "store"


class Library:
    """The one owner of catalogue, Chroma and Tantivy. Safe to use from many threads."""

    def __init__(
        self,
        *,
        home: Path,
        ownership: Ownership,
        engine: Engine,
        vectors: ChunkVectors,
        words: WordIndex,
        fingerprint: str,
        dimensions: int,
    ) -> None:
        self._home = home
        self._ownership = ownership
        self.engine = engine
        self._catalogue = Catalogue(engine)
        self._vectors = vectors
        self._words = words
        self._health = Health(self._catalogue, vectors, words, dimensions=dimensions)
        self._fingerprint = fingerprint
        self._dimensions = dimensions
        self._writing = Lock()
        self._gate = Gate(self._catalogue)

    @property
    def generation(self) -> int:
        """Grows with every change, for those who keep something derived."""
        return self._gate.generation

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        fingerprint: str,
        dimensions: int,
        purpose: str,
        chroma_url: str | None = None,
        wait_s: float = WAIT_S,
    ) -> Self:
        """Become the owner of a home, and heal what a killed run left.

        Args:
            home: the folder; it is made when it is not there.
            fingerprint: of the embedder whose vectors are stored and asked with.
            dimensions: of those vectors.
            purpose: what others are told that owns the index.
            chroma_url: a Chroma server, instead of the embedded one.
            wait_s: how long to wait for another owner to end.

        Raises:
            OwnedElsewhere: another process owns the index.
            IndexMismatch: it was built by another embedder.
            StoreNewer: a newer program wrote it.
            StoreFull, StoreUnavailable: the disk or the server failed.
        """
        ownership = Ownership(home)
        with translated(), ExitStack() as undo:
            home.mkdir(parents=True, exist_ok=True)
            ownership.take(purpose=purpose, wait_s=wait_s)
            undo.callback(ownership.release)
            engine = open_engine(home)
            undo.callback(engine.dispose)
            upgrade(engine)
            vectors = ChunkVectors(
                folder=home / "chroma",
                url=chroma_url,
                collection=_collection(
                    Catalogue(engine), shared=chroma_url is not None
                ),
            )
            undo.callback(vectors.close)
            library = cls(
                home=home,
                ownership=ownership,
                engine=engine,
                vectors=vectors,
                words=WordIndex(home / "words"),
                fingerprint=fingerprint,
                dimensions=dimensions,
            )
            library._agree_on(f"{fingerprint}/{dimensions}")
            library._health.heal()
            undo.pop_all()
        return library

    def close(self) -> None:
        """Let others own the index."""
        self._vectors.close()
        self.engine.dispose()
        self._ownership.release()

    # Files

    def known_files(self, under: str) -> dict[str, FileRow]:
        """Return the files that are `under` or below it, by place."""
        with translated():
            return self._catalogue.files(under)

    def record_file(self, row: FileRow) -> None:
        """Keep how a file fared."""
        with self._writing, translated():
            self._catalogue.record_file(row)

    def forget_files(self, places: Sequence[str]) -> int:
        """Drop files and their documents; return how many documents went."""
        with translated():
            documents = self._catalogue.documents_at(places)
        if documents:
            self.commit((), removed=documents)
        with self._writing, translated():
            self._catalogue.forget_files(places)
        return len(documents)

    def documents_of(self, place: str) -> dict[DocumentId, str]:
        """Return the revision of each document of a file."""
        with translated():
            return self._catalogue.revisions(place)

    # Writing

    def commit(
        self,
        entries: Sequence[Entry],
        *,
        removed: Sequence[DocumentId] = (),
        touched: Sequence[Document] = (),
    ) -> Committed:
        """Store entries, drop documents, renew the data of others.

        Both indexes hold the new chunks before the catalogue does, and drop the old
        ones after it. Killed at any instant, the catalogue is as before or as after.

        Raises:
            StoreFull: no space is left; nothing of this commit is in the catalogue.
            StoreUnavailable: worth retrying.
        """
        for entry in entries:
            self._check(entry)
        with self._writing, translated():
            new = [chunk.id for entry in entries for chunk in entry.chunks]
            changing = [*removed, *(entry.document.id for entry in entries)]
            old = self._catalogue.chunk_ids_of(changing)
            dropped = sorted(old - set(new))
            self._catalogue.announce([*new, *dropped])
            documents = [*(e.document for e in entries), *touched]
            self._gate.before(
                set(new) - old,
                for_staff=any(
                    document.provenance.visibility is Visibility.STAFF
                    for document in documents
                ),
            )
            self._write_indexes(entries)
            added, updated = self._catalogue.write(
                [(e.place, e.document, e.chunks, e.vectors) for e in entries],
                removed=removed,
                touched=touched,
                at=datetime.now(UTC),
            )
            self._gate.after(set(new) - old, dropped)
            if dropped:
                self._vectors.delete(dropped)
                self._words.replace((), removed=dropped)
            self._catalogue.settle([*new, *dropped])
            self._gate.forget(dropped)
        return Committed(
            added=added, updated=updated + len(touched), removed=len(removed)
        )

    def _check(self, entry: Entry) -> None:
        shape = (len(entry.chunks), self._dimensions)
        if entry.chunks and entry.vectors.shape != shape:
            raise ValueError(
                f"{entry.document.path!r}: the vectors have shape "
                f"{entry.vectors.shape}, not {shape}"
            )
        if not np.isfinite(entry.vectors).all():
            raise ValueError(f"{entry.document.path!r}: a vector is not finite")

    def _write_indexes(self, entries: Sequence[Entry]) -> None:
        filled = [entry for entry in entries if entry.chunks]
        if not filled:
            return
        ids = [chunk.id for entry in filled for chunk in entry.chunks]
        vectors = np.concatenate([entry.vectors for entry in filled])
        try:
            self._vectors.upsert(ids, vectors)
        except StoreUnavailable:
            if not self._vectors.embedded:
                raise
            self._health.rebuild_vectors()
            self._vectors.upsert(ids, vectors)
        self._words.replace(
            [
                (chunk.id, chunk_terms(entry.document.title, chunk))
                for entry in filled
                for chunk in entry.chunks
            ]
        )

    # Reading

    def nearest(
        self,
        vector: NDArray[np.float32],
        *,
        limit: int,
        filters: Filters = EVERYTHING,
        readers: Readers = "public",
    ) -> list[tuple[ChunkId, float]]:
        """Return the chunks nearest to a unit vector and their cosines, best first.

        Ties keep the order of ids. Where filters leave few chunks, all are scored.
        """
        with translated():
            return self._gate.gather(
                lambda size: self._vectors.nearest(vector, limit=size),
                limit=limit,
                filters=filters,
                readers=readers,
                exact=lambda ids: self._scored(ids, vector),
            )

    def covering(
        self,
        words: WeighedWords,
        *,
        limit: int,
        filters: Filters = EVERYTHING,
        readers: Readers = "public",
    ) -> list[tuple[ChunkId, float]]:
        """Return the chunks that hold most of the words, and which share, in [0, 1]."""
        with translated():
            return self._gate.gather(
                lambda size: self._words.covering(words, limit=size),
                limit=limit,
                filters=filters,
                readers=readers,
            )

    def _scored(self, ids: Collection[ChunkId], vector: NDArray[np.float32]) -> Scored:
        stored = self._catalogue.vectors(sorted(ids))
        scored = [(i, float(v @ vector)) for i, v in stored.items()]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return how many chunks hold each term."""
        return {word: self._words.frequency(word) for word in words}

    def chunk_count(self) -> int:
        """Return how many chunks are stored."""
        return self._gate.count

    def chunks(
        self, ids: Sequence[ChunkId], *, readers: Readers = "staff"
    ) -> dict[ChunkId, StoredChunk]:
        """Return chunks with their documents' data.

        Unknown ids are left out, and so are those that the readers must not see.
        """
        with translated():
            return self._catalogue.chunks(ids, readers)

    def vectors(self, ids: Sequence[ChunkId]) -> dict[ChunkId, NDArray[np.float32]]:
        """Return the vectors of chunks; unknown ids are left out."""
        with translated():
            return self._catalogue.vectors(ids)

    def samples(self, each: int) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of at most `each` random chunks a language, a row each.

        They are the same ones for the same library.
        """
        with translated():
            ids = self._catalogue.chunk_ids_by_language()
        draw = random.Random(0)  # noqa: S311 - a sample, no secret
        chosen = {
            language: draw.sample(ids[language], min(each, len(ids[language])))
            for language in sorted(ids)
        }
        found = self.vectors([i for some in chosen.values() for i in some])
        return {
            language: np.array(
                [found[i] for i in some if i in found], dtype=np.float32
            ).reshape(-1, self._dimensions)
            for language, some in chosen.items()
        }

    def languages(self, ids: Sequence[ChunkId]) -> dict[ChunkId, str]:
        """Return the languages of chunks; unknown ids are left out."""
        with translated():
            return self._catalogue.languages(ids)

    def document(self, identifier: DocumentId) -> Document | None:
        """Return a document, whole."""
        with translated():
            return self._catalogue.document(identifier)

    def chunk(self, identifier: ChunkId) -> StoredChunk | None:
        """Return a chunk with its document's data."""
        return self.chunks([identifier]).get(identifier)

    def status(self) -> LibraryStatus:
        """Return what the library holds."""
        with translated():
            documents, chunks = self._catalogue.counts()
            failures = self._catalogue.failures()
            platforms = self._catalogue.platforms()
        return LibraryStatus(
            documents=documents,
            chunks=chunks,
            platforms=tuple(platforms),
            failures=tuple(
                Failure(path=row.path, reason=row.reason or "") for row in failures
            ),
            embedder=self._fingerprint,
            bytes=_bytes_below(self._home),
        )

    # Health

    def doctor(self, *, repair: bool = False) -> list[Finding]:
        """Compare the catalogue with both indexes; agreement is an empty list.

        Repairing drops what is surplus and builds what is missing from the catalogue.
        """
        with self._writing, translated():
            return self._health.compare(repair=repair)

    def _agree_on(self, fingerprint: str) -> None:
        stored = self._catalogue.setting(FINGERPRINT)
        if stored == fingerprint:
            return
        if stored is not None and self._gate.count:
            raise IndexMismatch(
                f"the index was built by the embedder {stored!r}, "
                f"and the one now is {fingerprint!r}",
                remedy="Go back to that embedder, or ingest into another GALAXY_HOME.",
            )
        if stored is not None:
            self._vectors.clear()  # a collection keeps the length of its first vectors
        self._catalogue.set_setting(FINGERPRINT, fingerprint)


def _collection(catalogue: Catalogue, *, shared: bool) -> str:
    """Return the collection's name, which is the library's own on a shared server.

    Healing drops what the catalogue does not know, so two libraries must never meet.
    """
    if not shared:
        return COLLECTION
    store = catalogue.setting(STORE)
    if store is None:
        store = uuid4().hex
        catalogue.set_setting(STORE, store)
    return f"{COLLECTION}-{store}"


def _bytes_below(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # an index may just have tidied it away
            total += path.stat().st_size if path.is_file() else 0
    return total
