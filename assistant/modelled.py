"""Answers in a model's words, and in the sources' own whenever the model fails."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from assistant.answers.quoted import Evidence, answer_in_quotes, further_quotes, refuse
from assistant.answers.said import Said, Trace
from assistant.finding import Finder
from assistant.graphs.answering import Answered, Task, answer
from assistant.llm import ChatModel, Endpoint
from assistant.replies import RefusalReason, Released, Request
from assistant.settings import Settings
from assistant.support.quotes import Checked
from assistant.understanding.intents import Intent
from assistant.understanding.questions import Question
from assistant.writing.composing import (
    compose_written,
    go_on_in_quotes,
    why_quoted,
)
from assistant.writing.limits import DailyTokens, Queue
from assistant.writing.rehearsing import rehearse
from assistant.writing.writer import Writer, Writing
from prompts.loading import names, prompt
from vectorstore.library import Library
from vectorstore.records import ChunkId, Passage, Readers
from vectorstore.search import Search

OPENAI = "https://api.openai.com/v1"
"""Where the client goes where no other endpoint is named."""

Tell = Callable[[str | Released], None]
ByCode = Callable[[str, Intent], Said | None]
"""Tells what code answers to a question that a model made whole; None: nothing."""


def open_mode(
    settings: Settings,
    library: Library,
    engine: Search,
    *,
    used_on: Callable[[date], int],
    now: Callable[[], datetime],
) -> "ModelMode":
    """Return the mode that settings configure.

    Args:
        settings: which name a model.
        library: whose passages are written from.
        engine: that finds them.
        used_on: tokens that were used on a day.
        now: tells the day.

    Raises:
        PromptError: a prompt cannot be used.
    """
    assert settings.chat_model is not None, "a model is named"
    for name in names():
        prompt(name)
    key = settings.openai_api_key
    endpoint = Endpoint(
        model=settings.chat_model,
        base_url=settings.openai_base_url,
        api_key=key.get_secret_value() if key else None,
        silence_s=settings.chat_silence_s,
        total_s=settings.chat_total_s,
    )
    judge = settings.judge_model
    return ModelMode(
        writer=Writer(
            model=ChatModel(endpoint),
            judge=ChatModel(replace(endpoint, model=judge)) if judge else None,
            finder=Finder(library=library, search_engine=engine),
            daily=DailyTokens(
                at_most=settings.chat_daily_tokens, now=now, used_on=used_on
            ),
            answer_tokens=settings.chat_answer_tokens,
        ),
        queue=Queue(settings.chat_at_once),
        prompt_tokens=settings.chat_prompt_tokens,
        understands=settings.chat_understands,
        sees_staff=settings.chat_sees_staff,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMode:
    """Has one model write answers from one library."""

    writer: Writer
    queue: Queue
    prompt_tokens: int
    understands: bool
    sees_staff: bool

    @property
    def finder(self) -> Finder:
        """What answers are made of."""
        return self.writer.finder

    @property
    def model(self) -> ChatModel:
        """Who writes."""
        return self.writer.model

    @property
    def host(self) -> str:
        """The host that questions and passages are sent to; no port, key or path."""
        return host_of(self.model.endpoint.base_url)

    def begin(
        self,
        question: Question,
        request: Request,
        *,
        readers: Readers,
        tell: Tell,
        by_code: ByCode,
    ) -> "WrittenAnswer":
        """Return an answer that `said` has written, or code told."""
        return WrittenAnswer(
            mode=self,
            question=question,
            request=request,
            readers=readers,
            tell=tell,
            by_code=by_code,
            writing=Writing(language=question.language),
        )

    def warm_up(self) -> None:
        """Load what the first answer would otherwise wait for."""
        self.model.warm_up()

    def rehearse(self, passages: Sequence[Passage], *, language: str) -> None:
        """Judge claims in a language against passages; the model is not asked."""
        rehearse(self.finder, passages, language=language)

    async def close(self) -> None:
        """Close the connections to the endpoint."""
        await self.model.close()
        if self.writer.judge is not None:
            await self.writer.judge.close()


def host_of(address: str | None) -> str:
    """Return the host of an endpoint's address; None is OpenAI's own."""
    address = address or OPENAI
    return urlsplit(address if "://" in address else f"//{address}").hostname or ""


@dataclass(slots=True, kw_only=True)
class WrittenAnswer:
    """One answer on its way."""

    mode: ModelMode
    question: Question
    request: Request
    readers: Readers
    tell: Tell
    by_code: ByCode
    writing: Writing
    first_at: float | None = field(default=None, init=False)

    @property
    def released(self) -> bool:
        """Whether anything was let out."""
        return bool(self.writing.released)

    async def said(self, today: date) -> Said:
        """Have it written, and return what is said.

        Raises:
            EvidenceUnavailable: the store failed.
        """
        async with self.mode.queue.place(lambda: self.tell("waiting")):
            answered = await answer(self.question, self._task())
        seen = answered.seen
        if seen is None:
            assert answered.said is not None, "code told it"
            return replace(answered.said, trace=self._trace(None))
        if answered.quoted_because is not None or not answered.wrote:
            return await asyncio.to_thread(self._in_quotes, seen, answered, today)
        if self.released:
            quotes, missing = await asyncio.to_thread(self._further, seen)
            for released in go_on_in_quotes(self.writing, quotes):
                self._let_out(released)
            return self._written(
                seen.passages, today, of_years=seen.of_years, missing=missing
            )
        reason = (
            RefusalReason.NOT_IN_SOURCES
            if self.writing.says_nothing
            else RefusalReason.UNGROUNDED
        )
        return Said(
            kind="refusal",
            composed=refuse(seen, reason),
            question=self.question,
            passages=seen.passages,
            mode="model",
            model=self.mode.model.name,
            trace=self._trace(None),
        )

    def cut_short(self) -> Said:
        """Return what was let out by now, for an answer that nobody waits for."""
        self.writing.stopped = "stopped"
        return self._written(self.writing.passages, date.max, of_years=True)

    def _written(
        self,
        passages: tuple[Passage, ...],
        today: date,
        *,
        of_years: bool,
        missing: tuple[str, ...] = (),
    ) -> Said:
        name = self.mode.model.name
        return Said(
            kind="answer",
            composed=compose_written(
                self.writing,
                model=name,
                today=today,
                of_years=of_years,
                missing=missing,
            ),
            question=self.question,
            passages=passages,
            mode="model",
            model=name,
            trace=self._trace(self.writing.stopped),
            first_at=self.first_at,
        )

    def _further(self, seen: Evidence) -> tuple[list[Checked], tuple[str, ...]]:
        """Return quotes to go on with where the model failed, and what none names."""
        finder, cited = self.mode.finder, self.writing.citations
        quotes = further_quotes(finder, seen, cited) if self.writing.broke_off else []
        read = {ChunkId(one.chunk_id) for one in cited}
        read |= {checked.quote.sentence.passage.chunk.id for checked in quotes}
        return quotes, seen.unnamed(finder, read)

    def _in_quotes(self, seen: Evidence, answered: Answered, today: date) -> Said:
        """Answer in the sources' own words, and say why where the model failed."""
        why, language = answered.quoted_because, self.question.language
        self.tell("reading")
        kind, composed = answer_in_quotes(
            self.mode.finder,
            seen,
            today=today,
            note=why_quoted(why, language=language) if why else None,
        )
        return Said(
            kind=kind,
            composed=composed,
            question=self.question,
            passages=seen.passages,
            trace=self._trace(why),
        )

    def _task(self) -> Task:
        return Task(
            request=self.request,
            readers=self.readers,
            finder=self.mode.finder,
            writer=self.mode.writer,
            prompt_tokens=self.mode.prompt_tokens,
            understands=self.mode.understands,
            sees_staff=self.mode.sees_staff,
            by_code=self.by_code,
            on_step=self.tell,
            on_release=self._let_out,
            writing=self.writing,
        )

    def _let_out(self, released: Released) -> None:
        if self.first_at is None:
            self.first_at = time.perf_counter()
        self.tell(released)

    def _trace(self, stopped: str | None) -> Trace:
        return Trace(
            prompts=dict(self.writing.prompts),
            parameters={
                "prompt_tokens": self.mode.prompt_tokens,
                "answer_tokens": self.mode.writer.answer_tokens,
            },
            tokens=dict(self.writing.tokens),
            left_out=tuple(
                {"text": one.text, "reason": one.reason}
                for one in self.writing.left_out
            ),
            stopped=stopped,
        )
