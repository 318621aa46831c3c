"""What a person says that a table's columns mean: a mapping file.

What it says holds; what it leaves unsaid of titles, texts and lines is told by names
and values as for any table. Columns are named as the header has them, in any letters.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Literal, cast

from pydantic import BeforeValidator, field_validator

from ingestion.parsing.amounts import currency_named
from ingestion.parsing.column_map import Names
from ingestion.parsing.fields import iso_date
from ingestion.parsing.shaping import normalized
from vectorstore.records import Record, Role

Kind = Literal["activity", "solution", "good practice", "organization", "need", "offer"]
"""What a table's records may be."""

_LISTED = ("text", "country", "sector", "sdg", "cooperation", "contact", "skip")

_ROLE_NAMES = frozenset(role.value for role in Role)
DATE_PARTS = {"%Y": "%Y", "%m/%Y": "%Y-%m", "%Y/%m": "%Y-%m", "%m-%Y": "%Y-%m"}
"""Formats of dates without a day, and how they are written in ISO 8601."""


def _of_column(said: object) -> object:
    is_names = isinstance(said, str | list | tuple)
    return {"column": cast(object, said)} if is_names else said


def _sums(said: object) -> object:
    several = cast(Sequence[object], said) if isinstance(said, list | tuple) else [said]
    return tuple(map(_of_column, several))


def _parties(said: object) -> object:
    """Return columns of organizations with their roles, however a person paired them.

    `[{column: A, role: funding}]`, `{A: funding}`, `{funding: [A, B]}`, `[A, B]`, `A`.
    """
    if isinstance(said, Mapping):
        told = cast("Mapping[object, object]", said)
        if "column" in told:
            return (told,)
        pairs: list[dict[str, object]] = []
        for one, other in told.items():
            names = cast("list[object]", other if isinstance(other, list) else [other])
            for name in names:
                is_role = str(one) in _ROLE_NAMES and str(name) not in _ROLE_NAMES
                column, role = (name, one) if is_role else (one, name)
                pairs.append({"column": column, "role": role})
        return tuple(pairs)
    return None if said is None else _sums(said)


class DateColumns(Record):
    """Columns that tell a day, the first one that is filled, and how they write it."""

    column: Names
    format: str | None = None  # of strptime; None: ISO 8601, or a year

    @field_validator("format")
    @classmethod
    def _is_a_format(cls, format: str | None) -> str | None:
        if format is not None and ("%Y" not in format and "%y" not in format):
            message = "must name the year as %Y, such as %d/%m/%Y"
            raise ValueError(message)
        return format

    def date_of(self, text: str) -> str | None:
        """Return a day, month or year as ISO 8601; None where it is none."""
        stated = iso_date(text)
        if stated is not None or self.format is None:
            return stated
        try:
            read = datetime.strptime(text.strip(), self.format)  # noqa: DTZ007 - a day
        except ValueError:
            return None
        shape = DATE_PARTS.get(self.format)
        return read.strftime(shape) if shape else date.isoformat(read.date())


class AmountColumn(Record):
    """A column of sums, and where their currency stands if not in the cells."""

    column: str
    currency: str | None = None  # ISO 4217, of all of its cells
    currency_column: str | None = None

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, currency: str | None) -> str | None:
        if currency is not None and currency_named(currency) is None:
            message = "must be a currency's code, such as XOF"
            raise ValueError(message)
        return currency_named(currency) if currency else None


class PartyColumnSaid(Record):
    """A column of organizations and what they do."""

    column: str
    role: Role = Role.PARTICIPATING
    contact: str | None = None  # a column with their mailbox; a person's is left out


class TableMapping(Record):
    """What the columns of a table are for."""

    id: str | None = None  # tells rows apart, also when they are sorted anew
    title: str | None = None
    text: Names = ()  # paragraphs, in this order
    language: str | None = None  # a column, else a BCP 47 tag of all rows
    country: Names = ()
    sector: Names = ()
    sdg: Names = ()
    start: Annotated[DateColumns | None, BeforeValidator(_of_column)] = None
    end: Annotated[DateColumns | None, BeforeValidator(_of_column)] = None
    amount: Annotated[tuple[AmountColumn, ...], BeforeValidator(_sums)] = ()
    organizations: Annotated[
        tuple[PartyColumnSaid, ...] | None, BeforeValidator(_parties)
    ] = None  # None: told by names
    kind: Kind | None = None  # of rows whose own column says neither need nor offer
    kind_column: str | None = None  # says which rows are needs and which are offers
    cooperation: Names = ()  # of needs and offers: technical, financial, ...
    contact: Names = ()  # offices' mailboxes and pages; persons' are left out
    uri: str | None = None  # http or https: the record's own page
    skip: Names = ()  # neither read nor kept

    def columns(self) -> Iterator[tuple[str, str]]:
        """Yield each key and each column that it names; a language may be a tag."""
        for key in ("id", "title", "kind_column", "uri"):
            if (name := getattr(self, key)) is not None:
                yield key, name
        for key in _LISTED:
            for name in getattr(self, key):
                yield key, name
        for key in ("start", "end"):
            dates: DateColumns | None = getattr(self, key)
            for name in dates.column if dates is not None else ():
                yield key, name
        for sums in self.amount:
            told = filter(None, (sums.column, sums.currency_column))
            yield from (("amount", name) for name in told)
        for party in self.organizations or ():
            yield "organizations", party.column
        yield from (
            ("contact", o.contact) for o in self.organizations or () if o.contact
        )

    def missing_from(self, header: Sequence[str]) -> list[str]:
        """Return what it says of columns that a header has not, a sentence each."""
        known = places_of(header)
        return [
            f"{key} names a column {name!r} that is not there" + _perhaps(name, header)
            for key, name in self.columns()
            if normalized(name) not in known
        ]


def places_of(header: Sequence[str]) -> Mapping[str, int]:
    """Return the place of each column by its plain name; of equal ones the first."""
    found: dict[str, int] = {}
    for at, name in enumerate(header):
        found.setdefault(normalized(name), at)
    return found


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that was probably meant."""
    plain = {one.casefold(): one for one in known}
    close = get_close_matches(name.casefold(), plain, n=1, cutoff=0.5)
    return plain[close[0]] if close else None


def _perhaps(name: str, header: Sequence[str]) -> str:
    near = nearest(name, header)
    if near is not None:
        return f"; did you mean {near!r}?"
    return ". The columns are: " + ", ".join(repr(one) for one in header[:20])
