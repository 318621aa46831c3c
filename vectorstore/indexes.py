"""Both indexes as one: what is written to one is written to the other."""

from collections.abc import Sequence

import numpy as np

from vectorstore.chroma import ChunkVectors
from vectorstore.entries import Entry
from vectorstore.errors import StoreUnavailable
from vectorstore.health import Health, indexed
from vectorstore.lexical import WordIndex
from vectorstore.records import ChunkId


class Indexes:
    """Vectors and words of all chunks. The caller sees to it that nobody else writes.

    Reading goes straight to `vectors` and `words`.
    """

    def __init__(self, vectors: ChunkVectors, words: WordIndex, health: Health) -> None:
        self.vectors = vectors
        self.words = words
        self.health = health

    def write(self, entries: Sequence[Entry]) -> None:
        """Put the chunks of entries into both; known ids are replaced.

        An embedded index of vectors that fails is built anew, once.

        Raises:
            StoreFull: no space is left.
            StoreUnavailable: worth retrying.
        """
        filled = [entry for entry in entries if entry.chunks]
        if not filled:
            return
        ids = [chunk.id for entry in filled for chunk in entry.chunks]
        vectors = self.health.placed(
            np.concatenate([entry.vectors for entry in filled]),
            [chunk.language for entry in filled for chunk in entry.chunks],
        )
        try:
            self.vectors.upsert(ids, vectors)
        except StoreUnavailable:
            if not self.vectors.embedded:
                raise
            self.health.rebuild_vectors()
            self.vectors.upsert(ids, vectors)
        self.words.replace(
            [
                indexed(entry.document.title, chunk, path=entry.document.path)
                for entry in filled
                for chunk in entry.chunks
            ]
        )

    def drop(self, ids: Sequence[ChunkId]) -> None:
        """Take chunks out of both; unknown ids are no failure."""
        if ids:
            self.vectors.delete(ids)
            self.words.replace((), removed=ids)
