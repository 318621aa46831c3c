"""What people said on the command line of folders and files that they took in."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.database import translated
from vectorstore.catalogue.models import SaidOriginTable


class SaidOrigins:
    """Reads and writes what was said, by the absolute paths that it was said of.

    Raises everywhere:
        StoreUnavailable: the catalogue is busy or cannot be read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, str]:
        """Return the JSON of all that was said, by the place that it was said of."""
        with translated(), Session(self._engine) as session:
            return {
                row.place: row.said for row in session.scalars(select(SaidOriginTable))
            }

    def keep(self, said: Mapping[str, str], *, at: datetime) -> None:
        """Keep what is said of places, over what was said of them before."""
        with translated(), Session(self._engine) as session, session.begin():
            for place, told in said.items():
                session.merge(SaidOriginTable(place=place, said=told, said_at=at))
