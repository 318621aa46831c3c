"""Which addresses are kept in step, what of them is here, and how harvests went."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import uuid4

from pydantic import AwareDatetime
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.database import translated
from vectorstore.catalogue.models import SyncedPageTable, SyncedSourceTable
from vectorstore.catalogue.rows import utc
from vectorstore.records import Record

Result = Literal["never", "ok", "partial", "failed"]
"""How a harvest went: `partial` is one whose page or record failed, so that nothing was
deleted."""
FAILURES_KEPT = 100
RESUMED_WITHIN = timedelta(days=1)


class Mishap(Record):
    """A page or record of an address that could not be had."""

    path: str
    reason: str


class SyncedSource(Record):
    """An address and the state of its last harvest."""

    name: str
    url: str  # without what may be secret
    platform: str
    result: Result
    records: int  # that the address gave when it was last read
    pages: int
    started_at: AwareDatetime | None  # of the last harvest; None before the first
    completed_at: AwareDatetime | None  # of the last whole one
    failures: tuple[Mishap, ...]  # of the last harvest, the first of them


class SyncedPage(Record):
    """A page as it was last fetched."""

    url: str
    etag: str | None
    last_modified: str | None
    content_hash: str  # SHA-256 of its body
    link: str | None  # of the page after it, as headers told
    run: str  # in which it was last seen


class SyncedSources:
    """Reads and writes the catalogue's addresses. Safe to use from many threads.

    Raises everywhere:
        StoreUnavailable: the catalogue is busy or cannot be read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> tuple[SyncedSource, ...]:
        """Return the addresses in the order of their names."""
        with translated(), Session(self._engine) as session:
            query = select(SyncedSourceTable).order_by(SyncedSourceTable.name)
            return tuple(_source(row) for row in session.scalars(query))

    def declaration(self, name: str) -> str | None:
        """Return what is said of an address, as it was declared; None: no such name."""
        with translated(), Session(self._engine) as session:
            row = session.get(SyncedSourceTable, name)
            return row.declaration if row else None

    def declare(self, name: str, declaration: str, *, url: str, platform: str) -> None:
        """Add an address, or say anew what is said of it; its state stays."""
        with translated(), Session(self._engine) as session, session.begin():
            row = session.get(SyncedSourceTable, name)
            if row is None:
                row = SyncedSourceTable(
                    name=name, parts=0, result="never", records=0, pages=0, failures=[]
                )
                session.add(row)
            row.declaration, row.url, row.platform = declaration, url, platform

    def remove(self, name: str) -> None:
        """Forget an address and its pages."""
        with translated(), Session(self._engine) as session, session.begin():
            for table, column in (
                (SyncedPageTable, SyncedPageTable.source),
                (SyncedSourceTable, SyncedSourceTable.name),
            ):
                session.execute(delete(table).where(column == name))

    def begin(self, name: str, *, at: datetime) -> str:
        """Note that a harvest begins; return its mark, an interrupted one's again.

        One that was interrupted more than a day ago is forgotten.
        """
        with translated(), Session(self._engine) as session, session.begin():
            row = session.get_one(SyncedSourceTable, name)
            is_recent = row.started_at and at - utc(row.started_at) < RESUMED_WITHIN
            mark = row.run if row.run and is_recent else uuid4().hex
            row.run, row.started_at = mark, at
            return mark

    def end(
        self,
        name: str,
        *,
        result: Result,
        failures: Sequence[Mishap],
        pages: int,
        records: int | None,
        at: datetime,
    ) -> None:
        """Note how a harvest went; `records` None keeps the former number."""
        with translated(), Session(self._engine) as session, session.begin():
            row = session.get_one(SyncedSourceTable, name)
            row.run, row.result, row.pages = None, result, pages
            row.failures = [[one.path, one.reason] for one in failures[:FAILURES_KEPT]]
            if records is not None:
                row.records = records
            if result == "ok":
                row.completed_at = at

    def parts(self, name: str) -> int:
        """Return in how many files its records are kept; 0: none was written yet."""
        with translated(), Session(self._engine) as session:
            return session.get_one(SyncedSourceTable, name).parts

    def records(self, name: str) -> int:
        """Return how many records were kept of it after its last harvest."""
        with translated(), Session(self._engine) as session:
            return session.get_one(SyncedSourceTable, name).records

    def set_parts(self, name: str, parts: int) -> None:
        """Keep in how many files its records are, which never changes."""
        with translated(), Session(self._engine) as session, session.begin():
            session.get_one(SyncedSourceTable, name).parts = parts

    def pages(self, name: str) -> dict[str, SyncedPage]:
        """Return the pages of an address by theirs."""
        table = SyncedPageTable
        with translated(), Session(self._engine) as session:
            rows = session.scalars(select(table).where(table.source == name))
            return {
                row.url: SyncedPage(
                    url=row.url,
                    etag=row.etag,
                    last_modified=row.last_modified,
                    content_hash=row.content_hash,
                    link=row.link,
                    run=row.run,
                )
                for row in rows
            }

    def keep_page(self, name: str, page: SyncedPage) -> None:
        """Keep how a page was found, over what was known of it."""
        with translated(), Session(self._engine) as session, session.begin():
            session.merge(SyncedPageTable(source=name, **page.model_dump()))

    def drop_pages(self, name: str, urls: Collection[str]) -> None:
        """Forget pages that an address has no longer."""
        table = SyncedPageTable
        with translated(), Session(self._engine) as session, session.begin():
            for url in urls:
                session.execute(
                    delete(table).where(table.source == name, table.url == url)
                )


def _source(row: SyncedSourceTable) -> SyncedSource:
    return SyncedSource(
        name=row.name,
        url=row.url,
        platform=row.platform,
        result=cast(Result, row.result),
        records=row.records,
        pages=row.pages,
        started_at=utc(row.started_at) if row.started_at else None,
        completed_at=utc(row.completed_at) if row.completed_at else None,
        failures=tuple(Mishap(path=p, reason=r) for p, r in row.failures),
    )
