"""How much the model is asked: so many answers at once, so many tokens a day."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.errors import ModelUnavailable


class Queue:
    """Lets so many in at a time, in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._places: asyncio.Semaphore | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def place(self, on_wait: Callable[[], None]) -> AsyncGenerator[None]:
        """Hold a place while the context lasts; `on_wait` is told if none is free."""
        loop = asyncio.get_running_loop()
        if self._places is None or self._loop is not loop:
            self._places, self._loop = asyncio.Semaphore(self._at_once), loop
        if self._places.locked():
            on_wait()
        async with self._places:
            yield


@dataclass(slots=True, kw_only=True)
class DailyTokens:
    """Counts the tokens of a day, UTC. For one process, the owner of the audit log."""

    at_most: int | None  # None: no limit
    now: Callable[[], datetime]
    used_on: Callable[[date], int]  # by the audit log, for a day that just began here
    _day: date | None = field(default=None, init=False)
    _used: int = field(default=0, init=False)

    def check(self, model: str) -> None:
        """Let a request through while there are tokens left.

        Raises:
            ModelUnavailable: ("limit") they are used up; tomorrow there are new ones.
        """
        if self.at_most is not None and self._today() >= self.at_most:
            raise ModelUnavailable(model, "limit")

    def add(self, tokens: int) -> None:
        """Count tokens that a request took."""
        if self.at_most is not None:
            self._used = self._today() + tokens

    def _today(self) -> int:
        day = self.now().date()
        if day != self._day:
            self._day, self._used = day, self.used_on(day)
        return self._used
