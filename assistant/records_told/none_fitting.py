"""That none fits: of an organization that the library knows, or of some years.

"How many projects has the World Bank in Fiji?" is answered with 0 and what was counted,
and with what there is without the place, the years or the matter. Nothing else is told
so: where another word finds nothing, the sources may still answer.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.answers.answering import Composed
from assistant.answers.said import Said
from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.records_told.breakdowns import Breakdown
from assistant.records_told.countable import SAME_KINDS, Countable
from assistant.records_told.filed import with_sectors
from assistant.records_told.settling import read_limits, within_region
from assistant.records_told.taking_part import organizations_named
from assistant.records_told.years import years_asked
from assistant.replies import Counts, Request
from assistant.understanding.questions import Question
from assistant.wording import wording
from vectorstore.catalogue.facets import FacetCounts
from vectorstore.records import Filters, Readers
from vectorstore.text.regions import NamedRegion


def tell_none(
    finder: Finder,
    directory: Directory,
    question: Question,
    request: Request,
    *,
    readers: Readers,
    breakdown: Breakdown | None = None,
    within: NamedRegion | None = None,
) -> Said | None:
    """Tell that none fits, of what, and what there is without some of its limits.

    None where there are some, or where more than who takes part, places, years and a
    sector limits it.

    Args:
        finder: counts documents.
        directory: knows the organizations that a question names.
        question: what was asked.
        request: its limits.
        readers: whose eyes it is for.
        breakdown: what is counted; None: as the question's words tell it.
        within: a region; None: that which the question names, if it does.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    asked, within = within_region(question, breakdown, within)
    if asked is None or asked.kind == "organization" or asked.by == "organization":
        return None
    named = organizations_named(directory, question, readers=readers)
    of = named.read[0] if named and named.read else None
    read = read_limits(
        finder,
        question,
        request,
        readers=readers,
        breakdown=replace(asked, by=None),
        within=within,
        named=named,
        of=of,
    )
    years = years_asked(question.text, question.analysis_language)
    if read is None or not (of or years.spans or read[0].words):
        return None
    countable = replace(with_sectors(read[0], read[1], is_whole=True), of=of)
    if any(not word.country for word in countable.words):
        return None
    if _counted(finder, countable, readers).documents:
        return None
    say = wording(question.language)
    for wider in _wider(countable, request.limits):
        counted = _counted(finder, wider, readers)
        if not counted.documents:
            continue
        told = wider
        if not (wider.filters.from_ or wider.filters.to):
            told = _within_years(wider, sorted(counted.values["year"]))
        total = _counted(finder, told, readers).documents
        lines = [
            one.say(count, say, told="counts.alone")
            for one, count in ((countable, 0), (told, total))
        ]
        return Said(
            kind="answer",
            question=question,
            composed=Composed(text="\n".join(lines)),
            counts=Counts(
                what=countable.kind,
                by=None,
                total=0,
                words=tuple(word.written for word in countable.words),
                filters=countable.filters,
                rows=(),
                further=0,
                without=0,
            ),
        )
    return None


def _counted(finder: Finder, countable: Countable, readers: Readers) -> FacetCounts:
    """Count what there is, and that of each year."""
    filters = countable.filters
    among = countable.of.documents if countable.of else None
    if countable.words:
        forms = [word.forms for word in countable.words]
        holding = finder.holding(forms, filters=filters, readers=readers)
        among = frozenset(holding if among is None else among & holding)
    return finder.facets(("year",), filters=filters, readers=readers, among=among)


def _wider(countable: Countable, limits: Filters) -> Iterator[Countable]:
    """Yield what is counted without its places, its years, and all that limits it.

    What the person has set as a filter stays.
    """
    placeless = {"country": limits.country}
    yearless = {"from_": limits.from_, "to": limits.to}
    matterless = {"sector": limits.sector, "sdg": limits.sdg}
    anything = {"kind": limits.kind or SAME_KINDS["document"]}
    for update in (
        placeless,
        yearless,
        placeless | yearless,
        placeless | yearless | matterless,
        placeless | yearless | matterless | anything,
    ):
        filters = countable.filters.model_copy(update=update)
        if filters == countable.filters:
            continue
        yield replace(
            countable,
            filters=filters,
            region=None if "country" in update else countable.region,
            kind="document" if "kind" in update else countable.kind,
        )


def _within_years(countable: Countable, years: list[str]) -> Countable:
    """Return what is counted with the first and the last year of it."""
    if not years:
        return countable
    first, last = date(int(years[0]), 1, 1), date(int(years[-1]), 12, 31)
    filters = countable.filters.model_copy(update={"from_": first, "to": last})
    return replace(countable, filters=filters)
