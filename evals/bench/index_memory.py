"""What the index of vectors of a home takes in memory, by itself.

`python -m evals.bench.index_memory HOME`. In a process of its own, that first opens an
index of one vector, so that only what the others take is told.
"""

import os
import sys
import tempfile
from pathlib import Path

from sqlalchemy import select

from evals.bench.memory import held_by
from vectorstore.catalogue.database import open_engine
from vectorstore.catalogue.models import ChunkTable
from vectorstore.catalogue.rows import vector_of
from vectorstore.chroma import ChunkVectors
from vectorstore.records import ChunkId


def index_bytes(home: Path) -> int | None:
    """Return it; None where memory is not told, or nothing is indexed.

    Raises:
        StoreUnavailable: the index cannot be opened.
    """
    engine = open_engine(home)
    with engine.connect() as connection:
        stored = connection.scalar(select(ChunkTable.vector).limit(1))
    engine.dispose()
    if stored is None:
        return None
    vector = vector_of(stored)
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        one = ChunkVectors(folder=Path(made), url=None)
        one.upsert([ChunkId("one")], vector[None])
        one.nearest(vector, limit=1)
        before = held_by(os.getpid())
        whole = ChunkVectors(folder=home / "chroma", url=None)
        whole.nearest(vector, limit=1)
        after = held_by(os.getpid())
        whole.close()
        one.close()
    return None if before is None or after is None else after.own - before.own


if __name__ == "__main__":
    told = index_bytes(Path(sys.argv[1]))
    sys.stdout.write("unknown\n" if told is None else f"{told}\n")
