"""What answers are made of, read from the library for one request.

The store's failures leave as the assistant's own.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.errors import EvidenceUnavailable
from assistant.questions import Question
from assistant.replies import Request
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library
from vectorstore.records import ChunkId, DocumentId, Passage, Readers
from vectorstore.search import Found, Search, Understood
from vectorstore.sentences import Sentences


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

    def understand(self, statement: str, *, language: str) -> Understood:
        """Embed a statement, weigh its words, and measure its background."""
        with _translated():
            return self.search_engine.understand(statement, language=language)

    def texts(self, documents: Sequence[DocumentId]) -> dict[DocumentId, str]:
        """Return documents' texts as they are stored now; "" for one that is gone."""
        found: dict[DocumentId, str] = {}
        with _translated():
            for identifier in dict.fromkeys(documents):
                document = self.library.document(identifier)
                found[identifier] = document.text if document else ""
        return found


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except VectorstoreError as error:
        raise EvidenceUnavailable.of(error) from error
