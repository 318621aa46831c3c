"""How many documents a question asks for, counted in the catalogue and told exactly.

Only what can be counted is: documents of a kind, of a country, of a sector, of a goal,
of some years, and those of which one passage holds all the other words of the question.
The answer says what was counted, so that nobody takes it for more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.breakdowns import RECORD, Breakdown, By, breakdown_of
from assistant.countable import Countable, countable_in, limiting
from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.places import region_asked, without_regions
from assistant.questions import Question
from assistant.replies import Counts, Request
from assistant.tallies import Tallied, tallied
from assistant.wording import Wording, wording
from vectorstore.records import DocumentId, Filters, Passage, Readers
from vectorstore.text.asked import AskedWord, asked_words
from vectorstore.text.normalization import terms
from vectorstore.text.regions import NamedRegion
from vectorstore.text.sectors import is_general, sectors_named

ROWS_WRITTEN = 15
"""Rows of a count in the words of a reply; its `counts` holds more."""
ROW = "– "
"""What a row begins with in the words of a reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count, and what is needed to show records behind it."""

    sentence: str  # that tells it, in the reply's language, and its rows
    alone: str  # the same where no record can be quoted
    counts: Counts
    request: Request  # that finds the records
    documents: frozenset[DocumentId] | None  # those counted; None: all it leaves

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
    asked = breakdown or breakdown_of(question)
    if asked is not None and within is None:
        within = region_asked(question.text)
        asked = replace(asked, rest=without_regions(asked.rest))
    settled = _settled(finder, question, request, readers, asked, within)
    if settled is None:
        return None
    countable, documents = settled
    filters = countable.filters
    say = wording(question.language)
    held = held_of_region(finder, countable, documents, readers)
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
    )
    sentence = countable.say(rows.total, say, copies=rows.copies)
    table = _table(rows, say, by=countable.by) if countable.by else []
    return Counted(
        sentence="\n".join([sentence, *table, "", say.say("counts.samples")])
        if countable.by and rows.total
        else "\n".join([sentence, *table]),
        alone="\n".join([sentence, *table]),
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
    )


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


def _settled(
    finder: Finder,
    question: Question,
    request: Request,
    readers: Readers,
    asked: Breakdown | None,
    within: NamedRegion | None,
) -> tuple[Countable, frozenset[DocumentId] | None] | None:
    """Settle what is counted: organizations too where none is a document itself."""
    settled = settle(
        finder, question, request, readers=readers, breakdown=asked, within=within
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
            finder, question, request, readers=readers, breakdown=named, within=within
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
) -> tuple[Countable, frozenset[DocumentId] | None] | None:
    """Return what is counted, and the documents; None of these: all its filters leave.

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

    Raises:
        EvidenceUnavailable: the store failed.
    """
    if breakdown is None:
        return None
    language = question.analysis_language
    asked = asked_words(limiting(breakdown.rest, language), language)
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
    filed = _filed(finder, countable, language, readers)
    documents: frozenset[DocumentId] | None = None
    # A matter within a sector is looked for by its word, and where no passage holds
    # that, as in another language, by the sector.
    for is_whole in (False, True):
        countable = _with_sectors(countable, filed, is_whole=is_whole)
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
    return countable, documents


def _table(rows: Tallied, say: Wording, *, by: By) -> list[str]:
    """Return the rows as lines, and what has to be known of them."""
    bodies = len(rows.rows) + rows.further
    lines = [say.say("counts.bodies", count=say.number(bodies))] * (
        by == "organization"
    )
    lines += [
        f"{ROW}{row.label}: {say.number(row.count)}" for row in rows.rows[:ROWS_WRITTEN]
    ]
    further = max(len(rows.rows) - ROWS_WRITTEN, 0) + rows.further
    if further:
        lines.append(ROW + say.say("counts.rest", count=say.number(further)))
    if rows.several:
        lines.append(say.say("counts.several"))
    if rows.without:
        lines.append(say.say("counts.without", count=say.number(rows.without)))
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filed:
    """The sectors that a word of a question names, and documents are filed under."""

    groups: tuple[str, ...]
    is_general: bool  # whether it means the whole of them


def _filed(
    finder: Finder, countable: Countable, language: str, readers: Readers
) -> Mapping[str, _Filed]:
    """Return the words that name sectors under which documents are filed.

    Dates do not matter for that: "health projects since 2030" are none, not those of
    which a passage says "health".
    """
    if countable.filters.sector or not countable.words:
        return {}
    dateless = countable.filters.model_copy(update={"from_": None, "to": None})
    counts = finder.facets(("sector",), filters=dateless, readers=readers)
    say = wording(language)
    found: dict[str, _Filed] = {}
    for word in countable.words:
        groups = [
            g for g in sectors_named(word.written) if g in counts.values["sector"]
        ]
        if groups:
            found[word.written] = _Filed(
                groups=tuple(groups),
                is_general=any(_is_general(word, group, say) for group in groups),
            )
    return found


def _is_general(word: AskedWord, group: str, say: Wording) -> bool:
    names = frozenset(terms(say.sector_name(group), say.language))
    return not names.isdisjoint(word.forms) or is_general(word.written, group)


def _with_sectors(
    countable: Countable, filed: Mapping[str, _Filed], *, is_whole: bool
) -> Countable:
    """Take words for the sectors that they name.

    Args:
        countable: what is counted.
        filed: the words that name sectors.
        is_whole: whether matters within a sector are taken for all of it too.
    """
    taken = {
        word: named for word, named in filed.items() if named.is_general or is_whole
    }
    groups = {group for named in taken.values() for group in named.groups}
    if not groups:
        return countable
    return replace(
        countable,
        filters=countable.filters.model_copy(update={"sector": tuple(sorted(groups))}),
        words=tuple(word for word in countable.words if word.written not in taken),
    )
