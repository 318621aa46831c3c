"""What goes into the library, and what it tells of itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.rows import PlatformCount
from vectorstore.records import Chunk, Document, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document ready to be stored."""

    place: str  # absolute path of its file
    document: Document
    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]  # (len(chunks), dimensions), in the chunks' order


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
    embedder: str
    bytes: int  # on disk
