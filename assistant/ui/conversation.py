"""One turn of the chat: the assistant is asked, its steps and its reply are shown."""

import logging
from contextlib import aclosing
from secrets import token_hex
from typing import Any, cast

import chainlit as cl
from chainlit.session import BaseSession

from assistant.asking import ask_stepwise
from assistant.errors import AssistantError, TooManyQuestions
from assistant.questions import LONGEST
from assistant.replies import Released, Reply, Request
from assistant.ui.connection import Connection
from assistant.ui.turn import Turn, plain
from assistant.wording import Wording, wording

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
            session = cl.context.session
            connection.rates.count_chat(session=session.id, address=_address(session))
            await _answer(connection, question, say)
        except TooManyQuestions as error:
            await _say(say.say(error.message_key, seconds=error.retry_after_s))
        except AssistantError as error:
            reference = token_hex(4)
            LOG.exception("an answer failed, reference %s", reference)
            await _say(say.say(error.message_key, reference=reference))
        except Exception:
            reference = token_hex(4)
            LOG.exception("an answer failed unexpectedly, reference %s", reference)
            await _say(say.say("chat.error", reference=reference))


async def _answer(connection: Connection, question: str, say: Wording) -> None:
    turns = cast("tuple[str, ...]", cl.user_session.get(TURNS, ()))
    request = Request(question=question, context=turns)
    session = str(cl.context.session.id)
    with connection.stoppable(session) as stop:
        asking = ask_stepwise(connection.assistant, request, channel="chat", stop=stop)
        begun = False
        async with (
            Turn(connection, question=question, say=say) as turn,
            aclosing(asking) as told,
        ):
            async for event in told:
                match event:
                    case Reply():
                        cl.user_session.set(TURNS, (*turns, question)[-TURNS_KEPT:])
                        await turn.finish(event)
                        return
                    case Released():
                        begun = True
                        await turn.add(event)
                    case step:
                        await turn.begin(step)
    if not begun:
        await _say(say.say("chat.stopped_early"))


async def _say(sentence: str) -> None:
    await cl.Message(content=plain(sentence)).send()


def _address(session: BaseSession) -> str:
    """Return the address that a visitor comes from; empty where nobody knows it."""
    scope = cast("dict[str, Any]", session.environ.get("asgi.scope") or {})
    host, *_ = scope.get("client") or ("",)
    return str(host)


def _visitor_language() -> str:
    return str(getattr(cl.context.session, "language", None) or "en")
