"""Opens the catalogue's database and brings its schema up to date."""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from sqlite3 import Error as DriverError

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from vectorstore.errors import (
    StoreFull,
    StoreNewer,
    StoreUnavailable,
    VectorstoreError,
)

CATALOGUE = "catalogue.sqlite"
MIGRATIONS = Path(__file__).parent.parent / "migrations"
BUSY_TIMEOUT_MS = 30_000
MAPPED_BYTES = 1 << 30
"""Of the catalogue's beginning; SQLite reads what lies behind it as files are read."""
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
SIGNS_OF_NO_SPACE = ("disk is full", "no space left", "quota exceeded", "os error 28")
"""As SQLite, Chroma and Tantivy put it; the latter two give no error number."""


def open_engine(home: Path) -> Engine:
    """Open the SQLite catalogue of a home, which need not exist yet."""
    engine = create_engine(f"sqlite:///{home / CATALOGUE}")

    @event.listens_for(engine, "connect")
    def _prepare(connection: Connection, _: object) -> None:  # pyright: ignore[reportUnusedFunction] - called by SQLAlchemy
        connection.execute("PRAGMA journal_mode=WAL")
        # What was reported done must outlive a power cut too, not only a kill.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        # A search reads the vectors of hundreds of chunks: in half the time so.
        connection.execute(f"PRAGMA mmap_size={MAPPED_BYTES}")

    return engine


def upgrade(engine: Engine) -> None:
    """Bring the schema to this program's.

    Raises:
        StoreNewer: a newer program wrote it.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {
        revision.revision
        for revision in ScriptDirectory.from_config(config).walk_revisions()
    }
    with translated(), engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            # Else the driver commits each table as it is made, and a run killed
            # meanwhile would leave some of them without a revision.
            connection.execute(text("BEGIN IMMEDIATE"))
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise StoreNewer(
                f"the store has schema {current!r}, which this program does not know",
                remedy="It was written by a newer version: use that, "
                "or another GALAXY_HOME.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def translated() -> Generator[None]:
    """Turn a database's own failures into ours.

    Raises:
        StoreFull: no space is left.
        StoreUnavailable: the database is locked or cannot be opened.
    """
    try:
        yield
    except (SQLAlchemyError, DriverError, OSError) as error:
        raise as_store_error(error) from error


def as_store_error(error: Exception) -> VectorstoreError:
    """Return the failure of the store that an error of a library stands for."""
    told = str(getattr(error, "orig", None) or error)
    lowered = told.lower()
    number = getattr(error, "errno", None)
    if number in NO_SPACE or any(sign in lowered for sign in SIGNS_OF_NO_SPACE):
        return StoreFull(
            "the disk is full",
            remedy="Free some space and run the same command again; "
            "nothing that was reported done is lost.",
        )
    if "locked" in lowered or "busy" in lowered:
        return StoreUnavailable(
            "the catalogue is busy", remedy="Try again in a moment."
        )
    return StoreUnavailable(
        f"the store failed ({type(error).__name__}: {told[:200]})",
        remedy="Check that GALAXY_HOME can be written, then run `galaxy doctor`.",
    )
