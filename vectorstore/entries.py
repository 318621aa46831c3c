"""What goes into the library, and what it tells of itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.rows import PlatformCount
from vectorstore.catalogue.synced import SyncedSource
from vectorstore.records import Chunk, Document, Record
from vectorstore.sentences import Sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document ready to be stored."""

    place: str  # absolute path of its file
    document: Document
    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]  # (len(chunks), dimensions), in the chunks' order
    sentences: tuple[Sentences, ...] = ()  # one a chunk, in their order; or none at all
    tokens: tuple[bytes | None, ...] = ()  # the same, packed: `vectorstore.tokens`

    def check(self, dimensions: int) -> None:
        """Refuse vectors that do not belong to the chunks.

        Raises:
            ValueError: their shape or number is wrong, or one is not finite.
        """
        shape = (len(self.chunks), dimensions)
        if self.chunks and self.vectors.shape != shape:
            raise ValueError(
                f"{self.document.path!r}: the vectors have shape "
                f"{self.vectors.shape}, not {shape}"
            )
        if self.sentences and len(self.sentences) != len(self.chunks):
            raise ValueError(
                f"{self.document.path!r}: {len(self.sentences)} lists of sentences "
                f"for {len(self.chunks)} chunks"
            )
        if self.tokens and len(self.tokens) != len(self.chunks):
            raise ValueError(
                f"{self.document.path!r}: {len(self.tokens)} lists of tokens "
                f"for {len(self.chunks)} chunks"
            )
        known = [self.vectors, *(part.vectors for part in self.sentences)]
        if not all(np.isfinite(vectors).all() for vectors in known):
            raise ValueError(f"{self.document.path!r}: a vector is not finite")


class Committed(Record):
    """What a commit did, in documents."""

    added: int
    updated: int
    removed: int


class Failure(Record):
    """A file that could not be taken in, wholly or in part."""

    path: str
    reason: str


class LibraryStatus(Record):
    """What the library holds."""

    documents: int
    chunks: int
    platforms: tuple[PlatformCount, ...]
    failures: tuple[Failure, ...]
    sources: tuple[SyncedSource, ...]  # addresses that are kept in step
    embedder: str
    bytes: int  # on disk
