"""Commits forever to the library of a folder and reports each commit that is done.

Round n replaces the three documents of round n - 1 in the slots n % 4, so that chunks
come, stay and go; every fifth round removes the slot instead.
"""

import sys
import zlib
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import numpy as np

from vectorstore.library import Entry, Library
from vectorstore.records import Chunk, ChunkId, Document, DocumentId, Provenance

home, first = Path(sys.argv[1]), int(sys.argv[2])


def entry(slot: int, number: int, turn: int) -> Entry:
    """Make a document of 40 chunks, half of which outlive their revision."""
    texts = [f"Slot {slot} part {n} stays." for n in range(20)]
    texts += [f"Slot {slot} part {n} of turn {turn}." for n in range(20)]
    identifier = DocumentId(f"d{slot}-{number}")
    chunks: list[Chunk] = []
    at = 0
    for ordinal, text in enumerate(texts):
        chunks.append(
            Chunk(
                id=ChunkId(f"{identifier}.{zlib.crc32(text.encode()):08x}"),
                document_id=identifier,
                ordinal=ordinal,
                span=(at, at + len(text)),
                text=text,
                language="en",
                tokens=6,
            )
        )
        at += len(text) + 1
    vectors = np.random.default_rng(turn).normal(size=(len(chunks), 16))
    return Entry(
        place=f"/files/{slot}",
        document=Document(
            id=identifier,
            path=f"{slot}-{number}",
            title=identifier,
            text="\n".join(texts),
            language="en",
            revision=str(turn),
            provenance=Provenance(
                platform="one", retrieved_at=datetime(2026, 1, 2, tzinfo=UTC)
            ),
        ),
        chunks=tuple(chunks),
        vectors=vectors.astype(np.float32),
    )


library = Library.open(home, fingerprint="m", dimensions=16, purpose="kill test")
for turn in count(first):
    slot = turn % 4
    if turn % 5 == 4:
        library.commit((), removed=list(library.documents_of(f"/files/{slot}")))
        print(turn, slot, "gone", flush=True)
    else:
        library.commit([entry(slot, n, turn) for n in range(3)])
        print(turn, slot, "here", flush=True)
