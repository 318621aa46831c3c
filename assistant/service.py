"""The assistant as everyone meets it: search, ask, show, feedback.

One facade behind the chat, the REST API and the command line. Blocking work runs in
threads; nothing here knows who is asking but for whose eyes the search is.
"""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

from assistant.answering import Composed, compose_answer, compose_refusal
from assistant.audit import Auditor
from assistant.errors import EvidenceUnavailable, NotFound
from assistant.evidence import COMPARED, evidence, looked_at, missing_names
from assistant.questions import Question, understand
from assistant.quoting import READ_PASSAGES, Quote, choose_quotes, sentences_of
from assistant.replies import (
    PassageView,
    RefusalReason,
    Reply,
    Request,
    SearchReply,
    Shown,
)
from assistant.support.quotes import Checked, check_quotes
from assistant.wording import wording
from vectorstore.embeddings.protocol import Embedder
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library, LibraryStatus
from vectorstore.records import (
    EVERYTHING,
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Passage,
    Readers,
    Visibility,
)
from vectorstore.search import Found, Search, Understood
from vectorstore.text.asked import AskedWord

OnStep = Callable[[str], None]
Kind = Literal["answer", "refusal", "notice"]

OFF_TOPIC = 1.5
"""Standard deviations above unrelated text from which a passage is near a question."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """Answers from one library.

    Raises everywhere:
        EvidenceUnavailable: the store failed; `retryable` tells whether to try again.
    """

    library: Library
    embedder: Embedder
    search_engine: Search
    auditor: Auditor
    now: Callable[[], datetime]

    async def search(
        self, request: Request, *, readers: Readers = "public"
    ) -> SearchReply:
        """Return the passages for a query, best first."""
        return await asyncio.to_thread(self._search, request, readers)

    async def ask(
        self,
        request: Request,
        *,
        readers: Readers = "public",
        channel: str = "api",
        on_step: OnStep | None = None,
    ) -> Reply:
        """Answer, refuse or take note, and freeze the reply in the audit log.

        `on_step` hears "searching" and "reading" as they begin, from another thread.

        Raises:
            BadRequest: the question is empty, or its language is unknown.
        """
        return await asyncio.to_thread(self._ask, request, readers, channel, on_step)

    async def show(self, identifier: str, *, readers: Readers = "public") -> Shown:
        """Return a document or chunk, whole.

        Raises:
            NotFound: nothing that these readers may see has that id.
        """
        return await asyncio.to_thread(self._show, identifier, readers)

    async def add_feedback(
        self, audit_id: str, value: int, comment: str | None
    ) -> None:
        """Keep a person's thumb (1 or 0) and comment with the audit record.

        Raises:
            NotFound: there is no such audit record.
        """
        await asyncio.to_thread(self.auditor.add_feedback, audit_id, value, comment)

    def status(self) -> LibraryStatus:
        """Return what the library holds."""
        return self.library.status()

    def _search(self, request: Request, readers: Readers) -> SearchReply:
        began = time.perf_counter()
        question = understand(request)
        found = self._find(question, request, readers)
        return SearchReply(
            id=request.id or uuid4().hex,
            query=request.question,
            language=question.language,
            took_ms=_since(began),
            passages=tuple(PassageView.of(passage) for passage in found.passages),
        )

    def _ask(
        self,
        request: Request,
        readers: Readers,
        channel: str,
        on_step: OnStep | None,
    ) -> Reply:
        began = time.perf_counter()
        question = understand(request)
        passages: tuple[Passage, ...] = ()
        kind: Kind
        if question.small_talk:
            kind = "notice"
            words = wording(question.language).say(f"notice.{question.small_talk}")
            composed = Composed(text=words)
        elif question.is_private:
            kind = "refusal"
            composed = compose_refusal(
                RefusalReason.UNSAFE, (), language=question.language
            )
        else:
            if on_step:
                on_step("searching")
            found = self._find(question, request, readers, at_least=COMPARED.stop)
            passages = found.passages[: request.limit]
            if on_step:
                on_step("reading")
            kind, composed = self._composed(question, request, found, passages)
        took = _since(began)
        reply = Reply(
            id=request.id or uuid4().hex,
            audit_id=f"a{uuid4().hex}",
            kind=kind,
            question=request.question,
            language=question.language,
            mode="quoting",
            text=composed.text,
            claims=composed.claims,
            citations=composed.citations,
            refusal=composed.refusal,
            took_ms=took,
            first_token_ms=took if kind == "answer" else None,
        )
        self.auditor.record(
            reply, request=request, passages=passages, channel=channel, at=self.now()
        )
        return reply

    def _composed(
        self,
        question: Question,
        request: Request,
        found: Found,
        passages: tuple[Passage, ...],
    ) -> "tuple[Kind, Composed]":
        """Answer with what was found, or refuse."""
        asked, language = found.question.asked, question.language
        strength = evidence(asked, found.passages, language=language)
        quotes: list[Quote] = []
        if strength >= 0 and not question.is_vague:
            quotes = self._quotes(found.question, passages)
        checked = self._checked(quotes)
        if checked:
            return "answer", compose_answer(
                checked,
                language=language,
                today=self.now().date(),
                of_years=any(_is_year(word) for word in asked),
            )
        ungrounded = RefusalReason.UNGROUNDED if quotes else None
        reason = ungrounded or _why_not(question, passages)
        missing = missing_names(asked, looked_at(found.passages))
        return "refusal", compose_refusal(
            reason,
            passages,
            language=language,
            missing=[word.written for word in missing]
            if reason is RefusalReason.NOT_IN_SOURCES
            else (),
            filtered=request.limits != EVERYTHING,
        )

    def _find(
        self,
        question: Question,
        request: Request,
        readers: Readers,
        *,
        at_least: int = 1,
    ) -> Found:
        try:
            return self.search_engine.find(
                question.to_search,
                language=question.analysis_language,
                limit=max(request.limit, at_least),
                filters=request.limits,
                readers=readers,
            )
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error

    def _quotes(self, asked: Understood, passages: Sequence[Passage]) -> list[Quote]:
        read = passages[:READ_PASSAGES]
        try:
            divided = self.search_engine.sentences(read)
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error
        return choose_quotes(asked, sentences_of(read, divided))

    def _checked(self, quotes: Sequence[Quote]) -> list[Checked]:
        """Return the quotes that stand in their documents as these are stored now."""
        texts: dict[DocumentId, str] = {}
        try:
            for quote in quotes:
                identifier = quote.sentence.passage.chunk.document_id
                if identifier not in texts:
                    document = self.library.document(identifier)
                    texts[identifier] = document.text if document else ""
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error
        return check_quotes(quotes, texts)

    def _show(self, identifier: str, readers: Readers) -> Shown:
        document = self.library.document(DocumentId(identifier))
        chunk: Chunk | None = None
        if document is None:
            stored = self.library.chunk(ChunkId(identifier))
            if stored is not None:
                chunk = stored.chunk
                document = self.library.document(chunk.document_id)
        hidden = (
            document is not None
            and document.provenance.visibility is Visibility.STAFF
            and readers != "staff"
        )
        if document is None or hidden:
            raise NotFound(
                f"there is no document or chunk {identifier!r}",
                remedy="Take an id from a search or a citation; sources may have "
                "changed since.",
            )
        return _shown(document, chunk)


def _shown(document: Document, chunk: Chunk | None) -> Shown:
    origin = document.provenance
    return Shown(
        kind="chunk" if chunk else "document",
        id=chunk.id if chunk else document.id,
        document_id=document.id,
        title=document.title,
        text=chunk.text if chunk else document.text,
        language=chunk.language if chunk else document.language,
        platform=origin.platform,
        publisher=origin.publisher,
        uri=origin.uri,
        path=document.path,
        licence=origin.licence,
        published=origin.published,
        retrieved_at=origin.retrieved_at.isoformat(),
        revision=document.revision,
        pages=len(document.page_starts) or None,
        metadata=document.metadata,
    )


def _why_not(question: Question, passages: Sequence[Passage]) -> RefusalReason:
    if question.is_vague:
        return RefusalReason.TOO_VAGUE
    if not passages:
        return RefusalReason.NOTHING_FOUND
    if passages[0].score < OFF_TOPIC:
        return RefusalReason.OUT_OF_SCOPE
    return RefusalReason.NOT_IN_SOURCES


def _is_year(word: AskedWord) -> bool:
    return word.is_number and _YEAR.fullmatch(word.written) is not None


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 3)
