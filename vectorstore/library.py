"""The library: catalogue, vectors and words as one, with one owner.

An item is in the catalogue only after both indexes hold it, so whatever the catalogue
says can be found; whatever the indexes hold beyond it is never returned, and is healed
from a journal when the library is next opened.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from vectorstore.catalogue.catalogue import (
    Catalogue,
    FileRow,
    PlatformCount,
    StoredChunk,
)
from vectorstore.catalogue.database import open_engine, translated, upgrade
from vectorstore.chroma import ChunkVectors
from vectorstore.errors import IndexMismatch
from vectorstore.lexical import WeighedWords, WordIndex
from vectorstore.lock import Ownership
from vectorstore.records import (
    EVERYTHING,
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Filters,
    Readers,
    Record,
)
from vectorstore.text.normalization import terms

__all__ = ["Entry", "FileRow", "Library", "LibraryStatus", "StoredChunk"]

FINGERPRINT = "embedder"
FEW = 2_000
"""Allowed chunks up to which they are all scored exactly, without Chroma's index."""
OVER_FETCH = 4
REBUILD_BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document ready to be stored."""

    place: str  # absolute path of its file
    document: Document
    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]  # (len(chunks), dimensions), in the chunks' order


class Committed(Record):
    """What a commit did, in documents."""

    added: int
    updated: int
    removed: int


class Failure(Record):
    """A file that could not be taken in, wholly or in part."""

    path: str
    reason: str


class LibraryStatus(Record):
    """What the library holds."""

    documents: int
    chunks: int
    platforms: tuple[PlatformCount, ...]
    failures: tuple[Failure, ...]
    embedder: str
    bytes: int  # on disk


class Finding(Record):
    """A disagreement between the catalogue and an index."""

    index: Literal["vectors", "words"]
    missing: int  # chunks of the catalogue that the index lacks
    surplus: int  # chunks of the index that the catalogue lacks
    repaired: bool
    message: str


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
    ) -> None:
        self._home = home
        self._ownership = ownership
        self.engine = engine
        self._catalogue = Catalogue(engine)
        self._vectors = vectors
        self._words = words
        self._fingerprint = fingerprint
        self._writing = Lock()
        self._count = self._catalogue.counts()[1]
        self._staff = self._catalogue.has_staff_documents()
        self.generation = 0
        """Grows with every change, for those who keep something derived."""

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        fingerprint: str,
        dimensions: int,
        purpose: str,
        chroma_url: str | None = None,
    ) -> Self:
        """Become the owner of a home, and heal what a killed run left.

        Args:
            home: the folder; it is made when it is not there.
            fingerprint: of the embedder whose vectors are stored and asked with.
            dimensions: of those vectors.
            purpose: what others are told that owns the index.
            chroma_url: a Chroma server, instead of the embedded one.

        Raises:
            OwnedElsewhere: another process owns the index.
            IndexMismatch: it was built by another embedder.
            StoreNewer: a newer program wrote it.
            StoreFull, StoreUnavailable: the disk or the server failed.
        """
        with translated():
            home.mkdir(parents=True, exist_ok=True)
        ownership = Ownership(home)
        ownership.take(purpose=purpose)
        try:
            engine = open_engine(home)
            upgrade(engine)
            with translated():
                library = cls(
                    home=home,
                    ownership=ownership,
                    engine=engine,
                    vectors=ChunkVectors(folder=home / "chroma", url=chroma_url),
                    words=WordIndex(home / "words"),
                    fingerprint=fingerprint,
                )
                library._agree_on(f"{fingerprint}/{dimensions}")
                library._heal()
        except BaseException:
            ownership.release()
            raise
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
        touched: Sequence[tuple[DocumentId, Document]] = (),
    ) -> Committed:
        """Store entries, drop documents, renew the data of others.

        Both indexes hold the new chunks before the catalogue does, and drop the old
        ones after it. Killed at any instant, the catalogue is as before or as after.

        Raises:
            StoreFull: no space is left; nothing of this commit is in the catalogue.
            StoreUnavailable: worth retrying.
        """
        with self._writing, translated():
            new = [chunk.id for entry in entries for chunk in entry.chunks]
            changing = [*removed, *(entry.document.id for entry in entries)]
            old = self._catalogue.chunk_ids_of(changing)
            dropped = sorted(old - set(new))
            self._catalogue.announce([*new, *dropped])
            self._write_indexes(entries)
            added, updated = self._catalogue.write(
                [(e.place, e.document, e.chunks) for e in entries],
                removed=removed,
                touched=[document for _, document in touched],
                at=datetime.now(UTC),
            )
            if dropped:
                self._vectors.delete(dropped)
                self._words.replace((), removed=dropped)
            self._catalogue.settle([*new, *dropped])
            self._count += len(set(new) - old) - len(dropped)
            self._staff = self._catalogue.has_staff_documents()
            self.generation += 1
        return Committed(
            added=added, updated=updated + len(touched), removed=len(removed)
        )

    def _write_indexes(self, entries: Sequence[Entry]) -> None:
        filled = [entry for entry in entries if entry.chunks]
        if not filled:
            return
        self._vectors.upsert(
            [chunk.id for entry in filled for chunk in entry.chunks],
            np.concatenate([entry.vectors for entry in filled]),
            [chunk.text for entry in filled for chunk in entry.chunks],
        )
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
        """Return the chunks nearest to a unit vector and their cosines, best first."""
        with translated():
            allowed = self._allowed(filters, readers)
            if allowed is None:
                return self._vectors.nearest(vector, limit=limit)
            if len(allowed) <= FEW:
                stored = self._vectors.get(sorted(allowed))
                scored = [(i, float(v @ vector)) for i, v in stored.items()]
                return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:limit]
            fetch = OVER_FETCH * limit
            while True:
                found = self._vectors.nearest(vector, limit=fetch)
                kept = [pair for pair in found if pair[0] in allowed]
                if len(kept) >= limit or len(found) < fetch:
                    return kept[:limit]
                fetch *= OVER_FETCH

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
            allowed = self._allowed(filters, readers)
            if allowed is None:
                return self._words.covering(words, limit=limit)
            fetch = OVER_FETCH * limit
            while True:
                found = self._words.covering(words, limit=fetch)
                kept = [pair for pair in found if pair[0] in allowed]
                if len(kept) >= limit or len(found) < fetch:
                    return kept[:limit]
                fetch *= OVER_FETCH

    def _allowed(self, filters: Filters, readers: Readers) -> set[ChunkId] | None:
        """Return the chunks that may be found; None when all may be."""
        if filters == EVERYTHING and (readers == "staff" or not self._staff):
            return None
        return self._catalogue.allowed(filters, readers)

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return how many chunks hold each term."""
        return {word: self._words.frequency(word) for word in words}

    def chunk_count(self) -> int:
        """Return how many chunks are stored."""
        return self._count

    def chunks(self, ids: Sequence[ChunkId]) -> dict[ChunkId, StoredChunk]:
        """Return chunks with their documents' data; unknown ids are left out."""
        with translated():
            return self._catalogue.chunks(ids)

    def vectors(self, ids: Sequence[ChunkId]) -> dict[ChunkId, NDArray[np.float32]]:
        """Return the vectors of chunks; unknown ids are left out."""
        return self._vectors.get(ids) if ids else {}

    def sample(self, size: int) -> NDArray[np.float32]:
        """Return the vectors of random chunks, the same ones for the same library."""
        with translated():
            ids = sorted(self._catalogue.chunk_ids())
        chosen = random.Random(0).sample(ids, min(size, len(ids)))  # noqa: S311 - a sample, no secret
        found = self._vectors.get(chosen)
        return np.array([found[i] for i in chosen if i in found], dtype=np.float32)

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
        files = (path for path in self._home.rglob("*") if path.is_file())
        return LibraryStatus(
            documents=documents,
            chunks=chunks,
            platforms=tuple(platforms),
            failures=tuple(
                Failure(path=row.path, reason=row.reason or "") for row in failures
            ),
            embedder=self._fingerprint,
            bytes=sum(path.stat().st_size for path in files),
        )

    # Health

    def doctor(self, *, repair: bool = False) -> list[Finding]:
        """Compare the catalogue with both indexes; agreement is an empty list.

        Repairing rebuilds the words from the catalogue and drops what is surplus;
        missing vectors need the documents to be taken in again.
        """
        with self._writing, translated():
            truth = self._catalogue.chunk_ids()
            findings: list[Finding] = []
            for name, ids in (
                ("vectors", self._vectors.ids()),
                ("words", self._words.ids()),
            ):
                missing, surplus = truth - ids, ids - truth
                if not missing and not surplus:
                    continue
                repaired = repair and self._repair(name, missing, surplus)
                findings.append(
                    Finding.model_validate(
                        {
                            "index": name,
                            "missing": len(missing),
                            "surplus": len(surplus),
                            "repaired": repaired,
                            "message": _describe(name, missing, surplus, repaired),
                        }
                    )
                )
            self.generation += 1
        return findings

    def _repair(self, name: str, missing: set[ChunkId], surplus: set[ChunkId]) -> bool:
        if name == "words":
            self._rebuild_words()
            return True
        self._vectors.delete(sorted(surplus))
        if missing:
            self._catalogue.mark_unread(missing)
        return not missing

    def _rebuild_words(self) -> None:
        self._words.clear()
        batch: list[tuple[ChunkId, list[str]]] = []
        for chunk, title in self._catalogue.all_chunks():
            batch.append((chunk.id, chunk_terms(title, chunk)))
            if len(batch) == REBUILD_BATCH:
                self._words.replace(batch)
                batch = []
        if batch:
            self._words.replace(batch)

    def _agree_on(self, fingerprint: str) -> None:
        stored = self._catalogue.setting(FINGERPRINT)
        if stored == fingerprint:
            return
        if stored is not None and self._count:
            raise IndexMismatch(
                f"the index was built by the embedder {stored!r}, "
                f"and the one now is {fingerprint!r}",
                remedy="Go back to that embedder, or ingest into another GALAXY_HOME.",
            )
        self._catalogue.set_setting(FINGERPRINT, fingerprint)

    def _heal(self) -> None:
        """Finish what a killed run began: the catalogue says what was committed."""
        pending = self._catalogue.pending()
        if pending:
            known = self._catalogue.chunks(pending)
            surplus = [i for i in pending if i not in known]
            self._vectors.delete(surplus)
            self._words.replace((), removed=surplus)
            self._catalogue.settle(pending)
        if self._words.count() != self._count:
            self._rebuild_words()


def chunk_terms(title: str, chunk: Chunk) -> list[str]:
    """Return the terms a chunk is found by: those of its title, headings and text."""
    context = " ".join((title, *chunk.headings))
    return terms(f"{context}\n{chunk.text}", chunk.language)


def _describe(
    name: str, missing: set[ChunkId], surplus: set[ChunkId], repaired: bool
) -> str:
    told = f"{name}: {len(missing)} chunks missing, {len(surplus)} surplus"
    if repaired:
        return f"{told}; repaired."
    remedy = "run `galaxy doctor --repair`, then ingest the same paths again"
    return f"{told}; {remedy}."
