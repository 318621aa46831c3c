"""The words of two postings that show that they fit: the nearest pair of sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.support.inert import inert_sentences
from vectorstore.embeddings.languages import stepped
from vectorstore.library import Library
from vectorstore.records import Document, DocumentId, Span

Vectors = NDArray[np.float32]
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotable:
    """The sentences of a posting that may be quoted, at least its title."""

    spans: tuple[Span, ...]  # in the document's text
    vectors: Vectors  # (sentences, dimensions), languages made alike; none of a title


def nearest_pair(one: Quotable, other: Quotable) -> tuple[Span, Span]:
    """Return the sentence of each that is nearest to the other's."""
    if not len(one.vectors) or not len(other.vectors):
        return one.spans[0], other.spans[0]
    cosines = one.vectors @ other.vectors.T
    row, column = divmod(int(cosines.argmax()), len(other.spans))
    return one.spans[row], other.spans[column]


def quotable(
    library: Library, identifier: DocumentId, steps: Mapping[str, Vectors]
) -> Quotable | None:
    """Return what may be quoted of a posting; None where there is none any more.

    Its sentences, not the lines of its fields; its title where it has no others. What
    instructs a reader, or is a person's contact, is not quoted.
    """
    document = library.document(identifier)
    if document is None or not document.text:
        return None
    title, end = _title(document), end_of_prose(document.text)
    chunks = library.chunks_of([identifier])[identifier]
    stored = library.sentences([one.chunk.id for one in chunks])
    spans: list[Span] = []
    vectors: list[Vectors] = []
    for one in chunks:
        sentences = stored.get(one.chunk.id)
        if sentences is None:
            continue
        kept = inert_sentences(one.chunk.text, sentences, uri=document.provenance.uri)
        for (start, stop), vector in zip(kept.spans, kept.vectors, strict=True):
            span = one.chunk.span[0] + start, one.chunk.span[0] + stop
            if title[1] <= span[0] and span[1] <= end:
                spans.append(span)
                vectors.append(vector)
    if not spans:
        return Quotable(spans=(title,), vectors=np.zeros((0, 0), np.float32))
    rows = np.array(vectors, np.float32)
    return Quotable(
        spans=tuple(spans),
        vectors=stepped(rows, [document.language] * len(rows), steps),
    )


def _title(document: Document) -> Span:
    """Return where the title stands; the first line where it does not."""
    if document.text.startswith(document.title):
        return 0, len(document.title)
    return 0, len(document.text.partition("\n")[0])


def end_of_prose(text: str) -> int:
    """Return where the lines of fields begin, which are the last block if any are."""
    at = text.rfind(_BETWEEN)
    lines = text[at + len(_BETWEEN) :].split("\n")
    has_fields = at >= 0 and all(": " in line for line in lines)
    return at if has_fields else len(text)
