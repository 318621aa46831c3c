"""Follows what changed in the library, each job from where it last came to.

A job reads what is new with `changes_since`, does its work, and keeps its results and
how far it came in one transaction (`keep_cursor`): killed at any instant, it is as
before or as after.
"""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.models import ChangeTable, CursorTable
from vectorstore.records import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a job has not followed yet."""

    job: str
    recipe: str
    number: int  # of the last change there is
    documents: frozenset[DocumentId] | None  # None: all, for the job follows anew

    @property
    def is_nothing(self) -> bool:
        """Whether the job has followed everything."""
        return self.documents is not None and not self.documents


def changes_since(engine: Engine, job: str, *, recipe: str) -> Changes:
    """Return what changed since a job last kept its cursor.

    Args:
        engine: of the catalogue.
        job: whose cursor it is.
        recipe: how the job works now; where it last worked otherwise, all is new.
    """
    table = ChangeTable
    with Session(engine) as session:
        last = session.scalar(select(func.max(table.number))) or 0
        cursor = session.get(CursorTable, job)
        documents: frozenset[DocumentId] | None = None
        if cursor is not None and cursor.recipe == recipe:
            query = select(table.document_id).where(
                table.number > cursor.number, table.number <= last
            )
            documents = frozenset(map(DocumentId, session.scalars(query)))
    return Changes(job=job, recipe=recipe, number=last, documents=documents)


def keep_cursor(session: Session, changes: Changes) -> None:
    """Keep, with the transaction of the job's results, that these were followed."""
    session.merge(
        CursorTable(name=changes.job, number=changes.number, recipe=changes.recipe)
    )
