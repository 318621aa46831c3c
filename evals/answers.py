"""Suite `answers`: are the sources found, quoted and cited, and is the rest refused?"""

from collections.abc import Sequence
from typing import Protocol

from assistant.replies import Reply, SearchReply, Shown
from evals.cases import Case, Kind
from evals.metrics import (
    Discrimination,
    Share,
    discrimination,
    first_hit,
    holds_words,
    quote_is_exact,
    share,
)
from evals.product import Asked
from vectorstore.records import Record

TOTAL = "all"
FOUND_WITHIN = 10


class Asks(Protocol):
    """What the suite needs of the product."""

    def search(self, asked: Sequence[Asked]) -> tuple[SearchReply, ...]:
        """Find passages, one reply a question, in order."""
        ...

    def ask(self, asked: Sequence[Asked]) -> tuple[Reply, ...]:
        """Answer, one reply a question, in order."""
        ...


class Shows(Protocol):
    """Where a cited document is opened."""

    def show(self, identifier: str) -> Shown:
        """Return a document, whole."""
        ...


class Outcome(Record):
    """What came of one question."""

    id: str
    language: str
    kind: Kind
    found_at: int | None  # rank of the first gold passage, from 1, within ten
    best_score: float | None  # of the best passage
    replied: str  # answer, refusal or notice
    reply_language: str
    cites_gold: bool  # a citation is to a gold path
    quotes_hold_words: bool  # its quotes together hold every group of answer words
    citations: int
    citations_exact: int  # whose quote stands at its span of the document shown
    uncited_claims: int
    took_ms: float


class Row(Record):
    """The measures of one language, or of all."""

    language: str
    answerable: int
    recall_1: Share
    recall_5: Share
    answered: Share  # of the answerable
    words_quoted: Share  # of the answerable: a refusal quotes nothing
    gold_cited: Share  # of the answerable
    hard_refused: Share
    easy_refused: Share  # a notice counts: nothing was claimed
    citations_exact: Share
    claims_uncited: int
    language_right: Share


class Answers(Record):
    """The whole suite."""

    rows: tuple[Row, ...]  # a row a language, in alphabetical order; the last is all
    hard: Discrimination | None  # best score: answerable against hard
    easy: Discrimination | None
    outcomes: tuple[Outcome, ...]


def measure(product: Asks, server: Shows, cases: Sequence[Case]) -> Answers:
    """Ask every question, open every citation, and count."""
    asked = [Asked(id=c.id, question=c.question, limit=FOUND_WITHIN) for c in cases]
    searches = product.search(asked)
    replies = product.ask(asked)
    texts = _texts(server, replies)
    outcomes = tuple(
        _outcome(case, search, reply, texts)
        for case, search, reply in zip(cases, searches, replies, strict=True)
    )
    return Answers(
        rows=_rows(outcomes),
        hard=_told_apart(outcomes, Kind.HARD),
        easy=_told_apart(outcomes, Kind.EASY),
        outcomes=outcomes,
    )


def _texts(server: Shows, replies: Sequence[Reply]) -> dict[str, str]:
    cited = {c.document_id for reply in replies for c in reply.citations}
    return {identifier: server.show(identifier).text for identifier in sorted(cited)}


def _outcome(
    case: Case, search: SearchReply, reply: Reply, texts: dict[str, str]
) -> Outcome:
    quotes = "\n".join(citation.quote for citation in reply.citations)
    markers = {citation.marker for citation in reply.citations}
    return Outcome(
        id=case.id,
        language=case.language,
        kind=case.kind,
        found_at=first_hit([p.path for p in search.passages], case.gold),
        best_score=search.passages[0].score if search.passages else None,
        replied=reply.kind,
        reply_language=reply.language,
        cites_gold=first_hit([c.path for c in reply.citations], case.gold) is not None,
        quotes_hold_words=bool(quotes and case.words)
        and holds_words(quotes, case.words),
        citations=len(reply.citations),
        citations_exact=sum(
            quote_is_exact(texts[c.document_id], c.span, c.quote)
            for c in reply.citations
        ),
        uncited_claims=sum(
            not claim.citations or not markers.issuperset(claim.citations)
            for claim in reply.claims
        ),
        took_ms=reply.took_ms,
    )


def _rows(outcomes: Sequence[Outcome]) -> tuple[Row, ...]:
    languages = sorted({outcome.language for outcome in outcomes})
    rows = [
        _row(name, [o for o in outcomes if o.language == name]) for name in languages
    ]
    return (*rows, _row(TOTAL, outcomes))


def _row(language: str, outcomes: Sequence[Outcome]) -> Row:
    gold = [o for o in outcomes if o.kind is Kind.ANSWERABLE]
    return Row(
        language=language,
        answerable=len(gold),
        recall_1=share([o.found_at == 1 for o in gold]),
        recall_5=share([o.found_at is not None and o.found_at <= 5 for o in gold]),
        answered=share([o.replied == "answer" for o in gold]),
        words_quoted=share([o.quotes_hold_words for o in gold]),
        gold_cited=share([o.cites_gold for o in gold]),
        hard_refused=share(
            [o.replied != "answer" for o in outcomes if o.kind is Kind.HARD]
        ),
        easy_refused=share(
            [o.replied != "answer" for o in outcomes if o.kind is Kind.EASY]
        ),
        citations_exact=Share(
            hits=sum(o.citations_exact for o in outcomes),
            of=sum(o.citations for o in outcomes),
        ),
        claims_uncited=sum(o.uncited_claims for o in outcomes),
        language_right=share([o.reply_language == o.language for o in outcomes]),
    )


def _told_apart(outcomes: Sequence[Outcome], kind: Kind) -> Discrimination | None:
    scores = {
        wanted: [
            o.best_score
            for o in outcomes
            if o.kind is wanted and o.best_score is not None
        ]
        for wanted in (Kind.ANSWERABLE, kind)
    }
    if not all(scores.values()):
        return None
    return discrimination(scores[Kind.ANSWERABLE], scores[kind])
