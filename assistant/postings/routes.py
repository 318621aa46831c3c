"""The routes of needs and offers: the public ones, and those that commands ask."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from assistant.postings.desk import Postings
from assistant.postings.handed import Asked, AskedMatch, ManyMatches
from assistant.postings.reply import (
    MatchesReply,
    PostingsQuery,
    PostingsReply,
    PostingWord,
)
from assistant.server.api import ErrorBody
from vectorstore.catalogue.postings import PostingState
from vectorstore.records import Posted, Record

Several = Annotated[list[str] | None, Query()]
State = Annotated[
    PostingState | None, Query(description="Without it, whatever their state is.")
]


def _query(
    state: State = None,
    country: Several = None,
    sector: Several = None,
    sdg: Several = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Callable[[Posted], PostingsQuery]:
    """Return what the query of a request asks of one kind of postings."""

    def of_kind(kind: Posted) -> PostingsQuery:
        return PostingsQuery(
            kind=kind,
            state=state,
            country=tuple(country or ()),
            sector=tuple(sector or ()),
            sdg=tuple(sdg or ()),
            limit=limit,
            offset=offset,
        )

    return of_kind


_Wanted = Annotated[Callable[[Posted], PostingsQuery], Depends(_query)]


def postings_router(postings: Postings) -> APIRouter:
    """Return the public routes. They read what is public and nothing else."""
    router = APIRouter(
        prefix="/api",
        responses={code: {"model": ErrorBody} for code in (404, 422, 503)},
    )

    @router.get("/needs", summary="List needs")
    async def needs(wanted: _Wanted) -> PostingsReply:
        return await asyncio.to_thread(postings.listed, wanted("need"))

    @router.get("/offers", summary="List offers")
    async def offers(wanted: _Wanted) -> PostingsReply:
        return await asyncio.to_thread(postings.listed, wanted("offer"))

    @router.get(
        "/matches/{identifier}", summary="Read what fits a need or an offer now"
    )
    async def matches(
        identifier: str,
        language: Annotated[str | None, Query(description="BCP 47.")] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
    ) -> MatchesReply:
        return await asyncio.to_thread(
            postings.match, identifier, limit=limit, language=language, stored=True
        )

    return router


def add_postings(
    router: APIRouter,
    postings: Postings,
    *,
    answer: Callable[[Awaitable[Record]], Awaitable[JSONResponse]],
) -> None:
    """Add the routes that `RemotePostings` asks, under the router's own prefix."""

    @router.post("/postings/listed")
    async def listed(body: Asked) -> JSONResponse:
        return await answer(
            asyncio.to_thread(postings.listed, body.query, readers=body.readers)
        )

    @router.post("/postings/say")
    async def say(body: PostingWord) -> JSONResponse:
        return await answer(asyncio.to_thread(postings.say, body))

    @router.post("/postings/match")
    async def match(body: AskedMatch) -> JSONResponse:
        return await answer(
            asyncio.to_thread(
                postings.match,
                body.id,
                limit=body.limit,
                language=body.language,
                readers=body.readers,
            )
        )

    @router.post("/postings/matches")
    async def matches(body: Asked) -> JSONResponse:
        def read() -> ManyMatches:
            replies = postings.matches(
                body.query, limit=body.limit, readers=body.readers
            )
            return ManyMatches(replies=replies)

        return await answer(asyncio.to_thread(read))
