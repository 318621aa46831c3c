"""What answers are made of, read from the library for one request.

The store's failures leave as the assistant's own.
"""

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.errors import EvidenceUnavailable
from assistant.replies import Request
from assistant.understanding.questions import Question
from vectorstore.background import View
from vectorstore.catalogue.facets import FacetCounts, FacetName
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library
from vectorstore.records import (
    ChunkId,
    Document,
    DocumentId,
    Filters,
    Passage,
    Readers,
)
from vectorstore.search import Found, Search, Understood
from vectorstore.sentences import Sentences
from vectorstore.spelling import spelt_like
from vectorstore.text.asked import AskedWord

WHOLE = 0.999
"""Share of words that is all of them; it comes as a sum of rounded numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """Reads one library. Blocking; safe to call from several threads.

    Raises everywhere:
        EvidenceUnavailable: the store failed; `retryable` tells whether to try again.
    """

    library: Library
    search_engine: Search

    def find(
        self,
        question: Question,
        request: Request,
        *,
        readers: Readers,
        at_least: int = 1,
    ) -> Found:
        """Return the passages for a question, best first, under the request's limits.

        `at_least` so many are looked for, even where the request wants fewer.
        """
        with _translated():
            return self.search_engine.find(
                question.to_search,
                language=question.analysis_language,
                limit=max(request.limit, at_least),
                filters=request.limits,
                readers=readers,
            )

    def sentences(self, passages: Sequence[Passage]) -> Mapping[ChunkId, Sentences]:
        """Return the sentences of passages with their vectors, by chunk."""
        with _translated():
            return self.search_engine.sentences(passages)

    def answering(
        self, found: Found, passages: Sequence[Passage]
    ) -> Mapping[ChunkId, tuple[float, ...]]:
        """Return how much each sentence of passages seems to answer, by chunk."""
        with _translated():
            return self.search_engine.answering(found, passages)

    def understand(self, statement: str, *, language: str) -> Understood:
        """Embed a statement, weigh its words, and measure its background."""
        with _translated():
            return self.search_engine.understand(statement, language=language)

    def views(self, statements: Sequence[str], *, language: str) -> tuple[View, ...]:
        """Embed statements together, and measure their background."""
        with _translated():
            return self.search_engine.views(statements, language=language)

    def facets(
        self,
        names: Sequence[FacetName],
        *,
        filters: Filters,
        readers: Readers,
        among: Collection[DocumentId] | None = None,
        with_copies: bool = False,
    ) -> FacetCounts:
        """Count the records that filters leave, by facets; only some where given."""
        with _translated():
            return self.library.facets(
                filters=filters,
                readers=readers,
                among=among,
                names=names,
                with_copies=with_copies,
            )

    def count(
        self,
        *,
        filters: Filters,
        readers: Readers,
        among: Collection[DocumentId] | None = None,
    ) -> int:
        """Return how many records filters leave, copies of one counted once."""
        return self.facets((), filters=filters, readers=readers, among=among).documents

    def first_copies(
        self, documents: Sequence[DocumentId], *, readers: Readers
    ) -> list[DocumentId]:
        """Return documents in their order, of copies of one record the first alone."""
        with _translated():
            return self.library.first_copies(documents, readers=readers)

    def unheld(self, asked: Sequence[AskedWord]) -> list[AskedWord]:
        """Return the words of a question, but countries, that no passage holds."""
        with _translated():
            held = self.library.frequencies(
                [form for word in asked for form in sorted(word.forms)]
            )
        return [
            word
            for word in asked
            if word.country is None and not any(held[form] for form in word.forms)
        ]

    def spelt_like(
        self, word: str, language: str, *, request: Request, readers: Readers
    ) -> str | None:
        """Return the nearest word that texts hold under the request's limits."""
        with _translated():
            return spelt_like(
                self.library, word, language, filters=request.limits, readers=readers
            )

    def holding(
        self, words: Sequence[frozenset[str]], *, filters: Filters, readers: Readers
    ) -> set[DocumentId]:
        """Return the documents that filters leave of which a passage holds all words.

        A word is given by its forms, any of which will do.
        """
        with _translated():
            covered = self.library.covering(
                [(forms, 1.0) for forms in words],
                limit=max(self.library.chunk_count(), 1),
                filters=filters,
                readers=readers,
            )
            whole = [chunk for chunk, share in covered if share >= WHOLE]
            return self.library.documents_with(whole)

    def listed(self, *, filters: Filters, readers: Readers) -> list[DocumentId]:
        """Return the documents that filters leave, newest first."""
        with _translated():
            return self.library.listed(filters=filters, readers=readers)

    def documents(self, ids: Sequence[DocumentId]) -> dict[DocumentId, Document]:
        """Return documents, whole; unknown ids are left out."""
        with _translated():
            return self.library.documents(ids)

    def openings(
        self, documents: Sequence[DocumentId], *, readers: Readers
    ) -> dict[DocumentId, Passage]:
        """Return the first passage of each document, as none that a search found."""
        found = self.passages(documents, readers=readers)
        return {one: passages[0] for one, passages in found.items() if passages}

    def passages(
        self, documents: Sequence[DocumentId], *, readers: Readers
    ) -> dict[DocumentId, tuple[Passage, ...]]:
        """Return all passages of documents in reading order, as none that was found."""
        with _translated():
            stored = self.library.chunks_of(documents, readers=readers)
        return {
            one: tuple(
                Passage(
                    chunk=part.chunk,
                    title=part.title,
                    path=part.path,
                    provenance=part.provenance,
                    facets=part.facets,
                    similarity=0.0,
                    coverage=0.0,
                    score=0.0,
                    rank=1,
                )
                for part in chunks
            )
            for one, chunks in stored.items()
        }

    def texts(self, documents: Sequence[DocumentId]) -> dict[DocumentId, str]:
        """Return documents' texts as they are stored now; "" for one that is gone."""
        ids = list(dict.fromkeys(documents))
        with _translated():
            found = self.library.documents(ids)
        return {one: found[one].text if one in found else "" for one in ids}


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except VectorstoreError as error:
        raise EvidenceUnavailable.of(error) from error
