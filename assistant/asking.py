"""Asking: what browsers send made whole, and the steps on the way told."""

import asyncio
from collections.abc import AsyncIterator

from assistant.replies import Reply, Request
from assistant.service import Assistant
from vectorstore.records import Readers


def whole(request: Request) -> Request:
    """Return a request without halves of characters, which JSON may carry.

    Nothing can store or send them on; each becomes a replacement character.
    """
    return request.model_copy(
        update={
            "question": _whole(request.question),
            "context": tuple(map(_whole, request.context)),
        }
    )


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
