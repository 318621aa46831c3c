"""Answers questions for needs and offers by code: how many, in which state, what fits.

Each that is told is cited by its title; the page of needs and offers has the words of
both sides.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from assistant.answers.answering import Composed, cite_span, claims_of
from assistant.answers.said import Said
from assistant.finding import Finder
from assistant.postings.asked import PostingsAsked
from assistant.postings.desk import Postings
from assistant.postings.reply import PostingsQuery, PostingView
from assistant.postings.wording import state_label
from assistant.records_told.countable import Countable
from assistant.records_told.listed import stands_in, title_in
from assistant.records_told.settling import settle
from assistant.replies import Citation, Counts, Request, Verdict
from assistant.support.reasons import VERBATIM
from assistant.understanding.places import region_asked, without_regions
from assistant.understanding.questions import Question
from assistant.wording import Wording, wording
from vectorstore.catalogue.postings import POSTING_STATES, PostingState
from vectorstore.records import POSTED, DocumentId, Filters, Passage, Posted, Readers

TOLD = 8
"""Needs or offers that a reply tells; the page has all."""
FITTING = 3
"""Of the other side, those that are told with each where it is asked what fits."""
PAGE = "/needs"


@dataclass(slots=True, kw_only=True)
class _Cited:
    """Titles of postings with their markers."""

    finder: Finder
    readers: Readers
    passages: dict[DocumentId, Passage]
    citations: list[Citation]

    def title(self, posting: PostingView) -> str:
        """Return the title of a posting with its marker, if its text holds it."""
        passage = self.passages.get(DocumentId(posting.id))
        title = " ".join(posting.title.split())
        if passage is None:
            return title
        marker = self._marker(posting.id, passage)
        return title if marker is None else f"{title} [{marker}]"

    def _marker(self, identifier: str, passage: Passage) -> int | None:
        for known in self.citations:
            if known.document_id == identifier:
                return known.marker
        documents = self.finder.documents([DocumentId(identifier)])
        document = documents.get(DocumentId(identifier))
        span = next(title_in(passage), None)
        if document is None or span is None or not stands_in(passage, span, document):
            return None
        marker = len(self.citations) + 1
        self.citations.append(
            cite_span(
                passage, span, marker=marker, verdict=Verdict.SUPPORTED, reason=VERBATIM
            )
        )
        return marker


def tell_postings(
    finder: Finder,
    desk: Postings,
    asked: PostingsAsked,
    request: Request,
    *,
    question: Question,
    readers: Readers,
) -> Said | None:
    """Tell the needs or offers that a question asks for; None where none is limited so.

    Where their number is asked for, or what fits, none at all is an answer too.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    say = wording(question.language)
    settled = _settled(finder, asked, request, readers)
    if settled is None:
        return None
    countable, ids = settled
    listed = desk.listed(
        PostingsQuery(kind=asked.kind, ids=tuple(ids), limit=10_000), readers=readers
    ).postings
    if not listed and asked.wanted == "list":
        return None  # it may be asked of the sources
    states: Counter[PostingState] = Counter(one.state for one in listed)
    wanted = asked.state or "open"
    shown = [one for one in listed if one.state == wanted]
    lines, citations, passages, told = _told(
        finder, desk, shown, say, readers=readers, matches=asked.wanted == "matches"
    )
    if asked.wanted == "matches":
        first = say.say("postings.told_matches", count=say.number(told))
    else:
        first = _first_line(asked.kind, countable, states, say)
    query = {"kind": asked.kind, "lang": say.language}
    query |= {} if wanted == "open" else {"state": wanted}
    return Said(
        kind="answer",
        question=question,
        composed=Composed(
            text="\n".join([first, *lines, "", say.say("postings.told_page")]),
            claims=claims_of(citations),
            citations=tuple(citations),
        ),
        counts=Counts(
            what=asked.kind,
            by=None,
            total=told if asked.wanted == "matches" else len(shown),
            words=tuple(word.written for word in countable.words),
            filters=countable.filters,
            rows=(),
            further=0,
            without=0,
            listed=min(told, TOLD),
            search=f"{PAGE}?{urlencode(query)}",
        ),
        passages=passages,
    )


def _settled(
    finder: Finder, asked: PostingsAsked, request: Request, readers: Readers
) -> tuple[Countable, list[DocumentId]] | None:
    """Return what limits them, and those that are left."""
    if asked.wanted == "matches":
        filters = request.limits.model_copy(update={"kind": (asked.kind,)})
        countable = Countable(filters=filters, kind=asked.kind, words=())
        return countable, finder.listed(filters=filters, readers=readers)
    text = asked.question.text
    breakdown = replace(asked.breakdown, rest=without_regions(asked.breakdown.rest))
    settled = settle(
        finder,
        asked.question,
        request.model_copy(update={"filters": _unkinded(request.filters)}),
        readers=readers,
        breakdown=breakdown,
        within=region_asked(text),
    )
    if settled is None:
        return None
    countable, among = settled
    ids = finder.listed(filters=countable.filters, readers=readers)
    return countable, [one for one in ids if among is None or one in among]


def _unkinded(filters: Filters) -> Filters:
    """Return filters without kinds that are neither: the question names its own."""
    if set(filters.kind) & set(POSTED):
        return filters
    return filters.model_copy(update={"kind": ()})


def _first_line(
    kind: Posted, countable: Countable, states: Counter[PostingState], say: Wording
) -> str:
    """Return "In the library: Needs (Kenya): Open: 3, Closed: 1"."""
    limits = countable.limits(say)[1:]
    limits += [word.written for word in countable.words]
    name = say.say(f"postings.{kind}s")
    told = say.list_separator.join(
        f"{say.say(f'postings.{state}')}: {say.number(states[state])}"
        for state in POSTING_STATES
        if states[state] or state == "open"
    )
    if limits:
        name = f"{name} ({say.list_separator.join(limits)})"
    return say.say("postings.told_states", name=name, states=told)


def _told(
    finder: Finder,
    desk: Postings,
    shown: Sequence[PostingView],
    say: Wording,
    *,
    readers: Readers,
    matches: bool,
) -> tuple[list[str], list[Citation], tuple[Passage, ...], int]:
    """Return lines of postings, what they cite, and of how many they are."""
    cited = _Cited(finder=finder, readers=readers, passages={}, citations=[])
    lines: list[str] = []
    told = 0
    for one in shown if matches else shown[:TOLD]:
        reply = desk.match(one.id, language=say.language, readers=readers, stored=True)
        fitting = [match.posting for match in reply.matches]
        if matches and not fitting:
            continue
        told += 1
        if told > TOLD:
            continue
        some = [one, *(fitting[:FITTING] if matches else [])]
        ids = [DocumentId(i.id) for i in some if i.id not in cited.passages]
        cited.passages |= finder.openings(ids, readers=readers)
        lines += ["", f"• {cited.title(one)} ({_details(one, say)})"]
        if matches:
            lines += [
                f"– {cited.title(o)} ({_details(o, say)})" for o in fitting[:FITTING]
            ]
        elif one.state == "open":
            count = say.number(len(fitting))
            lines.append("– " + say.say(f"postings.matches_{one.kind}", count=count))
    passages = tuple(cited.passages[DocumentId(c.document_id)] for c in cited.citations)
    return lines, cited.citations, passages, told if matches else len(shown)


def _details(posting: PostingView, say: Wording) -> str:
    named = [posting.organization.name] if posting.organization else []
    return say.list_separator.join(
        [
            *named,
            *map(say.country_name, posting.countries),
            state_label(posting.state, posting.until, say),
        ]
    )
