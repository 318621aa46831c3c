"""Descriptions of what a text may be about, to compare texts with.

The vectors of the program's own descriptions come with it (`python -m
evals.embed_descriptions`): embedding them takes seconds of each start.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.languages import language_steps, stepped
from vectorstore.embeddings.protocol import Embedder, Vectors
from vectorstore.embeddings.weights import SHA256

FILE = "embeddings/described.npz"
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
                    self._embedded(), [_ENGLISH] * len(self.descriptions), steps
                )
        return stepped(vectors, languages, steps) @ self._vectors.T

    def _embedded(self) -> NDArray[np.float32]:
        known = None
        if SHA256[:8] in self.embedder.fingerprint:
            known = stored_vectors().get(digest(self.descriptions))
        if known is not None:
            return known
        return self.embedder.embed_questions(self.descriptions)


def digest(descriptions: Sequence[str]) -> str:
    """Return what tells whether descriptions are those that were embedded."""
    return hashlib.sha256("\0".join(descriptions).encode()).hexdigest()[:16]


@cache
def stored_vectors() -> Mapping[str, NDArray[np.float32]]:
    """Return unit vectors of our model by the digest of what they are of, in order."""
    with (
        files("vectorstore").joinpath(FILE).open("rb") as content,
        np.load(content, allow_pickle=False) as stored,
    ):
        return {name: stored[name].astype(np.float32) for name in stored.files}
