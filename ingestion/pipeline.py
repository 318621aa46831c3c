"""The run of an ingest: discover, read, cut, embed, commit, forget.

Incremental by content hash, file by file and item by item. New comes before old: an
item's former chunks go only after its new ones are found, and a file's vanished items
only after its new ones are stored.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from pebble import ProcessExpired

from ingestion import flagging
from ingestion.errors import UnreadableFile
from ingestion.identity import DATA_RECIPE, RECIPE, jobs_of, same_text
from ingestion.items import Parsed, Part, Problem
from ingestion.open_files import OpenFile, Tally, with_new_data
from ingestion.originals import hash_of
from ingestion.parsing import ParseOptions
from ingestion.parsing.mapping import TableMapping
from ingestion.pools import EmbedPool, ReadPool
from ingestion.report import IngestReport, Progress, Stage
from ingestion.said_before import SaidBefore
from ingestion.source_files import SourceOptions
from ingestion.sources import SourceFile, discover
from ingestion.workers import EmbedderSettings, Job, digest
from vectorstore.catalogue.mappings import TableMappings
from vectorstore.library import Entry, FileRow, Library
from vectorstore.records import Document

BATCH_CHARACTERS = 24_000
"""Text that one embedding job holds: about two seconds of a core's work."""
COMMIT_CHUNKS = 400
"""Chunks a commit holds: fewer cost more each, more lose more to a kill."""
READ_AHEAD = 2


