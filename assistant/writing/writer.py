"""Has the model write an answer, and lets out its claims one by one once checked.

A claim that its passage does not carry is mended once by the model, else left out; what
was let out is never taken back. Whatever the model does, this ends: in an answer, whole
or broken off, in nothing, or in `ModelUnavailable` before anything was let out.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from assistant.answers.answering import cite, cite_span, claim_of, quote_line
from assistant.errors import ModelUnavailable, WhyUnavailable
from assistant.finding import Finder
from assistant.llm import ChatModel, Ended, Messages
from assistant.replies import Citation, Claim, Released
from assistant.support.quotes import Checked
from assistant.wording import wording
from assistant.writing.budget import as_shown
from assistant.writing.checking import Carried, Checker, Refused, Support
from assistant.writing.claims import ClaimReader, Draft, says_nothing
from assistant.writing.judging import confirmed
from assistant.writing.language import LanguageGate
from assistant.writing.limits import DailyTokens
from assistant.writing.tokens import count_tokens
from prompts.loading import prompt
from vectorstore.records import Passage, Span

QUIET_S = 0.12
"""Pause of a model after which a claim that looks complete is taken for complete."""
MENDED_AT_MOST = 3
MENDED_TOKENS = 120
NOT_TAKEN: frozenset[WhyUnavailable] = frozenset(
    {"busy", "failed", "refused", "unreachable"}
)
"""Failures before the first word that no endpoint counts tokens for."""
BULLET = "• "


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A statement of the model that nobody is shown, for the audit record."""

    text: str
    reason: str  # key of `support.*`


