"""What an ingest tells while it runs and when it ends."""

from typing import Literal

from ingestion.items import LeftOut, Problem
from vectorstore.catalogue.synced import Result
from vectorstore.records import Record


class IngestReport(Record):
    """The contract's report of one ingest; integers count items unless named."""

    added: int
    updated: int
    unchanged: int
    removed: int
    files: int
    failed: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    chunks: int  # now stored
    took_s: float

    @classmethod
    def of_nothing(cls, *, chunks: int) -> "IngestReport":
        """Return the report of a run that had nothing to take in."""
        return cls(
            added=0,
            updated=0,
            unchanged=0,
            removed=0,
            files=0,
            failed=(),
            left_out=(),
            chunks=chunks,
            took_s=0.0,
        )

    @property
    def every_item_failed(self) -> bool:
        """Whether there was something to ingest and nothing of it is in the store."""
        return bool(self.failed) and not (self.added + self.updated + self.unchanged)


class SourceHarvest(Record):
    """How the harvest of one address went."""

    name: str
    url: str  # without what may be secret
    result: Result
    pages: int  # that came
    pages_unchanged: int  # of those: as they were before
    records: int  # that are now kept of it


class SyncReport(IngestReport):
    """An ingest's report of what addresses gave; each of them has a line of its own."""

    sources: tuple[SourceHarvest, ...]

    @property
    def nothing_came(self) -> bool:
        """Whether not one page of any address came."""
        return all(one.result == "failed" for one in self.sources) and bool(
            self.sources
        )


Stage = Literal["discovering", "fetching", "reading", "embedding", "finishing"]


class Progress(Record):
    """Where an ingest stands; `done` and `found` count items, `found` still grows."""

    stage: Stage
    files_done: int = 0
    files: int = 0
    done: int = 0
    found: int = 0
    path: str | None = None  # the file last begun
