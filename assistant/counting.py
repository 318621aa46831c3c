"""How many documents a question asks for, counted in the catalogue and told exactly.

Only what can be counted is: documents of a kind, of a country, of a sector, of a goal,
of some years, and those of which one passage holds all the other words of the question.
The answer says what was counted, so that nobody takes it for more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.breakdowns import RECORD, Breakdown, breakdown_of, told_more
from assistant.countable import Countable, TakingPart, countable_in, limiting
from assistant.filed import Filed, filed_under, with_sectors
from assistant.finding import Finder
from assistant.nationalities import nationalities_read
from assistant.organizations.directory import Directory
from assistant.places import region_asked, without_regions
from assistant.questions import Question
from assistant.replies import Counts, Request
from assistant.taking_part import (
    Named,
    organizations_named,
)
from assistant.tallies import Tallied, rows_told, tallied
from assistant.wording import Wording, wording
from vectorstore.records import DocumentId, Filters, Passage, Readers
from vectorstore.text.asked import asked_words
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


def within_region(
    question: Question, breakdown: Breakdown | None, within: NamedRegion | None
) -> tuple[Breakdown | None, NamedRegion | None]:
    """Return what a question wants counted, and the region that limits it.

    Args:
        question: what was asked.
        breakdown: what is counted; None: as the question's words tell it.
        within: a region; None: that which the question names, if it does.
    """
    asked = breakdown or breakdown_of(question)
    if asked is None or within is not None:
        return asked, within
    rest = without_regions(asked.rest)
    return replace(asked, rest=rest), region_asked(question.text)


def held_of_region(
    finder: Finder,
    countable: Countable,
    documents: frozenset[DocumentId] | None,
    readers: Readers,
) -> Filters:
    """Return the filters with those countries of a region that have any records.

    Addresses hold these alone; without a region, or any record, all that there are.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    filters = countable.filters
    if countable.region is None:
        return filters
    facets = finder.facets(
        ("country",), filters=filters, readers=readers, among=documents
    )
    held = facets.values["country"]
    kept = tuple(code for code in filters.country if code in held)
    return filters.model_copy(update={"country": kept or filters.country})


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


def settle(
    finder: Finder,
    question: Question,
    request: Request,
    *,
    readers: Readers,
    breakdown: Breakdown | None,
    within: NamedRegion | None = None,
    is_filed: bool = True,
    directory: Directory | None = None,
) -> tuple[Countable, frozenset[DocumentId] | None] | None:
    """Return what is counted, and the documents; None of these: all its filters leave.

    Where it is of organizations that took part in none of such records, passages must
    hold their names.

    None where no kind of document is asked for, or no document holds all the words.

    Args:
        finder: looks for words.
        question: what was asked.
        request: its limits.
        readers: whose eyes it is for.
        breakdown: what is counted; None: nothing.
        within: a region that the question names.
        is_filed: whether documents are filed under a country that it names; else a
            passage must name it.
        directory: knows the organizations that a question names; None: as words.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    if breakdown is None:
        return None
    named = None
    if directory is not None and breakdown.kind != "organization":
        named = organizations_named(directory, question, readers=readers)
    for of in (*(named.read if named else ()), None):
        found = _within(
            finder,
            question,
            request,
            readers=readers,
            breakdown=breakdown,
            within=within,
            is_filed=is_filed,
            named=named,
            of=of,
        )
        if found is not None:
            return found
    return None


def _within(
    finder: Finder,
    question: Question,
    request: Request,
    *,
    readers: Readers,
    breakdown: Breakdown,
    within: NamedRegion | None,
    is_filed: bool,
    named: Named | None,
    of: TakingPart | None,
) -> tuple[Countable, frozenset[DocumentId] | None] | None:
    """Settle what is counted within the documents of organizations, or within all."""
    read = read_limits(
        finder,
        question,
        request,
        readers=readers,
        breakdown=breakdown,
        within=within,
        is_filed=is_filed,
        named=named,
        of=of,
    )
    if read is None:
        return None
    countable, filed = read
    documents: frozenset[DocumentId] | None = None
    # A matter within a sector is looked for by its word, and where no passage holds
    # that, as in another language, by the sector.
    for is_whole in (False, True):
        countable = with_sectors(countable, filed, is_whole=is_whole)
        if not countable.words:
            documents = None
            break
        forms = [word.forms for word in countable.words]
        documents = frozenset(
            finder.holding(forms, filters=countable.filters, readers=readers)
        )
        if documents:
            break
    if documents is not None and not documents:
        return None  # what the words mean may still be answered
    if of is None:
        return countable, documents
    theirs = of.documents if documents is None else of.documents & documents
    if not finder.count(filters=countable.filters, readers=readers, among=theirs):
        return None
    return replace(countable, of=of), theirs


def read_limits(
    finder: Finder,
    question: Question,
    request: Request,
    *,
    readers: Readers,
    breakdown: Breakdown,
    within: NamedRegion | None,
    is_filed: bool = True,
    named: Named | None,
    of: TakingPart | None,
) -> tuple[Countable, Mapping[str, Filed]] | None:
    """Return what a question wants counted, and which of its words name sectors.

    None where no kind of document is asked for.

    Args:
        finder: knows the sectors under which documents are filed.
        question: what was asked.
        request: its limits.
        readers: whose eyes it is for.
        breakdown: what is counted.
        within: a region that the question names.
        is_filed: whether documents are filed under a country that it names.
        named: what it says of organizations; None: nothing.
        of: those of them that limit it; None: their names are words.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    language, rest = question.analysis_language, breakdown.rest
    if named is not None and of is not None:
        rest = named.without_names(rest)
        question = replace(question, text=named.text)
    asked = asked_words(limiting(rest, language), language)
    if named is not None and of is not None:
        asked = named.beside(asked)
    asked = nationalities_read(
        asked, question.text, analysis_language=language, language=question.language
    )
    countable = countable_in(
        question,
        request.limits,
        asked,
        breakdown=breakdown,
        within=within,
        is_filed=is_filed,
    )
    if countable is None:
        return None
    names = named.spent if named else frozenset[str]()
    filed = {
        word: sectors
        for word, sectors in filed_under(finder, countable, language, readers).items()
        if word.casefold() not in names
    }
    return countable, filed


def _most_told(rows: Tallied, say: Wording) -> list[str]:
    """Return the line that tells which rows have most."""
    most = max(row.count for row in rows.rows)
    names = [row.label for row in rows.rows if row.count == most]
    told = say.list_separator.join(names)
    return [told_more(say.language).format(names=told, count=say.number(most))]
