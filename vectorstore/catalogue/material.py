"""What ranking needs of many chunks at once, read in one go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import ChunkTable, DocumentTable
from vectorstore.catalogue.prepared import Driver, Prepared, given_ids
from vectorstore.catalogue.rows import VECTOR
from vectorstore.catalogue.writing import in_parts
from vectorstore.records import ChunkId, DocumentId
from vectorstore.sentences import Unpacked, count_packed, unpack
from vectorstore.works import work_of

Placing = Callable[[NDArray[np.float32], Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Some chunks as ranking sees them, a row each, in the order of `ids`."""

    ids: tuple[ChunkId, ...]
    documents: tuple[DocumentId, ...]
    works: tuple[str, ...]  # equal for translations of one document
    languages: tuple[str, ...]
    vectors: NDArray[np.float32]  # (len(ids), dimensions)
    sentences: Unpacked  # of all chunks, one after the other
    counts: NDArray[np.intp]  # (len(ids),): how many of the sentences are each chunk's

    def with_more(self, other: "Material") -> "Material":
        """Return these chunks and then the other's, of which none is among these."""
        return Material(
            ids=self.ids + other.ids,
            documents=self.documents + other.documents,
            works=self.works + other.works,
            languages=self.languages + other.languages,
            vectors=np.concatenate([self.vectors, other.vectors]),
            sentences=self.sentences.with_more(other.sentences),
            counts=np.concatenate([self.counts, other.counts]),
        )


_RANKED = Prepared(
    select(
        ChunkTable.id,
        ChunkTable.document_id,
        DocumentTable.platform,
        DocumentTable.path,
        ChunkTable.language,
        DocumentTable.language,
        ChunkTable.vector,
        ChunkTable.sentence_vectors,
    )
    .join(DocumentTable, ChunkTable.document_id == DocumentTable.id)
    .where(ChunkTable.id.in_(given_ids()))
    .where(ChunkTable.vector.is_not(None))
)

_TOKENS = Prepared(
    select(ChunkTable.id, ChunkTable.token_vectors)
    .where(ChunkTable.id.in_(given_ids()))
    .where(ChunkTable.token_vectors.is_not(None))
)


def read_vectors(
    engine: Engine, documents: Sequence[DocumentId], *, dimensions: int
) -> tuple[list[ChunkId], list[str], NDArray[np.float32]]:
    """Return the chunks of documents: ids, languages, and vectors, a row each."""
    chunk = ChunkTable
    ids: list[ChunkId] = []
    languages: list[str] = []
    stored: list[bytes] = []
    with Session(engine) as session:
        for some in in_parts(documents):
            query = select(chunk.id, chunk.language, chunk.vector).where(
                chunk.document_id.in_(some), chunk.vector.is_not(None)
            )
            for identifier, language, vector in session.execute(query):
                if vector is not None:
                    ids.append(ChunkId(identifier))
                    languages.append(language)
                    stored.append(vector)
    rows = np.frombuffer(b"".join(stored), VECTOR).reshape(-1, dimensions)
    return ids, languages, rows.astype(np.float32, copy=False)


def read_owned_vectors(
    engine: Engine, documents: Sequence[DocumentId], *, dimensions: int
) -> dict[DocumentId, NDArray[np.float32]]:
    """Return the vectors of the chunks of each document, a row each, in their order."""
    chunk = ChunkTable
    stored: dict[DocumentId, list[bytes]] = {}
    with Session(engine) as session:
        for some in in_parts(documents):
            query = (
                select(chunk.document_id, chunk.vector)
                .where(chunk.document_id.in_(some), chunk.vector.is_not(None))
                .order_by(chunk.document_id, chunk.ordinal)
            )
            for owner, vector in session.execute(query):
                stored.setdefault(DocumentId(owner), []).append(vector or b"")
    return {
        owner: np.frombuffer(b"".join(vectors), VECTOR)
        .reshape(-1, dimensions)
        .astype(np.float32, copy=False)
        for owner, vectors in stored.items()
    }


def read_tokens(engine: Engine, ids: Sequence[ChunkId]) -> dict[ChunkId, bytes]:
    """Return the packed tokens of chunks; those that have none stored are left out."""
    with Driver.of(engine) as driver:
        rows = _TOKENS.rows(driver, ids)
    return {ChunkId(identifier): stored for identifier, stored in rows if stored}


def nearest_of(
    engine: Engine,
    documents: Sequence[DocumentId],
    vector: NDArray[np.float32],
    *,
    placed: Placing,
) -> list[tuple[ChunkId, float]]:
    """Return all chunks of documents with their cosines, best first, ties by id.

    `placed` gives vectors as they are indexed, from those stored and their languages.
    """
    ids, languages, vectors = read_vectors(engine, documents, dimensions=len(vector))
    cosines = (placed(vectors, languages) @ vector).tolist()
    return sorted(zip(ids, cosines, strict=True), key=lambda pair: (-pair[1], pair[0]))


def read_material(
    engine: Engine, ids: Sequence[ChunkId], *, dimensions: int
) -> Material:
    """Return what is known of chunks; those that have no vector are left out."""
    with Driver.of(engine) as driver:
        rows = {row[0]: row for row in _RANKED.rows(driver, ids)}
    found = [rows[identifier] for identifier in ids if identifier in rows]
    vectors = [vector or b"" for *_, vector, _ in found]
    packed = [sentences or b"" for *_, sentences in found]
    return Material(
        ids=tuple(ChunkId(identifier) for identifier, *_ in found),
        documents=tuple(DocumentId(owner) for _, owner, *_ in found),
        works=tuple(
            work_of(platform, path, written) or owner
            for _, owner, platform, path, _, written, *_ in found
        ),
        languages=tuple(spoken for _, _, _, _, spoken, *_ in found),
        vectors=np.frombuffer(b"".join(vectors), VECTOR)
        .reshape(-1, dimensions)
        .astype(np.float32),
        sentences=unpack(b"".join(packed), dimensions=dimensions),
        counts=np.array([count_packed(p, dimensions=dimensions) for p in packed], int),
    )
