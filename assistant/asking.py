"""Asking, with the steps on the way told."""

import asyncio
from collections.abc import AsyncIterator

from assistant.replies import Released, Reply, Request
from assistant.service import Assistant
from vectorstore.records import Readers


async def ask_stepwise(
    assistant: Assistant,
    request: Request,
    *,
    channel: str,
    readers: Readers = "public",
) -> AsyncIterator[str | Released | Reply]:
    """Yield steps as they begin and claims as they are let out, then the reply, once.

    Steps are "searching" and "reading"; with a model "waiting" and "writing" too.
    Leaving early ends the work, a request to a model with it.

    Raises:
        AssistantError: as `Assistant.ask` does.
    """
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[str | Released | None] = asyncio.Queue()

    def tell(step: str | Released) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    work = asyncio.create_task(
        assistant.ask(request, readers=readers, channel=channel, on_event=tell)
    )
    work.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        while (step := await steps.get()) is not None:
            yield step
        yield await work
    finally:
        work.cancel()
