"""What an embedder is, whoever makes the vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


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

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions), in order.

        Raises:
            EmbeddingFailed: no vectors could be had; `retryable` says if to try again.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, special ones left out."""
        ...
