"""The sentences of a chunk with their vectors, and how these are kept small.

A passage is ranked by its best sentence too, and an answer quotes sentences. Their
vectors are stored a byte a number: that changes a cosine by less than a thousandth.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.protocol import Divided, Embedder, Tokens
from vectorstore.records import Chunk, Span, embedded_text
from vectorstore.text.sentences import split_sentences

STEPS = 127
DENSE_WEIGHT = 3
"""Letters that one of a script without spaces counts for."""
_DENSE = re.compile("[\u3040-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """The sentences of one chunk, in reading order."""

    spans: tuple[Span, ...]  # within the chunk's own text
    vectors: NDArray[np.float32]  # (len(spans), dimensions), of unit length
    letters: tuple[int, ...]  # how long each is


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """Stored sentences of several chunks, one after the other."""

    rows: NDArray[np.void]  # (sentences,), as they are stored
    letters: NDArray[np.uint16]  # (sentences,)

    def with_more(self, other: "Unpacked") -> "Unpacked":
        """Return these sentences and then the other's."""
        return Unpacked(
            rows=np.concatenate([self.rows, other.rows]),
            letters=np.concatenate([self.letters, other.letters]),
        )

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Their vectors, (sentences, dimensions), rounded."""
        return self.vectors_of(np.ones(len(self.rows), np.bool_))

    def vectors_of(self, some: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return the vectors of some of them, a row each."""
        vectors = self.rows["steps"][some].astype(np.float32)
        vectors *= self.rows["scale"][some][:, None]
        return vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """Chunks with the vectors of each and of its sentences, in order."""

    vectors: NDArray[np.float32]  # (chunks, dimensions)
    sentences: tuple[Sentences, ...]  # one a chunk
    tokens: tuple[Tokens, ...]  # one a chunk; their sentences are those above


def embed_sentences(
    embedder: Embedder, chunks: Sequence[tuple[str, Chunk]]
) -> Embedded:
    """Embed chunks, given with the titles of their documents, and their sentences.

    Equal ones are embedded once.

    Raises:
        EmbeddingFailed: the embedder gave no vectors.
    """
    divided = [_divided(title, chunk) for title, chunk in chunks]
    distinct = list(dict.fromkeys(divided))
    made = embedder.embed_divided(distinct)
    row_of = {one: row for row, one in enumerate(distinct)}
    rows = [row_of[one] for one in divided]
    sentences: list[Sentences] = []
    for row, (_, chunk) in zip(rows, chunks, strict=True):
        before = len(distinct[row].text) - len(chunk.text)
        spans = tuple((a - before, b - before) for a, b in distinct[row].sentences)
        letters = tuple(count_letters(chunk.text[a:b]) for a, b in spans)
        sentences.append(
            Sentences(spans=spans, vectors=made.sentences[row], letters=letters)
        )
    return Embedded(
        vectors=made.texts[rows],
        sentences=tuple(sentences),
        tokens=tuple(made.tokens[row] for row in rows),
    )


def _divided(title: str, chunk: Chunk) -> Divided:
    text = embedded_text(title, chunk.headings, chunk.text)
    before = len(text) - len(chunk.text)
    spans = split_sentences(chunk.text, chunk.language)
    return Divided(
        text=text, sentences=tuple((a + before, b + before) for a, b in spans)
    )


def count_letters(text: str) -> int:
    """Return how long a text is, as a reader feels it: Han says more a character."""
    return len(text) + (DENSE_WEIGHT - 1) * count_dense(text)


def count_dense(text: str) -> int:
    """Return how many characters say much, as in Han."""
    return len(_DENSE.findall(text))


def pack(sentences: Sentences) -> bytes:
    """Return vectors as whole numbers of one byte, each row with a scale and length."""
    vectors = sentences.vectors
    peaks = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-12)
    rows = np.empty(len(vectors), _row(vectors.shape[1]))
    rows["scale"] = peaks / STEPS
    rows["letters"] = np.minimum(sentences.letters, np.iinfo(np.uint16).max)
    rows["steps"] = np.rint(vectors / rows["scale"][:, None])
    return rows.tobytes()


def unpack(stored: bytes, *, dimensions: int) -> Unpacked:
    """Return packed sentences; what several chunks stored may be joined before.

    Raises:
        ValueError: the bytes are not those of whole rows.
    """
    rows = np.frombuffer(stored, _row(dimensions))
    return Unpacked(rows=rows, letters=rows["letters"].copy())


def packed_dimensions(stored: bytes, *, count: int) -> int:
    """Return the length of the vectors of so many packed sentences."""
    return len(stored) // count - _row(0).itemsize if count else 0


def count_packed(stored: bytes, *, dimensions: int) -> int:
    """Return how many sentences packed bytes hold."""
    return len(stored) // _row(dimensions).itemsize


def flatten(spans: Sequence[Span]) -> list[int]:
    """Return starts and ends in turn, as they are stored."""
    return [place for span in spans for place in span]


def unflatten(places: Sequence[int]) -> tuple[Span, ...]:
    """Return the spans whose starts and ends are given in turn."""
    return tuple(zip(places[::2], places[1::2], strict=True))


@cache
def _row(dimensions: int) -> np.dtype[np.void]:
    return np.dtype(
        [("scale", "<f4"), ("letters", "<u2"), ("steps", "i1", (dimensions,))]
    )
