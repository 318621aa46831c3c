"""How a question becomes a written answer: understood, looked up, written, checked.

    understand ──┬──► retrieve ──┬──► write ──► end
                 └──► end        └──► end        (too little to answer from)

What is a count, a list or a need once it is whole is told by code, and nothing written.

Only `answer` is for others; that it is a graph is its own matter.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, NotRequired, TypedDict, cast

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from assistant.answers.quoted import Evidence, look_up
from assistant.answers.said import Said
from assistant.errors import ModelUnavailable, WhyUnavailable
from assistant.finding import Finder
from assistant.replies import Released, Request
from assistant.support.inert import notice
from assistant.understanding.intents import Intent, intent_of
from assistant.understanding.questions import Question
from assistant.wording import wording
from assistant.writing.budget import fit, public_only
from assistant.writing.language import WrongLanguage
from assistant.writing.tokens import count_tokens
from assistant.writing.understanding import (
    ANSWER_TOKENS,
    adds_nothing,
    narrowed,
    read_understanding,
)
from assistant.writing.writer import Writer, Writing
from prompts.loading import prompt
from vectorstore.records import EVERYTHING, Filters, Passage, Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be answered, with what, and who hears of it meanwhile."""

    request: Request
    readers: Readers
    finder: Finder
    writer: Writer
    prompt_tokens: int
    understands: bool  # whether the model makes follow-up questions whole
    sees_staff: bool  # whether staff passages may be sent to the model
    by_code: Callable[[str, Intent], Said | None]  # a question made whole, where code
    # tells its answer; None: it does not
    on_step: Callable[[str], None]
    on_release: Callable[[Released], None]
    writing: Writing  # holds what was let out, even where the task is cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of it."""

    seen: Evidence | None  # None: code told it
    said: Said | None  # by code
    wrote: bool  # the model answered, perhaps with nothing that may be shown
    quoted_because: WhyUnavailable | Literal["language"] | None  # it did not, and why


class _Change(TypedDict, total=False):
    """What a step makes of the state."""

    question: Question
    intent: Intent
    limits: Filters
    said: Said | None
    seen: Evidence
    wrote: bool
    quoted_because: WhyUnavailable | Literal["language"] | None


class _State(TypedDict):
    """The state, as a step is given what those before it made of it."""

    question: Question
    intent: Intent
    limits: NotRequired[Filters]
    said: NotRequired[Said | None]
    seen: NotRequired[Evidence]
    wrote: NotRequired[bool]
    quoted_because: NotRequired[WhyUnavailable | Literal["language"] | None]


async def answer(question: Question, task: Task) -> Answered:
    """Answer a question with a model's words; `task.writing` holds them.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    state = cast(
        "_State",
        await _graph().ainvoke({"question": question}, context=task),
    )
    return Answered(
        seen=state.get("seen"),
        said=state.get("said"),
        wrote=state.get("wrote", False),
        quoted_because=state.get("quoted_because"),
    )


async def _understand(state: _State, runtime: Runtime[Task]) -> _Change:
    """Make a follow-up question whole, and tell what kind of answer it wants."""
    question, task = state["question"], runtime.context
    intent = intent_of(question.text, question.analysis_language)
    earlier = [turn for turn in task.request.context if turn.strip()]
    if not earlier or not task.understands:
        return {"intent": intent}
    asked = prompt("understand_question")
    task.writing.prompts[asked.id] = asked.sha256
    messages = asked.render(earlier=earlier, question=question.text)
    try:
        text = await task.writer.short(messages, task.writing, cap_tokens=ANSWER_TOKENS)
    except ModelUnavailable:
        return {"intent": intent}
    written, language = "\n".join([*earlier, question.text]), question.language
    told = read_understanding(text, language=language, written=written)
    if told is None:
        return {"intent": intent}
    if adds_nothing(told.question, written=written, language=language):
        said = await asyncio.to_thread(task.by_code, told.question, told.intent)
        if said is not None:
            return {"said": said}
    whole = replace(question, to_search=told.question, is_vague=False)
    known = intent is not Intent.KNOWLEDGE
    return {
        "question": whole,
        "intent": intent if known else told.intent,
        "limits": told.filters,
    }


async def _retrieve(state: _State, runtime: Runtime[Task]) -> _Change:
    """Find the passages: within the limits that were named, if enough lies there."""
    question, task = state["question"], runtime.context
    task.on_step("searching")
    every = task.request
    filters = narrowed(every.filters, state.get("limits", EVERYTHING))

    async def found(request: Request) -> Evidence:
        return await asyncio.to_thread(
            look_up, task.finder, question, request, readers=task.readers
        )

    if filters != every.filters:
        seen = await found(every.model_copy(update={"filters": filters}))
        if seen.is_enough:
            return {"seen": replace(seen, request=every)}
    return {"seen": await found(every)}


async def _write(state: _State, runtime: Runtime[Task]) -> _Change:
    """Have the answer written; once more where it comes in another language."""
    seen, task = _seen(state), runtime.context
    passages = seen.passages if task.sees_staff else public_only(seen.passages)
    if not passages:
        return {"wrote": False}
    await asyncio.to_thread(_notice, task.finder, passages)
    asked = prompt("answer_question")
    task.writing.prompts[asked.id] = asked.sha256
    for again in (False, True):
        fitted = fit(
            asked,
            passages,
            budget=task.prompt_tokens,
            count=lambda text: count_tokens(text, task.writer.model.name),
            question=seen.question.to_search,
            answer_language=_named(seen.question.language),
            intent=str(state["intent"]),
            insist_on_language=again,
        )
        task.on_step("writing")
        try:
            await task.writer.write(
                fitted.messages,
                fitted.passages,
                task.writing,
                on_release=task.on_release,
            )
        except ModelUnavailable as error:
            return {"quoted_because": error.why}
        except WrongLanguage:
            continue
        return {"wrote": True}
    return {"quoted_because": "language"}


def _notice(finder: Finder, passages: Sequence[Passage]) -> None:
    """Have the guard know the sentences that instruct, before a model reads them."""
    divided = finder.sentences(passages)
    for passage in passages:
        own = divided[passage.chunk.id]
        notice(passage.chunk.text, own.spans, own.vectors)


def _is_left(state: _State) -> str:
    return END if state.get("said") else "retrieve"


def _is_enough(state: _State) -> str:
    return "write" if _seen(state).is_enough else END


def _seen(state: _State) -> Evidence:
    seen = state.get("seen")
    assert seen is not None, "it was looked up"
    return seen


def _named(language: str) -> str:
    """Return a language's name in English, which is what instructions are in."""
    return wording("en").language_name(language)


@cache
def _graph() -> Any:  # noqa: ANN401 - langgraph's own type is not to be seen outside
    graph = StateGraph(_State, context_schema=Task)
    graph.add_node("understand", _understand)
    graph.add_node("retrieve", _retrieve)
    graph.add_node("write", _write)
    graph.add_edge(START, "understand")
    graph.add_conditional_edges("understand", _is_left, ["retrieve", END])
    graph.add_conditional_edges("retrieve", _is_enough, ["write", END])
    graph.add_edge("write", END)
    return graph.compile()
