"""What the chat's handlers need and cannot be given as arguments.

Chainlit loads the handlers by path and keeps one set of them a process; the server
binds its assistant here before it mounts them.
"""

from collections import OrderedDict
from threading import Lock

from assistant.errors import NotFound
from assistant.service import Assistant

KEPT = 10_000
"""Answers on screens whose feedback can still be told; older ones are forgotten."""


class Connection:
    """The assistant that the chat talks to, and which message shows which answer."""

    def __init__(self) -> None:
        self._assistant: Assistant | None = None
        self._answers: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def bind(self, assistant: Assistant) -> None:
        """Let the chat ask this assistant from now on."""
        self._assistant = assistant

    @property
    def assistant(self) -> Assistant:
        """The assistant of this process."""
        assert self._assistant is not None, "the server binds it before it mounts"
        return self._assistant

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
