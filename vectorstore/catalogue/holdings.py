"""Tells what each platform gives."""

from collections import Counter
from datetime import datetime

from sqlalchemy import (
    Engine,
    and_,
    case,
    func,
    select,
)
from sqlalchemy.orm import Session

from vectorstore.catalogue.database import translated
from vectorstore.catalogue.models import DocumentTable
from vectorstore.catalogue.rows import PlatformCount, utc
from vectorstore.records import (
    Readers,
    Visibility,
)


class Holdings:
    """Counts what the catalogue holds.

    Raises everywhere:
        StoreUnavailable: worth retrying.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def platforms(self, *, readers: Readers = "public") -> tuple[PlatformCount, ...]:
        """Return what each platform gives to these readers, in order of names."""
        table = DocumentTable
        dated = and_(
            func.length(table.published).in_((4, 7, 10)),
            table.published.between("0", "9999-99"),  # not "c. 1960"
        )
        query = select(
            table.platform,
            table.language,
            table.kind,
            table.licence,
            func.count(),
            func.min(case((dated, table.published))),
            func.max(case((dated, table.published))),
            func.max(table.retrieved_at),
        ).group_by(table.platform, table.language, table.kind, table.licence)
        if readers != "staff":
            query = query.where(table.visibility == Visibility.PUBLIC)
        found: dict[str, _Platform] = {}
        with translated(), Session(self._engine) as session:
            for (
                name,
                language,
                kind,
                licence,
                count,
                first,
                last,
                at,
            ) in session.execute(query):
                platform = found.setdefault(name, _Platform())
                platform.count(count, language=language, kind=kind, licence=licence)
                platform.date(first, last, retrieved_at=at)
        return tuple(found[name].told(name) for name in sorted(found))


class _Platform:
    """The counts of one platform, as they come together."""

    def __init__(self) -> None:
        self._languages: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._licences: Counter[str] = Counter()
        self._dates: list[str] = []
        self._retrieved: list[datetime] = []

    def count(
        self, count: int, *, language: str, kind: str | None, licence: str | None
    ) -> None:
        """Add documents that are alike."""
        self._languages[language] += count
        if kind is not None:
            self._kinds[kind] += count
        if licence is not None:
            self._licences[licence] += count

    def date(self, *published: str | None, retrieved_at: datetime) -> None:
        """Add dates of some of them."""
        self._dates += [date for date in published if date]
        self._retrieved.append(retrieved_at)

    def told(self, name: str) -> PlatformCount:
        """Return the whole."""
        return PlatformCount(
            name=name,
            documents=self._languages.total(),
            languages=_most_first(self._languages),
            kinds=_most_first(self._kinds),
            licences=_most_first(self._licences),
            published_first=min(self._dates, default=None),
            published_last=max(self._dates, default=None),
            retrieved_last=utc(max(self._retrieved)),
        )


def _most_first(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
