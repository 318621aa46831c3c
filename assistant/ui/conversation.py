"""One turn of the chat: the assistant is asked, its steps and its reply are shown."""

import asyncio
import logging
from collections.abc import Sequence
from secrets import token_hex
from typing import cast

import chainlit as cl

from assistant.asking import ask_stepwise
from assistant.errors import AssistantError, EvidenceUnavailable
from assistant.questions import LONGEST
from assistant.replies import Released, Reply, Request
from assistant.surroundings import Surroundings, surroundings_of
from assistant.ui.answers import answer_view, introduction, shown_chunks
from assistant.ui.connection import Connection
from assistant.wording import Wording, wording
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library

LOG = logging.getLogger(__name__)

TURNS = "turns"
TURNS_KEPT = 5


async def respond(connection: Connection, message: cl.Message) -> None:
    """Answer one message; whatever happens, the person reads a calm sentence."""
    say = wording(_visitor_language())
    question = message.content.strip()
    if not question:
        await _say(say.say("chat.empty"))
    elif len(question) > LONGEST:
        await _say(say.say("chat.too_long", limit=LONGEST))
    else:
        try:
            reply = await _asked(connection, question, say)
            await _show(connection, reply)
        except AssistantError as error:
            reference = token_hex(4)
            LOG.exception("an answer failed, reference %s", reference)
            await _say(say.say(error.message_key, reference=reference))
        except Exception:
            reference = token_hex(4)
            LOG.exception("an answer failed unexpectedly, reference %s", reference)
            await _say(say.say("chat.error", reference=reference))


async def _asked(connection: Connection, question: str, say: Wording) -> Reply:
    turns = cast("tuple[str, ...]", cl.user_session.get(TURNS, ()))
    request = Request(question=question, context=turns)
    shown: cl.Step | None = None
    try:
        async for told in ask_stepwise(connection.assistant, request, channel="chat"):
            if shown is not None:
                await shown.__aexit__(None, None, None)
                shown = None
            if isinstance(told, Reply):
                cl.user_session.set(TURNS, (*turns, question)[-TURNS_KEPT:])
                return told
            if isinstance(told, Released):
                continue
            shown = cl.Step(name=say.say(f"chat.{told}"), type="tool")
            await shown.__aenter__()
    finally:
        if shown is not None:
            await shown.__aexit__(None, None, None)
    raise AssertionError("a reply always comes last")


async def _show(connection: Connection, reply: Reply) -> None:
    elements: list[cl.CustomElement] = []
    if reply.kind != "notice":
        passages = await asyncio.to_thread(
            _passages, connection.assistant.library, shown_chunks(reply)
        )
        view = answer_view(reply, passages)
        elements.append(
            cl.CustomElement(
                name="Answer", props=view.model_dump(mode="json"), display="inline"
            )
        )
    answer = cl.Message(content=_plain(introduction(reply)), elements=elements)
    for step in (answer.id, answer.parent_id):
        if step:
            connection.remember(step, reply.audit_id)
    await answer.send()


def _passages(library: Library, chunks: Sequence[str]) -> dict[str, Surroundings]:
    """Return passages in their documents; those are left out that changed just now."""
    try:
        found = {chunk: surroundings_of(library, chunk) for chunk in chunks}
    except VectorstoreError as error:
        raise EvidenceUnavailable.of(error) from error
    return {chunk: passage for chunk, passage in found.items() if passage}


async def _say(sentence: str) -> None:
    await cl.Message(content=_plain(sentence)).send()


def _plain(sentence: str) -> str:
    """Escape what Markdown would read as more than words."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|~" else c for c in sentence)


def _visitor_language() -> str:
    return str(getattr(cl.context.session, "language", None) or "en")
