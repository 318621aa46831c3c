"""The one place where the SQL of SQLite and PostgreSQL differs."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import Base

AT_ONCE = 500
"""Values that one statement names; SQLite refuses more than 32,766."""

Value = TypeVar("Value")


def insert_missing(
    session: Session, table: type[Base], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert rows whose primary key is not there yet; leave the others alone."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    for some in in_parts(rows):
        session.execute(insert(table).values(some).on_conflict_do_nothing())


def write_alone(session: Session, table: type[Base]) -> None:
    """Keep other writers out of a table from now to the transaction's end."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table.__tablename__} IN EXCLUSIVE MODE"))
    else:
        session.execute(text("BEGIN IMMEDIATE"))


def in_parts(values: Sequence[Value]) -> Iterator[list[Value]]:
    """Yield values in runs that one statement can name."""
    iterator = iter(values)
    while part := list(islice(iterator, AT_ONCE)):
        yield part