@dataclass(slots=True, kw_only=True)
class Writing:
    """An answer as far as it is written, for a reply and its audit record."""

    language: str
    released: list[Released] = field(default_factory=list["Released"])
    left_out: list[LeftOut] = field(default_factory=list["LeftOut"])
    judge_failed: bool = False  # the rest was checked by code alone
    says_nothing: bool = False  # the model finds no answer in the passages
    passages: tuple[Passage, ...] = ()  # that the model was shown
    stopped: Literal["length", "stopped"] | WhyUnavailable | None = None  # too early
    prompts: dict[str, str] = field(default_factory=dict[str, str])  # hash by name
    tokens: Counter[str] = field(default_factory=Counter[str])  # "prompt", "completion"
    _markers: dict[tuple[str, Span, str], int] = field(
        default_factory=dict[tuple[str, Span, str], int]
    )  # by chunk, words, and what was found of them

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, by their markers."""
        return tuple(c for released in self.released for c in released.citations)

    @property
    def broke_off(self) -> bool:
        """Whether the model failed; a cap that it reached is no failure."""
        return self.stopped not in {None, "length", "stopped"}

    def release(self, carried: Carried) -> Released:
        """Give a carried claim its markers, and keep it as let out."""
        known = len(self._markers)
        new: list[Citation] = []
        markers: list[int] = []
        for support in carried.supports:
            found = support.say(self.language)
            place = (support.shown.passage.chunk.id, support.span, found)
            marker = self._markers.setdefault(place, len(self._markers) + 1)
            markers.append(marker)
            if marker > known + len(new):
                new.append(self._citation(support, marker))
        markers = list(dict.fromkeys(markers))
        draft = carried.draft
        marked = "".join(f"[{marker}]" for marker in markers)
        released = Released(
            text=f"{BULLET if draft.listed else ''}{draft.text} {marked}",
            claim=Claim(
                text=draft.text, citations=tuple(markers), verdict=carried.verdict
            ),
            citations=tuple(new),
            language=self.language,
            begins=draft.begins or not self.released,
        )
        self.released.append(released)
        return released

    def quote(self, checked: Checked, *, before: Sequence[str]) -> Released:
        """Give a quote that nothing cites yet its marker, and keep it as let out.

        Args:
            checked: the quote.
            before: lines that stand before it; with any, it begins a paragraph.
        """
        sentence = checked.quote.sentence
        place = (sentence.passage.chunk.id, sentence.span, checked.reason)
        marker = self._markers.setdefault(place, len(self._markers) + 1)
        released = Released(
            text="\n".join([*before, quote_line(checked, marker=marker)]),
            claim=claim_of(checked, marker=marker),
            citations=(cite(checked, marker=marker),),
            language=self.language,
            begins=bool(before),
            quoted=True,
        )
        self.released.append(released)
        return released

    def _citation(self, support: Support, marker: int) -> Citation:
        return cite_span(
            support.shown.passage,
            support.span,
            marker=marker,
            verdict=support.verdict,
            reason=support.say(self.language),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes answers with one model, checked by what one library holds."""

    model: ChatModel
    judge: ChatModel | None
    finder: Finder
    daily: DailyTokens
    answer_tokens: int

    async def write(
        self,
        messages: Messages,
        passages: Sequence[Passage],
        writing: Writing,
        *,
        on_release: Callable[[Released], None],
    ) -> None:
        """Have an answer written; `writing` holds what came of it, whatever happens.

        Args:
            messages: what the model is told.
            passages: those in the messages, in order.
            writing: where it goes.
            on_release: hears each claim as it is let out.

        Raises:
            ModelUnavailable: there is no answer, and nothing was let out.
            WrongLanguage: the answer begins in another language; nothing was let out.
            EvidenceUnavailable: the store failed.
        """
        writing.passages = tuple(passages)
        checker = await asyncio.to_thread(
            Checker, self.finder, passages, language=writing.language
        )
        writing.stopped = None
        try:
            async with self._pieces(messages, writing) as pieces:
                await asyncio.to_thread(checker.read_ahead)  # the model is thinking
                await self._hear(pieces, checker, writing, on_release)
            if writing.stopped is None or writing.released:
                return
            if writing.broke_off or not writing.left_out:  # else: nothing is carried
                why = "unreachable" if writing.broke_off else "malformed"
                raise ModelUnavailable(self.model.name, why)
        except ModelUnavailable as error:
            if not writing.released:
                raise
            writing.stopped = error.why

    async def short(
        self, messages: Messages, writing: Writing, *, cap_tokens: int
    ) -> str:
        """Return the model's whole answer to a short request, its tokens counted.

        Raises:
            ModelUnavailable: there is none.
        """
        self.daily.check(self.model.name)
        text, usage = await self.model.complete(messages, cap_tokens=cap_tokens)
        self._count(messages, text, usage.prompt, usage.completion, writing)
        return text

    async def _hear(
        self,
        pieces: AsyncIterator[str | Ended | None],
        checker: Checker,
        writing: Writing,
        on_release: Callable[[Released], None],
    ) -> None:
        """Take the claims of a stream as they come, to its end."""
        reader, gate = ClaimReader(writing.language), LanguageGate(writing.language)
        whole = ""
        async for piece in pieces:
            match piece:
                case None:
                    drafts = [] if says_nothing(whole) else reader.settle()
                case Ended():
                    writing.says_nothing = says_nothing(whole)
                    if piece.how != "stop":
                        writing.stopped = (
                            "length" if piece.how == "length" else "unreachable"
                        )
                    drafts = reader.finish(whole=piece.how == "stop")
                    if not whole.strip():
                        raise ModelUnavailable(self.model.name, "malformed")
                case str():
                    whole += piece
                    drafts = reader.feed(piece)
            if writing.says_nothing:
                continue
            drafts = gate.let_through(drafts, ended=isinstance(piece, Ended))
            await self._take(drafts, checker, writing, on_release)

    async def _take(
        self,
        drafts: Sequence[Draft],
        checker: Checker,
        writing: Writing,
        on_release: Callable[[Released], None],
    ) -> None:
        for draft in drafts:
            if any(draft.text == known.claim.text for known in writing.released):
                continue  # a model that turns round and round says nothing new
            outcome = await asyncio.to_thread(checker.check, draft)
            if isinstance(outcome, Refused):
                outcome = await self._mended(outcome, checker, writing)
            if isinstance(outcome, Carried):
                outcome = await self._judged(outcome, writing)
            if isinstance(outcome, Refused):
                writing.left_out.append(
                    LeftOut(text=draft.text, reason=outcome.reason.key)
                )
            else:
                on_release(writing.release(outcome))

    async def _judged(self, carried: Carried, writing: Writing) -> Carried | Refused:
        """Have a judge look, until it fails once: it would fail again, slowly."""
        if self.judge is None or writing.judge_failed:
            return carried
        try:
            return await confirmed(carried, self.judge, self._told(writing))
        except ModelUnavailable:
            writing.judge_failed = True
            return carried

    async def _mended(
        self, refused: Refused, checker: Checker, writing: Writing
    ) -> Carried | Refused:
        """Have the model write a claim again by its nearest passage, and check that."""
        mended = writing.tokens["mended"]
        if refused.nearest is None or mended >= MENDED_AT_MOST:
            return refused
        writing.tokens["mended"] += 1
        asked = prompt("repair_claim")
        writing.prompts[asked.id] = asked.sha256
        messages = asked.render(
            answer_language=wording("en").language_name(writing.language),
            claim=refused.draft.text,
            passage=as_shown(refused.nearest.passage, 1),
            reason=refused.reason.say("en"),
        )
        try:
            text = await self.short(messages, writing, cap_tokens=MENDED_TOKENS)
        except ModelUnavailable:
            return refused
        if says_nothing(text):
            return refused
        reader = ClaimReader(writing.language)
        drafts = [*reader.feed(text), *reader.finish(whole=True)]
        if len(drafts) != 1:
            return refused
        draft = Draft(
            text=drafts[0].text,
            cited=(refused.nearest.number,),
            quoted=drafts[0].quoted,
            listed=refused.draft.listed,
            begins=refused.draft.begins,
            linked=drafts[0].linked,
        )
        outcome = await asyncio.to_thread(checker.check, draft)
        return outcome if isinstance(outcome, Carried) else refused

    @asynccontextmanager
    async def _pieces(
        self, messages: Messages, writing: Writing
    ) -> AsyncGenerator[AsyncIterator[str | Ended | None]]:
        """Read the model's stream in a task of its own; None tells of a pause in it.

        Leaving the context ends the request.
        """
        self.daily.check(self.model.name)
        queue: asyncio.Queue[str | Ended | Exception] = asyncio.Queue()

        async def read() -> None:
            text = ""
            usage: Ended | None = None
            taken = True
            try:
                stream = self.model.stream(messages, cap_tokens=self.answer_tokens)
                async for piece in stream:
                    if isinstance(piece, Ended):
                        usage = piece
                    else:
                        text += piece
                    queue.put_nowait(piece)
            except Exception as error:  # noqa: BLE001 - raised again where it is read
                why = error.why if isinstance(error, ModelUnavailable) else None
                taken = bool(text) or why not in NOT_TAKEN
                queue.put_nowait(error)
            finally:
                told = usage.usage if usage else None
                if taken:
                    self._count(
                        messages,
                        text,
                        told.prompt if told else 0,
                        told.completion if told else 0,
                        writing,
                    )

        task = asyncio.create_task(read())
        try:
            yield _with_pauses(queue)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _count(
        self,
        messages: Messages,
        text: str,
        prompt_tokens: int,
        completion_tokens: int,
        writing: Writing,
    ) -> None:
        """Count what a request took, by the endpoint's count or else by ours."""
        name = self.model.name
        took = Counter(
            prompt=prompt_tokens or sum(count_tokens(t, name) for _, t in messages),
            completion=completion_tokens or count_tokens(text, name),
        )
        writing.tokens.update(took)
        self.daily.add(took.total())

    def _told(self, writing: Writing) -> Callable[[Messages, str, int, int], None]:
        def told(messages: Messages, text: str, asked: int, said: int) -> None:
            self._count(messages, text, asked, said, writing)

        asked = prompt("judge_claim")
        writing.prompts[asked.id] = asked.sha256
        return told


async def _with_pauses(
    queue: "asyncio.Queue[str | Ended | Exception]",
) -> AsyncIterator[str | Ended | None]:
    paused = False
    while True:
        try:
            wait = None if paused else QUIET_S
            piece = await asyncio.wait_for(queue.get(), wait)
        except TimeoutError:
            paused = True
            yield None
            continue
        paused = False
        if isinstance(piece, Exception):
            raise piece
        yield piece
        if isinstance(piece, Ended):
            return
