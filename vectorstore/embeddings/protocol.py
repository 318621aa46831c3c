"""What an embedder is, whoever makes the vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.records import Span

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A text with the sentences that are told apart in it."""

    text: str
    sentences: tuple[Span, ...]  # in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of a text as its model reads them there; none if it does not tell."""

    vectors: Vectors  # (tokens, width), of unit length, in reading order
    sentences: tuple[Span, ...] = ()  # which tokens are each sentence's


@dataclass(frozen=True, slots=True, kw_only=True)
class DividedVectors:
    """What an embedder makes of divided texts."""

    texts: Vectors  # a row a text
    sentences: tuple[Vectors, ...]  # for each text a row a sentence
    tokens: tuple[Tokens, ...]  # of each text


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A question as its embedder reads it."""

    vector: NDArray[np.float32]  # (dimensions,), as by `embed_questions`
    tokens: Tokens
    weights: NDArray[np.float32]  # (tokens,): what each tells; they add up to 1


NO_TOKENS = Tokens(vectors=np.zeros((0, 0), np.float32))


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their cosine.

    Implementations are safe to call from several threads.
    """

    @property
    def fingerprint(self) -> str:
        """Identify model and variant; vectors of equal fingerprints are comparable."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions), in order.

        Raises:
            EmbeddingFailed: no vectors could be had; `retryable` says if to try again.
        """
        ...

    def read_question(self, text: str) -> Read:
        """Return a question's unit vector and, where the model tells, its tokens.

        Raises:
            EmbeddingFailed: no vectors could be had; `retryable` says if to try again.
        """
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions), in order.

        Raises:
            EmbeddingFailed: no vectors could be had; `retryable` says if to try again.
        """
        ...

    def embed_divided(self, texts: Sequence[Divided]) -> DividedVectors:
        """Return unit vectors of passages and of their sentences, in order.

        A passage's vector is that of `embed_passages`. A sentence's lies between what
        it says alone and what it says in its surroundings, where the model can tell.

        Raises:
            EmbeddingFailed: no vectors could be had; `retryable` says if to try again.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, special ones left out."""
        ...
