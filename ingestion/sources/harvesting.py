"""One harvest of an address: its pages in order, what is new, and what is gone.

A page that fails costs its own records a refresh and nothing else: whatever an address
does not say is deleted only after all of its pages came.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ingestion.errors import FetchFailed, FetchRefused, IngestionError
from ingestion.items import Problem
from ingestion.report import Progress
from ingestion.sources.entries import Page, form_of, iati_page, json_page
from ingestion.sources.fetching import Fetched, Fetcher
from ingestion.sources.live import LiveSource, shown_address
from ingestion.sources.mirror import Mirror
from ingestion.sources.paging import total_of
from vectorstore.catalogue.synced import SyncedPage, SyncedSources

MOST_PAGES = 20_000
FAILURES_IN_A_ROW = 3
"""After so many failed pages an address is left for the next harvest."""
FEW_RECORDS = 10
"""Fewer may go at once without a question."""
_LOST = (
    "what was kept of it on disk is gone, so that a harvest must be whole before "
    "anything of it is taken in. Sync it again."
)


@dataclass(slots=True, kw_only=True)
class Harvested:
    """What a harvest brought."""

    pages: int = 0  # that came
    pages_unchanged: int = (
        0  # of those: as they were, or fetched before an interruption
    )
    records: int = 0  # now kept of the address
    is_whole: bool = True  # all pages came, so that what is gone was deleted
    parts: list[Path] = field(default_factory=list[Path])
    problems: list[Problem] = field(default_factory=list[Problem])


class Harvest:
    """One run. Not reusable."""

    def __init__(
        self,
        source: LiveSource,
        *,
        fetcher: Fetcher,
        state: SyncedSources,
        mirror: Mirror,
        now: Callable[[], datetime],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._source = source
        self._fetcher = fetcher
        self._state = state
        self._mirror = mirror
        self._now = now
        self._on_progress = on_progress
        self._found = Harvested()
        self._known: dict[str, SyncedPage] = {}
        self._run = ""
        self._seen: dict[str, str] = {}  # addresses of this run's pages, and hashes
        self._given = 0  # records of all pages, those that came twice too

    def run(self, *, lets_many_go: bool = False) -> Harvested:
        """Fetch what is new and return the files that hold all records.

        Args:
            lets_many_go: whether more than half of the records may be deleted at once.

        Raises:
            VectorstoreError: the catalogue failed.
        """
        source, found = self._source, self._found
        self._run = self._state.begin(source.name, at=self._now())
        self._known = self._state.pages(source.name)
        self._mirror.begin()
        self._walk()
        parts = self._state.parts(source.name)
        if found.pages and not parts:
            parts = self._mirror.parts_needed()
            self._state.set_parts(source.name, parts)
        known = self._mirror.known(parts)
        if found.is_whole and not lets_many_go and self._too_many_gone(known):
            found.is_whole = False
        if not found.is_whole and not known and self._state.records(source.name):
            # Else what is missing here would count as gone.
            self._miss(source.url, _LOST)
            return found
        merged = self._mirror.merge(parts, keep_old=not found.is_whole)
        found.parts, found.records = merged.parts, merged.records
        if found.is_whole:
            gone = self._known.keys() - self._seen.keys()
            self._state.drop_pages(source.name, gone)
            for url in gone:
                self._mirror.drop_body(url)
        return found

    def _walk(self) -> None:
        """Fetch page after page and stage their records."""
        found, paging = self._found, self._source.paging
        url: str | None = paging.start(self._source.url)
        failed_in_a_row = 0
        size = paging.size or 0
        total: int | None = None
        while url is not None:
            if url in self._seen:
                self._miss(url, "the pages lead round in a circle. Tell its publisher.")
                return
            if len(self._seen) >= MOST_PAGES:
                self._miss(url, f"there are more than {MOST_PAGES:,} pages.")
                return
            try:
                page, link = self._page(url)
            except (FetchFailed, FetchRefused) as error:
                if self._is_behind_the_last(error):
                    return
                self._seen.setdefault(url, "")
                self._miss(url, f"{error.message}. {error.remedy}")
                failed_in_a_row += 1
                if failed_in_a_row >= FAILURES_IN_A_ROW or isinstance(
                    error, FetchRefused
                ):
                    return
                url = self._beyond(url, size)
                continue
            failed_in_a_row = 0
            found.problems += page.problems
            found.is_whole = found.is_whole and not page.problems
            self._mirror.stage(page.records)
            self._given += len(page.records)
            size = size or len(page.records)
            total = total_of(page.loaded) if total is None else total
            self._tell(url, total)
            url = paging.after(
                url, link=link, page=page.loaded, records=len(page.records)
            )
        if total is not None and found.is_whole and self._given < total:
            self._miss(
                self._source.url,
                f"it says that it has {total:,} records and gave {self._given:,}, so "
                "nothing was deleted. Check with --preview how it pages.",
            )

    def _page(self, url: str) -> tuple[Page, str | None]:
        """Return a page and the link behind it; unchanged ones from disk."""
        known = self._known.get(url)
        kept = self._mirror.body(url) if known is not None else None
        if known is not None and kept is not None and known.run == self._run:
            self._note(url, known.content_hash)
            self._found.pages_unchanged += 1
            return self._read(kept, "", url), known.link
        fetched = self._fetcher.get(
            url,
            etag=known.etag if known is not None and kept is not None else None,
            last_modified=known.last_modified if known and kept is not None else None,
        )
        body = fetched.body if fetched.body is not None else kept
        if body is None:
            raise FetchFailed(
                f"{url!r} says that nothing changed, though it was never fetched",
                remedy="Try again later.",
            )
        page = self._read(body, fetched.content_type, url)
        content_hash = sha256(body).hexdigest()
        if known is not None and known.content_hash == content_hash:
            self._found.pages_unchanged += 1
        link = fetched.link
        if fetched.body is None and link is None and known is not None:
            link = known.link
        self._note(url, content_hash)
        self._mirror.keep_body(url, body)
        self._state.keep_page(
            self._source.name,
            SyncedPage(
                url=url,
                etag=fetched.etag or _of(known, fetched, "etag"),
                last_modified=fetched.last_modified
                or _of(known, fetched, "last_modified"),
                content_hash=content_hash,
                link=link,
                run=self._run,
            ),
        )
        return page, link

    def _read(self, body: bytes, content_type: str, url: str) -> Page:
        source = self._source
        form = form_of(body, content_type, url)
        if form != source.form:
            raise FetchFailed(
                f"{url!r} sent {form.upper()}, not {source.form.upper()} as before",
                remedy="Add it again, if it has changed for good.",
            )
        if form == "iati":
            return iati_page(body, url=url)
        return json_page(body, entries=source.entries, key=source.key, url=url)

    def _note(self, url: str, content_hash: str) -> None:
        """Count a page, unless it is the one before it under another address."""
        before = next(reversed(self._seen.values()), "")
        counts_on = self._source.paging.param is not None
        if counts_on and content_hash == before:
            raise FetchRefused(
                f"{url!r} is the same page again",
                remedy="It does not page by "
                f"{self._source.paging.param!r}; add it again with --page-param.",
            )
        self._seen[url] = content_hash
        self._found.pages += 1

    def _is_behind_the_last(self, error: IngestionError) -> bool:
        """Tell whether an address that counts on says so that there is no more."""
        counts_on = self._source.paging.param is not None
        status = error.status if isinstance(error, FetchFailed) else None
        return counts_on and bool(self._found.pages) and status == 404

    def _beyond(self, url: str, size: int) -> str | None:
        """Return the page behind a failed one: by number, or as it was last time."""
        counted = self._source.paging.step(url, size)
        if counted is not None:
            return counted
        known, body = self._known.get(url), self._mirror.body(url)
        if known is None or body is None:
            return None
        page = self._read(body, "", url)
        return self._source.paging.after(
            url, link=known.link, page=page.loaded, records=len(page.records)
        )

    def _too_many_gone(self, known: int) -> bool:
        came = self._mirror.staged()
        if known < FEW_RECORDS or 2 * came >= known:
            return False
        self._found.problems.append(
            Problem(
                path=self._source.name,
                reason=f"it gave {came:,} records and had {known:,}, so nothing was "
                "deleted. If that is right, sync it with --let-many-go.",
            )
        )
        return True

    def _miss(self, url: str, reason: str) -> None:
        self._found.is_whole = False
        path = f"{self._source.name}: {shown_address(url)}"
        self._found.problems.append(Problem(path=path, reason=reason))

    def _tell(self, url: str, total: int | None) -> None:
        self._on_progress(
            Progress(
                stage="fetching",
                files_done=self._found.pages,
                done=self._given,
                found=max(total or 0, self._given),
                path=shown_address(url),
            )
        )


def _of(known: SyncedPage | None, fetched: Fetched, name: str) -> str | None:
    """Return a mark that is still true of a page that did not change."""
    return getattr(known, name) if known and fetched.body is None else None
