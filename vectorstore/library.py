"""The library: catalogue, vectors and words as one, with one owner.

An item is in the catalogue only after both indexes hold it, so whatever the catalogue
says can be found; whatever the indexes hold beyond it is never returned, and is healed
from a journal when the library is next opened.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.catalogue.database import open_engine, translated, upgrade
from vectorstore.catalogue.facets import (
    FACETS,
    FacetCounts,
    FacetName,
    count_facets,
)
from vectorstore.catalogue.material import nearest_of
from vectorstore.catalogue.organization_names import write_alias, write_name_vectors
from vectorstore.catalogue.rows import FileRow, StoredChunk
from vectorstore.chroma import ChunkVectors
from vectorstore.embeddings.languages import language_steps
from vectorstore.entries import Committed, Entry, LibraryStatus
from vectorstore.gate import Gate
from vectorstore.health import Finding, Health
from vectorstore.indexes import Indexes
from vectorstore.lexical import WeighedWords, WordIndex
from vectorstore.lock import WAIT_S, Ownership
from vectorstore.making import Making, collection_of
from vectorstore.probe import survives
from vectorstore.reading import Reading
from vectorstore.records import (
    EVERYTHING,
    ChunkId,
    Document,
    DocumentId,
    Filters,
    Readers,
    Visibility,
)
from vectorstore.resolution import Alias

__all__ = ["Entry", "FileRow", "Finding", "Library", "LibraryStatus", "StoredChunk"]

log = logging.getLogger(__name__)


class Library(Reading):
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
        super().__init__(
            home=home, engine=engine, fingerprint=fingerprint, dimensions=dimensions
        )
        self._ownership = ownership
        health = Health(
            self._catalogue,
            vectors,
            words,
            dimensions=dimensions,
            steps=language_steps(fingerprint),
        )
        self._indexes = Indexes(vectors, words, health)
        self._writing = Lock()
        self._gate = Gate(self._catalogue, engine)

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
            catalogue = Catalogue(engine)
            collection = collection_of(catalogue, shared=chroma_url is not None)
            folder = home / "chroma"
            if chroma_url is None and not _survived(
                folder, collection, catalogue, dimensions=dimensions
            ):
                log.warning("a killed run damaged the index of vectors")
                rmtree(folder)
            vectors = ChunkVectors(folder=folder, url=chroma_url, collection=collection)
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
            making = Making(catalogue, library._indexes)
            making.agree_on_embedder(
                f"{fingerprint}/{dimensions}", holds_any=bool(library._gate.count)
            )
            library._indexes.health.heal()
            making.agree_on_recipes(holds_any=bool(library._gate.count))
            undo.pop_all()
        return library

    def close(self) -> None:
        """Let others own the index."""
        self._indexes.vectors.close()
        self.engine.dispose()
        self._ownership.release()

    # Files

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

    # Writing

    def say_of_names(self, alias: Alias) -> None:
        """Keep a person's word on two names; a later word on them outweighs it."""
        with self._writing, translated():
            write_alias(self.engine, alias, at=datetime.now(UTC))

    def keep_name_vectors(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep the vectors of names of organizations."""
        with self._writing, translated():
            write_name_vectors(self.engine, vectors)

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
            entry.check(self._dimensions)
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
            self._indexes.write(entries)
            added, updated = self._catalogue.write(
                [
                    (
                        e.place,
                        e.document,
                        e.chunks,
                        e.vectors,
                        e.sentences or (None,) * len(e.chunks),
                        e.tokens or (None,) * len(e.chunks),
                    )
                    for e in entries
                ],
                removed=removed,
                touched=touched,
                at=datetime.now(UTC),
            )
            self._gate.after(
                set(new) - old, dropped, [*changing, *(one.id for one in touched)]
            )
            self._indexes.drop(dropped)
            self._catalogue.settle([*new, *dropped])
            self._gate.forget(dropped)
        return Committed(
            added=added, updated=updated + len(touched), removed=len(removed)
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
                lambda size: self._indexes.vectors.nearest(vector, limit=size),
                limit=limit,
                filters=filters,
                readers=readers,
                exact=lambda allowed, size: nearest_of(
                    self.engine,
                    allowed.documents(),
                    vector,
                    placed=self._indexes.health.placed,
                )[:size],
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
                lambda size: self._indexes.words.covering(words, limit=size),
                limit=limit,
                filters=filters,
                readers=readers,
                exact=lambda allowed, size: self._indexes.words.covering(
                    words, limit=size, documents=allowed.documents()
                ),
            )

    def shares(
        self, words: WeighedWords, ids: Collection[ChunkId]
    ) -> dict[ChunkId, float]:
        """Return which share of the words, by rarity, chunks hold; none is left out."""
        return dict(self._indexes.words.covering(words, limit=len(ids), within=ids))

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return how many chunks hold each term."""
        return {word: self._indexes.words.frequency(word) for word in words}

    def terms_beginning(self, letters: str, *, limit: int) -> list[tuple[str, int]]:
        """Return the commonest terms that begin so, and how many chunks hold each."""
        return self._indexes.words.beginning(letters, limit=limit)

    def chunk_count(self) -> int:
        """Return how many chunks are stored."""
        return self._gate.count

    def facets(
        self,
        *,
        filters: Filters = EVERYTHING,
        readers: Readers = "public",
        among: Collection[DocumentId] | None = None,
        names: Sequence[FacetName] = FACETS,
        with_copies: bool = False,
    ) -> FacetCounts:
        """Count the records that filters and readers leave, by facet.

        Args:
            filters: what is counted.
            readers: whose eyes the counts are for.
            among: only these documents; None: all.
            names: the facets to count by.
            with_copies: whether each copy of a record counts.
        """
        with translated():
            allowed = self._gate.allowed(filters, readers)
        if among is not None:
            allowed = allowed.among(among)
        return count_facets(allowed, names, with_copies=with_copies)

    def listed(
        self, *, filters: Filters = EVERYTHING, readers: Readers = "public"
    ) -> list[DocumentId]:
        """Return the documents that filters and readers leave, newest first.

        Of copies of one record it is the newest alone.
        """
        with translated():
            return self._gate.allowed(filters, readers).newest_first()

    def copies_of(
        self, document: DocumentId, *, readers: Readers = "public"
    ) -> list[DocumentId]:
        """Return the other documents that are copies of one, in a stable order."""
        with translated():
            allowed = self._gate.allowed(EVERYTHING, readers)
        return allowed.copies_of(document)

    def first_copies(
        self, documents: Sequence[DocumentId], *, readers: Readers = "public"
    ) -> list[DocumentId]:
        """Return documents in their order, of copies of one record the first alone."""
        with translated():
            allowed = self._gate.allowed(EVERYTHING, readers)
        return allowed.first_copies(documents)

    def warm_up(self) -> None:
        """Read now what the first search under a filter would otherwise wait for."""
        with translated():
            self._gate.warm_up()

    # Health

    def doctor(self, *, repair: bool = False) -> list[Finding]:
        """Compare the catalogue with both indexes; agreement is an empty list.

        Repairing drops what is surplus and builds what is missing from the catalogue.
        """
        with self._writing, translated():
            return self._indexes.health.compare(repair=repair)


def _survived(
    folder: Path, collection: str, catalogue: Catalogue, *, dimensions: int
) -> bool:
    """Tell whether an index can be used after a killed run; there need not be any."""
    pending = catalogue.pending()
    if not pending or not folder.exists():
        return True
    known = catalogue.languages(pending)
    surplus = [identifier for identifier in pending if identifier not in known]
    return survives(folder, collection, surplus=surplus, dimensions=dimensions)
