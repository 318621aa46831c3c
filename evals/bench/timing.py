"""The arithmetic of the benchmarks: medians, goals, the machine, and the table."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from rich.table import Table

from vectorstore.records import Record

Value = TypeVar("Value")

PROCESSORS = Path("/proc/cpuinfo")


class Line(Record):
    """One measured value; where there is a goal, whether it was met."""

    what: str
    measured: str
    goal: str | None = None
    met: bool | None = None  # None: there is no goal, or it does not apply here


class Timed(Record):
    """Milliseconds of one thing, measured many times."""

    runs: int
    p50_ms: float
    p95_ms: float
    cpu_p50_ms: float  # of all threads of this process; free of others' work

    def __str__(self) -> str:
        """Return it for people."""
        return (
            f"p50 {self.p50_ms:.1f} ms, p95 {self.p95_ms:.1f} ms "
            f"(CPU p50 {self.cpu_p50_ms:.1f} ms)"
        )


class Stopwatch:
    """Collects the times of one thing."""

    def __init__(self) -> None:
        self._wall_ms: list[float] = []
        self._cpu_ms: list[float] = []

    def time(self, run: Callable[[], Value]) -> Value:
        """Run it once and keep how long it took."""
        cpu, wall = time.process_time(), time.perf_counter()
        value = run()
        self._wall_ms.append(1000 * (time.perf_counter() - wall))
        self._cpu_ms.append(1000 * (time.process_time() - cpu))
        return value

    @property
    def wall_ms(self) -> tuple[float, ...]:
        """Milliseconds on the wall clock of each run, in order."""
        return tuple(self._wall_ms)

    def result(self) -> Timed:
        """Return what was collected.

        Raises:
            ValueError: nothing was.
        """
        return timed(self._wall_ms, self._cpu_ms)


class Machine(Record):
    """What the measures were taken on."""

    cores: int  # that this process may use
    processor: str
    load: float | None  # processes that wanted to run in the minute before; else None


def timed(wall_ms: Sequence[float], cpu_ms: Sequence[float]) -> Timed:
    """Return the median and 95th percentile of times.

    Raises:
        ValueError: there are none.
    """
    if not wall_ms:
        raise ValueError("nothing was timed")
    return Timed(
        runs=len(wall_ms),
        p50_ms=float(np.percentile(wall_ms, 50)),
        p95_ms=float(np.percentile(wall_ms, 95)),
        cpu_p50_ms=float(np.percentile(cpu_ms, 50)),
    )


def machine() -> Machine:
    """Describe this machine as it is now."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        cores = os.cpu_count() or 1
    return Machine(
        cores=cores,
        processor=_processor(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    )


def table(lines: Sequence[Line], *, title: str) -> Table:
    """Return the lines for people."""
    made = Table("what", "measured", "goal", "", title=title)
    for line in lines:
        verdict = {True: "met", False: "MISSED", None: ""}[line.met]
        made.add_row(line.what, line.measured, line.goal or "", verdict)
    return made


def megabytes(size: float) -> str:
    """Return a size in bytes for people."""
    return f"{size / 1_000_000:.1f} MB"


def _processor() -> str:
    if not PROCESSORS.exists():
        return "unknown"
    for line in PROCESSORS.read_text("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return "unknown"
