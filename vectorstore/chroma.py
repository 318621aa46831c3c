"""Chunk vectors in Chroma; nothing else of the program knows Chroma.

Texts stay in the catalogue: written here too, they double the time of an upsert and
make the index three times as large (10,000 chunks: 13.8 s and 77 MB against 6.5 s and
22 MB), because Chroma indexes their words, which nobody asks it for.

Metadata filters are not used: the catalogue says which chunks are allowed, because
local Chroma builds no index over metadata and its `where` is ten times slower.
"""

import errno
import logging
import os
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlparse

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.database import as_store_error
from vectorstore.errors import StoreFull, StoreUnavailable, VectorstoreError
from vectorstore.records import ChunkId

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

COLLECTION = "chunks"
EF_SEARCH = 800
HNSW = {
    "space": "cosine",
    "ef_construction": 400,
    "max_neighbors": 48,
    "ef_search": EF_SEARCH,
}
"""Of 100,000 vectors of real texts, the 10 nearest are found with recall .98.

With 200, 32 and 200 it was .87, though .99 of made-up vectors: decision 0013 has the
table. Inserting takes 2 ms a chunk, a few hundredths of what embedding it takes.
"""
PLACING = "stepped-shared-48-400"
"""Raised when vectors are placed or linked in another way; older ones are renewed."""
BATCH = 1_000
SERVER_TIMEOUT_S = 60.0
HARDLY_ANY_BYTES = 16_000_000
SIGNS_OF_DAMAGE = ("file is not a database", "database disk image is malformed")

log = logging.getLogger(__name__)


class ChunkVectors:
    """The vectors of all chunks, by chunk id."""

    def __init__(
        self, *, folder: Path, url: str | None, collection: str = COLLECTION
    ) -> None:
        """Open the collection, and make it where there is none.

        Args:
            folder: where the embedded Chroma keeps its files.
            url: of a server that is used instead.
            collection: its name; a server may hold those of other libraries too.

        Raises:
            StoreUnavailable: the server does not answer, or the folder is damaged.
        """
        self._name = collection
        self._folder = None if url else folder
        self._failed = False
        try:
            self._client = self._connected(folder, url)
            self._sessions = _sessions(self._client)
            self._collection = self._open()
        except Exception as error:
            if url is None:
                raise self._failure(error) from error
            raise StoreUnavailable(
                f"the Chroma server at {url} cannot be used: {error}",
                remedy="Start it, or check GALAXY_CHROMA_URL.",
            ) from error

    @property
    def embedded(self) -> bool:
        """Whether the index is in files of our own."""
        return self._folder is not None

    def _connected(self, folder: Path, url: str | None) -> "ClientAPI":
        from chromadb.api.shared_system_client import SharedSystemClient

        try:
            return _client(folder, url)
        except Exception as error:
            # What it had half made would answer the next attempt in this process.
            SharedSystemClient.clear_system_cache()
            if url or not any(sign in str(error) for sign in SIGNS_OF_DAMAGE):
                raise
            log.warning("the files of the vector index are damaged: %s", error)
            shutil.rmtree(folder)
            return _client(folder, url)

    def _open(self) -> "Collection":
        collection = self._client.get_or_create_collection(
            self._name,
            embedding_function=None,
            configuration=cast("Any", {"hnsw": HNSW}),
        )
        settings = collection.configuration_json
        held = cast("dict[str, object] | None", settings.get("hnsw"))
        if held and held.get("ef_search") != EF_SEARCH:
            # How an older program built the graph cannot be changed, how it is searched
            # can; what is open already would not notice, but nothing has asked yet.
            collection.modify(
                configuration=cast("Any", {"hnsw": {"ef_search": EF_SEARCH}})
            )
        return collection

    def _failure(self, error: Exception) -> VectorstoreError:
        failure = as_store_error(error)
        if isinstance(failure, StoreFull) or self._folder is None:
            return failure
        # Chroma says of a full disk only that applying its log failed.
        if shutil.disk_usage(self._folder).free < HARDLY_ANY_BYTES:
            return as_store_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        return failure

    def upsert(self, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> None:
        """Write vectors, shape (len(ids), dimensions); a known id is replaced.

        It is taken out first: moved within the graph, it may be cut off from it, it or
        a neighbour, and is then never found again (14 of 120 small indexes whose
        vectors changed for 30 rounds lost some so, and none of 160 without moves).
        """
        with self._writing():
            for at in range(0, len(ids), BATCH):
                some: list[str] = list(ids[at : at + BATCH])
                known = self._collection.get(ids=some, include=[])["ids"]
                if known:
                    self._collection.delete(ids=known)
                self._collection.upsert(ids=some, embeddings=vectors[at : at + BATCH])

    def delete(self, ids: Sequence[ChunkId]) -> None:
        """Drop chunks; unknown ids are no failure."""
        with self._writing():
            for at in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[at : at + BATCH]))

    @contextmanager
    def _writing(self) -> Generator[None]:
        """Write with a client that no earlier write failed in.

        After a full disk Chroma's own threads may wait for each other for good: one
        write in eight never came back once there was space again.
        """
        try:
            if self._failed and self._folder is not None:
                cast("Any", self._client).close()
                self._client = self._connected(self._folder, None)
                self._collection = self._open()
                self._failed = False
            yield
        except Exception as error:
            self._failed = True
            raise self._failure(error) from error

    def nearest(
        self, vector: NDArray[np.float32], *, limit: int
    ) -> list[tuple[ChunkId, float]]:
        """Return the nearest chunks and their cosines, best first, ties by id.

        There are fewer than `limit` only when there are no more.
        """
        try:
            found = self._collection.query(
                query_embeddings=[vector],
                n_results=limit,
                include=["distances"],
            )
        except Exception as error:
            raise self._failure(error) from error
        distances = (found["distances"] or [[]])[0]
        pairs = [
            (ChunkId(identifier), min(1.0 - float(distance), 1.0))
            for identifier, distance in zip(found["ids"][0], distances, strict=True)
        ]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def ids(self) -> set[ChunkId]:
        """Return the ids of all chunks."""
        try:
            return {ChunkId(i) for i in self._collection.get(include=[])["ids"]}
        except Exception as error:
            raise self._failure(error) from error

    def count(self) -> int:
        """Return how many chunks there are."""
        try:
            return int(self._collection.count())
        except Exception as error:
            raise self._failure(error) from error

    def clear(self) -> None:
        """Drop everything, the length of the vectors included."""
        try:
            self._client.delete_collection(self._name)
            self._collection = self._open()
        except Exception as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Let go of the files."""
        # The interface does not promise what every client has.
        cast("Any", self._client).close()
        for session in self._sessions:
            session.close()


def _sessions(client: "ClientAPI") -> "list[httpx.Client]":
    """Return the connections to a server, which Chroma neither times nor closes."""
    import httpx

    found: list[httpx.Client] = []
    for holder in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(holder, "_server", None), "_session", None)
        if isinstance(session, httpx.Client):
            session.timeout = httpx.Timeout(SERVER_TIMEOUT_S)
            found.append(session)
    return found


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
