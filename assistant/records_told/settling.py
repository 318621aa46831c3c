"""Which documents a question wants counted: by filters, words and organizations."""

from collections.abc import Mapping
from dataclasses import replace

from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.records_told.breakdowns import Breakdown, breakdown_of
from assistant.records_told.countable import (
    Countable,
    TakingPart,
    countable_in,
    limiting,
)
from assistant.records_told.filed import Filed, filed_under, with_sectors
from assistant.records_told.nationalities import nationalities_read
from assistant.records_told.taking_part import Named, organizations_named
from assistant.replies import Request
from assistant.understanding.places import region_asked, without_regions
from assistant.understanding.questions import Question
from vectorstore.records import DocumentId, Filters, Readers
from vectorstore.text.asked import asked_words
from vectorstore.text.regions import NamedRegion


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
