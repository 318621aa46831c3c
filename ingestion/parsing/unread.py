"""Values of a file's records that no reader can make out, and how they are reported."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from ingestion.items import LeftOut
from ingestion.parsing.personal import PERSONAL
from ingestion.parsing.shaping import first_words

Sort = Literal["date", "sum", "code"]
"""What a value should have been."""

_REMEDIES: Mapping[Sort, str] = {
    "date": "is no date. Write it as 2009-03-12",
    "sum": "is no sum. Write it as 1250000.50",
    "code": "is no code of the standard. Correct it",
}
_MOST_NAMED = 20
"""Values of a sort that are named one by one; the rest is counted."""
_LONGEST = 60
AS_WRITTEN = " (as written)"
"""How the metadata keys of values end that stand in another form beside it."""


class Unread:
    """What of one file could not be read, or was left out, in order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._named: list[tuple[str, str]] = []
        self._counts: Counter[Sort] = Counter()
        self._has_persons = False

    def miss(self, sort: Sort, value: str, *, of: str, where: str) -> None:
        """Note a value that is none of its sort.

        Args:
            sort: what it should have been.
            value: as written.
            of: the field that it is in.
            where: the fragment of its record.
        """
        self._counts[sort] += 1
        if self._counts[sort] <= _MOST_NAMED:
            shown = first_words(value, limit=_LONGEST)
            self.leave(
                f"{of}: {shown!r} {_REMEDIES[sort]} there; the record was kept",
                where=where,
            )

    def leave(self, what: str, *, where: str) -> None:
        """Note what of a record was left out."""
        self._named.append((where, what))

    def leave_persons(self) -> None:
        """Note that contacts of persons were left out."""
        self._has_persons = True

    def told(self, shown: str) -> Iterator[LeftOut]:
        """Yield a report line for each value, the first 20 of a sort, and a count.

        Args:
            shown: how reports name the file.
        """
        if self._has_persons:
            yield LeftOut(path=shown, what=f"contact-info: {PERSONAL}")
        for where, what in self._named:
            yield LeftOut(path=f"{shown}#{where}", what=what)
        for sort, count in self._counts.items():
            if count > _MOST_NAMED:
                many = count - _MOST_NAMED
                yield LeftOut(
                    path=shown,
                    what=f"{many} more such values: as each {_REMEDIES[sort]} there",
                )


class Written:
    """What values of one record were before they were brought to one form.

    They are kept beside the normalized ones in the record's data, where they differ.
    """

    def __init__(self, where: str, unread: Unread | None = None) -> None:
        """Begin with nothing.

        Args:
            where: the fragment of the record.
            unread: what is told of its file; None: nobody listens.
        """
        self._where = where
        self._unread = Unread() if unread is None else unread
        self._values: dict[str, dict[str, None]] = {}
        self._more: dict[str, dict[str, None]] = {}

    def keep(self, of: str, value: str) -> None:
        """Keep a field's value as written, each once."""
        self._values.setdefault(of, {})[value] = None

    def tell(self, name: str, value: str) -> None:
        """Keep a value for which the record's text has no room, each once."""
        self._more.setdefault(name, {})[value] = None

    def miss(self, sort: Sort, value: str, *, of: str) -> None:
        """Keep a field's value that is none of its sort, and report it."""
        self.keep(of, value)
        self._unread.miss(sort, value, of=of, where=self._where)

    def leave(self, what: str) -> None:
        """Report what of the record is left out."""
        self._unread.leave(what, where=self._where)

    def leave_persons(self) -> None:
        """Report that contacts of persons are left out."""
        self._unread.leave_persons()

    def beside(self, metadata: Mapping[str, str]) -> dict[str, str]:
        """Return data with what was written behind each field; "; " parts several."""
        told = {name: "; ".join(values) for name, values in self._values.items()}
        more = {name: "; ".join(values) for name, values in self._more.items()}
        found: dict[str, str] = {}
        for name, value in {**metadata, **more}.items():
            found[name] = value
            if name in told:
                found[name + AS_WRITTEN] = told.pop(name)
        return found | {name + AS_WRITTEN: value for name, value in told.items()}
