"""How much of an ingest's time is embedding, which it cannot do without."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from evals.product import Product, ProductFailed
from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Library
from vectorstore.records import Record, embedded_text

GOAL = 0.85


class IngestBench(Record):
    """One ingest by the command, and the bare engine on the strings it embedded."""

    items: int
    chunks: int
    ingest_s: float  # as the report tells: reading, cutting, embedding, storing
    command_s: float  # with the start of the program
    engine_s: float  # the bare engine, as many threads as the ingest has workers

    @property
    def share(self) -> float:
        """Engine's time over ingest's: 1 is an ingest that costs no more."""
        return self.engine_s / self.ingest_s


def measure(source: Path, embedder: Embedder) -> IngestBench:
    """Ingest a folder into a fresh home, then embed the very strings again, bare.

    Raises:
        ProductFailed: the ingest failed or took in nothing.
    """
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        home = Path(made)
        begun = time.perf_counter()
        report = Product(home).ingest(str(source))
        command_s = time.perf_counter() - begun
        if not report.chunks:
            raise ProductFailed(f"galaxy ingest {source} took in nothing")
        texts = _embedded(home, embedder)
    embedder.embed_passages(texts[:8])  # not the first run's cost
    begun = time.perf_counter()
    embedder.embed_passages(texts)
    return IngestBench(
        items=report.added,
        chunks=len(texts),
        ingest_s=report.took_s,
        command_s=command_s,
        engine_s=time.perf_counter() - begun,
    )


def lines(result: IngestBench) -> list[str]:
    """Return the result for people, the goal last."""
    met = "met" if result.share >= GOAL else "MISSED"
    return [
        f"ingest of {result.items} items, {result.chunks} chunks: "
        f"{result.ingest_s:.1f} s ({result.chunks / result.ingest_s:.0f} chunks/s), "
        f"{result.command_s:.1f} s with the start of the program",
        f"  the bare engine on the same strings: {result.engine_s:.1f} s "
        f"({result.chunks / result.engine_s:.0f} chunks/s)",
        f"  goal: at least {GOAL} of its speed: {result.share:.2f}: {met}",
    ]


def _embedded(home: Path, embedder: Embedder) -> Sequence[str]:
    library = Library.open(
        home,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        purpose="galaxy-eval bench",
    )
    try:
        return [
            embedded_text(title, chunk.headings, chunk.text)
            for chunk, title in Catalogue(library.engine).all_chunks()
        ]
    finally:
        library.close()
