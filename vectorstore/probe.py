"""Tries a vector index that a killed run left, in a process of its own.

What a killed write leaves can make Chroma's native code crash, which no `except`
catches. So the first touch after a kill is made where a crash costs nothing.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vectorstore.records import ChunkId

TIME_LIMIT_S = 300.0


def survives(
    folder: Path, collection: str, *, surplus: Sequence[ChunkId], dimensions: int
) -> bool:
    """Tell whether an index can be opened, rid of surplus chunks, and asked.

    A failure that is told by an exception counts as surviving: the caller meets it
    again and knows what to do.
    """
    given = json.dumps(
        {
            "folder": str(folder),
            "collection": collection,
            "surplus": list(surplus),
            "dimensions": dimensions,
        }
    )
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "vectorstore.probe"],
            input=given,
            encoding="utf-8",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIME_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode >= 0


def main() -> None:
    """Touch the index that standard input names."""
    from vectorstore.chroma import ChunkVectors

    told = json.load(sys.stdin)
    vectors = ChunkVectors(
        folder=Path(told["folder"]), url=None, collection=told["collection"]
    )
    vectors.delete(told["surplus"])
    anywhere = np.ones(int(told["dimensions"]), np.float32)
    vectors.nearest(anywhere, limit=1)
    vectors.close()


if __name__ == "__main__":
    main()
