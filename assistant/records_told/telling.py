"""What code tells of records, whoever writes answers: counts, lists, needs, targets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.answers.answering import Composed
from assistant.answers.goal_records import goal_records
from assistant.answers.quoted import Evidence, answer_in_quotes, look_up
from assistant.answers.said import Said
from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.partners.matching import Matcher
from assistant.postings.asked import postings_asked
from assistant.postings.desk import Postings
from assistant.postings.telling import tell_postings
from assistant.records_told.counting import Counted, count, samples, wants_count
from assistant.records_told.following import pages_seen
from assistant.records_told.goal_parts import list_parts
from assistant.records_told.listed import list_records
from assistant.records_told.listing import Listing, listing_of
from assistant.records_told.none_fitting import tell_none
from assistant.records_told.taking_part import organizations_named
from assistant.replies import Released, Reply, Request
from assistant.understanding.questions import Question
from vectorstore.library import Library
from vectorstore.records import Readers

OnEvent = Callable[[str | Released | Reply], None]
"""Hears each step of an answer as it begins, what is let out, and the reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsTold:
    """Tells of records to some readers.

    Raises everywhere:
        EvidenceUnavailable: the store failed.
    """

    library: Library
    finder: Finder
    directory: Directory
    matcher: Matcher
    now: Callable[[], datetime]
    readers: Readers
    tell: OnEvent

    def told(self, question: Question, request: Request) -> Said | None:
        """Count or list what a question asks that of; None: it asks something else."""
        posted, listing = postings_asked(question), self._listing(question)
        is_count = wants_count(question)
        said = list_parts(self.finder, question, request, readers=self.readers)
        if said or (posted is None and listing is None and not is_count):
            return said
        if goal_records(self.finder, question, request, readers=self.readers):
            return None  # "the text of SDG 13" asks for no list of texts
        if posted is not None:
            desk = Postings(
                library=self.library,
                board=self.matcher.board,
                matcher=self.matcher,
                now=self.now,
            )
            said = tell_postings(
                self.finder,
                desk,
                posted,
                request,
                question=question,
                readers=self.readers,
            )
        if said is None and is_count:
            said = self._counted(question, request)
            if said is None or said.counts is None or not said.counts.total:
                said = self._none(question, request) or said
        if said is None and listing is not None:
            said = self._listed(question, listing, request)
        return said

    def _listing(self, question: Question) -> Listing | None:
        """Return what a question wants listed; None: nothing, or nobody knows whose."""
        listing = listing_of(question)
        if listing is None or not listing.of_known:
            return listing
        named = organizations_named(self.directory, question, readers=self.readers)
        return listing if named and named.read else None

    def _none(
        self, question: Question, request: Request, listing: Listing | None = None
    ) -> Said | None:
        """Tell that none fits, where no more than known limits it; None: more does."""
        return tell_none(
            self.finder,
            self.directory,
            question,
            request,
            readers=self.readers,
            breakdown=listing and listing.breakdown,
            within=listing and listing.region,
        )

    def _counted(
        self,
        question: Question,
        request: Request,
        *,
        listing: Listing | None = None,
    ) -> Said | None:
        """Answer with a count by code and records behind it; None: it is no count."""
        counted = count(
            self.finder,
            self.directory,
            question,
            request,
            readers=self.readers,
            breakdown=listing and listing.rows,
            within=listing and listing.region,
        )
        if counted is None:
            return None
        self.tell("searching")
        seen = look_up(self.finder, question, counted.request, readers=self.readers)
        shown = samples(self.finder, counted, seen.found.passages, readers=self.readers)
        passages = shown[: request.limit]
        seen = replace(seen, request=request, passages=passages)
        said = said_in_quotes(
            self.finder, seen, today=self.now().date(), tell=self.tell, counted=counted
        )
        is_told = counted.counts.by is not None or counted.is_of_organizations
        if said.kind == "answer" or not is_told:
            return replace(
                said, counts=counted.counts if said.kind == "answer" else None
            )
        return replace(
            said,
            kind="answer",
            composed=Composed(text=counted.alone),
            counts=counted.counts,
        )

    def _listed(
        self,
        question: Question,
        listing: Listing,
        request: Request,
    ) -> Said | None:
        """List records by code; None: there are none that fit."""
        self.tell("searching")
        if listing.rows is not None:
            told = self._counted(question, request, listing=listing)
            if told and told.counts and told.counts.rows:
                return told
        today = self.now().date()
        told = list_records(
            self.finder,
            self.directory,
            question,
            listing,
            request,
            readers=self.readers,
            today=today,
            pages=pages_seen(request),
        )
        return told or self._none(question, request, listing)


def said_in_quotes(
    finder: Finder,
    seen: Evidence,
    *,
    today: date,
    tell: OnEvent,
    counted: Counted | None = None,
) -> Said:
    """Return sentences of the passages that were found, or why there are none.

    Args:
        finder: reads what stands around them.
        seen: what was found.
        today: what the age of sources is told by.
        tell: hears that passages are read.
        counted: the count that the sentences stand behind, which is certain.
    """
    tell("reading")
    kind, composed = answer_in_quotes(
        finder,
        seen,
        today=today,
        note=counted.sentence if counted else None,
        certain=counted is not None and bool(seen.passages),
    )
    return Said(
        kind=kind,
        composed=composed,
        question=seen.question,
        passages=seen.passages,
    )
