"""Finds the passages for a question: meaning first, words as a bounded bonus.

A cosine is measured against the library's background: how far it stands above unrelated
passages of the same language, in standard deviations. Words add a bonus for how much of
the question one passage really holds; bounded and convex, because plain rank fusion
halves the recall between languages, and gating by coverage buries foreign sources in a
library of many languages.
"""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.background import Background, Level
from vectorstore.embeddings.protocol import Embedder
from vectorstore.errors import IndexMissing
from vectorstore.library import Library
from vectorstore.records import EVERYTHING, ChunkId, Filters, Passage, Readers
from vectorstore.text.normalization import term_groups

DENSE_CANDIDATES = 200
"""Enough for foreign passages, which start behind those of the question's language."""
WORD_CANDIDATES = 50
WORD_BONUS = 2.0
"""Standard deviations that a passage with every word of the question gains."""
WORD_POWER = 4
"""So steep that only nearly all of the words count: a few are shared by chance."""
A_DOCUMENT_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as search uses it."""

    vector: NDArray[np.float32]
    words: tuple[tuple[frozenset[str], float], ...]  # forms of each word, its rarity
    level: Level  # how near unrelated passages come

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
        self._background = Background(library, embedder)

    def find(
        self,
        question: str,
        *,
        language: str,
        limit: int,
        filters: Filters = EVERYTHING,
        readers: Readers = "public",
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
        languages = self._library.languages(list(cosines))
        scores = {
            chunk: understood.level.standardize(cosine, languages.get(chunk, ""))
            + WORD_BONUS * covered.get(chunk, 0.0) ** WORD_POWER
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
                readers=readers,
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
        level = self._background.level(vector)
        return Understood(vector=vector, words=words, level=level)

    def _gather(
        self,
        order: list[ChunkId],
        *,
        scores: dict[ChunkId, float],
        cosines: dict[ChunkId, float],
        covered: dict[ChunkId, float],
        limit: int,
        readers: Readers,
    ) -> tuple[Passage, ...]:
        passages: list[Passage] = []
        taken: Counter[str] = Counter()
        step = max(2 * limit, 20)
        for start in range(0, len(order), step):
            stored = self._library.chunks(order[start : start + step], readers=readers)
            for identifier in order[start : start + step]:
                found = stored.get(identifier)
                if found is None:
                    continue
                document = found.chunk.document_id
                if taken[document] >= A_DOCUMENT_AT_MOST:
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