class Ingest:
    """One run. Not reusable."""

    def __init__(
        self,
        *,
        library: Library,
        embedding: EmbedderSettings,
        workers: int,
        max_file_bytes: int,
        file_timeout_s: float,
        now: Callable[[], datetime],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._library = library
        self._reading = ReadPool(file_timeout_s=file_timeout_s)
        self._embedding = EmbedPool(embedding, workers=workers)
        self._max_bytes = max_file_bytes
        self._timeout_s = file_timeout_s
        self._now = now
        self._on_progress = on_progress or _unheard
        self._tally = Tally()
        self._batch: list[Job] = []
        self._batch_characters = 0
        self._embedded: deque[tuple[list[Job], Future[list[Entry]]]] = deque()
        self._ready: list[Entry] = []
        self._ready_chunks = 0
        self._open: dict[str, OpenFile] = {}
        self._known: dict[str, FileRow] = {}
        self._mappings = TableMappings(library.engine).all()
        self._found = 0
        self._done = 0
        self._files = 0
        self._files_done = 0

    def run(self, paths: Sequence[Path], options: SourceOptions) -> IngestReport:
        """Take in files and folders and return what was done.

        Raises:
            IngestionError: a path or a source file cannot be used; nothing was changed.
            VectorstoreError: the store or the embedder failed; what was committed stays
                and the next run goes on from there.
        """
        self._on_progress(Progress(stage="discovering"))
        files: dict[str, SourceFile] = {}
        before, roots = SaidBefore(self._library.engine), list[Path]()
        for path in paths:
            discovery = discover(path, options)
            roots.append(discovery.root)
            filled = map(before.filled, discovery.files)
            files |= {file.place: file for file in filled}
            self._tally.left_out += discovery.left_out
            self._tally.failed += discovery.problems
            self._known |= self._library.known_files(str(discovery.root))
        before.say(roots, options, at=self._now())
        return self._take_in(files)

    def run_files(self, files: Sequence[SourceFile], *, under: str) -> IngestReport:
        """Take in these files and forget all others of a place.

        Raises:
            VectorstoreError: the store or the embedder failed; what was committed is
                kept.
        """
        self._known = self._library.known_files(under)
        return self._take_in({file.place: file for file in files})

    def _take_in(self, files: dict[str, SourceFile]) -> IngestReport:
        began = time.perf_counter()
        gone = set(self._known) - set(files)
        self._files = len(files)
        try:
            self._read_all(deque(files.values()))
            self._send_batch(last=True)
            while self._embedded:
                self._take_oldest()
            self._commit()
        finally:
            self._reading.stop()
            self._embedding.stop()
        self._tally.removed += self._library.forget_files(sorted(gone))
        self._progress("finishing")
        tally = self._tally
        return IngestReport(
            added=tally.added,
            updated=tally.updated,
            unchanged=tally.unchanged,
            removed=tally.removed,
            files=len(files),
            failed=tuple(tally.failed),
            left_out=tuple(dict.fromkeys(tally.left_out)),
            chunks=self._library.chunk_count(),
            took_s=round(time.perf_counter() - began, 3),
        )

    def _read_all(self, waiting: deque[SourceFile]) -> None:
        reading: deque[tuple[OpenFile, Future[Parsed]]] = deque()
        while waiting or reading:
            while waiting and len(reading) < READ_AHEAD:
                started = self._begin(waiting.popleft())
                if started is not None:
                    reading.append(started)
            if reading:
                file, future = reading.popleft()
                self._progress("reading", path=file.source.shown)
                parsed = self._parsed(file, future)
                if parsed is not None and parsed.parts:
                    self._read_parts(file, parsed.parts)
                elif parsed is not None:
                    self._schedule(file, parsed)

    def _begin(self, source: SourceFile) -> tuple[OpenFile, Future[Parsed]] | None:
        """Start reading a file, unless it is as it was or cannot be read at all."""
        place = source.place
        try:
            size = source.path.stat().st_size
            if size > self._max_bytes:
                raise UnreadableFile(
                    f"the file has {size:,} bytes, more than {self._max_bytes:,}",
                    remedy="Split it, or raise GALAXY_MAX_FILE_BYTES.",
                )
            content_hash = hash_of(source.path)
        except OSError as error:
            self._fail(source, f"it cannot be opened ({error.strerror})", content="")
            return None
        except UnreadableFile as error:
            self._fail(source, f"{error.message}. {error.remedy}", content="")
            return None
        known = self._known.get(place)
        options_hash = self._options_hash(source)
        stored = self._library.documents_of(place)
        if (
            known is not None
            and known.status == "ok"
            and known.content_hash == content_hash
            and known.options_hash == options_hash
        ):
            self._tally.unchanged += len(stored)
            self._files_done += 1
            self._found += len(stored)
            self._done += len(stored)
            return None
        file = OpenFile(source=source, content_hash=content_hash, stored=stored)
        return file, self._submit(source)

    def _submit(self, source: SourceFile, part: Part | None = None) -> Future[Parsed]:
        parsing = ParseOptions(
            max_bytes=self._max_bytes,
            language=source.options.language,
            ignored_columns=source.ignored_columns,
            columns=source.options.columns,
            kind=source.options.kind,
            mapping=self._mapping(source),
            part=part,
            key=source.key,
        )
        return self._reading.submit(source.path, source.shown, parsing)

    def _read_parts(self, file: OpenFile, parts: Sequence[Part]) -> None:
        """Read a long file part by part, so that only one is in memory."""
        for part in parts:
            self._progress("reading", path=file.source.shown)
            try:
                parsed = self._submit(file.source, part).result()
            except (UnreadableFile, TimeoutError, ProcessExpired, MemoryError):
                path = f"{file.source.shown}#line={part.line}"
                reason = "a part of it cannot be read. Save it again, or split it."
                parsed = Parsed(problems=(Problem(path=path, reason=reason),))
                file.is_whole = False
            self._schedule(file, parsed, is_last=part is parts[-1])

    def _parsed(self, file: OpenFile, future: Future[Parsed]) -> Parsed | None:
        try:
            parsed = future.result()
        except UnreadableFile as error:
            reason = f"{error.message}. {error.remedy}" if error.remedy else str(error)
        except TimeoutError:
            reason = (
                f"it took longer than {self._timeout_s:g} s to read. "
                "Split it, or raise GALAXY_FILE_TIMEOUT_S."
            )
        except ProcessExpired:
            reason = (
                "it crashed its reader: it is damaged, or far too large. Save it again."
            )
        except (MemoryError, RecursionError):
            reason = "it is nested or packed too deeply to be read. Save it again."
        else:
            if parsed.items or parsed.parts:
                return parsed
            self._tally.left_out += parsed.left_out
            for problem in parsed.problems:
                self._tally.failed.append(problem)
            if parsed.problems:
                self._record(file, status="failed", reason=parsed.problems[0].reason)
                self._files_done += 1
                return None
            reason = "there is no text in it."
        self._fail(file.source, reason, content=file.content_hash)
        return None

    def _schedule(
        self, file: OpenFile, parsed: Parsed, *, is_last: bool = True
    ) -> None:
        """Sort a file's items into unchanged, changed in data only, and to be cut."""
        self._open[file.source.place] = file
        file.problems += parsed.problems
        self._tally.failed += parsed.problems
        self._tally.left_out += parsed.left_out
        self._found += len(parsed.items)
        touched: list[Document] = []
        now = self._now()
        for job in jobs_of(file.source, parsed, retrieved_at=now, seen=file.seen):
            file.find(job.id)
            revision = file.stored.get(job.id)
            if revision == job.revision:
                self._tally.unchanged += 1
                self._done += 1
            elif revision is not None and same_text(revision, job.revision):
                former = self._library.document(job.id)
                assert former is not None, "its revision was just read"
                touched.append(with_new_data(former, job))
            else:
                file.under_way += 1
                self._batch.append(job)
                self._batch_characters += sum(len(b.text) for b in job.item.blocks)
                if self._batch_characters >= BATCH_CHARACTERS:
                    self._send_batch()
        if touched:
            self._library.commit((), touched=touched)
            self._tally.updated += len(touched)
            self._done += len(touched)
        file.scheduled = is_last
        self._close_if_done(file)

    def _send_batch(self, *, last: bool = False) -> None:
        if self._batch:
            jobs, self._batch, self._batch_characters = self._batch, [], 0
            self._embedded.append((jobs, self._embedding.submit(jobs, last=last)))
        while len(self._embedded) > self._embedding.ahead:
            self._take_oldest()

    def _take_oldest(self) -> None:
        jobs, future = self._embedded.popleft()
        try:
            entries = future.result()
        except ProcessExpired:
            entries = self._one_by_one(jobs)
        have_text = {entry.document.id for entry in entries}
        for job in jobs:
            if job.id not in have_text:
                self._lose(job, "there is no text in it.")
        self._ready += entries
        self._ready_chunks += sum(len(entry.chunks) for entry in entries)
        if self._ready_chunks >= COMMIT_CHUNKS:
            self._commit()
        self._progress("embedding")

    def _one_by_one(self, jobs: Sequence[Job]) -> list[Entry]:
        """Embed the batch that crashed its worker again, to lose only the culprit."""
        entries: list[Entry] = []
        for job in jobs:
            with suppress(ProcessExpired):
                entries += self._embedding.submit([job]).result()
        return entries

    def _commit(self) -> None:
        entries, self._ready, self._ready_chunks = self._ready, [], 0
        if entries:
            committed = self._library.commit(entries)
            self._tally.added += committed.added
            self._tally.updated += committed.updated
        for entry in entries:
            file = self._open[entry.place]
            file.under_way -= 1
            self._done += 1
            self._close_if_done(file)

    def _lose(self, job: Job, reason: str) -> None:
        file = self._open[job.place]
        problem = Problem(path=job.path, reason=reason)
        file.problems.append(problem)
        self._tally.failed.append(problem)
        file.lose(job.id)
        file.under_way -= 1
        self._done += 1
        self._close_if_done(file)

    def _close_if_done(self, file: OpenFile) -> None:
        """Drop what vanished from a file once all that is new in it is stored."""
        if not file.scheduled or file.under_way:
            return
        if file.vanished and file.is_whole:
            self._library.commit((), removed=sorted(file.vanished))
            self._tally.removed += len(file.vanished)
        if file.problems:
            self._record(file, status="failed", reason=file.problems[0].reason)
        else:
            self._record(file, status="ok", reason=None)
        self._files_done += 1
        self._open.pop(file.source.place, None)

    def _fail(self, source: SourceFile, reason: str, *, content: str) -> None:
        self._tally.failed.append(Problem(path=source.shown, reason=reason))
        file = OpenFile(source=source, content_hash=content, stored={})
        self._record(file, status="failed", reason=reason)
        self._files_done += 1

    def _record(
        self, file: OpenFile, *, status: Literal["ok", "failed"], reason: str | None
    ) -> None:
        source = file.source
        self._library.record_file(
            FileRow(
                place=source.place,
                path=source.shown,
                platform=source.options.platform,
                content_hash=file.content_hash,
                options_hash=self._options_hash(source),
                status=status,
                reason=reason,
                seen_at=self._now(),
            )
        )

    def _mapping(self, source: SourceFile) -> TableMapping | None:
        said = self._mappings.get(source.place)
        return TableMapping.model_validate_json(said) if said else None

    def _options_hash(self, source: SourceFile) -> str:
        return digest(
            RECIPE,
            flagging.RECIPE,
            DATA_RECIPE,
            source.shown,
            source.options.model_dump_json(),
            *source.ignored_columns,
            *((source.key,) if source.key is not None else ()),
            *((said,) if (said := self._mappings.get(source.place)) else ()),
        )

    def _progress(self, stage: Stage, *, path: str | None = None) -> None:
        self._on_progress(
            Progress(
                stage=stage,
                files_done=self._files_done,
                files=self._files,
                done=self._done,
                found=self._found,
                path=path,
            )
        )


def _unheard(_: Progress) -> None:
    """Nobody listens."""
