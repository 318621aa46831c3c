"""Needs and offers: the documents that are, what people said of them, what fits what.

A posting is a document of kind "need" or "offer". Whether it is open is told by the
last word on it and by its last day; neither is written over the other, and the words
outlive the document.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.orm import Session

from vectorstore.catalogue.changes import Changes, changes_since, keep_cursor
from vectorstore.catalogue.database import translated
from vectorstore.catalogue.models import (
    DocumentTable,
    MatchTable,
    ParticipationTable,
    PostingStateTable,
)
from vectorstore.catalogue.prepared import Driver
from vectorstore.catalogue.rows import facets_of, utc
from vectorstore.catalogue.writing import in_parts, write_alone
from vectorstore.records import (
    CONTACT,
    COOPERATION,
    POSTED,
    DocumentId,
    Facets,
    OrganizationId,
    Posted,
    Readers,
    Record,
    Span,
    Visibility,
)
from vectorstore.text.days import last_day

JOB = "matches"
"""The name of the cursor with which matches follow the changes."""

PostingState = Literal["open", "closed", "expired"]
POSTING_STATES: tuple[PostingState, ...] = get_args(PostingState)
Said = Literal["open", "closed"]
"""What people say of a posting; that one has expired is told by its last day."""


class Word(Record):
    """A person's word on a posting."""

    state: Said
    who: str
    why: str | None
    at: datetime  # UTC


class Posting(Record):
    """A need or an offer, without its text."""

    id: DocumentId
    revision: str
    kind: Posted
    title: str
    language: str  # BCP 47
    platform: str
    publisher: str | None
    uri: str | None
    path: str
    facets: Facets
    organization: str | None  # as written
    organization_id: OrganizationId | None
    cooperation: str | None  # its kind, as ingestion.parsing.posting_fields has them
    contact: str | None  # a public mailbox or page
    since: str | None  # ISO 8601: a year, a month or a day
    until: str | None
    visibility: Visibility
    word: Word | None  # the last one on it

    def state_on(self, day: date) -> PostingState:
        """Return its state on a day; its last day is the last one it is open on."""
        return _state_on(day, self.until, self.word)


class Match(Record):
    """A need and an offer that fit each other."""

    need: DocumentId
    offer: DocumentId
    score: float
    parts: dict[str, float]  # they add up to the score
    need_span: Span  # the words of each that say so
    offer_span: Span

    def other(self, of: DocumentId) -> DocumentId:
        """Return the one that fits another."""
        return self.offer if of == self.need else self.need


