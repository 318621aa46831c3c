"""Chunk vectors in Chroma; nothing else of the program knows Chroma.

Metadata filters are not used: the catalogue says which chunks are allowed, because
local Chroma builds no index over metadata and its `where` is ten times slower.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlparse

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.database import as_store_error
from vectorstore.records import ChunkId

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

COLLECTION = "chunks"
HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 200,
}
"""Recall before speed: a query still takes single milliseconds."""
BATCH = 1_000


class ChunkVectors:
    """The vectors of all chunks, by chunk id."""

    def __init__(self, *, folder: Path, url: str | None) -> None:
        """Open the collection, and make it where there is none.

        Raises:
            StoreUnavailable: the server does not answer, or the folder is damaged.
        """
        try:
            self._client = _client(folder, url)
            self._collection = self._open()
        except Exception as error:
            raise as_store_error(error) from error

    def _open(self) -> "Collection":
        return self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration=cast("Any", {"hnsw": HNSW}),
        )

    def upsert(
        self, ids: Sequence[ChunkId], vectors: NDArray[np.float32], texts: Sequence[str]
    ) -> None:
        """Write vectors and texts; a known id is replaced."""
        try:
            for at in range(0, len(ids), BATCH):
                self._collection.upsert(
                    ids=list(ids[at : at + BATCH]),
                    embeddings=vectors[at : at + BATCH],
                    documents=list(texts[at : at + BATCH]),
                )
        except Exception as error:
            raise as_store_error(error) from error

    def delete(self, ids: Sequence[ChunkId]) -> None:
        """Drop chunks; unknown ids are no failure."""
        try:
            for at in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[at : at + BATCH]))
        except Exception as error:
            raise as_store_error(error) from error

    def nearest(
        self, vector: NDArray[np.float32], *, limit: int
    ) -> list[tuple[ChunkId, float]]:
        """Return the nearest chunks and their cosines, best first."""
        count = self.count()
        if not count:
            return []
        try:
            found = self._collection.query(
                query_embeddings=[vector],
                n_results=min(limit, count),
                include=["distances"],
            )
        except Exception as error:
            raise as_store_error(error) from error
        return [
            (ChunkId(identifier), 1.0 - float(distance))
            for identifier, distance in zip(
                found["ids"][0], (found["distances"] or [[]])[0], strict=True
            )
        ]

    def get(self, ids: Sequence[ChunkId]) -> dict[ChunkId, NDArray[np.float32]]:
        """Return the vectors of chunks; unknown ids are left out."""
        vectors: dict[ChunkId, NDArray[np.float32]] = {}
        for at in range(0, len(ids), BATCH):
            try:
                found = self._collection.get(
                    ids=list(ids[at : at + BATCH]), include=["embeddings"]
                )
            except Exception as error:
                raise as_store_error(error) from error
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            vectors |= {
                ChunkId(identifier): row
                for identifier, row in zip(found["ids"], rows, strict=True)
            }
        return vectors

    def ids(self) -> set[ChunkId]:
        """Return the ids of all chunks."""
        return {ChunkId(i) for i in self._collection.get(include=[])["ids"]}

    def count(self) -> int:
        """Return how many chunks there are."""
        return int(self._collection.count())

    def clear(self) -> None:
        """Drop everything."""
        self._client.delete_collection(COLLECTION)
        self._collection = self._open()

    def close(self) -> None:
        """Let go of the files."""
        close = getattr(self._client, "close", None)
        if close is not None:
            close()


def _client(folder: Path, url: str | None) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    parts = urlparse(url)
    secure = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or (443 if secure else 8000),
        ssl=secure,
        settings=settings,
    )
