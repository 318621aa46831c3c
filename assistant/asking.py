"""Asking, with the steps on the way told."""

import asyncio
from collections.abc import AsyncGenerator

from assistant.replies import Released, Reply, Request
from assistant.service import Assistant
from vectorstore.records import Readers


async def ask_stepwise(
    assistant: Assistant,
    request: Request,
    *,
    channel: str,
    readers: Readers = "public",
    stop: asyncio.Event | None = None,
) -> AsyncGenerator[str | Released | Reply]:
    """Yield steps as they begin and claims as they are let out, then the reply, once.

    Steps are "searching" and "reading"; with a model "waiting" and "writing" too.
    Once `stop` is set the work ends, a request to a model with it: the reply is what
    was let out by then, and none comes where that is nothing. Closing the iterator
    ends the work as well.

    Raises:
        AssistantError: as `Assistant.ask` does.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[str | Released | Reply | None] = asyncio.Queue()
    stopping = stop or asyncio.Event()

    def tell(event: str | Released | Reply) -> None:
        loop.call_soon_threadsafe(told.put_nowait, event)

    async def end() -> None:
        await stopping.wait()
        work.cancel()

    work = asyncio.create_task(
        assistant.ask(request, readers=readers, channel=channel, on_event=tell)
    )
    work.add_done_callback(lambda _: told.put_nowait(None))
    ending = asyncio.create_task(end())
    try:
        while (event := await told.get()) is not None:
            yield event
        if not (stopping.is_set() and work.cancelled()):
            yield await work
    finally:
        ending.cancel()
        work.cancel()
