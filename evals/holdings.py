"""What a home holds, read from its catalogue without owning it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import select

from vectorstore.catalogue.database import open_engine
from vectorstore.catalogue.models import ChunkTable, DocumentTable
from vectorstore.embeddings.protocol import Vectors
from vectorstore.records import ChunkId, DocumentId, Span, embedded_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One document."""

    id: DocumentId
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldChunks:
    """Every chunk of a home, in the same order throughout."""

    ids: tuple[ChunkId, ...]
    documents: tuple[DocumentId, ...]
    paths: tuple[str, ...]
    languages: tuple[str, ...]  # of the chunks
    spans: tuple[Span, ...]  # in their documents
    texts: tuple[str, ...]  # as embedded: title and headings before the words
    vectors: Vectors  # a row a chunk, of unit length


def held_documents(home: Path) -> Mapping[str, Held]:
    """Return the documents of a home by their paths."""
    engine = open_engine(home)
    wanted = select(DocumentTable.path, DocumentTable.id, DocumentTable.language)
    try:
        with engine.connect() as connection:
            return {
                path: Held(id=DocumentId(identifier), language=language)
                for path, identifier, language in connection.execute(wanted)
            }
    finally:
        engine.dispose()


def held_text(home: Path, path: str) -> str:
    """Return the text of a document; empty when the home has none of that path."""
    engine = open_engine(home)
    wanted = select(DocumentTable.text).where(DocumentTable.path == path)
    try:
        with engine.connect() as connection:
            return connection.execute(wanted).scalar() or ""
    finally:
        engine.dispose()


def held_chunks(home: Path) -> HeldChunks:
    """Return the chunks of a home with texts and vectors, in order of their ids."""
    engine = open_engine(home)
    texts = select(DocumentTable.id, DocumentTable.title, DocumentTable.text)
    chunks = (
        select(
            ChunkTable.id,
            ChunkTable.document_id,
            DocumentTable.path,
            ChunkTable.language,
            ChunkTable.start,
            ChunkTable.end,
            ChunkTable.headings,
            ChunkTable.vector,
        )
        .join(DocumentTable, DocumentTable.id == ChunkTable.document_id)
        .where(ChunkTable.vector.is_not(None))
        .order_by(ChunkTable.id)
    )
    try:
        with engine.connect() as connection:
            whole = {i: (title, text) for i, title, text in connection.execute(texts)}
            rows = connection.execute(chunks).all()
    finally:
        engine.dispose()
    embedded: list[str] = []
    for row in rows:
        title, text = whole[row.document_id]
        words = text[row.start : row.end]
        embedded.append(embedded_text(title, tuple(row.headings), words))
    return HeldChunks(
        ids=tuple(ChunkId(row.id) for row in rows),
        documents=tuple(DocumentId(row.document_id) for row in rows),
        paths=tuple(row.path for row in rows),
        languages=tuple(row.language for row in rows),
        spans=tuple((row.start, row.end) for row in rows),
        texts=tuple(embedded),
        vectors=np.array([np.frombuffer(row.vector, "<f4") for row in rows]),
    )
