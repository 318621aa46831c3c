"""How search holds out as a library grows: one home, measured at each size."""

import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.app import Services, open_services
from assistant.settings import Settings
from evals.bench import model, process, search
from evals.bench.filtered import FilterBench
from evals.bench.filtered import lines as filter_lines
from evals.bench.filtered import measure as measure_filters
from evals.bench.growth import Growth
from evals.bench.recall import RecallBench
from evals.bench.recall import lines as recall_lines
from evals.bench.recall import measure as measure_recall
from evals.bench.timing import Line, megabytes
from evals.cases import SUITES, Split, load_suites
from evals.product import Product
from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Library
from vectorstore.records import Record

SIZES = (10_000, 50_000, 100_000)
FILES = ("corpus.jsonl", "starter.jsonl", "unanswerable.jsonl")
SERVER_RUNS = 2
PURPOSE = "galaxy-eval bench"


class Stored(Record):
    """What it took to store the chunks that were added to reach a size."""

    chunks: int
    took_s: float  # reading them from the other library is part of it
    cpu_s: float


class ScaleBench(Record):
    """One size."""

    stored: Stored
    search: search.SearchBench
    model: model.ModelBench | None  # at the smallest size alone
    filters: FilterBench
    recall: RecallBench
    server: process.Served
    sizes: process.Sizes


def measure(
    filled: Path,
    embedder: Embedder,
    settings: Settings,
    *,
    sizes: Sequence[int],
    say: Callable[[str], None],
) -> tuple[ScaleBench, ...]:
    """Grow a home out of a filled one and measure it at each size, smallest first.

    Texts, vectors and words are the real ones (evals.bench.growth). Where there are not
    enough of them, what there is is measured, once.
    """
    found: list[ScaleBench] = []
    with (
        tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made,
        _opened(filled, embedder) as source,
    ):
        home = Path(made)
        growth = Growth(source)
        for size in sorted(sizes):
            stored = _grown(growth, home, embedder, size=size)
            if not stored.chunks:
                break
            say(f"  at {size} chunks, stored in {stored.took_s:.0f} s")
            found.append(_measured(home, settings, stored, first=not found))
    return tuple(found)


def lines(results: Sequence[ScaleBench]) -> list[Line]:
    """Return the results for people, size by size."""
    told: list[Line] = []
    for result in results:
        told += search.lines(result.search)
        told += model.lines(result.model) if result.model else []
        told += filter_lines(result.filters)
        told += recall_lines(result.recall)
        told += _store_lines(result)
    return told


def _store_lines(result: ScaleBench) -> list[Line]:
    stored, server, sizes = result.stored, result.server, result.sizes
    memory = (
        "memory is told on Linux only"
        if server.ready_bytes is None or server.peak_bytes is None
        else f"{megabytes(server.ready_bytes)}, peak {megabytes(server.peak_bytes)}"
    )
    return [
        Line(
            what=f"storing {stored.chunks} of {sizes.chunks} chunks in all indexes",
            measured=f"{stored.took_s:.0f} s, CPU {stored.cpu_s:.0f} s "
            f"({1000 * stored.cpu_s / max(stored.chunks, 1):.1f} ms a chunk)",
        ),
        Line(
            what=f"galaxy serve on {sizes.chunks} chunks, to its first answer",
            measured=f"{server.ready_s:.1f} s; {memory} "
            f"after {server.questions} questions",
        ),
        Line(
            what=f"index of {sizes.documents} items, {sizes.chunks} chunks",
            measured=process.told_sizes(sizes),
        ),
    ]


def _measured(
    home: Path, settings: Settings, stored: Stored, *, first: bool
) -> ScaleBench:
    cases = load_suites([SUITES / name for name in FILES], Split.DEV)
    settings = settings.model_copy(update={"home": home})
    with open_services(settings, purpose=PURPOSE) as services:
        of_search = search.measure(services, cases)
        of_model = model.measure(services, cases) if first else None
        of_filters = measure_filters(services, cases)
        of_recall = measure_recall(services, cases)
        sizes = _sizes(home, services)
    return ScaleBench(
        stored=stored,
        search=of_search,
        model=of_model,
        filters=of_filters,
        recall=of_recall,
        server=process.measure_server(Product(home), runs=SERVER_RUNS),
        sizes=sizes,
    )


def _sizes(home: Path, services: Services) -> process.Sizes:
    held = services.library.status()
    return process.sizes_of(home, chunks=held.chunks, documents=held.documents)


def _grown(growth: Growth, home: Path, embedder: Embedder, *, size: int) -> Stored:
    with _opened(home, embedder) as target:
        before = target.chunk_count()
        begun_cpu, begun = time.process_time(), time.perf_counter()
        growth.grow(target, size=size)
        return Stored(
            chunks=target.chunk_count() - before,
            took_s=time.perf_counter() - begun,
            cpu_s=time.process_time() - begun_cpu,
        )


@contextmanager
def _opened(home: Path, embedder: Embedder) -> Generator[Library]:
    library = Library.open(
        home,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        purpose=PURPOSE,
    )
    with closing(library):
        yield library
