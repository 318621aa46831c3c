"""Answers once in each language before a person asks, and keeps nothing of it.

What a language needs, expressions and tables of words, is made when first asked for:
the first person to ask in it would wait for seconds.
"""

import asyncio
import logging
from collections.abc import Generator
from contextlib import contextmanager
from threading import Event, Thread

from assistant.errors import AssistantError
from assistant.replies import Request
from assistant.service import Assistant
from assistant.wording import LANGUAGES, wording
from vectorstore.errors import VectorstoreError

LOG = logging.getLogger(__name__)


def rehearse(assistant: Assistant, *, until: Event | None = None) -> None:
    """Have a question that the chat begins with answered, language by language.

    Args:
        assistant: its library is read, and neither it nor a model is told anything.
        until: ends it before the next question, once set.
    """
    if not assistant.library.chunk_count():
        return
    for language in LANGUAGES:
        if until is not None and until.is_set():
            return
        starter = wording(language).starters[0]
        request = Request(question=starter.question, language=language)
        asyncio.run(assistant.rehearse(request))


@contextmanager
def rehearsing(assistant: Assistant) -> Generator[None]:
    """Rehearse beside what else is done; at its end, end with the question at hand."""
    done = Event()
    thread = Thread(target=_quietly, args=(assistant, done), name="rehearsal")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _quietly(assistant: Assistant, done: Event) -> None:
    try:
        rehearse(assistant, until=done)
    except (AssistantError, VectorstoreError) as error:
        LOG.warning(
            "Answers were not rehearsed, so the first may take longer: %s", error
        )
