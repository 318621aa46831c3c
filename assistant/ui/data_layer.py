"""Chainlit's storage, cut down to feedback: it goes to the audit record it is about.

Guests have no history to come back to, so threads and steps are not stored; questions
and replies are in the audit log already.
"""

# ruff: noqa: ARG002 - the interface fixes the arguments, used or not

from typing import TYPE_CHECKING, Any

from chainlit.data.base import BaseDataLayer
from chainlit.types import (
    Feedback,
    PageInfo,
    PaginatedResponse,
    Pagination,
    ThreadDict,
    ThreadFilter,
)

from assistant.ui.connection import Connection

if TYPE_CHECKING:
    from chainlit.element import Element, ElementDict
    from chainlit.step import StepDict
    from chainlit.user import PersistedUser, User

LONGEST_COMMENT = 4_000


class FeedbackOnly(BaseDataLayer):
    """Stores thumbs and comments; keeps nothing else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Append a thumb and a comment to the audit record of the answer."""
        audit_id = self._connection.audit_id(feedback.forId)
        comment = (feedback.comment or "").strip()[:LONGEST_COMMENT]
        await self._connection.assistant.add_feedback(
            audit_id, feedback.value, comment or None
        )
        return feedback.forId

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Agree: the screen forgets the thumb, the audit log only ever grows."""
        return bool(feedback_id)

    async def get_user(self, identifier: str) -> "PersistedUser | None":
        """Know nobody: all are guests."""
        return None

    async def create_user(self, user: "User") -> "PersistedUser | None":
        """Keep nobody."""
        return None

    async def create_element(self, element: "Element") -> None:
        """Keep nothing."""

    async def get_element(
        self, thread_id: str, element_id: str
    ) -> "ElementDict | None":
        """Find nothing."""
        return None

    async def delete_element(
        self, element_id: str, thread_id: str | None = None
    ) -> None:
        """Have nothing to delete."""

    async def create_step(self, step_dict: "StepDict") -> None:
        """Keep nothing."""

    async def update_step(self, step_dict: "StepDict") -> None:
        """Keep nothing."""

    async def delete_step(self, step_id: str) -> None:
        """Have nothing to delete."""

    async def get_thread_author(self, thread_id: str) -> str:
        """Know no author."""
        return ""

    async def delete_thread(self, thread_id: str) -> None:
        """Have nothing to delete."""

    async def list_threads(
        self, pagination: Pagination, filters: ThreadFilter
    ) -> "PaginatedResponse[ThreadDict]":
        """List nothing."""
        page = PageInfo(hasNextPage=False, startCursor=None, endCursor=None)
        return PaginatedResponse(pageInfo=page, data=[])

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """Find nothing."""
        return None

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Keep nothing."""

    async def build_debug_url(self) -> str:
        """Have no page for debugging."""
        return ""

    async def close(self) -> None:
        """Hold nothing open."""

    async def get_favorite_steps(self, user_id: str) -> "list[StepDict]":
        """Keep no favourites."""
        return []
