"""Keeps requests to correct what pages say of organizations, and what became of each.

Nothing is overwritten: a state is a row of its own, and the newest one counts.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.database import translated
from vectorstore.catalogue.models import CorrectionStateTable, CorrectionTable
from vectorstore.records import Record

State = Literal["open", "settled"]


class CorrectionStep(Record):
    """A state that a request came to."""

    state: State
    note: str  # what staff did about it; "" when it came
    at: datetime  # UTC


class Correction(Record):
    """A request, with its history."""

    reference: str
    organization_id: str
    organization: str  # its name as the page showed it
    document_id: str | None  # of the citation that it is about
    quote: str | None  # the words cited, as they were shown
    text: str
    at: datetime  # UTC
    state: State
    history: tuple[CorrectionStep, ...]  # oldest first, at least one


class CorrectionLog:
    """Adds requests, and states to them. Safe to use from many threads.

    Raises everywhere:
        StoreFull: no space is left; nothing was added.
        StoreUnavailable: worth retrying.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        *,
        organization_id: str,
        organization: str,
        text: str,
        at: datetime,
        document_id: str | None = None,
        quote: str | None = None,
    ) -> str:
        """Keep an open request, and return the reference that tells of it."""
        reference = f"c{secrets.token_hex(6)}"
        moment = at.astimezone(UTC)
        with translated(), Session(self._engine) as session, session.begin():
            row = CorrectionTable(
                reference=reference,
                organization_id=organization_id,
                organization=organization,
                document_id=document_id,
                quote=quote,
                text=text,
                at=moment,
            )
            session.add(row)
            session.flush()
            session.add(
                CorrectionStateTable(
                    request=row.number, state="open", note="", at=moment
                )
            )
        return reference

    def listed(self, *, state: State | None = None) -> list[Correction]:
        """Return requests, oldest first; only those in a state where one is given."""
        with translated(), Session(self._engine) as session:
            rows = session.scalars(
                select(CorrectionTable).order_by(CorrectionTable.number)
            ).all()
            steps: dict[int, list[CorrectionStep]] = defaultdict(list)
            for step in session.scalars(
                select(CorrectionStateTable).order_by(CorrectionStateTable.number)
            ):
                steps[step.request].append(_step(step))
            found = [_correction(row, steps[row.number]) for row in rows]
        return [one for one in found if state is None or one.state == state]

    def settle(self, reference: str, *, note: str, at: datetime) -> Correction | None:
        """Add to a request that it is settled; None: there is none of this reference.

        One that was settled before keeps that note in its history.
        """
        with translated(), Session(self._engine) as session, session.begin():
            row = session.scalar(
                select(CorrectionTable).where(CorrectionTable.reference == reference)
            )
            if row is None:
                return None
            session.add(
                CorrectionStateTable(
                    request=row.number, state="settled", note=note, at=at
                )
            )
            session.flush()
            steps = session.scalars(
                select(CorrectionStateTable)
                .where(CorrectionStateTable.request == row.number)
                .order_by(CorrectionStateTable.number)
            )
            return _correction(row, [_step(step) for step in steps])


def _step(row: CorrectionStateTable) -> CorrectionStep:
    state: State = "settled" if row.state == "settled" else "open"
    return CorrectionStep(state=state, note=row.note, at=row.at.replace(tzinfo=UTC))


def _correction(row: CorrectionTable, history: Sequence[CorrectionStep]) -> Correction:
    return Correction(
        reference=row.reference,
        organization_id=row.organization_id,
        organization=row.organization,
        document_id=row.document_id,
        quote=row.quote,
        text=row.text,
        at=row.at.replace(tzinfo=UTC),
        state=history[-1].state,
        history=tuple(history),
    )
