"""How many questions one asker may put in a minute."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import TooManyQuestions

PEOPLE_AN_ADDRESS = 10
"""Chats of one address that may ask as fast as they can: offices share an address."""


class Rates:
    """Counts questions by who asks, over the last minute; in memory, for one process.

    Safe to use from several threads.
    """

    def __init__(self, questions_a_minute: int) -> None:
        """Let each asker put so many questions in any minute."""
        self._a_minute = questions_a_minute
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count_chat(self, *, session: str, address: str) -> None:
        """Count a question that was asked in the chat.

        Raises:
            TooManyQuestions: the visitor's last minute is full, or that of all the
                visitors of the address; nothing is to be answered.
        """
        self._count("chat", session, self._a_minute)
        self._count("chats", address, self._a_minute * PEOPLE_AN_ADDRESS)

    def count_request(self, *, address: str) -> None:
        """Count a question or a search that came over the REST API.

        Raises:
            TooManyQuestions: the address's last minute is full.
        """
        self._count("api", address, self._a_minute)

    def _count(self, what: str, asker: str, at_most: int) -> None:
        limit = RateLimitItemPerMinute(at_most)
        if self._limiter.hit(limit, what, asker):
            return
        free_at, _ = self._limiter.get_window_stats(limit, what, asker)
        raise TooManyQuestions(
            at_most, retry_after_s=max(1, math.ceil(free_at - time.time()))
        )
