"""What people said of tables' columns, kept for each later time they are read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.database import translated
from vectorstore.catalogue.models import TableMappingTable
from vectorstore.catalogue.writing import in_parts


class TableMappings:
    """Reads and writes mappings by the absolute paths of their files.

    Raises everywhere:
        StoreUnavailable: the catalogue is busy or cannot be read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, str]:
        """Return the JSON of every mapping by its file's place."""
        with translated(), Session(self._engine) as session:
            rows = session.scalars(select(TableMappingTable))
            return {row.place: row.mapping for row in rows}

    def keep(self, place: str, mapping: str, *, at: datetime) -> None:
        """Keep what is said of a file, over what was said before."""
        with translated(), Session(self._engine) as session, session.begin():
            session.merge(TableMappingTable(place=place, mapping=mapping, said_at=at))

    def forget(self, places: Sequence[str]) -> None:
        """Drop what is said of files."""
        table = TableMappingTable
        with translated(), Session(self._engine) as session, session.begin():
            for some in in_parts(places):
                session.execute(delete(table).where(table.place.in_(some)))
