"""What came of each question that was asked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from assistant.replies import Citation, Reply, SearchReply, Shown, Verdict
from evals.cases import Case, Kind
from evals.metrics import first_hit, holds_words, quote_is_exact
from evals.product import Asked
from evals.refusals import Trial
from vectorstore.records import Record

FOUND_WITHIN = 10
SEEN = 15
"""Passages that are asked for: the strength of evidence is told from so many."""
BEST_QUOTES = 3
"""What a hurried reader reads."""
OTHER = "several"
"""Gold sources in more than one language, none of them the asker's."""


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
    gold_language: str | None  # the asker's if there is one; None: none is known
    found_at: int | None  # rank of the first gold passage, from 1, within ten
    strength: float | None  # of the evidence; None: nothing was found
    replied: str  # answer, refusal or notice
    reply_language: str
    cites_gold: bool  # a citation is to a gold path
    quotes_hold_words: bool  # its quotes together hold every group of answer words
    best_hold_words: bool  # the first three do
    citations: int
    citations_readable: int  # in the question's language
    citations_exact: int  # whose quote stands at its span of the document shown
    uncited_claims: int
    claims: int = 0
    claims_supported: int = 0  # wholly; the others in part
    by_model: bool = False  # written by a chat model, not quoted
    took_ms: float

    @property
    def trial(self) -> Trial:
        """The question as one that may be refused."""
        return Trial(
            language=self.language,
            answerable=self.kind is Kind.ANSWERABLE,
            refused=self.replied != "answer",
            strength=self.strength,
        )


def ask_all(
    product: Asks, cases: Sequence[Case]
) -> tuple[tuple[SearchReply, ...], tuple[Reply, ...]]:
    """Search and ask for every question, in order."""
    asked = [Asked(id=c.id, question=c.question, limit=SEEN) for c in cases]
    return product.search(asked), product.ask(asked)


def outcomes_of(
    product: Asks, server: Shows, cases: Sequence[Case], languages: Mapping[str, str]
) -> tuple[Outcome, ...]:
    """Ask every question and open every citation.

    Args:
        product: which is asked.
        server: where the documents that are cited are read.
        cases: the questions.
        languages: of the sources, by path.
    """
    searches, replies = ask_all(product, cases)
    texts = cited_texts(server, replies)
    return tuple(
        _outcome(case, search, reply, texts=texts, languages=languages)
        for case, search, reply in zip(cases, searches, replies, strict=True)
    )


def cited_texts(server: Shows, replies: Iterable[Reply]) -> dict[str, str]:
    """Return the texts of all documents that replies cite, as stored, by id."""
    cited = {c.document_id for reply in replies for c in reply.citations}
    return {identifier: server.show(identifier).text for identifier in sorted(cited)}


def is_exact(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Tell whether a citation's quote stands verbatim at its span in its document.

    Args:
        citation: of a reply.
        texts: of the documents, as stored, by id; a quote of no document is not exact.
    """
    text = texts.get(citation.document_id, "")
    return quote_is_exact(text, citation.span, citation.quote)


def gold_language(case: Case, languages: Mapping[str, str]) -> str | None:
    """Return in which language a question is answered; the asker's if in that too."""
    written = {languages[path] for path in case.gold if path in languages}
    if case.language in written:
        return case.language
    return OTHER if len(written) > 1 else next(iter(written), None)


def _outcome(
    case: Case,
    search: SearchReply,
    reply: Reply,
    *,
    texts: Mapping[str, str],
    languages: Mapping[str, str],
) -> Outcome:
    cited = reply.citations
    markers = {citation.marker for citation in cited}
    return Outcome(
        id=case.id,
        language=case.language,
        kind=case.kind,
        gold_language=gold_language(case, languages),
        found_at=first_hit([p.path for p in search.passages[:FOUND_WITHIN]], case.gold),
        strength=search.evidence,
        replied=reply.kind,
        reply_language=reply.language,
        cites_gold=first_hit([c.path for c in cited], case.gold) is not None,
        quotes_hold_words=_hold(cited, case),
        best_hold_words=_hold(cited[:BEST_QUOTES], case),
        citations=len(cited),
        citations_readable=sum(c.language == case.language for c in cited),
        citations_exact=sum(is_exact(citation, texts) for citation in cited),
        uncited_claims=sum(
            not claim.citations or not markers.issuperset(claim.citations)
            for claim in reply.claims
        ),
        claims=len(reply.claims),
        claims_supported=sum(
            claim.verdict is Verdict.SUPPORTED for claim in reply.claims
        ),
        by_model=reply.mode == "model",
        took_ms=reply.took_ms,
    )


def _hold(cited: Sequence[Citation], case: Case) -> bool:
    quotes = "\n".join(citation.quote for citation in cited)
    return bool(quotes and case.words) and holds_words(quotes, case.words)
