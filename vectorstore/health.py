"""Compares catalogue, vectors and words, and heals what a killed run left.

The catalogue says what was committed, and both indexes can be built anew from it. A
full disk can leave Chroma's files cut short, which it does not get over by itself.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.catalogue.writing import in_parts
from vectorstore.chroma import ChunkVectors
from vectorstore.embeddings.languages import stepped
from vectorstore.embeddings.weights import Floats
from vectorstore.errors import StoreUnavailable
from vectorstore.lexical import Indexed, WordIndex
from vectorstore.records import Chunk, ChunkId, Record
from vectorstore.text.asked import identifier_terms, index_terms

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
        steps: Mapping[str, Floats],
    ) -> None:
        """Look after both.

        Args:
            catalogue: what they must agree with.
            vectors: the one index.
            words: the other.
            dimensions: of the vectors.
            steps: of each language, which are taken off vectors before they are
                indexed, so that a question finds those of every language alike.
        """
        self._steps = steps
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
            self.rebuild_words()
            return True
        self._vectors.delete(sorted(surplus))
        return self._insert_vectors(missing)

    def placed(self, vectors: Floats, languages: Sequence[str]) -> Floats:
        """Return vectors as they are indexed: without the step of their languages."""
        return stepped(vectors, languages, self._steps)

    def rebuild_vectors(self) -> None:
        """Build the index of vectors anew: it is damaged, or of an older program."""
        log.warning("the index of vectors is built anew")
        self._vectors.clear()
        self._insert_vectors(self._catalogue.chunk_ids())

    def _insert_vectors(self, ids: set[ChunkId]) -> bool:
        """Insert what the catalogue has; have the rest taken in again. All there?"""
        lost: set[ChunkId] = set()
        for some in in_parts(sorted(ids)):
            found = self._catalogue.vectors(some)
            if found:
                spoken = self._catalogue.languages(list(found))
                vectors = np.array(list(found.values()))
                languages = [spoken[identifier] for identifier in found]
                self._vectors.upsert(list(found), self.placed(vectors, languages))
            lost.update(set(some) - set(found))
        if lost:
            self._catalogue.mark_unread(lost)
        return not lost

    def rebuild_words(self) -> None:
        """Build the index of words anew from the catalogue."""
        self._words.clear()
        batch: list[Indexed] = []
        for chunk, title, path in self._catalogue.all_chunks():
            batch.append(indexed(title, chunk, path=path))
            if len(batch) == REBUILD_BATCH:
                self._words.replace(batch)
                batch = []
        if batch:
            self._words.replace(batch)


def indexed(title: str, chunk: Chunk, *, path: str) -> Indexed:
    """Return a chunk with the terms it is found by.

    They are of title, headings and text, and of an identifier in its document's path.
    """
    context = " ".join((title, *chunk.headings))
    return Indexed(
        id=chunk.id,
        document_id=chunk.document_id,
        terms=(
            *index_terms(f"{context}\n{chunk.text}", chunk.language),
            *identifier_terms(path),
        ),
    )


def _describe(
    name: str, missing: set[ChunkId], surplus: set[ChunkId], repaired: bool
) -> str:
    told = f"{name}: {len(missing)} chunks missing, {len(surplus)} surplus"
    if repaired:
        return f"{told}; repaired."
    remedy = "run `galaxy doctor --repair`, then ingest the same paths again"
    return f"{told}; {remedy}."
