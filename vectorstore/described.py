"""Descriptions of what a text may be about, to compare texts with: embedded once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.languages import language_steps, stepped
from vectorstore.embeddings.protocol import Embedder, Vectors

_ENGLISH = "en"


@dataclass(slots=True, kw_only=True)
class Described:
    """English descriptions, embedded when they are first needed. Safe to share."""

    embedder: Embedder
    descriptions: Sequence[str]
    _lock: Lock = field(default_factory=Lock)
    _vectors: NDArray[np.float32] | None = None

    def nearness(
        self, languages: Sequence[str], vectors: Vectors
    ) -> NDArray[np.float32]:
        """Return cosines, (texts, descriptions), with steps of languages taken off.

        Args:
            languages: of each text.
            vectors: (texts, dimensions), as passages.

        Raises:
            EmbeddingFailed: the embedder gave no vector of a description.
        """
        steps = language_steps(self.embedder.fingerprint)
        with self._lock:
            if self._vectors is None:
                self._vectors = stepped(
                    self.embedder.embed_questions(self.descriptions),
                    [_ENGLISH] * len(self.descriptions),
                    steps,
                )
        return stepped(vectors, languages, steps) @ self._vectors.T
