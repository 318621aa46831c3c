"""A long file of activities, ingested by the command: speed, and memory that stays.

`python -m evals.bench.long_ingest 2000` measures a short one alone.

Memory is that of the command and its workers, sampled each second beside how many
activities are stored. Flat is what ends no more than a tenth above where it was once
all was under way: the means over the second and the last fifth of the activities are
compared, of all processes together, the index of vectors in memory included.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import OperationalError

from evals.bench import activities, index_memory, served
from evals.bench.memory import EVERY_S, Sample, Watch
from evals.bench.timing import Line, megabytes, table
from evals.product import Product, ProductFailed
from ingestion.report import IngestReport
from vectorstore.catalogue.database import CATALOGUE
from vectorstore.catalogue.models import ChangeTable
from vectorstore.records import Record

ACTIVITIES = 50_000
RISE = 0.10
TOLD_FOR = 10_000
"""Activities that growth is told for."""


class Level(Record):
    """The mean of what was held while some of the activities were stored, in bytes."""

    main: float  # the command's own process
    workers: float

    @property
    def whole(self) -> float:
        """All processes together."""
        return self.main + self.workers


class Memory(Record):
    """What the processes of an ingest held; None where too few samples tell it."""

    peak_bytes: int  # of all together, at one time
    peak_main_bytes: int
    file_bytes: int  # the most pages of files, which the system drops at need
    second_tenth: Level | None
    last_tenth: Level | None
    second_fifth: Level | None
    last_fifth: Level | None
    growth: float | None  # bytes an activity, from the first tenth on

    @property
    def rise(self) -> float | None:
        """The share by which the last fifth lies above the second one."""
        if self.second_fifth is None or self.last_fifth is None:
            return None
        return self.last_fifth.whole / self.second_fifth.whole - 1


class LongBench(Record):
    """An ingest of so many activities into an empty home, and what came after."""

    activities: int
    chunks: int
    command_s: float  # the whole command
    after_s: float | None  # of it, behind the last activity; to a second
    again_s: float  # the command once more, on the very same file
    longer_s: float  # and on that file with one activity more
    memory: Memory | None  # None: not told here
    index_bytes: int | None  # the index of vectors, opened alone
    served: served.ServedBench


def measure(
    many: int, *, say: Callable[[str], None], every_s: float = EVERY_S
) -> LongBench:
    """Write a file of so many activities and ingest it by the command; then serve it.

    Raises:
        ProductFailed: an ingest failed, or took in other activities than these.
    """
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        file, home = Path(made) / "activities.xml", Path(made) / "home"
        activities.write(file, many)
        product = Product(home)
        watch = Watch(lambda: stored_in(home), every_s=every_s)
        try:
            report, command_s = _ingested(product, file, on_start=watch.begin)
        finally:
            samples = watch.end()
        if report.added != many or report.failed:
            raise ProductFailed(
                f"of {many} activities {report.added} were taken in, and "
                f"{len(report.failed)} failed: {report.failed[:1]}"
            )
        say(f"  {many} activities in {command_s:.0f} s")
        _, again_s = _ingested(product, file)
        activities.write(file, many + 1)
        longer, longer_s = _ingested(product, file)
        if (longer.added, longer.unchanged) != (1, many):
            raise ProductFailed(f"one activity more was read as {longer.added} new")
        say(f"  once more in {again_s:.0f} s, with one more in {longer_s:.0f} s")
        return LongBench(
            activities=many,
            chunks=report.chunks,
            command_s=command_s,
            after_s=behind_the_last(samples, many),
            again_s=again_s,
            longer_s=longer_s,
            memory=memory_in(samples, many) if samples else None,
            index_bytes=_index_bytes(home),
            served=served.measure(home, records=many + 1),
        )


def stored_in(home: Path) -> int:
    """Return how many documents a run into an empty home has stored by now."""
    place = home / CATALOGUE
    if not place.exists():
        return 0
    engine = create_engine(f"sqlite:///file:{place}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            return connection.scalar(select(func.max(ChangeTable.number))) or 0
    except OperationalError:  # its tables are being made
        return 0
    finally:
        engine.dispose()


def level_between(
    samples: Sequence[Sample], many: int, begin: float, end: float
) -> Level | None:
    """Return the mean over the samples between two shares of so many activities.

    The end is left out: what comes behind the last activity is no part of any share.
    """
    some = [one for one in samples if begin * many <= one.stored < end * many]
    if not some:
        return None
    return Level(
        main=float(np.mean([one.main.own for one in some])),
        workers=float(np.mean([one.workers.own for one in some])),
    )


def growth_in(samples: Sequence[Sample], many: int) -> float | None:
    """Return by how many bytes all grew an activity, by least squares.

    From the first tenth on; None where all samples are of one time.
    """
    some = [one for one in samples if many / 10 <= one.stored < many]
    if len({one.stored for one in some}) < 2:
        return None
    stored = np.array([one.stored for one in some], float)
    held = np.array([one.own for one in some], float)
    away = stored - stored.mean()
    return float(away @ (held - held.mean()) / (away @ away))


def memory_in(samples: Sequence[Sample], many: int) -> Memory:
    """Return what samples of an ingest of so many activities tell.

    Raises:
        ValueError: there are none.
    """
    return Memory(
        peak_bytes=max(one.own for one in samples),
        peak_main_bytes=max(one.main.own for one in samples),
        file_bytes=max(one.main.files + one.workers.files for one in samples),
        second_tenth=level_between(samples, many, 0.1, 0.2),
        last_tenth=level_between(samples, many, 0.9, 1.0),
        second_fifth=level_between(samples, many, 0.2, 0.4),
        last_fifth=level_between(samples, many, 0.8, 1.0),
        growth=growth_in(samples, many),
    )


def behind_the_last(samples: Sequence[Sample], many: int) -> float | None:
    """Return the seconds from when all activities were stored to the last sample."""
    stored = [one.at_s for one in samples if one.stored >= many]
    return samples[-1].at_s - stored[0] if stored else None


def lines(result: LongBench) -> list[Line]:
    """Return the result for people."""
    after = (
        "" if result.after_s is None else f", {result.after_s:.0f} s of it at the end"
    )
    return [
        Line(
            what=f"galaxy ingest of {result.activities} IATI activities",
            measured=f"{result.chunks} chunks in {result.command_s:.0f} s "
            f"({result.activities / result.command_s:.1f} activities/s){after}",
        ),
        Line(
            what="the same file again; with one activity more",
            measured=f"{result.again_s:.1f} s; {result.longer_s:.1f} s",
        ),
        *(_memory_lines(result, result.memory) if result.memory else []),
        *served.lines(result.served),
    ]


def _memory_lines(result: LongBench, memory: Memory) -> list[Line]:
    growth = (
        "too short to tell growth"
        if memory.growth is None
        else f"{memory.growth * TOLD_FOR / 1e6:.1f} MB more every {TOLD_FOR}"
    )
    index = (
        ""
        if result.index_bytes is None
        else f"; the index of {result.chunks} vectors alone "
        f"{megabytes(result.index_bytes)}, "
        f"{result.index_bytes / result.activities * TOLD_FOR / 1e6:.1f} MB "
        f"every {TOLD_FOR}"
    )
    rise = memory.rise
    return [
        Line(
            what="memory of its processes, pages of files left out",
            measured=f"peak {megabytes(memory.peak_bytes)}; second tenth "
            f"{_told(memory.second_tenth)}, last tenth {_told(memory.last_tenth)}; "
            f"{growth}{index}",
        ),
        Line(
            what="of that, main process and workers",
            measured=f"second fifth {_apart(memory.second_fifth)}, last fifth "
            f"{_apart(memory.last_fifth)}; the main one at most "
            f"{megabytes(memory.peak_main_bytes)}; pages of files at most "
            f"{megabytes(memory.file_bytes)}",
        ),
        Line(
            what=f"flat memory over {result.activities} activities",
            measured="too short to tell"
            if rise is None
            else f"the last fifth {100 * rise:+.1f} % beside the second",
            goal=f"at most {100 * RISE:.0f} % above",
            met=None if rise is None else rise <= RISE,
        ),
    ]


def _told(level: Level | None) -> str:
    return "unknown" if level is None else megabytes(level.whole)


def _apart(level: Level | None) -> str:
    if level is None:
        return "unknown"
    return f"{megabytes(level.main)} and {megabytes(level.workers)}"


def _ingested(
    product: Product, file: Path, *, on_start: Callable[[int], None] | None = None
) -> tuple[IngestReport, float]:
    begun = time.perf_counter()
    report = product.ingest(str(file), on_start=on_start)
    return report, time.perf_counter() - begun


def _index_bytes(home: Path) -> int | None:
    finished = subprocess.run(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", index_memory.__name__, str(home)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    told = finished.stdout.strip()
    return int(told) if told.isdigit() else None


def main(many: int) -> None:
    """Measure so many, and show it."""
    result = measure(many, say=lambda words: print(words, file=sys.stderr))
    Console(width=140).print(table(lines(result), title="A long ingest"))


if __name__ == "__main__":
    main(int(sys.argv[1]))
