"""One turn of the chat: the assistant is asked, its steps and its reply are shown."""

import logging
from contextlib import aclosing
from secrets import token_hex
from typing import Any, cast

import chainlit as cl
from chainlit.session import BaseSession

from assistant.asking import ask_stepwise
from assistant.errors import AssistantError, TooManyQuestions
from assistant.replies import Released, Reply, Request
from assistant.ui.connection import Connection
from assistant.ui.turn import Turn, plain
from assistant.understanding.questions import language_untold, longest
from assistant.wording import Wording, wording

LOG = logging.getLogger(__name__)

TURNS = "turns"
TURNS_KEPT = 5
PROPOSED = "proposed"
PROPOSED_KEPT = 20
"""Replies with proposals that a visitor can still change or write to."""


async def respond(connection: Connection, message: cl.Message) -> None:
    """Answer one message; whatever happens, the person reads a calm sentence."""
    say = wording(visitor_language())
    question = message.content.strip()
    limit = longest(question)
    if not question:
        await _say(say.say("chat.empty"))
    elif len(question) > limit:
        await _say(say.say("chat.too_long", limit=limit))
    else:
        turns = cast("tuple[str, ...]", cl.user_session.get(TURNS, ()))
        untold = language_untold(question, turns)
        request = Request(
            question=question, context=turns, language=say.language if untold else None
        )
        problem = await carry_out(connection, request, say)
        if problem is not None:
            await _say(problem)


async def carry_out(
    connection: Connection, request: Request, say: Wording
) -> str | None:
    """Have a request answered on the screen.

    Returns:
        What the person is told where it failed; None where it was answered.
    """
    try:
        session = cl.context.session
        connection.rates.count_chat(session=session.id, address=_address(session))
        await _answer(connection, request, say)
    except TooManyQuestions as error:
        return say.say(error.message_key, seconds=error.retry_after_s)
    except AssistantError as error:
        reference = token_hex(4)
        LOG.exception("an answer failed, reference %s", reference)
        return say.say(error.message_key, reference=reference)
    except Exception:
        reference = token_hex(4)
        LOG.exception("an answer failed unexpectedly, reference %s", reference)
        return say.say("chat.error", reference=reference)
    return None


async def _answer(connection: Connection, request: Request, say: Wording) -> None:
    session = str(cl.context.session.id)
    with connection.stoppable(session) as stop:
        asking = ask_stepwise(connection.assistant, request, channel="chat", stop=stop)
        begun = False
        async with (
            Turn(
                connection,
                question=request.question,
                say=say,
                is_edited=request.need is not None,
            ) as turn,
            aclosing(asking) as told,
        ):
            async for event in told:
                match event:
                    case Reply():
                        _remember(event, request)
                        await turn.finish(event)
                        return
                    case Released():
                        begun = True
                        await turn.add(event)
                    case step:
                        await turn.begin(step)
    if not begun:
        await _say(say.say("chat.stopped_early"))


def proposed_before(audit_id: str) -> tuple[Request, Reply] | None:
    """Return a reply with proposals of this visit and what it replied to, if kept."""
    kept = cast("dict[str, tuple[Request, Reply]]", cl.user_session.get(PROPOSED, {}))
    return kept.get(audit_id)


def _remember(reply: Reply, request: Request) -> None:
    """Keep what later turns of this visit go back to."""
    if request.need is None:
        turns = (*request.context, request.question)
        cl.user_session.set(TURNS, turns[-TURNS_KEPT:])
    if reply.partners is not None:
        kept = cast(
            "dict[str, tuple[Request, Reply]]", cl.user_session.get(PROPOSED, {})
        )
        newest = list({**kept, reply.audit_id: (request, reply)}.items())
        cl.user_session.set(PROPOSED, dict(newest[-PROPOSED_KEPT:]))


async def _say(sentence: str) -> None:
    await cl.Message(content=plain(sentence)).send()


def _address(session: BaseSession) -> str:
    """Return the address that a visitor comes from; empty where nobody knows it."""
    scope = cast("dict[str, Any]", session.environ.get("asgi.scope") or {})
    host, *_ = scope.get("client") or ("",)
    return str(host)


def visitor_language() -> str:
    """Return the tag of the language that the visitor's browser asks for."""
    return str(getattr(cl.context.session, "language", None) or "en")
