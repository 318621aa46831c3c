"""How many questions one asker may put in a minute, and corrections in an hour."""

import math
import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import TooMany, TooManyCorrections, TooManyQuestions

PEOPLE_AN_ADDRESS = 10
"""Chats of one address that may ask as fast as they can: offices share an address."""

CORRECTIONS_AN_HOUR = 20
"""Correction requests of one address: somebody who reads a page whole has a few."""


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

    def count_correction(self, *, address: str) -> None:
        """Count a correction request.

        Raises:
            TooManyCorrections: the address's last hour is full; nothing is to be kept.
        """
        limit = RateLimitItemPerHour(CORRECTIONS_AN_HOUR)
        self._hit(limit, "correction", address, otherwise=TooManyCorrections)

    def _count(self, what: str, asker: str, at_most: int) -> None:
        limit = RateLimitItemPerMinute(at_most)
        self._hit(limit, what, asker, otherwise=TooManyQuestions)

    def _hit(
        self, limit: RateLimitItem, what: str, asker: str, *, otherwise: type[TooMany]
    ) -> None:
        if self._limiter.hit(limit, what, asker):
            return
        free_at, _ = self._limiter.get_window_stats(limit, what, asker)
        wait_s = max(1, math.ceil(free_at - time.time()))
        raise otherwise(limit.amount, retry_after_s=wait_s)
