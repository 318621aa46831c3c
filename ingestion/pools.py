"""Pools of worker processes: one that reads files, one that cuts and embeds items."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from pebble import ProcessPool

from ingestion.items import Parsed
from ingestion.limits import limit_memory
from ingestion.parsing import ParseOptions
from ingestion.workers import EmbedderSettings, Job, embed, read, start
from vectorstore.library import Entry

_READER_BYTES = 8 * 2**30
"""What a reader may map. A file for which it wants more fails alone."""


class ReadPool:
    """Reads one file at a time in a process of its own, within a time."""

    def __init__(self, *, file_timeout_s: float) -> None:
        self._timeout_s = file_timeout_s
        self._pool = ProcessPool(
            max_workers=1,
            initializer=limit_memory,
            initargs=(_READER_BYTES,),
            context=multiprocessing.get_context("spawn"),
        )

    def submit(self, path: Path, shown: str, options: ParseOptions) -> Future[Parsed]:
        """Begin to read a file.

        The future raises UnreadableFile, TimeoutError past the time, or ProcessExpired
        when the file crashed its reader; the pool goes on in each case.
        """
        return self._pool.schedule(
            read, args=(path, shown, options), timeout=self._timeout_s
        )

    def stop(self) -> None:
        """End the worker at once."""
        self._pool.stop()
        self._pool.join()


class EmbedPool:
    """Cuts and embeds batches of items, a worker for each core."""

    def __init__(self, embedding: EmbedderSettings, *, workers: int) -> None:
        self._embedding = embedding
        self._workers = workers
        self._pool: ProcessPool | None = None

    @property
    def ahead(self) -> int:
        """How many batches to keep under way so that no worker waits."""
        return 2 * self._workers

    def submit(self, jobs: Sequence[Job], *, last: bool = False) -> Future[list[Entry]]:
        """Begin to embed a batch; the workers start with the first one.

        When the first batch is known to be the `last`, one worker starts: each one
        takes a second to load the model.

        The future raises EmbeddingFailed, or ProcessExpired when a text crashed it.
        """
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1 if last else self._workers,
                initializer=start,
                initargs=(self._embedding,),
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool.schedule(embed, args=(list(jobs),))

    def stop(self) -> None:
        """End the workers at once."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
