"""The chat's handlers. Chainlit loads this file by its path; nothing imports it."""

from typing import cast

import chainlit as cl
from chainlit.server import sio
from chainlit.session import WebsocketSession
from chainlit.types import ChatProfile, Starter

from assistant.ui import proposing
from assistant.ui.connection import CONNECTION
from assistant.ui.conversation import respond
from assistant.ui.data_layer import FeedbackOnly
from assistant.ui.notices import disclaimer, welcome
from assistant.wording import wording

NAME = "South-South Galaxy"


@cl.data_layer
def storage() -> FeedbackOnly:
    """Store feedback with the audit record that it is about."""
    return FeedbackOnly(CONNECTION)


@cl.set_chat_profiles
async def first_screen(
    _user: cl.User | None, language: str | None
) -> list[ChatProfile]:
    """Welcome a visitor in their language, with the notice and questions to try."""
    say, endpoint = wording(language or "en"), CONNECTION.endpoint
    return [
        ChatProfile(
            name=NAME,
            icon="/public/mark.svg",
            default=True,
            markdown_description=f"{welcome(say, endpoint=endpoint)}\n\n"
            f"{disclaimer(say, endpoint=endpoint)}",
            starters=[
                Starter(label=starter.label, message=starter.question)
                for starter in say.starters
            ],
        )
    ]


@cl.on_message
async def answer(message: cl.Message) -> None:
    """Answer a message."""
    await respond(CONNECTION, message)


async def match_again(action: cl.Action) -> dict[str, str]:
    """Propose anew for a need that the visitor has changed."""
    payload = cast("dict[str, object]", action.payload)
    return await proposing.match_again(CONNECTION, payload)


cl.action_callback("match_again")(match_again)


async def draft(action: cl.Action) -> dict[str, str]:
    """Draft a message to a proposed organization."""
    return await proposing.draft(cast("dict[str, object]", action.payload))


cl.action_callback("draft")(draft)


async def stop(sid: str) -> None:
    """Stop the answer on its way; Chainlit's own handler says so in English."""
    session = WebsocketSession.get(sid)
    if session is not None:
        CONNECTION.stop(session.id)


sio.on("stop", stop)


@cl.on_chat_end
async def leave() -> None:
    """Stop the answer of a chat that the visitor has left for a new one."""
    session = cl.context.session
    if isinstance(session, WebsocketSession) and session.to_clear:
        CONNECTION.stop(session.id)
