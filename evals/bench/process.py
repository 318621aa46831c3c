"""How long commands take to start, and the memory they take."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evals.product import ProductFailed
from vectorstore.records import Record

GOAL_HELP_S = 1.0
RUNS = 3


class Started(Record):
    """The fastest of three runs of a command, and its memory."""

    command: str
    took_s: float
    peak_bytes: int


class StartingBench(Record):
    """Commands in the order of what they load."""

    commands: tuple[Started, ...]


def measure() -> StartingBench:
    """Start each command in an empty home.

    Raises:
        ProductFailed: a command ended with a failure.
    """
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        return StartingBench(
            commands=(
                _started(Path(made), "--help"),
                _started(Path(made), "search", "wells", "--json"),
            )
        )


def lines(result: StartingBench) -> list[str]:
    """Return the result for people, the goal last."""
    told = [
        f"galaxy {started.command}: {started.took_s:.2f} s, "
        f"{started.peak_bytes / 1_000_000:.0f} MB"
        for started in result.commands
    ]
    met = "met" if result.commands[0].took_s < GOAL_HELP_S else "MISSED"
    return [*told, f"  goal: --help in under {GOAL_HELP_S:.0f} s: {met}"]


def _started(home: Path, *arguments: str) -> Started:
    runs = [_run(home, *arguments) for _ in range(RUNS)]
    return Started(
        command=" ".join(arguments),
        took_s=min(took for took, _ in runs),
        peak_bytes=max(peak for _, peak in runs),
    )


def _run(home: Path, *arguments: str) -> tuple[float, int]:
    galaxy = Path(sys.executable).with_name("galaxy")
    command = ["env", f"GALAXY_HOME={home}", str(galaxy), *arguments]
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        raise ProductFailed(f"{' '.join(command)} ended with {process.returncode}")
    scale = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, kB here
    return took, used.ru_maxrss * scale
