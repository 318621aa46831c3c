"""Freezes every reply with the exact passages it was made from."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from assistant.answers.said import Trace
from assistant.errors import NotFound
from assistant.partners.reply import PartnersReply
from assistant.replies import Reply, Request
from vectorstore.catalogue.audit_log import AuditLog, AuditRecord, FrozenPassage
from vectorstore.catalogue.database import CATALOGUE, open_engine, upgrade
from vectorstore.records import Passage
from vectorstore.text.instructions import instructions_in


class Auditor:
    """Writes audit records; reading one never changes the log."""

    def __init__(
        self,
        log: AuditLog,
        *,
        version: str,
        index: str,
        parameters: Mapping[str, float],
    ) -> None:
        self._log = log
        self._version = version
        self._index = index
        self._parameters = dict(parameters)

    @property
    def log(self) -> AuditLog:
        """Where the records are."""
        return self._log

    def record(
        self,
        reply: Reply,
        *,
        request: Request,
        passages: Sequence[Passage],
        channel: str,
        at: datetime,
        trace: Trace | None = None,
    ) -> None:
        """Append one reply. What can be erased is kept apart: question and topic.

        `trace` tells how a model came to its words, where one was asked.
        """
        personal = {"question": request.question, "context": list(request.context)}
        if reply.partners is not None:
            personal["topic"] = reply.partners.need.topic
        self._append(
            reply.audit_id,
            reply.model_dump(
                mode="json",
                exclude={"question": True, "partners": {"need": {"topic"}}},
            ),
            personal,
            request=request,
            passages=passages,
            channel=channel,
            model=reply.model,
            at=at,
            trace=trace,
        )

    def record_partners(
        self,
        reply: PartnersReply,
        *,
        request: Request,
        passages: Sequence[Passage],
        channel: str,
        at: datetime,
    ) -> None:
        """Append proposals. The need and its topic are kept apart, to be erased."""
        shown = reply.model_dump(mode="json", exclude={"need": {"topic"}})
        self._append(
            reply.audit_id,
            shown,
            {
                "question": request.question,
                "context": list(request.context),
                "topic": reply.need.topic,
            },
            request=request,
            passages=passages,
            channel=channel,
            model=None,
            at=at,
            trace=None,
        )

    def _append(
        self,
        identifier: str,
        shown: Mapping[str, object],
        personal: Mapping[str, object],
        *,
        request: Request,
        passages: Sequence[Passage],
        channel: str,
        model: str | None,
        at: datetime,
        trace: Trace | None,
    ) -> None:
        frozen = [_frozen(passage) for passage in passages]
        body = {
            "id": identifier,
            "at": at.isoformat(),
            "channel": channel,
            "reply": shown,
            "passages": [passage.model_dump(exclude={"text"}) for passage in frozen],
            "prompts": [
                {"name": name, "sha256": digest}
                for name, digest in sorted(trace.prompts.items())
            ]
            if trace
            else [],
            "model": model,
            "tokens": dict(trace.tokens) if trace else {},
            "left_out": [dict(one) for one in trace.left_out] if trace else [],
            "stopped": trace.stopped if trace else None,
            "parameters": {**self._parameters, **(trace.parameters if trace else {})},
            "filters": request.filters.model_dump(mode="json", by_alias=True),
            "index": self._index,
            "version": self._version,
        }
        self._log.append(
            identifier,
            at=at,
            body=canonical(body),
            personal=canonical(personal),
            passages=frozen,
        )

    def add_feedback(self, audit_id: str, value: int, comment: str | None) -> None:
        """Keep a thumb (1 or 0) and a comment with an audit record.

        Raises:
            NotFound: there is no such record.
        """
        read_record(self._log, audit_id)
        self._log.add_feedback(audit_id, value=value, comment=comment)


def _frozen(passage: Passage) -> FrozenPassage:
    chunk = passage.chunk
    return FrozenPassage(
        sha256=sha256(chunk.text.encode()).hexdigest(),
        text=chunk.text,
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        rank=passage.rank,
        similarity=round(passage.similarity, 6),
        score=round(passage.score, 6),
        instructs=bool(instructions_in(chunk.text, chunk.language)),
    )


def open_log(home: Path) -> AuditLog:
    """Open the log of a home for reading; the index's owner is not disturbed.

    Raises:
        NotFound: nothing was ever stored there.
    """
    return AuditLog(open_catalogue(home))


def open_catalogue(home: Path) -> Engine:
    """Open the catalogue of a home beside its owner.

    Raises:
        NotFound: nothing was ever stored there.
    """
    if not (home / CATALOGUE).is_file():
        raise NotFound(
            f"there is no audit log in {str(home)!r}",
            remedy="Check GALAXY_HOME; the log begins with the first question.",
        )
    engine = open_engine(home)
    upgrade(engine)
    return engine


def read_record(log: AuditLog, audit_id: str) -> AuditRecord:
    """Return an audit record, whole.

    Raises:
        NotFound: there is no such record.
    """
    record = log.get(audit_id)
    if record is None:
        raise NotFound(
            f"there is no audit record {audit_id!r}",
            remedy="List the records with `galaxy audit list`.",
        )
    return record


def canonical(value: object) -> str:
    """Return compact JSON with sorted keys, the same for equal values."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
