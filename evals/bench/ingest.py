"""How much of an ingest's time is embedding, which it cannot do without.

The command and the bare engine take turns in one run, on the very same strings, so that
their ratio holds on any machine. Other work on the machine disturbs the clock more than
the processor time, so both are told.
"""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evals.bench.timing import Line
from evals.product import Product, ProductFailed
from ingestion.pipeline import BATCH_CHARACTERS
from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.catalogue.models import ChangeTable, DocumentTable
from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Library
from vectorstore.records import Record, embedded_text
from vectorstore.text.sentences import split_sentences

GOAL = 0.85
ROUNDS = 3
ENOUGH_S = 120.0
"""An ingest that took so long is not repeated: a large sample needs no median."""
PURPOSE = "galaxy-eval bench"


class Round(Record):
    """One ingest by the command, then the bare engine on the strings it embedded."""

    ingest_s: float  # as the report tells: reading, cutting, embedding, storing
    command_s: float  # with the start of the program
    engine_s: float  # the bare engine, as many threads as the ingest has workers
    ingest_cpu_s: float  # of the command and all its workers
    engine_cpu_s: float

    @property
    def share(self) -> float:
        """Engine's time over ingest's: 1 is an ingest that costs nothing more."""
        return self.engine_s / self.ingest_s

    @property
    def cpu_share(self) -> float:
        """The same of processor time."""
        return self.engine_cpu_s / self.ingest_cpu_s


class IngestBench(Record):
    """The rounds of an ingest; shares and times shown are medians over them."""

    sources: tuple[str, ...]
    items: int
    failed: int
    chunks: int
    strings: int  # embedded: equal passages of one batch, equal sentences of all, once
    rounds: tuple[Round, ...]


class Embedded(Record):
    """The strings of one document, as its chunks were embedded."""

    characters: int  # of the document
    strings: tuple[str, ...]  # its passages, titles in front
    sentences: tuple[str, ...]


def measure(
    sources: Sequence[Path],
    embedder: Embedder,
    *,
    home: Path,
    say: Callable[[str], None],
) -> IngestBench:
    """Ingest into an empty home, then embed the very strings again, bare; in turns.

    Further rounds go into homes of their own.

    Raises:
        ProductFailed: the ingest failed or took in nothing.
    """
    named = [str(source) for source in sources]
    rounds: list[Round] = []
    begun_cpu = _children_cpu_s()
    begun = time.perf_counter()
    report = Product(home).ingest(*named)
    command_s, cpu_s = time.perf_counter() - begun, _children_cpu_s() - begun_cpu
    if not report.chunks:
        raise ProductFailed(f"galaxy ingest {' '.join(named)} took in nothing")
    documents = _embedded(home, embedder)
    sentences = dict.fromkeys(s for document in documents for s in document.sentences)
    strings = [*once_a_batch(documents), *sentences]
    embedder.embed_passages(strings[:8])  # not the first run's cost
    while True:
        engine_s, engine_cpu_s = _bare(embedder, strings)
        rounds.append(
            Round(
                ingest_s=report.took_s,
                command_s=command_s,
                engine_s=engine_s,
                ingest_cpu_s=cpu_s,
                engine_cpu_s=engine_cpu_s,
            )
        )
        say(f"  ingest {report.took_s:.1f} s, bare engine {engine_s:.1f} s")
        if len(rounds) == ROUNDS or report.took_s > ENOUGH_S:
            break
        with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
            begun_cpu, begun = _children_cpu_s(), time.perf_counter()
            report = Product(Path(made)).ingest(*named)
            command_s = time.perf_counter() - begun
            cpu_s = _children_cpu_s() - begun_cpu
    return IngestBench(
        sources=tuple(source.name for source in sources),
        items=report.added,
        failed=len(report.failed),
        chunks=report.chunks,
        strings=len(strings),
        rounds=tuple(rounds),
    )


def lines(result: IngestBench) -> list[Line]:
    """Return the result for people."""
    ingest_s = statistics.median(r.ingest_s for r in result.rounds)
    engine_s = statistics.median(r.engine_s for r in result.rounds)
    start_s = statistics.median(r.command_s - r.ingest_s for r in result.rounds)
    share = statistics.median(r.share for r in result.rounds)
    cpu_share = statistics.median(r.cpu_share for r in result.rounds)
    return [
        Line(
            what=f"ingest of {', '.join(result.sources)}",
            measured=f"{result.items} items, {result.chunks} chunks, "
            f"{result.failed} failures in {ingest_s:.1f} s "
            f"({result.chunks / ingest_s:.1f} chunks/s), and {start_s:.1f} s to start",
        ),
        Line(
            what="bare engine on the same strings",
            measured=f"{result.strings} strings in {engine_s:.1f} s "
            f"({result.strings / engine_s:.1f} strings/s)",
        ),
        Line(
            what="ingest against the bare engine",
            measured=f"{share:.2f} (by CPU time, start included: {cpu_share:.2f}; "
            f"{len(result.rounds)} rounds)",
            goal=f"at least {GOAL}",
            met=share >= GOAL,
        ),
    ]


def once_a_batch(
    documents: Iterable[Embedded], characters: int = BATCH_CHARACTERS
) -> list[str]:
    """Return the strings in order, equal ones once in each batch, as an ingest does.

    A batch ends with the document that brings it to so many characters.
    """
    strings: list[str] = []
    batch: dict[str, None] = {}
    held = 0
    for document in documents:
        batch |= dict.fromkeys(document.strings)
        held += document.characters
        if held >= characters:
            strings += batch
            batch, held = {}, 0
    return [*strings, *batch]


def _bare(embedder: Embedder, strings: Sequence[str]) -> tuple[float, float]:
    begun_cpu, begun = time.process_time(), time.perf_counter()
    embedder.embed_passages(strings)
    return time.perf_counter() - begun, time.process_time() - begun_cpu


def _embedded(home: Path, embedder: Embedder) -> list[Embedded]:
    """Return the strings of each document, in the order in which they were stored."""
    library = Library.open(
        home,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        purpose=PURPOSE,
    )
    try:
        strings: dict[str, list[str]] = {}
        sentences: dict[str, list[str]] = {}
        for chunk, title, _ in Catalogue(library.engine).all_chunks():
            strings.setdefault(chunk.document_id, []).append(
                embedded_text(title, chunk.headings, chunk.text)
            )
            sentences.setdefault(chunk.document_id, []).extend(
                chunk.text[start:end]
                for start, end in split_sentences(chunk.text, chunk.language)
            )
        with Session(library.engine) as session:
            stored = session.execute(
                select(DocumentTable.id, DocumentTable.text)
                .join(ChangeTable, ChangeTable.document_id == DocumentTable.id)
                .order_by(ChangeTable.number)
            )
            return [
                Embedded(
                    characters=len(text),
                    strings=tuple(strings.get(name, ())),
                    sentences=tuple(sentences.get(name, ())),
                )
                for name, text in stored
            ]
    finally:
        library.close()


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
