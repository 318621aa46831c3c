"""Copies of a home: one that lacks some documents, one that holds only some."""

import shutil
import tempfile
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import numpy as np

from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Entry, Library
from vectorstore.records import ChunkId, DocumentId


@contextmanager
def opened(home: Path, embedder: Embedder) -> Generator[Library]:
    """Own the library of a home for a while.

    Raises:
        VectorstoreError: it cannot be opened; says what to do.
    """
    library = Library.open(
        home,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        purpose="galaxy-eval",
    )
    try:
        yield library
    finally:
        library.close()


@contextmanager
def copied_without(
    home: Path, removed: Sequence[DocumentId], embedder: Embedder
) -> Generator[Path]:
    """Give a copy of a home that lacks documents; it is deleted afterwards.

    Nobody may own the home meanwhile. All that is near to the documents stays.
    """
    with tempfile.TemporaryDirectory(prefix="galaxy-eval-") as made:
        copy = Path(made) / "home"
        shutil.copytree(home, copy)
        with opened(copy, embedder) as library:
            library.commit((), removed=list(removed))
        yield copy


@contextmanager
def copied_only(
    home: Path, kept: Collection[ChunkId], embedder: Embedder
) -> Generator[Library]:
    """Give a library of some chunks of a home alone; it is deleted afterwards.

    Texts, vectors and sentences are those that are stored. Nobody may own the home
    meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix="galaxy-eval-") as made:
        with opened(home, embedder) as source:
            entries = list(_entries(source, sorted(kept)))
        with opened(Path(made) / "home", embedder) as copy:
            copy.commit(entries)
            yield copy


def _entries(source: Library, kept: Sequence[ChunkId]) -> Iterator[Entry]:
    stored = [one.chunk for one in source.chunks(kept).values()]
    vectors, sentences = source.vectors(kept), source.sentences(kept)
    tokens = source.tokens(kept)
    stored.sort(key=lambda chunk: (chunk.document_id, chunk.ordinal))
    for identifier, of in groupby(stored, key=lambda chunk: chunk.document_id):
        chunks = tuple(of)
        document = source.document(identifier)
        if document is not None:
            yield Entry(
                place=f"/{document.path}",
                document=document,
                chunks=chunks,
                vectors=np.array([vectors[c.id] for c in chunks], np.float32),
                sentences=tuple(sentences[c.id] for c in chunks),
                tokens=tuple(tokens.get(c.id) for c in chunks),
            )
