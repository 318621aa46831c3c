"""Lists needs and offers, and says which fit which, with the words of both.

Matches are made of documents alone and stored; whether one side is closed, has expired,
is old or is not for these readers is asked when they are read. So closing and opening
again take effect at once, and nothing is computed for it.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.errors import BadRequest, NotFound
from assistant.partners.evidence import citation_of
from assistant.postings import wording as words
from assistant.postings.following import Matcher, told_of_the_store
from assistant.postings.reply import (
    MatchesReply,
    PostingMatch,
    PostingsQuery,
    PostingsReply,
    PostingView,
    PostingWord,
)
from assistant.postings.states import State, states_of
from assistant.postings.timeliness import timely
from assistant.replies import Citation
from assistant.wording import wording
from vectorstore.catalogue.postings import Board, Match, Posting, Word
from vectorstore.library import Library
from vectorstore.records import DocumentId, Posted, Readers, Span
from vectorstore.text.countries import country_name

MATCHES = 10


@dataclass(slots=True)
class Postings:
    """The needs and offers of one library. Safe to call from several threads.

    Raises everywhere:
        EvidenceUnavailable: the store failed; `retryable` tells whether to try again.
    """

    library: Library
    board: Board
    matcher: Matcher
    now: Callable[[], datetime]

    def listed(
        self, query: PostingsQuery, *, readers: Readers = "public"
    ) -> PostingsReply:
        """Return postings, those that were taken in last first.

        Raises:
            BadRequest: there is no such country.
        """
        found = self._asked(query, readers)
        shown = found[query.offset : query.offset + query.limit]
        today = self.now().date()
        return PostingsReply(
            count=len(found),
            postings=tuple(PostingView.of(one, on=today) for one in shown),
        )

    def states(self, ids: Collection[DocumentId]) -> Mapping[DocumentId, State]:
        """Return the states of those documents that are postings."""
        return states_of(self.library, ids, today=self.now().date())

    def fitting(
        self, ids: Collection[DocumentId], *, readers: Readers = "public"
    ) -> Mapping[DocumentId, tuple[Posted, int]]:
        """Return the kind of each open posting among documents, and how many fit it.

        At most `MATCHES` of each are counted.
        """
        today = self.now().date()
        return {
            one.id: (
                one.kind,
                len(self.match(one.id, readers=readers, stored=True).matches),
            )
            for one in self._read(ids=ids, readers=readers)
            if one.state_on(today) == "open"
        }

    def say(self, said: PostingWord) -> PostingView:
        """Close a posting or open it again, and keep who said so, when and why.

        Saying what already holds changes nothing.

        Raises:
            NotFound: there is no posting of that id.
            BadRequest: it is of the other kind, or has expired and cannot be opened.
        """
        posting = self._posting(said.id, "staff")
        if posting.kind != said.kind:
            raise BadRequest(
                f"{said.id!r} is no {said.kind} but: {posting.kind}",
                remedy=f"Use `galaxy {posting.kind}s` for it.",
            )
        today = self.now().date()
        state = posting.state_on(today)
        is_closed = state == "closed"
        if said.closed != is_closed:
            word = Word(
                state="closed" if said.closed else "open",
                who=said.who,
                why=said.why,
                at=self.now(),
            )
            with told_of_the_store():
                self.board.say(posting.id, word)
            posting = posting.model_copy(update={"word": word})
            state = posting.state_on(today)
        if not said.closed and state == "expired":
            raise BadRequest(
                f"{said.id!r} has expired: it held until {posting.until}",
                remedy="Give it a later date where it comes from, and take that in.",
            )
        return PostingView.of(posting, on=today)

    def match(
        self,
        identifier: str,
        *,
        limit: int = MATCHES,
        language: str | None = None,
        readers: Readers = "public",
        stored: bool = False,
    ) -> MatchesReply:
        """Return what fits a posting now, best first, with the words of both sides.

        Args:
            identifier: of the need or the offer.
            limit: matches, at most.
            language: of the sentences; None: of the posting.
            readers: whose eyes they are for.
            stored: what is kept, brought up to date first; else it is computed anew.

        Raises:
            NotFound: there is no posting of that id.
        """
        began = time.perf_counter()
        posting = self._posting(identifier, readers)
        say = wording(language or posting.language)
        today = self.now().date()
        found: Sequence[Match] = ()
        state = posting.state_on(today)
        notes: tuple[str, ...] = ()
        if state != "open":
            notes = (say.say(f"postings.not_matched_{state}"),)
        elif stored:
            self.matcher.follow()
            with told_of_the_store():
                found = self.board.matches(posting.id)
        else:
            found = self.matcher.computed(posting)
        others = self._open({m.other(posting.id) for m in found}, readers, today)
        shown = sorted(
            (
                timely(m, (posting, others[m.other(posting.id)]), on=today)
                for m in found
                if m.other(posting.id) in others
            ),
            key=lambda m: (-m.score, m.need, m.offer),
        )[:limit]
        cited = _Quotes(self.library, readers)
        matches = tuple(
            PostingMatch(
                rank=rank,
                posting=PostingView.of(other := others[m.other(posting.id)], on=today),
                score=m.score,
                parts=m.parts,
                need=cited.cite(m.need, m.need_span),
                offer=cited.cite(m.offer, m.offer_span),
                why=words.why(m, posting, other, say),
                gaps=words.gaps(other, say),
            )
            for rank, m in enumerate(shown, start=1)
        )
        if not matches and not notes:
            notes = (say.say(f"postings.no_match_{posting.kind}"),)
        return MatchesReply(
            posting=PostingView.of(posting, on=today),
            matches=matches,
            citations=tuple(cited.citations),
            language=say.language,
            notes=notes,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )

    def matches(
        self, query: PostingsQuery, *, limit: int = MATCHES, readers: Readers = "public"
    ) -> tuple[MatchesReply, ...]:
        """Return what is kept for each posting that has a match now.

        Raises:
            BadRequest: there is no such country.
        """
        replies = (
            self.match(one.id, limit=limit, readers=readers, stored=True)
            for one in self._asked(query, readers)
        )
        return tuple(reply for reply in replies if reply.matches)

    # Reading

    def _read(
        self,
        *,
        readers: Readers,
        ids: Collection[DocumentId] | None = None,
        places: Collection[str] | None = None,
    ) -> tuple[Posting, ...]:
        with told_of_the_store():
            return self.board.postings(ids=ids, places=places, readers=readers)

    def _posting(self, identifier: str, readers: Readers) -> Posting:
        found = self._read(ids=[DocumentId(identifier)], readers=readers)
        if not found:
            raise NotFound(
                f"there is no need or offer {identifier!r}",
                remedy="Take an id from `galaxy needs list` or `galaxy offers list`.",
            )
        return found[0]

    def _open(
        self, ids: Collection[DocumentId], readers: Readers, today: date
    ) -> dict[DocumentId, Posting]:
        return {
            one.id: one
            for one in self._read(ids=ids, readers=readers)
            if one.state_on(today) == "open"
        }

    def _asked(self, query: PostingsQuery, readers: Readers) -> list[Posting]:
        countries = {code.strip().upper() for code in query.country}
        for code in sorted(countries):
            if country_name(code) is None:
                raise BadRequest(
                    f"there is no country {code!r}",
                    remedy='Use codes of ISO 3166-1 with two letters, such as "KE".',
                )
        found = self._read(
            ids=None if query.ids is None else [DocumentId(i) for i in query.ids],
            places=query.places,
            readers=readers,
        )
        today = self.now().date()
        sectors = {sector.casefold() for sector in query.sector}
        return [
            one
            for one in found
            if query.kind in {None, one.kind}
            and query.state in {None, one.state_on(today)}
            and (not countries or countries & set(one.facets.countries))
            and (not sectors or sectors & {s.casefold() for s in one.facets.sectors})
            and (not query.sdg or set(query.sdg) & set(one.facets.sdgs))
        ]


@dataclass(slots=True)
class _Quotes:
    """The citations of a reply, numbered by first use."""

    library: Library
    readers: Readers
    citations: list[Citation] = field(default_factory=list[Citation])

    def cite(self, identifier: DocumentId, span: Span) -> tuple[int, ...]:
        """Return the marker of words; none where the document changed meanwhile."""
        with told_of_the_store():
            document = self.library.document(identifier)
            chunks = self.library.chunks_of([identifier], readers=self.readers)[
                identifier
            ]
        if document is None or not chunks or span[1] > len(document.text):
            return ()
        behind = [one for one in chunks if one.chunk.span[0] <= span[0]]
        made = citation_of(
            document,
            span,
            behind[-1] if behind else chunks[0],
            marker=len(self.citations) + 1,
        )
        for known in self.citations:
            if (known.document_id, known.span) == (made.document_id, made.span):
                return (known.marker,)
        self.citations.append(made)
        return (made.marker,)
