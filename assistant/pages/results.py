"""The results of a search as its page shows them: a document each, with snippets."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

import numpy as np
from numpy.typing import NDArray

from assistant.pages.rendering import ask_address
from assistant.pages.snippets import (
    BEGINNING,
    Snippet,
    beginning,
    best_part,
    query_forms,
)
from assistant.postings.states import State
from assistant.postings.wording import state_label
from assistant.replies import Citation, PassageView, SearchReply
from assistant.support.inert import gapped_text
from assistant.ui.answers import safe_link
from assistant.wording import Wording
from vectorstore.catalogue.rows import StoredChunk
from vectorstore.records import (
    ChunkId,
    Document,
    DocumentId,
    Posted,
    Record,
    Span,
)
from vectorstore.sentences import Sentences

RESULTS_A_PAGE = 10

Found = tuple[PassageView, ...]
"""The passages of one document, best first."""


class Further(Record):
    """Another passage of the same document."""

    label: str
    address: str


class Result(Record):
    """A document that was found, by its best passage."""

    document: DocumentId
    title: str
    language: str  # BCP 47
    facts: tuple[str, ...]
    snippet: Snippet
    address: str  # of the document, opened at the passage
    link: str | None  # to the original
    ask: str
    further: tuple[Further, ...]
    fitting: Further | None = None  # of a need or an offer: how many of the others fit

    def with_fitting(
        self, fitting: tuple[Posted, int] | None, say: Wording, lang: str | None
    ) -> "Result":
        """Return the result with the way to what fits it; None: it is no open one."""
        if fitting is None:
            return self
        kind, count = fitting
        query = {"kind": kind, **({"lang": lang} if lang else {})}
        told = Further(
            label=say.say(f"postings.matches_{kind}", count=say.number(count)),
            address=f"/needs?{urlencode(query)}",
        )
        return self.model_copy(update={"fitting": told})


def by_document(best_first: Iterable[PassageView]) -> list[Found]:
    """Return the passages of each document, in order of the best of each."""
    found: dict[str, list[PassageView]] = {}
    for passage in best_first:
        found.setdefault(passage.document_id, []).append(passage)
    return [tuple(passages) for passages in found.values()]


def results_of(
    shown: Sequence[Found],
    *,
    reply: SearchReply,
    say: Wording,
    lang: str | None,
    stored: Mapping[ChunkId, StoredChunk],
    sentences: Mapping[ChunkId, Sentences],
    vector: NDArray[np.float32],
    states: Mapping[DocumentId, State],
) -> tuple[Result, ...]:
    """Lay out documents; one that is gone since it was found is left out.

    Args:
        shown: the passages of each document.
        reply: what they were found by.
        say: the language of the page.
        lang: as its address says it.
        stored: those passages as they are stored.
        sentences: of the best passage of each document, where they are stored.
        vector: of the query.
        states: of needs and offers, with their last day.
    """
    forms = query_forms(reply.query, reply.language)
    results: list[Result] = []
    for passages in shown:
        best = passages[0]
        identifier = ChunkId(best.chunk_id)
        if identifier not in stored:
            continue
        divided = sentences.get(identifier)
        snippet = best_part(
            gapped_text(best.text, language=best.language, uri=best.uri),
            language=best.language,
            forms=forms,
            sentences=divided.spans if divided else (),
            cosines=divided.vectors @ vector if divided else None,
        )
        chunk = stored[identifier].chunk
        start, end = snippet.span
        words = (chunk.span[0] + start, chunk.span[0] + end) if start < end else None
        results.append(
            Result(
                document=DocumentId(best.document_id),
                title=best.title,
                language=best.language,
                facts=_facts(
                    best,
                    stored[identifier],
                    say,
                    state=states.get(DocumentId(best.document_id)),
                ),
                snippet=snippet,
                address=document_address(best, words=words, lang=lang),
                link=safe_link(best.uri),
                ask=ask_address(say.say("search.question", title=best.title)),
                further=tuple(_further(p, say, lang) for p in passages[1:]),
            )
        )
    return tuple(results)


def listed_result(document: Document, say: Wording, lang: str | None) -> Result:
    """Lay out a document that nothing was asked of, by its beginning."""
    origin = document.provenance
    facts = [
        say.kind_name(document.facets.kind) if document.facets.kind else None,
        origin.platform,
        origin.publisher,
        say.date(origin.published) if origin.published else None,
        None if document.language == "und" else say.language_name(document.language),
        origin.licence,
    ]
    query = f"?{urlencode({'lang': lang})}" if lang else ""
    return Result(
        document=document.id,
        title=document.title,
        language=document.language,
        facts=tuple(dict.fromkeys(fact for fact in facts if fact)),
        snippet=beginning(
            gapped_text(
                document.text[:BEGINNING], language=document.language, uri=origin.uri
            )
        ),
        address=f"/document/{quote(document.id, safe='')}{query}",
        link=safe_link(origin.uri),
        ask=ask_address(say.say("search.question", title=document.title)),
        further=(),
    )


def document_address(
    passage: PassageView, *, words: Span | None = None, lang: str | None = None
) -> str:
    """Return the address of a document, opened at a passage and at words within it."""
    query = {"chunk": passage.chunk_id}
    if words:
        query |= {"start": str(words[0]), "end": str(words[1])}
    if lang:
        query["lang"] = lang
    place = quote(passage.document_id, safe="")
    return f"/document/{place}?{urlencode(query)}#passage"


def citation_address(cited: Citation, *, lang: str | None = None) -> str:
    """Return the address of a document, opened at the words that a citation quotes."""
    start, end = cited.span
    query = {"chunk": cited.chunk_id, "start": str(start), "end": str(end)}
    if lang:
        query["lang"] = lang
    place = quote(cited.document_id, safe="")
    return f"/document/{place}?{urlencode(query)}#passage"


def page_label(page: int, say: Wording) -> str:
    """Return "Page 3"."""
    return f"{say.say('panel.page')} {page}"


def _further(passage: PassageView, say: Wording, lang: str | None) -> Further:
    heading = passage.headings[-1] if passage.headings else None
    named = page_label(passage.page, say) if passage.page else heading
    return Further(
        label=named or say.say("search.passage"),
        address=document_address(passage, lang=lang),
    )


def _facts(
    passage: PassageView,
    stored: StoredChunk,
    say: Wording,
    *,
    state: State | None,
) -> tuple[str, ...]:
    kind = stored.facets.kind
    facts = [
        say.kind_name(kind) if kind else None,
        state_label(*state, say) if state else None,
        passage.platform,
        passage.publisher,
        say.date(passage.published) if passage.published else None,
        None if passage.language == "und" else say.language_name(passage.language),
        passage.licence,
        page_label(passage.page, say) if passage.page else None,
    ]
    return tuple(dict.fromkeys(fact for fact in facts if fact))
