"""How long commands and the server take to start; the memory and disk they take."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from evals.bench import launching
from evals.bench.timing import Line, megabytes
from evals.cases import SUITES, Split, load_suite
from evals.product import Asked, Product, ProductFailed
from vectorstore.records import Record

GOAL_HELP_S = 1.0
RUNS = 5
SERVER_RUNS = 3
QUESTIONS = 20
HELP = ("--help",)
SEARCH = ("search", "clean water", "--json")


class Started(Record):
    """Runs of one command from its start to its end."""

    command: str
    median_s: float
    fastest_s: float
    peak_bytes: int


class Served(Record):
    """The server on an index, from its start to its first healthy answer."""

    ready_s: float  # median
    ready_bytes: int | None  # resident when it first answers; None: not told here
    peak_bytes: int | None  # after the questions
    questions: int


class Sizes(Record):
    """What an index takes on disk."""

    chunks: int
    documents: int
    catalogue_bytes: int
    vectors_bytes: int
    words_bytes: int

    @property
    def total_bytes(self) -> int:
        """All of it."""
        return self.catalogue_bytes + self.vectors_bytes + self.words_bytes


class ProcessBench(Record):
    """Start-up, memory and disk."""

    commands: tuple[Started, ...]
    server: Served
    sizes: Sizes


def measure(home: Path) -> ProcessBench:
    """Start commands in an empty home and the server on a filled one.

    Raises:
        ProductFailed: a command ended with a failure.
    """
    product = Product(home)
    held = product.status()
    sizes = sizes_of(home, chunks=held.chunks, documents=held.documents)
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        commands = (_started(Path(made), HELP), _started(home, SEARCH))
    server = measure_server(product, runs=SERVER_RUNS)
    return ProcessBench(commands=commands, server=server, sizes=sizes)


def lines(result: ProcessBench) -> list[Line]:
    """Return the result for people."""
    server, sizes = result.server, result.sizes
    told = [
        Line(
            what=f"galaxy {started.command}",
            measured=f"{started.median_s:.2f} s, at best {started.fastest_s:.2f} s; "
            f"peak {megabytes(started.peak_bytes)}",
        )
        for started in result.commands
    ]
    told[0] = told[0].model_copy(
        update={
            "goal": f"under {GOAL_HELP_S:g} s",
            "met": result.commands[0].median_s < GOAL_HELP_S,
        }
    )
    resident = (
        "memory is told on Linux only"
        if server.ready_bytes is None or server.peak_bytes is None
        else f"{megabytes(server.ready_bytes)}; peak {megabytes(server.peak_bytes)} "
        f"after {server.questions} questions"
    )
    return [
        *told,
        Line(
            what="galaxy serve to its first healthy answer",
            measured=f"{server.ready_s:.1f} s; {resident}",
        ),
        Line(
            what=f"index of {sizes.documents} items, {sizes.chunks} chunks",
            measured=told_sizes(sizes),
        ),
    ]


def told_sizes(sizes: Sizes) -> str:
    """Return the sizes of an index for people."""
    return (
        f"{megabytes(sizes.total_bytes)}: "
        f"catalogue {megabytes(sizes.catalogue_bytes)}, "
        f"Chroma {megabytes(sizes.vectors_bytes)}, "
        f"Tantivy {megabytes(sizes.words_bytes)} "
        f"({sizes.total_bytes / max(sizes.chunks, 1) / 1000:.1f} kB a chunk)"
    )


def sizes_of(home: Path, *, chunks: int, documents: int) -> Sizes:
    """Return what the parts of a home take; the catalogue holds the audit log too."""
    return Sizes(
        chunks=chunks,
        documents=documents,
        catalogue_bytes=sum(
            path.stat().st_size for path in home.glob("catalogue.sqlite*")
        ),
        vectors_bytes=_bytes_below(home / "chroma"),
        words_bytes=_bytes_below(home / "words"),
    )


def kilobytes_of(status: str, name: str) -> int | None:
    """Return a value of Linux's /proc/PID/status, which it gives in kB.

    Source: proc_pid_status(5); VmRSS is resident, VmHWM the most it ever was.
    """
    for line in status.splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    return None


def measure_server(product: Product, *, runs: int) -> Served:
    """Start the server so many times, and ask the last one 20 questions.

    Raises:
        ProductFailed: it did not start.
    """
    ready: list[float] = []
    ready_bytes = peak_bytes = None
    for run in range(runs):
        begun = time.perf_counter()
        with product.serving() as server:
            ready.append(time.perf_counter() - begun)
            if run == runs - 1:
                ready_bytes = _memory(server.pid, "VmRSS")
                product.ask(_questions())
                peak_bytes = _memory(server.pid, "VmHWM")
    return Served(
        ready_s=statistics.median(ready),
        ready_bytes=ready_bytes,
        peak_bytes=peak_bytes,
        questions=QUESTIONS,
    )


def _questions() -> list[Asked]:
    cases = [c for c in load_suite(SUITES / "starter.jsonl") if c.split is Split.DEV]
    return [
        Asked(id=str(number), question=case.question)
        for number, case in enumerate(islice(cycle(cases), QUESTIONS))
    ]


def _memory(pid: int, name: str) -> int | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:  # not on Linux
        return None
    size = kilobytes_of(status, name)
    return None if size is None else 1024 * size


def _started(home: Path, arguments: Sequence[str]) -> Started:
    runs = [_run(home, arguments) for _ in range(RUNS)]
    return Started(
        command=" ".join(arguments),
        median_s=statistics.median(took for took, _ in runs),
        fastest_s=min(took for took, _ in runs),
        peak_bytes=max(peak for _, peak in runs),
    )


def _run(home: Path, arguments: Sequence[str]) -> tuple[float, int]:
    galaxy = str(Path(sys.executable).with_name("galaxy"))
    command = ["env", f"GALAXY_HOME={home}", galaxy, *arguments]
    finished = subprocess.run(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", launching.__name__, *command],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    code, took_s, peak_bytes = finished.stdout.split()
    if int(code):
        raise ProductFailed(f"{' '.join(command)} ended with {code}")
    return float(took_s), int(peak_bytes)


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
