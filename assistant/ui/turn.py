"""One turn on the screen: the steps on the way, then an answer that may come in parts.

What was shown of an answer is never taken back: each claim is added to those before it,
and the whole reply adds what is to be said beside them.
"""

import asyncio
from types import TracebackType
from typing import Any, Self

import chainlit as cl

from assistant.errors import EvidenceUnavailable
from assistant.partners.proposals import Proposed
from assistant.replies import Released, Reply
from assistant.surroundings import Surroundings, surroundings_of
from assistant.ui.answers import AnswerView, answer_view, introduction, shown_chunks
from assistant.ui.connection import Connection
from assistant.ui.proposals import need_view, proposals_view
from assistant.ui.unfolding import reply_so_far
from assistant.wording import Wording
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library
from vectorstore.records import Record

ELEMENT = "Answer"
NEED, PROPOSALS = "Need", "Proposals"


class Turn:
    """What one question has brought to the screen; leaving it leaves nothing pending.

    Args:
        connection: where answers come from.
        question: what was asked.
        say: the visitor's language.
        is_edited: whether the need was changed by hand.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        question: str,
        say: Wording,
        is_edited: bool = False,
    ) -> None:
        self._connection = connection
        self._question = question
        self._say = say
        self._is_edited = is_edited
        self._step: cl.Step | None = None
        self._claims: list[Released] = []
        self._passages: dict[str, Surroundings | None] = {}
        self._message: cl.Message | None = None
        self._followed: cl.CustomElement | None = None  # holds what the answer shows

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._end_step()
        if self._claims:  # no reply came: it was stopped, or it failed
            await self._show(self._so_far(stopped=error is None), status=None)

    async def begin(self, step: str) -> None:
        """Show that a step has begun; the one before has ended."""
        await self._end_step()
        self._step = cl.Step(name=self._say.say(f"chat.{step}"), type="tool")
        await self._step.__aenter__()

    async def add(self, released: Released) -> None:
        """Show a claim behind those that are there.

        Raises:
            EvidenceUnavailable: the store failed.
        """
        await self._end_step()
        self._claims.append(released)
        await self._show(self._so_far(), status=self._say.say("chat.writing"))

    async def finish(self, reply: Reply) -> None:
        """Show the whole reply, and take what is said of it for its audit record.

        Raises:
            EvidenceUnavailable: the store failed.
        """
        await self._end_step()
        message = await self._show(reply, status=None)
        self._claims.clear()
        for step in (message.id, message.parent_id):
            if step:
                self._connection.remember(step, reply.audit_id)

    def _so_far(self, *, stopped: bool = False) -> Reply:
        model = self._connection.assistant.model
        name = model.model.name if model else ""
        return reply_so_far(self._question, self._claims, model=name, stopped=stopped)

    async def _show(self, reply: Reply, *, status: str | None) -> cl.Message:
        first = plain(introduction(reply))
        if reply.partners is not None:
            need, behind = await self._proposed(reply, reply.partners)
            self._message = cl.Message(content=first, elements=[need])
            await self._message.send()
            # Elements of one message come in any order; what follows is sent after it.
            await behind.send(for_id=self._message.id)
            return self._message
        view = None if reply.kind == "notice" else await self._view(reply, status)
        if self._message is None:
            elements = [] if view is None else [await self._element(view)]
            self._message = cl.Message(content=first, elements=elements)
            await self._message.send()
            return self._message
        if self._followed is not None and view is not None:
            self._followed.props = _props(view)
            await self._followed.update()
        if self._message.content != first:
            self._message.content = first
            await self._message.update()
        return self._message

    async def _proposed(
        self, reply: Reply, proposed: Proposed
    ) -> tuple[cl.CustomElement, cl.CustomElement]:
        """Return the need as it was understood, and proposals or why there are none."""
        need = need_view(reply, proposed, is_edited=self._is_edited)
        if proposed.proposals:
            view: Record = proposals_view(reply, proposed, await self._known(reply))
        else:
            view = await self._view(reply, None)
        name = PROPOSALS if proposed.proposals else ELEMENT
        return (
            cl.CustomElement(name=NEED, props=_props(need)),
            cl.CustomElement(name=name, props=_props(view)),
        )

    async def _view(self, reply: Reply, status: str | None) -> AnswerView:
        return answer_view(reply, await self._known(reply), status=status)

    async def _known(self, reply: Reply) -> dict[str, Surroundings]:
        """Return the passages that cards show, those that are still there."""
        library = self._connection.assistant.library
        for chunk in shown_chunks(reply):
            if chunk not in self._passages:
                self._passages[chunk] = await asyncio.to_thread(
                    _passage, library, chunk
                )
        return {chunk: p for chunk, p in self._passages.items() if p is not None}

    async def _element(self, view: AnswerView) -> cl.CustomElement:
        """Return the element of a message.

        Chainlit draws an element anew when its props change: who reads or aims at a
        marker then loses the place. An answer that is to grow therefore follows another
        element that belongs to no message, and that one is updated.
        """
        if view.status is None:
            return cl.CustomElement(name=ELEMENT, props=_props(view))
        self._followed = cl.CustomElement(name=ELEMENT, props=_props(view))
        following = view.model_copy(update={"follows": self._followed.id})
        shown = cl.CustomElement(name=ELEMENT, props=_props(following))
        await self._followed.send(for_id=shown.id)
        return shown

    async def _end_step(self) -> None:
        if self._step is not None:
            step, self._step = self._step, None
            await step.__aexit__(None, None, None)


def plain(sentence: str) -> str:
    """Escape what Markdown would read as more than words."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|~" else c for c in sentence)


def _props(view: Record) -> dict[str, Any]:
    return view.model_dump(mode="json")


def _passage(library: Library, chunk: str) -> Surroundings | None:
    """Return a passage in its document; None where that has just changed."""
    try:
        return surroundings_of(library, chunk)
    except VectorstoreError as error:
        raise EvidenceUnavailable.of(error) from error
