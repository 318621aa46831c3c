"""Adds addresses, keeps them in step, and forgets them."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from ingestion.errors import UnusableSource
from ingestion.items import Problem
from ingestion.parsing import ParseOptions
from ingestion.pools import ReadPool
from ingestion.preview import SourceLook, preview_of
from ingestion.report import IngestReport, Progress, SourceHarvest, SyncReport
from ingestion.source_files import Origin
from ingestion.sources.addresses import host_of, split_address
from ingestion.sources.discovery import SourceFile
from ingestion.sources.fetching import Fetcher, FetchLimits
from ingestion.sources.harvesting import Harvest, Harvested
from ingestion.sources.live import Draft, LiveSource, shown_address
from ingestion.sources.mirror import Mirror
from ingestion.sources.settling import declared, settled
from vectorstore.catalogue.synced import (
    Mishap,
    Result,
    SyncedSource,
    SyncedSources,
)
from vectorstore.library import Library

OnProgress = Callable[[Progress], None]
TakeIn = Callable[[Sequence[SourceFile], str, OnProgress | None], IngestReport]
"""Takes in files, forgets all others below a place of the catalogue, and reports."""
_RECORDS_READ = 20


class LiveSources:
    """The addresses of a library. One of them is harvested at a time."""

    def __init__(
        self,
        *,
        library: Library,
        folder: Path,
        limits: FetchLimits,
        take_in: TakeIn,
        now: Callable[[], datetime],
        one_at_a_time: Lock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Know where everything lies; open nothing.

        Args:
            library: that takes the records.
            folder: where pages and records as fetched are kept.
            limits: of every fetch.
            take_in: takes in the files that hold the records.
            now: the time.
            one_at_a_time: what all that harvest into this library hold meanwhile.
            sleep: waits for some seconds, between requests.
        """
        self._library = library
        self._folder = folder
        self._limits = limits
        self._take_in = take_in
        self._now = now
        self._sleep = sleep
        self._state = SyncedSources(library.engine)
        self._one_at_a_time = one_at_a_time

    def all(self) -> tuple[SyncedSource, ...]:
        """Return the addresses and how their last harvests went, in order of name."""
        return self._state.all()

    def look(self, draft: Draft) -> SourceLook:
        """Fetch the first page; return what is made of it, and store nothing.

        Raises:
            UnusableSource: something that was said does not fit.
            FetchRefused, FetchFailed: the page cannot be had.
        """
        parts = split_address(draft.url)
        with self._fetcher((host_of(parts), *draft.hosts), draft.delay_s) as fetcher:
            url = declared(draft).start(draft.url)
            fetched = fetcher.get(url)
        assert fetched.body is not None, "nothing was known of it"
        source, records = settled(draft, fetched, fetched.body)
        with TemporaryDirectory() as folder:
            mirror = Mirror(Path(folder) / "look", source.form, source.key)
            mirror.begin()
            mirror.stage(records[:_RECORDS_READ])
            files = mirror.merge(1, keep_old=False).parts
            if not files:
                raise UnusableSource(
                    f"{draft.url!r} has no record", remedy="Check its query."
                )
            file = self._file(source, files[0])
            pool = ReadPool(file_timeout_s=self._limits.page_s)
            try:
                parsed = pool.submit(file.path, file.shown, _parsing(file)).result()
            finally:
                pool.stop()
        preview = preview_of(parsed, shown=source.name)
        return SourceLook(
            source=source, preview=preview.model_copy(update={"found": len(records)})
        )

    def add(self, source: LiveSource) -> None:
        """Keep an address, or what is now said of one that is known by its name.

        Raises:
            UnusableSource: another address has that name.
        """
        known = next((one for one in self.all() if one.name == source.name), None)
        url = shown_address(source.url)
        if known is not None and known.url.partition("?")[0] != url.partition("?")[0]:
            raise UnusableSource(
                f"the name {source.name!r} is that of {known.url}",
                remedy="Give another --name, or remove that one first.",
            )
        assert source.options.platform is not None, "a live source names one"
        self._state.declare(
            source.name,
            source.model_dump_json(),
            url=url,
            platform=source.options.platform,
        )

    def remove(self, name: str) -> int:
        """Forget an address with all of its records; return how many went.

        Raises:
            UnusableSource: there is none of that name.
        """
        source = self._source(name)
        with self._one_at_a_time:
            places = sorted(self._library.known_files(_place(name)))
            removed = self._library.forget_files(places)
            self._state.remove(name)
            self._mirror(source).remove()
        return removed

    def sync(
        self,
        names: Sequence[str] = (),
        *,
        lets_many_go: bool = False,
        on_progress: OnProgress | None = None,
    ) -> SyncReport:
        """Bring addresses up to date, one after the other; no names: all of them.

        An address that fails is told of in the report, and the next one is harvested.

        Args:
            names: of the addresses.
            lets_many_go: whether more than half of the records of one may be deleted.
            on_progress: hears of pages, then of items.

        Raises:
            UnusableSource: there is none of that name; nothing was done.
            VectorstoreError: the store failed; what was committed stays.
        """
        began = time.perf_counter()
        sources = [self._source(n) for n in names or [one.name for one in self.all()]]
        reports: list[IngestReport] = []
        harvests: list[SourceHarvest] = []
        with self._one_at_a_time:
            for source in sources:
                report, harvest = self._sync(source, lets_many_go, on_progress)
                reports.append(report)
                harvests.append(harvest)
        return SyncReport(
            added=sum(one.added for one in reports),
            updated=sum(one.updated for one in reports),
            unchanged=sum(one.unchanged for one in reports),
            removed=sum(one.removed for one in reports),
            files=sum(one.files for one in reports),
            failed=tuple(problem for one in reports for problem in one.failed),
            left_out=tuple(left for one in reports for left in one.left_out),
            chunks=self._library.chunk_count(),
            took_s=round(time.perf_counter() - began, 3),
            sources=tuple(harvests),
        )

    def _sync(
        self, source: LiveSource, lets_many_go: bool, on_progress: OnProgress | None
    ) -> tuple[IngestReport, SourceHarvest]:
        with self._fetcher(source.hosts, source.delay_s) as fetcher:
            harvested = Harvest(
                source,
                fetcher=fetcher,
                state=self._state,
                mirror=self._mirror(source),
                now=self._now,
                on_progress=on_progress or _unheard,
            ).run(lets_many_go=lets_many_go)
        files = [self._file(source, part) for part in harvested.parts]
        if files or harvested.is_whole:
            report = self._take_in(files, _place(source.name), on_progress)
        else:
            report = IngestReport.of_nothing(chunks=self._library.chunk_count())
        failed = (*_of_source(source, harvested.problems), *report.failed)
        result = _result(harvested)
        self._state.end(
            source.name,
            result=result,
            failures=[Mishap(path=p.path, reason=p.reason) for p in failed],
            pages=harvested.pages,
            records=harvested.records if files or harvested.is_whole else None,
            at=self._now(),
        )
        harvest = SourceHarvest(
            name=source.name,
            url=shown_address(source.url),
            result=result,
            pages=harvested.pages,
            pages_unchanged=harvested.pages_unchanged,
            records=harvested.records,
        )
        return report.model_copy(update={"failed": failed}), harvest

    def _fetcher(self, hosts: Sequence[str], delay_s: float | None) -> Fetcher:
        return Fetcher(self._limits, hosts=hosts, delay_s=delay_s, sleep=self._sleep)

    def _source(self, name: str) -> LiveSource:
        declared = self._state.declaration(name)
        if declared is None:
            known = ", ".join(one.name for one in self.all()) or "none yet"
            raise UnusableSource(
                f"no address is called {name!r}", remedy=f"There are: {known}."
            )
        return LiveSource.model_validate_json(declared)

    def _mirror(self, source: LiveSource) -> Mirror:
        return Mirror(self._folder / source.name, source.form, source.key)

    def _file(self, source: LiveSource, path: Path) -> SourceFile:
        said = source.options.model_dump(exclude_none=True, exclude={"title"})
        address = shown_address(source.url).partition("?")[0]
        return SourceFile(
            path=path,
            shown=source.name,
            options=Origin.model_validate({"uri": address, **said}),
            kept_as=f"{_place(source.name)}/{path.name}",
            key=source.key or "" if source.form == "json" else None,
        )


def _place(name: str) -> str:
    """Return the place in the catalogue below which an address's records are."""
    return f"live:{name}"


def _parsing(file: SourceFile) -> ParseOptions:
    return ParseOptions(language=file.options.language, key=file.key)


def _result(harvested: Harvested) -> Result:
    if not harvested.pages:
        return "failed"
    return "ok" if harvested.is_whole else "partial"


def _of_source(source: LiveSource, problems: Sequence[Problem]) -> list[Problem]:
    """Return problems under the source's name, addresses without secrets."""
    return [
        problem
        if problem.path.startswith(source.name)
        else problem.model_copy(
            update={"path": f"{source.name}: {shown_address(problem.path)}"}
        )
        for problem in problems
    ]


def _unheard(_: Progress) -> None:
    """Nobody listens."""
