"""Statements over given ids that are compiled once and asked of the driver itself.

For the few that each search asks: SQLAlchemy's own way of asking takes about as long as
the database does. It still writes them, and turns what is stored into values.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVarTuple, cast

from sqlalchemy import (
    BindParameter,
    Dialect,
    Engine,
    PoolProxiedConnection,
    Select,
    bindparam,
)
from sqlalchemy.orm import Session

from vectorstore.catalogue.writing import AT_ONCE, in_parts

Values = TypeVarTuple("Values")

IDS = "ids"
SIZES = (1, 16, 48, 96, 128, 160, 192, 256, AT_ONCE)
"""Numbers of ids that statements are compiled for; the last id fills what is left."""


@dataclass(frozen=True, slots=True)
class Driver:
    """A connection of the driver that SQLAlchemy keeps, to read with."""

    connection: PoolProxiedConnection
    dialect: Dialect

    @classmethod
    @contextmanager
    def of(cls, engine: Engine) -> Generator[Self]:
        """Take one from the pool, and give it back."""
        connection = engine.raw_connection()
        try:
            yield cls(connection, engine.dialect)
        finally:
            connection.close()

    @classmethod
    def within(cls, session: Session) -> Self:
        """Return the one that a session uses, with what the session wrote."""
        connection = session.connection()
        return cls(connection.connection, connection.dialect)


def given_ids() -> BindParameter[Sequence[str]]:
    """Return what a column of a prepared statement must be in."""
    return bindparam(IDS, expanding=True)


class Prepared(Generic[*Values]):
    """A select of columns with `given_ids`. Safe to use from several threads."""

    def __init__(self, statement: Select[*Values]) -> None:
        """Take a statement; it is compiled when it is first asked for so many ids."""
        self._statement = cast("Select[Any]", statement)
        self._compiled: dict[tuple[str, int], _Compiled] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what a row has."""
        return tuple(self._statement.selected_columns.keys())

    def rows(self, driver: Driver, ids: Sequence[str]) -> list[tuple[*Values]]:
        """Return the rows for ids; for more than 500 of them in parts."""
        found: list[Any] = []
        cursor = driver.connection.cursor()
        try:
            for some in in_parts(ids):
                compiled = self._for(len(some), driver.dialect)
                cursor.execute(compiled.text, compiled.arguments(some))
                found += compiled.records(cursor.fetchall())
        finally:
            cursor.close()
        return cast("list[tuple[*Values]]", found)

    def _for(self, many: int, dialect: Dialect) -> "_Compiled":
        size = next(size for size in SIZES if size >= many)
        compiled = self._compiled.get((dialect.name, size))
        if compiled is None:
            compiled = _Compiled.of(self._statement, size, dialect)
            self._compiled[dialect.name, size] = compiled
        return compiled


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an id goes among the arguments."""

    number: int


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement for so many ids, as the driver takes it."""

    text: str
    places: tuple[Any, ...]  # of arguments: a `_Place`, or the argument itself
    read: tuple[tuple[int, Callable[[Any], Any]], ...]  # columns not stored as they are

    @classmethod
    def of(cls, statement: Select[Any], size: int, dialect: Dialect) -> Self:
        compiled = statement.compile(dialect=dialect)
        places = [_Place(number) for number in range(size)]
        state = compiled.construct_expanded_state({IDS: places})
        processors = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        ]
        return cls(
            text=state.statement,
            places=tuple(state.positional_parameters),
            read=tuple((at, p) for at, p in enumerate(processors) if p is not None),
        )

    def arguments(self, ids: Sequence[str]) -> tuple[Any, ...]:
        last = len(ids) - 1
        return tuple(
            ids[min(place.number, last)] if isinstance(place, _Place) else place
            for place in self.places
        )

    def records(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self.read:
            return list(rows)
        found: list[tuple[Any, ...]] = []
        for row in rows:
            values = list(row)
            for at, processor in self.read:
                values[at] = processor(values[at])
            found.append(tuple(values))
        return found
