"""Finds the passages for a question: meaning first, words as a bounded bonus.

The cosine of this family of models sits in a narrow band, so it is measured against the
background of the library: how far above an unrelated passage it stands, in standard
deviations. Words add a bonus for how much of the question one passage really holds;
bounded and convex, because plain rank fusion halves the recall between languages, and
gating by coverage buries foreign sources in a library of many languages.
"""

import math
from collections import Counter
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vectorstore.background import UNRELATED
from vectorstore.embeddings.protocol import Embedder
from vectorstore.errors import IndexMissing
from vectorstore.library import Library
from vectorstore.records import EVERYTHING, ChunkId, Filters, Passage, Readers
from vectorstore.text.normalization import term_groups

DENSE_CANDIDATES = 100
WORD_CANDIDATES = 50
WORD_BONUS = 2.0
"""Standard deviations that a passage with every word of the question gains."""
A_DOCUMENT_AT_MOST = 3
SAMPLE = 512
PRIOR_WEIGHT = 64
"""Passages of the library that the unrelated texts weigh as much as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as search uses it."""

    vector: NDArray[np.float32]
    words: tuple[tuple[frozenset[str], float], ...]  # forms of each word, its rarity
    mean: float  # cosine with unrelated passages
    deviation: float

    def standardize(self, cosine: float) -> float:
        """Return how many standard deviations a cosine is above unrelated passages."""
        return (cosine - self.mean) / self.deviation

    def coverage(self, terms: set[str]) -> float:
        """Return the share of the question's words among terms, by rarity."""
        total = sum(rarity for _, rarity in self.words)
        if not total:
            return 0.0
        return sum(r for forms, r in self.words if not forms.isdisjoint(terms)) / total


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The passages for one question, best first."""

    question: Understood
    passages: tuple[Passage, ...]


class Search:
    """Searches one library with one embedder. Safe to call from several threads."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._lock = Lock()
        self._unrelated: NDArray[np.float32] | None = None
        self._sample: NDArray[np.float32] | None = None
        self._sampled_at = -1

    def find(
        self,
        question: str,
        *,
        language: str,
        limit: int,
        filters: Filters = EVERYTHING,
        readers: Readers = "public",
        a_document_at_most: int | None = A_DOCUMENT_AT_MOST,
    ) -> Found:
        """Return at most `limit` passages that fit the question, best first.

        The question is embedded as it is, never translated. Ties keep the order of
        chunk ids, so results repeat. `language` only chooses the analysis of words.

        Raises:
            IndexMissing: nothing has been taken in yet.
            EmbeddingFailed: the embedder gave no vector.
            StoreUnavailable: worth retrying.
        """
        if not self._library.chunk_count():
            raise IndexMissing(
                "the library is empty",
                remedy="Run `galaxy ingest --starter`, or ingest your own PATH.",
            )
        understood = self.understand(question, language=language)
        cosines = dict(
            self._library.nearest(
                understood.vector,
                limit=max(DENSE_CANDIDATES, 2 * limit),
                filters=filters,
                readers=readers,
            )
        )
        covered = dict(
            self._library.covering(
                understood.words,
                limit=max(WORD_CANDIDATES, limit),
                filters=filters,
                readers=readers,
            )
        )
        missing = [chunk for chunk in covered if chunk not in cosines]
        for chunk, vector in self._library.vectors(missing).items():
            cosines[chunk] = float(vector @ understood.vector)
        scores = {
            chunk: understood.standardize(cosine)
            + WORD_BONUS * covered.get(chunk, 0.0) ** 2
            for chunk, cosine in cosines.items()
        }
        order = sorted(scores, key=lambda chunk: (-scores[chunk], chunk))
        return Found(
            question=understood,
            passages=self._gather(
                order,
                scores=scores,
                cosines=cosines,
                covered=covered,
                limit=limit,
                a_document_at_most=a_document_at_most,
            ),
        )

    def understand(self, question: str, *, language: str) -> Understood:
        """Embed a question, weigh its words, and measure its background."""
        vector = self._embedder.embed_questions([question])[0]
        groups = term_groups(question, language)
        count = max(self._library.chunk_count(), 1)
        frequencies = self._library.frequencies(
            sorted({form for forms in groups for form in forms})
        )
        words = tuple(
            (forms, math.log1p(count / (1 + max(frequencies.get(f, 0) for f in forms))))
            for forms in dict.fromkeys(groups)
        )
        mean, deviation = self._background(vector)
        return Understood(vector=vector, words=words, mean=mean, deviation=deviation)

    def _background(self, vector: NDArray[np.float32]) -> tuple[float, float]:
        with self._lock:
            if self._unrelated is None:
                self._unrelated = self._embedder.embed_passages(UNRELATED)
            generation = self._library.generation
            if self._sample is None or generation != self._sampled_at:
                self._sample = self._library.sample(SAMPLE)
                self._sampled_at = generation
            prior, sample = self._unrelated @ vector, self._sample @ vector
        weights = np.concatenate(
            [
                np.full(len(prior), PRIOR_WEIGHT / max(len(prior), 1)),
                np.ones(len(sample)),
            ]
        )
        cosines = np.concatenate([prior, sample]).astype(np.float64)
        mean = float(np.average(cosines, weights=weights))
        spread = float(np.average((cosines - mean) ** 2, weights=weights))
        return mean, max(math.sqrt(spread), 1e-3)

    def _gather(
        self,
        order: list[ChunkId],
        *,
        scores: dict[ChunkId, float],
        cosines: dict[ChunkId, float],
        covered: dict[ChunkId, float],
        limit: int,
        a_document_at_most: int | None,
    ) -> tuple[Passage, ...]:
        passages: list[Passage] = []
        taken: Counter[str] = Counter()
        step = max(4 * limit, 40)
        for start in range(0, len(order), step):
            stored = self._library.chunks(order[start : start + step])
            for identifier in order[start : start + step]:
                found = stored.get(identifier)
                if found is None:
                    continue
                document = found.chunk.document_id
                if a_document_at_most and taken[document] >= a_document_at_most:
                    continue
                taken[document] += 1
                passages.append(
                    Passage(
                        chunk=found.chunk,
                        title=found.title,
                        path=found.path,
                        provenance=found.provenance,
                        facets=found.facets,
                        similarity=min(max(cosines[identifier], -1.0), 1.0),
                        coverage=min(covered.get(identifier, 0.0), 1.0),
                        score=scores[identifier],
                        rank=len(passages) + 1,
                    )
                )
                if len(passages) == limit:
                    return tuple(passages)
        return tuple(passages)
