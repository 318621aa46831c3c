"""The assistant as everyone meets it: search, ask, show, feedback.

One facade behind the chat, the REST API and the command line. Blocking work runs in
threads; nothing here knows who is asking but for whose eyes the search is.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from assistant.answers.answering import Composed, compose_refusal
from assistant.answers.holdings import tell_holdings
from assistant.answers.quoted import look_up
from assistant.answers.said import Said, said_at_once
from assistant.audit import Auditor
from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.partners.answering import compose_nobody, compose_proposals
from assistant.partners.following import moved_need
from assistant.partners.matching import Partners
from assistant.postings.states import no_longer_open
from assistant.records_told.following import followed
from assistant.records_told.telling import OnEvent, RecordsTold, said_in_quotes
from assistant.replies import (
    RefusalReason,
    Released,
    Reply,
    Request,
    SearchReply,
    Shown,
)
from assistant.searching import search
from assistant.showing import show
from assistant.understanding.intents import Intent, intent_of
from assistant.understanding.questions import Question, understand, without_small_talk
from assistant.understanding.retelling import asked_again
from assistant.understanding.small_talk import TELLS_HOW, SmallTalk
from assistant.wording import wording
from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Library, LibraryStatus
from vectorstore.records import Readers
from vectorstore.search import Search

if TYPE_CHECKING:
    from assistant.modelled import ModelMode  # it loads what only a model needs


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
    partners: Partners
    now: Callable[[], datetime]
    directory: Directory
    model: "ModelMode | None" = None  # None: answers are the sources' own words

    async def search(
        self, request: Request, *, readers: Readers = "public"
    ) -> SearchReply:
        """Return the passages for a query, best first."""
        return await asyncio.to_thread(search, self._finder, request, readers=readers)

    async def ask(
        self,
        request: Request,
        *,
        readers: Readers = "public",
        channel: str = "api",
        on_event: OnEvent | None = None,
    ) -> Reply:
        """Answer, refuse or take note, and freeze the reply in the audit log.

        `on_event` hears each step as it begins ("searching", "reading", "matching";
        with a model "waiting" and "writing" too), and each checked claim of a model as
        it is let out; perhaps from another thread. Where the task is cancelled, what
        was let out by then is frozen as well, and `on_event` hears the reply that it
        makes.

        Raises:
            BadRequest: the question is empty, or its language is unknown; what was
                chosen of a need does not exist.
        """
        began = time.perf_counter()
        tell = on_event or _nobody
        whole = request
        request, question, said = await self._by_code(whole, readers, tell)
        if said is None and self.model is not None:
            written = self.model.begin(
                question,
                request,
                readers=readers,
                tell=tell,
                by_code=self._follow_up(question, request, readers, tell),
            )
            try:
                said = await written.said(self.now().date())
            except asyncio.CancelledError:
                if written.released:
                    tell(self._keep(written.cut_short(), whole, channel, began))
                raise
        elif said is None:
            said = await asyncio.to_thread(
                self._quoted, question, request, readers, tell
            )
        return await asyncio.to_thread(self._keep, said, whole, channel, began)

    async def rehearse(self, request: Request) -> None:
        """Do all that answering takes but asking a model, and keep nothing of it.

        What a language needs is read and compiled when first asked for: up to seconds.

        Raises:
            BadRequest: as `ask`.
        """
        _, question, _ = await self._by_code(request, "public", _nobody)
        said = await asyncio.to_thread(
            self._quoted, question, request, "public", _nobody
        )
        await asyncio.to_thread(self.partners.match, request, "public")
        if self.model is not None:
            await asyncio.to_thread(
                self.model.rehearse, said.passages, language=question.language
            )

    async def show(self, identifier: str, *, readers: Readers = "public") -> Shown:
        """Return a document or chunk, whole.

        Raises:
            NotFound: nothing that these readers may see has that id.
        """
        return await asyncio.to_thread(
            show, self.library, identifier, readers=readers, today=self.now().date()
        )

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

    @property
    def _finder(self) -> Finder:
        return Finder(library=self.library, search_engine=self.search_engine)

    async def _by_code(
        self, whole: Request, readers: Readers, tell: OnEvent
    ) -> tuple[Request, Question, Said | None]:
        """Return what is asked, and what code says to it; None: words must answer."""
        request = without_small_talk(whole)
        again = asked_again(request)
        request, question = again or request, understand(again or whole)
        said = self._at_once(question)
        if said is None and question.small_talk is SmallTalk.HOLDINGS:
            said = await asyncio.to_thread(
                tell_holdings, self._finder, question, readers
            )
        if said is None and (need := _need_in(question, request)) is not None:
            said = await asyncio.to_thread(
                self._proposed, question, need, readers, tell
            )
        if said is None:
            question = followed(question, request) or question
            said = await asyncio.to_thread(
                self._told_by_code, question, request, readers, tell
            )
        return request, question, said

    def _at_once(self, question: Question) -> Said | None:
        """Return what needs no looking up; None: it does."""
        language = question.language
        if question.small_talk is SmallTalk.HOLDINGS:
            return None
        if question.small_talk:
            notice = f"notice.{question.small_talk}"
            if self.model is not None and question.small_talk in TELLS_HOW:
                notice += "_model"
            words = wording(language).say(notice)
            return said_at_once("notice", Composed(text=words), question)
        if question.is_private:
            refused = compose_refusal(RefusalReason.UNSAFE, (), language=language)
            return said_at_once("refusal", refused, question)
        return None

    def _proposed(
        self, question: Question, request: Request, readers: Readers, tell: OnEvent
    ) -> Said:
        """Propose organizations by code, whoever writes answers; or say none fits."""
        tell("matching")
        matched = self.partners.match(request, readers)
        if matched.proposals:
            return Said(
                kind="answer",
                composed=compose_proposals(matched),
                question=question,
                passages=matched.passages,
            )
        tell("searching")
        seen = look_up(self._finder, question, request, readers=readers)
        return Said(
            kind="refusal",
            composed=compose_nobody(matched, seen),
            question=question,
            passages=seen.passages,
        )

    def _told_by_code(
        self, question: Question, request: Request, readers: Readers, tell: OnEvent
    ) -> Said | None:
        """Count or list what a question asks that of; None: it asks something else."""
        records = RecordsTold(
            library=self.library,
            finder=self._finder,
            directory=self.directory,
            matcher=self.partners.matcher,
            now=self.now,
            readers=readers,
            tell=tell,
        )
        return records.told(question, request)

    def _follow_up(
        self, question: Question, request: Request, readers: Readers, tell: OnEvent
    ) -> Callable[[str, Intent], Said | None]:
        """Return what tells by code a follow-up that a model made whole.

        The model's words are looked at as if the person had written them; its word
        that partners are sought is taken where some fit. Numbers stay those of code.
        """

        def told(text: str, intent: Intent) -> Said | None:
            asked = request.model_copy(
                update={"question": text, "context": (), "language": question.language}
            )
            whole = understand(asked)
            need = _need_in(whole, asked)
            if need is None and intent is Intent.PARTNERS:
                need = asked
            if need is not None:
                said = self._proposed(whole, need, readers, tell)
                if said.kind == "answer":
                    return said
            return self._told_by_code(whole, asked, readers, tell)

        return told

    def _quoted(
        self, question: Question, request: Request, readers: Readers, tell: OnEvent
    ) -> Said:
        tell("searching")
        seen = look_up(self._finder, question, request, readers=readers)
        return said_in_quotes(self._finder, seen, today=self.now().date(), tell=tell)

    def _keep(self, said: Said, request: Request, channel: str, began: float) -> Reply:
        """Make what was said a reply, and freeze it."""
        composed, language = said.composed, said.question.language
        closed = no_longer_open(
            self.library,
            composed.citations,
            today=self.now().date(),
            say=wording(language),
        )
        took, first = _since(began), said.first_at
        reply = Reply(
            id=request.id or uuid4().hex,
            audit_id=f"a{uuid4().hex}",
            kind=said.kind,
            question=request.question,
            language=language,
            mode=said.mode,
            text="\n".join([composed.text, *(("", *closed) if closed else ())]),
            claims=composed.claims,
            citations=composed.citations,
            partners=composed.partners,
            counts=said.counts,
            refusal=composed.refusal,
            model=said.model,
            took_ms=took,
            first_token_ms=None
            if said.kind != "answer"
            else took
            if first is None
            else round((first - began) * 1000, 3),
        )
        self.auditor.record(
            reply,
            request=request,
            passages=said.passages,
            trace=said.trace,
            channel=channel,
            at=self.now(),
        )
        return reply


def _need_in(question: Question, request: Request) -> Request | None:
    """Return the need that a question tells, to be matched; None: it tells none."""
    intent = intent_of(question.text, question.analysis_language)
    is_told = intent is Intent.PARTNERS and not question.is_vague
    if is_told or request.need is not None:
        need = request.model_copy(update={"question": question.to_search})
    else:
        need = moved_need(request)
    return need and need.model_copy(update={"language": question.language})


def _nobody(_: str | Released | Reply) -> None:
    """Hear nothing."""


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 3)
