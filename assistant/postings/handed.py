"""Needs and offers of the running server, as commands of the same user ask for them."""

from typing import Any, Protocol

from assistant.postings.reply import (
    MatchesReply,
    PostingsQuery,
    PostingsReply,
    PostingView,
    PostingWord,
)
from vectorstore.records import Readers, Record

PATH = "/internal/postings"


class Asked(Record):
    """Which postings are asked for, and for whose eyes."""

    query: PostingsQuery
    limit: int = 10
    readers: Readers = "public"


class AskedMatch(Record):
    """For which posting matches are asked, and for whose eyes."""

    id: str
    limit: int = 10
    language: str | None = None
    readers: Readers = "public"


class ManyMatches(Record):
    """What fits each of several postings."""

    replies: tuple[MatchesReply, ...]


class Send(Protocol):
    """Sends to the server and returns the body of its answer, or raises its failure."""

    def __call__(self, method: str, path: str, **details: object) -> dict[str, Any]:
        """Send one request."""
        ...


class RemotePostings:
    """The server's needs and offers, as commands use them."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def listed(self, query: PostingsQuery, *, readers: Readers) -> PostingsReply:
        """List through the server."""
        return PostingsReply.model_validate(
            self._post("listed", Asked(query=query, readers=readers))
        )

    def say(self, said: PostingWord) -> PostingView:
        """Close or open through the server."""
        return PostingView.model_validate(self._post("say", said))

    def match(
        self,
        identifier: str,
        *,
        limit: int,
        language: str | None = None,
        readers: Readers,
    ) -> MatchesReply:
        """Match through the server."""
        asked = AskedMatch(
            id=identifier, limit=limit, language=language, readers=readers
        )
        return MatchesReply.model_validate(self._post("match", asked))

    def matches(
        self, query: PostingsQuery, *, limit: int, readers: Readers
    ) -> tuple[MatchesReply, ...]:
        """Read what the server keeps."""
        asked = Asked(query=query, limit=limit, readers=readers)
        return ManyMatches.model_validate(self._post("matches", asked)).replies

    def _post(self, name: str, body: Record) -> dict[str, Any]:
        return self._send("POST", f"{PATH}/{name}", json=body.model_dump(mode="json"))