class Board:
    """All postings of a catalogue. Safe to use from many threads.

    Raises everywhere:
        StoreUnavailable: worth retrying.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def postings(
        self,
        *,
        ids: Collection[DocumentId] | None = None,
        places: Collection[str] | None = None,
        organizations: Collection[OrganizationId] | None = None,
        readers: Readers = "public",
    ) -> tuple[Posting, ...]:
        """Return postings, those that were taken in last first, then by path.

        Args:
            ids: only these; unknown ones are left out.
            places: only those of these files.
            organizations: only those of these, whatever their part is.
            readers: whose eyes they are for.
        """
        table = DocumentTable
        query = (
            select(table)
            .where(table.kind.in_(POSTED))
            .order_by(table.retrieved_at.desc(), table.path, table.id)
        )
        if readers != "staff":
            query = query.where(table.visibility == Visibility.PUBLIC)
        found: list[DocumentTable] = []
        with translated(), Session(self._engine) as session:
            if ids is None and places is None and organizations is None:
                found += session.scalars(query)
            for some in in_parts(list(ids or ())):
                found += session.scalars(query.where(table.id.in_(some)))
            for some in in_parts(list(places or ())):
                found += session.scalars(query.where(table.place.in_(some)))
            part = ParticipationTable
            for some in in_parts(list(organizations or ())):
                theirs = select(part.document_id).where(part.organization_id.in_(some))
                found += session.scalars(query.where(table.id.in_(theirs)))
            known = [row.id for row in found]
            facets = facets_of(
                Driver.within(session), {row.id: row.kind for row in found}
            )
            names = _organizations(session, known)
            words = _last_words(session, known)
            return tuple(
                _posting(row, facets[row.id], names.get(row.id), words.get(row.id))
                for row in found
            )

    def open_offers(
        self, day: date, *, readers: Readers = "public"
    ) -> frozenset[DocumentId]:
        """Return the offers that are open on a day."""
        table = DocumentTable
        query = select(table.id, table.ended).where(table.kind == "offer")
        if readers != "staff":
            query = query.where(table.visibility == Visibility.PUBLIC)
        with translated(), Session(self._engine) as session:
            until = {row.id: row.ended for row in session.execute(query)}
            words = _last_words(session, list(until))
        return frozenset(
            DocumentId(one)
            for one, last in until.items()
            if _state_on(day, last, words.get(one)) == "open"
        )

    def say(self, identifier: DocumentId, word: Word) -> None:
        """Keep a person's word on a posting; the last one is its state."""
        with translated(), Session(self._engine) as session, session.begin():
            session.add(
                PostingStateTable(
                    document_id=identifier,
                    state=word.state,
                    who=word.who,
                    why=word.why,
                    at=word.at,
                )
            )

    def words(self, identifier: DocumentId) -> tuple[Word, ...]:
        """Return all that was said of a posting, also of one that is gone."""
        table = PostingStateTable
        with translated(), Session(self._engine) as session:
            rows = session.scalars(
                select(table)
                .where(table.document_id == identifier)
                .order_by(table.number)
            )
            return tuple(map(_word, rows))

    # Matches

    def matches(self, of: DocumentId | None = None) -> tuple[Match, ...]:
        """Return all matches, or those of one posting, best first, ties by ids."""
        table = MatchTable
        query = select(table).order_by(
            table.score.desc(), table.need_id, table.offer_id
        )
        if of is not None:
            query = query.where(or_(table.need_id == of, table.offer_id == of))
        with translated(), Session(self._engine) as session:
            return tuple(
                Match(
                    need=DocumentId(row.need_id),
                    offer=DocumentId(row.offer_id),
                    score=row.score,
                    parts=row.parts,
                    need_span=_span(row.need_span),
                    offer_span=_span(row.offer_span),
                )
                for row in session.scalars(query)
            )

    def changes(self, *, recipe: str) -> Changes:
        """Return what matches have not followed yet."""
        with translated():
            return changes_since(self._engine, JOB, recipe=recipe)

    def renew(
        self,
        changes: Changes,
        matches: Sequence[Match],
        *,
        revisions: Mapping[DocumentId, str],
    ) -> None:
        """Put new matches in the place of those of what changed: all or nothing.

        Args:
            changes: what these matches follow.
            matches: all that what changed has.
            revisions: of the documents that they were made from. One that has changed
                since is left to the next time.
        """
        table, document = MatchTable, DocumentTable
        with translated(), Session(self._engine) as session, session.begin():
            write_alone(session, table)
            if changes.documents is None:
                session.execute(delete(table))
            for some in in_parts(sorted(changes.documents or ())):
                session.execute(
                    delete(table).where(
                        or_(table.need_id.in_(some), table.offer_id.in_(some))
                    )
                )
            now: dict[str, str] = {}
            for some in in_parts(
                sorted({i for m in matches for i in (m.need, m.offer)})
            ):
                query = select(document.id, document.revision)
                rows = session.execute(query.where(document.id.in_(some)))
                now |= {row.id: row.revision for row in rows}
            session.add_all(
                MatchTable(
                    need_id=match.need,
                    offer_id=match.offer,
                    score=match.score,
                    parts=match.parts,
                    need_span=list(match.need_span),
                    offer_span=list(match.offer_span),
                )
                for match in matches
                if all(now.get(i) == revisions[i] for i in (match.need, match.offer))
            )
            keep_cursor(session, changes)


def _state_on(day: date, until: str | None, word: Word | None) -> PostingState:
    if word is not None and word.state == "closed":
        return "closed"
    if until and (last_day(until) or until) < day.isoformat():
        return "expired"
    return "open"


def _posting(
    row: DocumentTable,
    facets: Facets,
    organization: ParticipationTable | None,
    word: Word | None,
) -> Posting:
    return Posting(
        id=DocumentId(row.id),
        revision=row.revision,
        kind="need" if row.kind == "need" else "offer",
        title=row.title,
        language=row.language,
        platform=row.platform,
        publisher=row.publisher,
        uri=row.uri,
        path=row.path,
        facets=facets,
        organization=organization.name if organization else None,
        organization_id=OrganizationId(organization.organization_id)
        if organization
        else None,
        cooperation=row.details.get(COOPERATION),
        contact=row.details.get(CONTACT),
        since=row.started,
        until=row.ended,
        visibility=Visibility(row.visibility),
        word=word,
    )


def _organizations(
    session: Session, ids: Sequence[str]
) -> dict[str, ParticipationTable]:
    """Return the first organization of each document that has one."""
    table = ParticipationTable
    found: dict[str, ParticipationTable] = {}
    for some in in_parts(ids):
        rows = session.scalars(
            select(table)
            .where(table.document_id.in_(some))
            .order_by(table.document_id, table.position.desc())
        )
        found |= {row.document_id: row for row in rows}
    return found


def _last_words(session: Session, ids: Sequence[str]) -> dict[str, Word]:
    table = PostingStateTable
    found: dict[str, Word] = {}
    for some in in_parts(ids):
        last = (
            select(func.max(table.number))
            .where(table.document_id.in_(some))
            .group_by(table.document_id)
        )
        rows = session.scalars(select(table).where(table.number.in_(last)))
        found |= {row.document_id: _word(row) for row in rows}
    return found


def _word(row: PostingStateTable) -> Word:
    return Word(
        state="closed" if row.state == "closed" else "open",
        who=row.who,
        why=row.why,
        at=utc(row.at),
    )


def _span(stored: Sequence[int]) -> Span:
    start, end = stored
    return start, end
