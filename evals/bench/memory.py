"""What a command and the processes that it starts hold in memory while it runs.

Memory of their own is told apart from pages of files, which the system drops where it
needs room. What several processes share counts for each in equal parts, so that no
page counts twice in a sum. Linux tells it; elsewhere nothing is known.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread

from vectorstore.records import Record

EVERY_S = 1.0
PROCESSES = Path("/proc")


class Held(Record):
    """Memory in bytes."""

    own: int  # anonymous
    files: int  # pages of files, and of what is shared by name

    def __add__(self, other: "Held") -> "Held":
        """Return both together."""
        return Held(own=self.own + other.own, files=self.files + other.files)


NOTHING = Held(own=0, files=0)


class Sample(Record):
    """What was held at one time."""

    at_s: float  # since the command began
    stored: int  # how far it had come
    main: Held  # the command's own process
    workers: Held  # all that it had started, and what these had

    @property
    def own(self) -> int:
        """All memory of their own, in bytes."""
        return self.main.own + self.workers.own


class Watch:
    """Samples a process with all that it starts, in a thread, until it ends."""

    def __init__(self, stored: Callable[[], int], *, every_s: float = EVERY_S) -> None:
        """Begin nothing yet.

        Args:
            stored: tells how far the command has come; called from the thread.
            every_s: seconds between two samples.
        """
        self._stored = stored
        self._every_s = every_s
        self._ended = Event()
        self._samples: list[Sample] = []
        self._thread: Thread | None = None

    def begin(self, pid: int) -> None:
        """Watch a process from now on."""
        self._thread = Thread(target=self._watch, args=(pid,), daemon=True)
        self._thread.start()

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What was seen so far, in order."""
        return tuple(self._samples)

    def end(self) -> tuple[Sample, ...]:
        """Stop, and return the samples in order; none where nothing is known."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        return self.samples

    def _watch(self, pid: int) -> None:
        began = time.perf_counter()
        while not self._ended.is_set():
            main = held_by(pid)
            if main is None:
                break
            workers = [held_by(one) or NOTHING for one in descendants(parents(), pid)]
            self._samples.append(
                Sample(
                    at_s=time.perf_counter() - began,
                    stored=self._stored(),
                    main=main,
                    workers=sum(workers, NOTHING),
                )
            )
            self._ended.wait(self._every_s)


def held_by(pid: int) -> Held | None:
    """Return what a process holds; None where it has ended, or nothing is known."""
    try:
        return held_in((PROCESSES / str(pid) / "smaps_rollup").read_text("utf-8"))
    except OSError:
        return None


def held_in(rollup: str) -> Held | None:
    """Return what Linux's /proc/PID/smaps_rollup tells; None: not apart, or nothing.

    Source: Documentation/filesystems/proc.rst; its values are in kB, each process's
    part of a shared page in proportion.
    """
    found: dict[str, int] = {}
    for line in rollup.splitlines():
        name, _, value = line.partition(":")
        if name in {"Pss_Anon", "Pss_File", "Pss_Shmem"}:
            found[name] = 1024 * int(value.split()[0])
    if "Pss_Anon" not in found:
        return None
    own = found.pop("Pss_Anon")
    return Held(own=own, files=sum(found.values()))


def parents() -> dict[int, int]:
    """Return the parent of each process that runs; none where nothing is known."""
    found: dict[int, int] = {}
    for place in PROCESSES.glob("[0-9]*/stat"):
        try:
            told = place.read_text("utf-8", "replace")
        except OSError:
            continue  # it has ended meanwhile
        # Behind the name, which may hold anything: its state, then its parent.
        found[int(place.parent.name)] = int(told.rpartition(")")[2].split()[1])
    return found


def descendants(parent_of: Mapping[int, int], pid: int) -> list[int]:
    """Return all that a process started, and what these did, without itself."""
    found: list[int] = []
    latest = [pid]
    while latest:
        latest = sorted(one for one, parent in parent_of.items() if parent in latest)
        found += latest
    return found
