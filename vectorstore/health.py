"""Compares catalogue, vectors and words, and heals what a killed run left.

The catalogue says what was committed, and both indexes can be built anew from it. A
full disk can leave Chroma's files cut short, which it does not get over by itself.
"""

import logging
from typing import Literal

import numpy as np

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.catalogue.writing import in_parts
from vectorstore.chroma import ChunkVectors
from vectorstore.errors import StoreUnavailable
from vectorstore.lexical import WordIndex
from vectorstore.records import Chunk, ChunkId, Record
from vectorstore.text.normalization import terms

REBUILD_BATCH = 2_000

log = logging.getLogger(__name__)


class Finding(Record):
    """A disagreement between the catalogue and an index."""

    index: Literal["vectors", "words"]
    missing: int  # chunks of the catalogue that the index lacks
    surplus: int  # chunks of the index that the catalogue lacks
    repaired: bool
    message: str


class Health:
    """Looks after both indexes. The caller sees to it that nobody else writes."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: ChunkVectors,
        words: WordIndex,
        *,
        dimensions: int,
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._words = words
        self._dimensions = dimensions

    def heal(self) -> None:
        """Finish what a killed run began, and repair an index that lost something."""
        pending = self._catalogue.pending()
        known = self._catalogue.chunks(pending)
        surplus = [i for i in pending if i not in known]
        try:
            self._vectors.delete(surplus)
            self._vectors.nearest(np.ones(self._dimensions, np.float32), limit=1)
        except StoreUnavailable:
            if not self._vectors.embedded:
                raise
            self.rebuild_vectors()
        if pending:
            self._words.replace((), removed=surplus)
            self._catalogue.settle(pending)
        count = self._catalogue.counts()[1]
        if count != self._vectors.count() or count != self._words.count():
            for finding in self.compare(repair=True):
                log.warning("%s", finding.message)

    def compare(self, *, repair: bool) -> list[Finding]:
        """Return how the indexes disagree with the catalogue."""
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
        return findings

    def _repair(self, name: str, missing: set[ChunkId], surplus: set[ChunkId]) -> bool:
        if name == "words":
            self._rebuild_words()
            return True
        self._vectors.delete(sorted(surplus))
        return self._insert_vectors(missing)

    def rebuild_vectors(self) -> None:
        """Build the index of vectors anew, for it is damaged."""
        log.warning("the index of vectors is damaged and is built anew")
        self._vectors.clear()
        self._insert_vectors(self._catalogue.chunk_ids())

    def _insert_vectors(self, ids: set[ChunkId]) -> bool:
        """Insert what the catalogue has; have the rest taken in again. All there?"""
        lost: set[ChunkId] = set()
        for some in in_parts(sorted(ids)):
            found = self._catalogue.vectors(some)
            if found:
                self._vectors.upsert(list(found), np.array(list(found.values())))
            lost.update(set(some) - set(found))
        if lost:
            self._catalogue.mark_unread(lost)
        return not lost

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
