"""Asking, with the steps on the way told."""

import asyncio
from collections.abc import AsyncIterator

from assistant.replies import Reply, Request
from assistant.service import Assistant
from vectorstore.records import Readers


async def ask_stepwise(
    assistant: Assistant,
    request: Request,
    *,
    channel: str,
    readers: Readers = "public",
) -> AsyncIterator[str | Reply]:
    """Yield "searching" and "reading" as they begin, then the reply, once.

    Raises:
        AssistantError: as `Assistant.ask` does.
    """
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[str | None] = asyncio.Queue()

    def tell(step: str) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    work = asyncio.create_task(
        assistant.ask(request, readers=readers, channel=channel, on_step=tell)
    )
    work.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        while (step := await steps.get()) is not None:
            yield step
        yield await work
    finally:
        work.cancel()
