"""The log of frozen replies: numbered, chained by hash, erasable where personal."""

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.database import translated
from vectorstore.catalogue.models import (
    AuditTable,
    FeedbackTable,
    FrozenTable,
    PersonalTable,
)
from vectorstore.catalogue.writing import insert_missing, write_alone
from vectorstore.records import Record

FIRST = "0" * 64
"""The hash that the first record follows."""


class FrozenPassage(Record):
    """A passage as a reply saw it."""

    sha256: str
    text: str
    chunk_id: str
    document_id: str
    rank: int
    similarity: float
    score: float
    instructs: bool = False  # whether a sentence of it tries to instruct a model


class AuditEntry(Record):
    """An audit record as listed."""

    number: int
    id: str
    at: datetime
    hash: str


class AuditRecord(AuditEntry):
    """An audit record, whole. Question and context are None once erased."""

    body: dict[str, Any]
    personal: dict[str, Any] | None
    passages: dict[str, str]  # sha256 -> exact text
    feedback: tuple[dict[str, Any], ...]


class Verified(Record):
    """What a check of the chain found."""

    records: int
    head: str | None  # hash of the newest record
    problems: tuple[str, ...]


class AuditLog:
    """Appends and reads; nothing here changes a record."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(
        self,
        identifier: str,
        *,
        at: datetime,
        body: str,
        personal: str,
        passages: Sequence[FrozenPassage],
    ) -> str:
        """Add one record and return its hash.

        Args:
            identifier: the record's own id.
            at: when, in UTC.
            body: canonical JSON, without anything personal.
            personal: canonical JSON of what the person wrote; only its salted hash is
                chained.
            passages: the exact texts, kept once each.

        Raises:
            StoreFull: no space is left; nothing was added.
            StoreUnavailable: worth retrying.
        """
        salt = secrets.token_hex(16)
        at = at.astimezone(UTC)  # SQLite keeps no time zone
        chained = _chained(
            body, id=identifier, at=at.isoformat(), personal=_salted(salt, personal)
        )
        with translated(), Session(self._engine) as session, session.begin():
            # Two records must not follow the same one.
            write_alone(session, AuditTable)
            insert_missing(
                session,
                FrozenTable,
                [{"sha256": p.sha256, "text": p.text} for p in passages],
            )
            last = session.execute(
                select(AuditTable.number, AuditTable.hash)
                .order_by(AuditTable.number.desc())
                .limit(1)
            ).first()
            number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
            digest = _link(previous, chained)
            session.add(
                AuditTable(
                    number=number,
                    id=identifier,
                    at=at,
                    body=chained,
                    previous_hash=previous,
                    hash=digest,
                )
            )
            session.flush()
            session.add(PersonalTable(number=number, salt=salt, text=personal))
        return digest

    def get(self, identifier: str) -> AuditRecord | None:
        """Return a record with its passages and feedback, or None."""
        with translated(), Session(self._engine) as session:
            row = session.scalar(select(AuditTable).where(AuditTable.id == identifier))
            if row is None:
                return None
            body = cast("dict[str, Any]", json.loads(row.body))
            personal = session.get(PersonalTable, row.number)
            hashes = [passage["sha256"] for passage in body.get("passages", [])]
            frozen = session.scalars(
                select(FrozenTable).where(FrozenTable.sha256.in_(hashes))
            )
            feedback = session.scalars(
                select(FeedbackTable)
                .where(FeedbackTable.audit_id == identifier)
                .order_by(FeedbackTable.number)
            )
            return AuditRecord(
                number=row.number,
                id=row.id,
                at=_utc(row.at),
                hash=row.hash,
                body=body,
                personal=json.loads(personal.text) if personal else None,
                passages={passage.sha256: passage.text for passage in frozen},
                feedback=tuple(
                    {
                        "value": f.value,
                        "comment": f.comment,
                        "at": _utc(f.at).isoformat(),
                    }
                    for f in feedback
                ),
            )

    def entries(self, *, limit: int) -> list[AuditEntry]:
        """Return the newest records, newest first."""
        with translated(), Session(self._engine) as session:
            rows = session.scalars(
                select(AuditTable).order_by(AuditTable.number.desc()).limit(limit)
            )
            return [
                AuditEntry(number=r.number, id=r.id, at=_utc(r.at), hash=r.hash)
                for r in rows
            ]

    def tokens_on(self, day: date) -> int:
        """Return the tokens that models took for the records of a day, UTC."""
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        with translated(), Session(self._engine) as session:
            bodies = session.scalars(
                select(AuditTable.body)
                .where(
                    AuditTable.at >= begin, AuditTable.at < begin + timedelta(days=1)
                )
                .execution_options(yield_per=500)
            )
            return sum(_tokens(json.loads(body)) for body in bodies)

    def add_feedback(self, audit_id: str, *, value: int, comment: str | None) -> None:
        """Keep a thumb (1 or 0) with a comment."""
        with translated(), Session(self._engine) as session, session.begin():
            session.add(
                FeedbackTable(
                    audit_id=audit_id,
                    value=value,
                    comment=comment,
                    at=datetime.now(UTC),
                )
            )

    def forget(self, audit_id: str) -> bool:
        """Erase what the person wrote; tell whether there was any. The chain holds."""
        with translated(), Session(self._engine) as session, session.begin():
            number = session.scalar(
                select(AuditTable.number).where(AuditTable.id == audit_id)
            )
            if number is None:
                return False
            erased = session.execute(
                delete(PersonalTable).where(PersonalTable.number == number)
            )
            return bool(cast("Any", erased).rowcount)

    def verify(self, *, head: str | None = None) -> Verified:
        """Check every link, every frozen text and every question that is still there.

        `head`, of an earlier report, must still be in the chain: else its end was cut.
        """
        problems: list[str] = []
        previous, records, expected, seen_head = FIRST, 0, 1, head is None
        with translated(), Session(self._engine) as session:
            texts = session.scalars(
                select(FrozenTable).execution_options(yield_per=500)
            )
            whole = {row.sha256 for row in texts if _hash(row.text) == row.sha256}
            rows = session.execute(
                select(AuditTable, PersonalTable)
                .outerjoin(PersonalTable, PersonalTable.number == AuditTable.number)
                .order_by(AuditTable.number)
                .execution_options(yield_per=500)
            )
            for row, personal in rows:
                name = f"record {row.number} ({row.id})"
                if row.number != expected:
                    problems.append(f"{name}: record {expected} is missing")
                if row.previous_hash != previous:
                    problems.append(f"{name}: it does not follow the record before it")
                problems += [f"{name}: {p}" for p in _faults(row, personal, whole)]
                records, expected, previous = records + 1, row.number + 1, row.hash
                seen_head = seen_head or row.hash == head
        if not seen_head:
            problems.append(f"the head {head} is not in the log: its end was cut")
        return Verified(
            records=records,
            head=previous if records else None,
            problems=tuple(problems),
        )


def _faults(
    row: AuditTable, personal: PersonalTable | None, whole: set[str]
) -> Iterator[str]:
    """Yield what is wrong with one record; erased questions are not."""
    changed = "it was changed after it was written"
    if row.hash != _link(row.previous_hash, row.body):
        yield changed
        return
    body = cast("dict[str, Any]", json.loads(row.body))
    if body["id"] != row.id or datetime.fromisoformat(body["at"]) != _utc(row.at):
        yield changed
    for passage in body.get("passages", []):
        if passage["sha256"] not in whole:
            yield f"the text of passage {passage['chunk_id']} was changed or removed"
    if personal and body["personal"] != _salted(personal.salt, personal.text):
        yield "its question was changed"


def _tokens(body: dict[str, Any]) -> int:
    told = cast("dict[str, int]", body.get("tokens") or {})
    return told.get("prompt", 0) + told.get("completion", 0)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _salted(salt: str, text: str) -> str:
    return _hash(salt + text)


def _chained(body: str, **fields: str) -> str:
    return json.dumps(
        {**cast("dict[str, Any]", json.loads(body)), **fields},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _link(previous: str, body: str) -> str:
    return _hash(previous + body)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
