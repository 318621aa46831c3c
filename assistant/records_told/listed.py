"""The records that a question asks a list of, told by code: how many, and the best.

What limits them is read as for a count; search puts them in order. Each is told with
what its record says of itself, and cited by a sentence of it. Nothing is judged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answers.answering import Composed, age_of, cite_span, claims_of
from assistant.answers.quoting import READ_PASSAGES, choose_quotes, sentences_of
from assistant.answers.said import Said
from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.pages.address import asked_of, organization_address
from assistant.records_told.countable import Countable
from assistant.records_told.listing import Listing
from assistant.records_told.settling import held_of_region, settle
from assistant.replies import Citation, Counts, Request, Verdict
from assistant.support.quotes import stands_at
from assistant.support.reasons import VERBATIM
from assistant.understanding.questions import Question
from assistant.wording import Wording, wording
from vectorstore.catalogue.facets import FacetCounts
from vectorstore.records import Document, DocumentId, Filters, Passage, Readers, Span
from vectorstore.search import Found

LISTED = READ_PASSAGES
"""Records that a reply lists at most; a search shows the rest."""
LOOKED_FOR = 60
"""Passages that search is asked for: several may be of one record."""
NAMES = 3
"""Countries, and organizations, that a record is told with; more are a number."""


def list_records(
    finder: Finder,
    directory: Directory,
    question: Question,
    listing: Listing,
    request: Request,
    *,
    readers: Readers,
    today: date,
    pages: int = 0,
) -> Said | None:
    """List the records that a question asks for; None where there are none.

    Its own words are searched for alone: it names itself what it is about. So many
    `pages` of the list were seen, and the next is shown.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    settled = _settled(finder, directory, question, listing, request, readers)
    if settled is None:
        return None
    countable, among, counted = settled
    total = counted.documents
    filters = countable.filters
    narrowed = request.model_copy(update={"filters": filters, "before": None})
    question = replace(question, to_search=question.text)
    found = finder.find(question, narrowed, readers=readers, at_least=LOOKED_FOR)
    size = min(request.limit, LISTED)
    best = _best(finder, found, filters, among, size * (pages + 1), readers)
    passages = best[size * pages :]
    say = wording(question.language)
    lines, citations = _told(finder, found, passages, say)
    if not citations and not pages:
        return None
    words = tuple(word.written for word in countable.words)
    # An address holds the countries of a region that have any of these records.
    led = held_of_region(finder, countable, among, readers)
    asked = asked_of(led, q=" ".join(words), lang=say.language)
    search = asked.address()
    if countable.of is not None and not words:
        # A search has no filter for organizations; their pages list all records.
        [first, *_] = countable.of.ids
        search = organization_address(first, limits=asked, lang=say.language)
    further = max(total - size * pages - len(citations), 0)
    rest = further_told(further, say)
    return Said(
        kind="answer",
        question=question,
        composed=Composed(
            text="\n".join(
                [
                    countable.say(
                        total,
                        say,
                        told="listed.found" if citations else "counts.alone",
                        copies=counted.copies,
                    ),
                    *_page_told(pages + 1, -(-total // size), say),
                    *lines,
                    *rest,
                    *age_of(citations, language=question.language, today=today),
                ]
            ),
            claims=claims_of(citations),
            citations=tuple(citations),
        ),
        counts=Counts(
            what=countable.kind,
            by=None,
            total=total,
            words=words,
            filters=filters,
            rows=(),
            further=0,
            without=0,
            copies=counted.copies,
            listed=len(citations),
            search=search,
        ),
        passages=passages,
    )


def _settled(
    finder: Finder,
    directory: Directory,
    question: Question,
    listing: Listing,
    request: Request,
    readers: Readers,
) -> tuple[Countable, frozenset[DocumentId] | None, FacetCounts] | None:
    """Return what is listed, which documents, and how many; None: there are none.

    Where none is filed under the place, those are listed of which a passage names it.
    """
    for is_filed in (True, False):
        settled = settle(
            finder,
            question,
            request,
            readers=readers,
            breakdown=listing.breakdown if is_filed else listing.worded,
            within=listing.region if is_filed else None,
            is_filed=is_filed,
            directory=directory,
        )
        if settled is None:
            continue
        countable, among = settled
        if not is_filed and among is None:
            continue  # no word limits it: it is none of that place
        counted = finder.facets(
            (), filters=countable.filters, readers=readers, among=among
        )
        if counted.documents:
            return countable, among, counted
    return None


def _best(
    finder: Finder,
    found: Found,
    filters: Filters,
    among: frozenset[DocumentId] | None,
    most: int,
    readers: Readers,
) -> tuple[Passage, ...]:
    """Return a passage of each of the best records, best first by search's score.

    Those that search did not come to stand behind the others, newest first.
    """
    best: dict[DocumentId, Passage] = {}
    for passage in found.passages:
        one = passage.chunk.document_id
        if among is None or one in among:
            best.setdefault(one, passage)
    first = finder.first_copies(list(best), readers=readers)[:most]
    best = {one: best[one] for one in first}
    if len(best) < most:
        others = [
            one
            for one in finder.listed(filters=filters, readers=readers)
            if (among is None or one in among) and one not in best
        ]
        further = finder.first_copies([*best, *others], readers=readers)[len(best) :]
        best |= finder.openings(further[: most - len(best)], readers=readers)
    return tuple(best.values())


def _told(
    finder: Finder, found: Found, passages: Sequence[Passage], say: Wording
) -> tuple[list[str], list[Citation]]:
    """Return the lines that tell records, and what they cite."""
    documents = finder.documents([p.chunk.document_id for p in passages])
    divided = finder.sentences(passages)
    lines: list[str] = []
    citations: list[Citation] = []
    for passage in passages:
        document = documents.get(passage.chunk.document_id)
        if document is None:
            continue  # gone meanwhile
        quotes = choose_quotes(found.question, sentences_of([passage], divided))
        spans = [q.sentence.span for q in quotes] + list(title_in(passage))
        span = next((s for s in spans if stands_in(passage, s, document)), None)
        if span is None:
            continue
        marker = len(citations) + 1
        cited = cite_span(
            passage, span, marker=marker, verdict=Verdict.SUPPORTED, reason=VERBATIM
        )
        citations.append(cited)
        lines += ["", _record_line(document, say), f"• {cited.quote} [{marker}]"]
    return lines, citations


def _page_told(page: int, pages: int, say: Wording) -> list[str]:
    """Return the line that tells which page this is; none of the first."""
    if page == 1:
        return []
    number, count = say.number(page), say.number(pages)
    key = "search.page_of" if page <= pages else "problem.past_the_end"
    return [say.say(key, page=number, pages=count)]


def further_told(further: int, say: Wording) -> list[str]:
    """Return the lines that tell how many more there are; none where there are none."""
    return ["", say.say("listed.further", count=say.number(further))] if further else []


def title_in(passage: Passage) -> Iterator[Span]:
    """Yield where a passage holds its record's title: what has no sentence has that."""
    at = passage.chunk.text.find(passage.title) if passage.title else -1
    if at >= 0:
        start = passage.chunk.span[0] + at
        yield start, start + len(passage.title)


def stands_in(passage: Passage, span: Span, document: Document) -> bool:
    """Tell whether a document as stored has the words of a passage where they were."""
    begin = passage.chunk.span[0]
    quote = passage.chunk.text[span[0] - begin : span[1] - begin]
    return stands_at(quote, document.text, span)


def _record_line(document: Document, say: Wording) -> str:
    """Return "Title (Kenya, 2010–2013, Pump Guild)"."""
    countries = [say.country_name(code) for code in document.facets.countries]
    bodies = list(dict.fromkeys(part.name for part in document.participations))
    details = [
        *_some(countries, say),
        _years(document) or say.say("answer.undated"),
        *_some(bodies, say),
    ]
    return f"{document.title} ({say.list_separator.join(details)})"


def _some(names: Sequence[str], say: Wording) -> list[str]:
    rest = len(names) - NAMES
    more = [f"+{say.number(rest)}"] if rest > 0 else []
    return [*names[:NAMES], *more]


def _years(document: Document) -> str:
    first = (document.started or document.provenance.published or "")[:4]
    last = (document.ended or "")[:4]
    return first if not last or last == first else f"{first}–{last}"
