"""The sentence of a record that comes nearest to a need.

A title such as "mHero" does not say what was done; a ministry reads that in a sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.postings.quoting import end_of_prose
from assistant.support.inert import is_inert, notice
from vectorstore.embeddings.languages import stepped
from vectorstore.library import Library, StoredChunk
from vectorstore.records import Document, DocumentId, Span
from vectorstore.sentences import Sentences, count_letters

SHORTEST = 30
"""Letters below which a sentence says nothing by itself."""


@dataclass(slots=True, kw_only=True)
class NearestSentences:
    """Finds them for one need, several documents at a time."""

    library: Library
    question: NDArray[np.float32]  # (dimensions,), languages made alike
    steps: Mapping[str, NDArray[np.float32]]
    enough: float  # cosine from which a sentence is about the need at all
    _found: dict[DocumentId, Span | None] = field(
        default_factory=dict[DocumentId, Span | None]
    )

    def read(self, documents: Sequence[tuple[Document, Sequence[StoredChunk]]]) -> None:
        """Look at the sentences of documents, given with their passages."""
        unread = [pair for pair in documents if pair[0].id not in self._found]
        ids = [one.chunk.id for _, chunks in unread for one in chunks]
        stored = self.library.sentences(ids) if ids else {}
        for document, chunks in unread:
            end, uri = end_of_prose(document.text), document.provenance.uri
            best, nearest = self.enough, None
            for one in chunks:
                every = stored.get(one.chunk.id)
                if every is None:
                    continue
                notice(one.chunk.text, every.spans, every.vectors)
                telling = self._telling(document, one, every, end)
                for cosine, at in sorted(telling, reverse=True):
                    if cosine < best:
                        break  # most sentences, and looking into them takes longest
                    if is_inert(one.chunk.text, every.spans, at, uri=uri):
                        before, (start, stop) = one.chunk.span[0], every.spans[at]
                        best, nearest = cosine, (before + start, before + stop)
                        break
            self._found[document.id] = nearest

    def _telling(
        self, document: Document, one: StoredChunk, sentences: Sentences, end: int
    ) -> Iterator[tuple[float, int]]:
        """Yield how near each sentence is that says something, and which it is."""
        before = one.chunk.span[0]
        if before >= end or not sentences.spans:
            return
        languages = [document.language] * len(sentences.spans)
        cosines = stepped(sentences.vectors, languages, self.steps) @ self.question
        for at, (start, stop) in enumerate(sentences.spans):
            words = one.chunk.text[start:stop]
            says = count_letters(words) >= SHORTEST and before + stop <= end
            if says and words not in document.title:
                yield float(cosines[at]), at

    def of(self, document: Document) -> Span | None:
        """Return where it stands in a document that was read; None: none is near."""
        return self._found.get(document.id)
