"""How many documents a question asks for, counted in the catalogue and told exactly.

Only what can be counted is: documents of a kind, of a country, of a sector, of a goal,
of some years, and those of which one passage holds all the other words of the question.
The answer says what was counted, so that nobody takes it for more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.records_told.breakdowns import RECORD, Breakdown, breakdown_of, told_more
from assistant.records_told.countable import (
    Countable,
)
from assistant.records_told.settling import held_of_region, settle, within_region
from assistant.records_told.tallies import Tallied, rows_told, tallied
from assistant.replies import Counts, Request
from assistant.understanding.questions import Question
from assistant.wording import Wording, wording
from vectorstore.records import DocumentId, Passage, Readers
from vectorstore.text.regions import NamedRegion


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count, and what is needed to show records behind it."""

    sentence: str  # that tells it, in the reply's language, and its rows
    alone: str  # the same where no record can be quoted
    counts: Counts
    request: Request  # that finds the records
    documents: frozenset[DocumentId] | None  # those counted; None: all it leaves
    is_of_organizations: bool = False  # whether these limit what is counted

    def shown(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Return the passages of documents that were counted."""
        return tuple(
            p
            for p in passages
            if self.documents is None or p.chunk.document_id in self.documents
        )


def wants_count(question: Question) -> bool:
    """Tell whether a question asks for a number of documents, or for rows of them."""
    return breakdown_of(question) is not None


def count(
    finder: Finder,
    directory: Directory,
    question: Question,
    request: Request,
    *,
    readers: Readers,
    breakdown: Breakdown | None = None,
    within: NamedRegion | None = None,
) -> Counted | None:
    """Count what a question asks the number of.

    None where that is no kind of document, or no document holds all its words.

    Args:
        finder: counts documents.
        directory: counts those of organizations.
        question: what was asked.
        request: its limits, and until when anything is known.
        readers: whose eyes the count is for.
        breakdown: what is counted; None: as the question's words tell it.
        within: a region; None: that which the question names, if it does.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    asked, within = within_region(question, breakdown, within)
    settled = _settled(finder, directory, question, request, readers, asked, within)
    if settled is None:
        return None
    countable, documents = settled
    filters = countable.filters
    say = wording(question.language)
    held = held_of_region(finder, countable, documents, readers)
    every = tuple(c for c in asked.compared if c in filters.country) if asked else ()
    rows = tallied(
        countable.by,
        filters=held,
        documents=documents,
        finder=finder,
        directory=directory,
        readers=readers,
        before=request.before,
        say=say,
        role=countable.role,
        every=every,
    )
    sentence = countable.say(rows.total, say, copies=rows.copies)
    table = rows_told(rows, say, by=countable.by) if countable.by else []
    if every and rows.total:
        table = [*_most_told(rows, say), *table]
    return Counted(
        sentence="\n".join([sentence, *table, "", say.say("counts.samples")])
        if countable.by and rows.total
        else "\n".join([sentence, *table]),
        alone="\n".join(
            [
                countable.say(rows.total, say, told="counts.alone", copies=rows.copies),
                *table,
            ]
        ),
        counts=Counts(
            what=countable.kind,
            by=countable.by,
            total=rows.total,
            words=tuple(word.written for word in countable.words),
            filters=filters,
            rows=rows.rows,
            further=rows.further,
            without=rows.without,
            copies=rows.copies,
        ),
        request=request.model_copy(update={"filters": filters, "before": None}),
        documents=documents if rows.total else frozenset(),
        is_of_organizations=countable.of is not None,
    )


def samples(
    finder: Finder, counted: Counted, passages: Sequence[Passage], *, readers: Readers
) -> tuple[Passage, ...]:
    """Return passages of documents that were counted.

    Those that were found, else the openings of the newest: a search may have come to
    none of a few documents of one organization.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    shown = counted.shown(passages)
    if shown or not counted.documents:
        return shown
    filters = counted.request.filters
    listed = finder.listed(filters=filters, readers=readers)
    newest = [one for one in listed if one in counted.documents]
    first = finder.first_copies(newest, readers=readers)[: counted.request.limit]
    return tuple(finder.openings(first, readers=readers).values())


def _settled(
    finder: Finder,
    directory: Directory,
    question: Question,
    request: Request,
    readers: Readers,
    asked: Breakdown | None,
    within: NamedRegion | None,
) -> tuple[Countable, frozenset[DocumentId] | None] | None:
    """Settle what is counted: organizations too where none is a document itself."""
    settled = settle(
        finder,
        question,
        request,
        readers=readers,
        breakdown=asked,
        within=within,
        directory=directory,
    )
    if asked is None or asked.kind != "organization" or asked.by is not None:
        return settled
    if settled is not None:
        countable, documents = settled
        if documents or finder.count(filters=countable.filters, readers=readers):
            return settled
    named = replace(asked, by="organization", kind=RECORD)
    return (
        settle(
            finder,
            question,
            request,
            readers=readers,
            breakdown=named,
            within=within,
            directory=directory,
        )
        or settled
    )


def _most_told(rows: Tallied, say: Wording) -> list[str]:
    """Return the line that tells which rows have most."""
    most = max(row.count for row in rows.rows)
    names = [row.label for row in rows.rows if row.count == most]
    told = say.list_separator.join(names)
    return [told_more(say.language).format(names=told, count=say.number(most))]
