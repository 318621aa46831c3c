"""A library on disk, and documents to put into it."""

import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from vectorstore.library import Entry, Library
from vectorstore.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Facets,
    Provenance,
)

DIMENSIONS = 16


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    """Make a document of given paragraphs, each a chunk with a vector of its own."""

    def make(
        name: str,
        *paragraphs: str,
        revision: str = "1",
        language: str = "en",
        facets: Facets | None = None,
        vectors: list[list[float]] | None = None,
        **provenance: str,
    ) -> Entry:
        document = Document(
            id=DocumentId(f"d-{name}"),
            path=f"{name}.txt",
            title=name,
            text="\n\n".join(paragraphs),
            language=language,
            revision=revision,
            provenance=Provenance.model_validate(
                {
                    "platform": "one",
                    "retrieved_at": datetime(2026, 1, 2, tzinfo=UTC),
                    **provenance,
                }
            ),
            facets=facets or Facets(),
        )
        chunks: list[Chunk] = []
        at = 0
        for ordinal, text in enumerate(paragraphs):
            chunks.append(
                Chunk(
                    id=ChunkId(f"d-{name}.{zlib.crc32(text.encode()):08x}.{ordinal}"),
                    document_id=document.id,
                    ordinal=ordinal,
                    span=(at, at + len(text)),
                    text=text,
                    headings=("Part",),
                    language=language,
                    tokens=len(text.split()),
                )
            )
            at += len(text) + 2
        rows = vectors or [
            np.random.default_rng(zlib.crc32(c.id.encode())).normal(size=DIMENSIONS)
            for c in chunks
        ]
        matrix = np.array(rows, dtype=np.float32).reshape(-1, DIMENSIONS)
        return Entry(
            place=f"/files/{name}.txt",
            document=document,
            chunks=tuple(chunks),
            vectors=matrix / np.linalg.norm(matrix, axis=1, keepdims=True),
        )

    return make


@pytest.fixture
def open_library(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """Open the library of one home, as often as wanted, and close it at the end."""
    opened: list[Library] = []

    def open_it(
        *,
        fingerprint: str = "model",
        dimensions: int = DIMENSIONS,
        chroma_url: str | None = None,
    ) -> Library:
        library = Library.open(
            tmp_path / "home",
            fingerprint=fingerprint,
            dimensions=dimensions,
            purpose="a test",
            chroma_url=chroma_url,
            wait_s=0.1,
        )
        opened.append(library)
        return library

    yield open_it
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Callable[..., Library]) -> Library:
    """An empty library."""
    return open_library()
