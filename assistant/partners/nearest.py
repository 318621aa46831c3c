"""The sentence of a record that comes nearest to a need.

A title such as "mHero" does not say what was done; a ministry reads that in a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.postings.quoting import end_of_prose
from assistant.support.inert import inert_sentences
from vectorstore.embeddings.languages import stepped
from vectorstore.library import Library, StoredChunk
from vectorstore.records import Document, DocumentId, Span
from vectorstore.sentences import count_letters

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
            end = end_of_prose(document.text)
            best, nearest = self.enough, None
            for one in chunks:
                every = stored.get(one.chunk.id)
                if every is None or one.chunk.span[0] >= end:
                    continue
                text = one.chunk.text
                kept = inert_sentences(text, every, uri=document.provenance.uri)
                if not kept.spans:
                    continue
                languages = [document.language] * len(kept.spans)
                cosines = stepped(kept.vectors, languages, self.steps) @ self.question
                for (start, stop), cosine in zip(kept.spans, cosines, strict=True):
                    words = text[start:stop]
                    span = one.chunk.span[0] + start, one.chunk.span[0] + stop
                    says = count_letters(words) >= SHORTEST and span[1] <= end
                    if says and cosine >= best and words not in document.title:
                        best, nearest = float(cosine), span
            self._found[document.id] = nearest

    def of(self, document: Document) -> Span | None:
        """Return where it stands in a document that was read; None: none is near."""
        return self._found.get(document.id)
