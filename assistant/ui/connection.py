"""What the chat's handlers need and cannot be given as arguments.

Chainlit loads the handlers by path and keeps one set of them a process; the server
binds its assistant here before it mounts them.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

from assistant.errors import NotFound
from assistant.server.rates import Rates
from assistant.service import Assistant

KEPT = 10_000
"""Answers on screens whose feedback can still be told; older ones are forgotten."""


class Connection:
    """The assistant that the chat talks to, and what is on screens and on its way."""

    def __init__(self) -> None:
        self._assistant: Assistant | None = None
        self._rates: Rates | None = None
        self._answers: OrderedDict[str, str] = OrderedDict()
        self._stops: dict[str, asyncio.Event] = {}
        self._lock = Lock()

    def bind(self, assistant: Assistant, rates: Rates) -> None:
        """Let the chat ask this assistant from now on, so often."""
        self._assistant = assistant
        self._rates = rates

    @property
    def assistant(self) -> Assistant:
        """The assistant of this process."""
        assert self._assistant is not None, "the server binds it before it mounts"
        return self._assistant

    @property
    def endpoint(self) -> str | None:
        """The host that questions are sent to; None where no model writes."""
        model = self.assistant.model
        return model.host if model else None

    @property
    def rates(self) -> Rates:
        """How often visitors may ask."""
        assert self._rates is not None, "the server binds it before it mounts"
        return self._rates

    @contextmanager
    def stoppable(self, session: str) -> Generator[asyncio.Event]:
        """Yield what is set when the visitor of a session wants no more."""
        stop = self._stops[session] = asyncio.Event()
        try:
            yield stop
        finally:
            if self._stops.get(session) is stop:
                del self._stops[session]

    def stop(self, session: str) -> None:
        """Stop the answer that a session waits for, if it waits for any."""
        if session in self._stops:
            self._stops[session].set()

    def remember(self, step_id: str, audit_id: str) -> None:
        """Keep that a step on the screen shows the answer of an audit record."""
        with self._lock:
            self._answers[step_id] = audit_id
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)

    def audit_id(self, step_id: str) -> str:
        """Return the audit record of the answer in a step.

        Raises:
            NotFound: the server has been started anew since, or it was long ago.
        """
        with self._lock:
            if step_id not in self._answers:
                raise NotFound(
                    "this answer is no longer open for feedback",
                    remedy="Ask again, and say it of the new answer.",
                )
            return self._answers[step_id]


CONNECTION = Connection()
