"""What an ingest tells while it runs and when it ends."""

from typing import Literal

from ingestion.items import LeftOut, Problem
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

    @property
    def every_item_failed(self) -> bool:
        """Whether there was something to ingest and nothing of it is in the store."""
        return bool(self.failed) and not (self.added + self.updated + self.unchanged)


Stage = Literal["discovering", "reading", "embedding", "finishing"]


class Progress(Record):
    """Where an ingest stands; `done` and `found` count items, `found` still grows."""

    stage: Stage
    files_done: int = 0
    files: int = 0
    done: int = 0
    found: int = 0
    path: str | None = None  # the file last begun
