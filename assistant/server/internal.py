"""The routes that commands of the same user hand their work to: `/internal/*`.

Only the secret of the address file opens them; answers are the command line's bodies.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException
from fastapi.responses import JSONResponse, StreamingResponse

from assistant.app import (
    Draft,
    IngestionError,
    LiveSource,
    Progress,
    Services,
    SourceOptions,
    TableMapping,
)
from assistant.errors import AssistantError, NotFound
from assistant.postings.routes import add_postings
from assistant.replies import Request
from assistant.server.handover import HEADER
from vectorstore.errors import VectorstoreError
from vectorstore.records import Readers, Record

LOG = logging.getLogger(__name__)

Failure = AssistantError | IngestionError | VectorstoreError


class AskBody(Record):
    """A request and for whose eyes it is."""

    request: Request
    readers: Readers = "public"


class IngestBody(Record):
    """What to take in."""

    paths: tuple[Path, ...]
    options: SourceOptions


class MappingBody(Record):
    """What is said of a table's columns."""

    place: Path
    mapping: TableMapping


class SyncBody(Record):
    """Which addresses to bring up to date; none: all."""

    names: tuple[str, ...] = ()
    lets_many_go: bool = False


class SourceName(Record):
    """An address."""

    name: str


class Removed(Record):
    """How many items went."""

    removed: int


class RemoveBody(Record):
    """What to forget."""

    place: Path


def internal_router(services: Services, *, token: str) -> APIRouter:
    """Return the routes, closed to whoever does not know the token."""

    def known(given: Annotated[str | None, Header(alias=HEADER)] = None) -> None:
        if given is None or not secrets.compare_digest(given, token):
            raise HTTPException(404)

    router = APIRouter(
        prefix="/internal", dependencies=[Depends(known)], include_in_schema=False
    )
    assistant = services.assistant

    @router.get("/alive")
    async def alive() -> dict[str, bool]:
        return {"alive": True}

    @router.post("/search")
    async def search(body: AskBody) -> JSONResponse:
        return await _answer(assistant.search(body.request, readers=body.readers))

    @router.post("/ask")
    async def ask(body: AskBody) -> JSONResponse:
        return await _answer(
            assistant.ask(body.request, readers=body.readers, channel="cli")
        )

    @router.get("/show")
    async def show(id: str, readers: Readers = "public") -> JSONResponse:
        return await _answer(assistant.show(id, readers=readers))

    @router.get("/status")
    async def status() -> JSONResponse:
        return await _answer(asyncio.to_thread(assistant.status))

    @router.post("/remove")
    async def remove(body: RemoveBody) -> dict[str, int]:
        return {"removed": await asyncio.to_thread(services.remove, body.place)}

    @router.post("/ingest")
    async def ingest(body: IngestBody) -> StreamingResponse:
        return _stepwise(
            lambda hear: services.ingest(body.paths, body.options, on_progress=hear)
        )

    _add_partners(router, services)
    _add_organizations(router, services)
    add_postings(router, services.postings, answer=_answer)
    _add_sources(router, services)
    return router


def _add_partners(router: APIRouter, services: Services) -> None:
    @router.post("/partners")
    async def partners(body: AskBody) -> JSONResponse:
        return await _answer(
            services.partners.propose(body.request, readers=body.readers, channel="cli")
        )


def _add_organizations(router: APIRouter, services: Services) -> None:
    @router.get("/organization")
    async def organization(
        id: str, language: str, page: int, readers: Readers = "public"
    ) -> JSONResponse:
        return await _answer(
            asyncio.to_thread(
                services.directory.profile,
                id,
                page=page,
                language=language,
                readers=readers,
            )
        )


def _add_sources(router: APIRouter, services: Services) -> None:
    @router.post("/sources/look")
    async def look(body: Draft) -> JSONResponse:
        return await _answer(asyncio.to_thread(services.live_sources.look, body))

    @router.post("/sources/mapping")
    async def keep(body: MappingBody) -> JSONResponse:
        def kept() -> MappingBody:
            services.keep_mapping(body.place, body.mapping)
            return body

        return await _answer(asyncio.to_thread(kept))

    @router.post("/sources/add")
    async def add(body: LiveSource) -> JSONResponse:
        def added() -> LiveSource:
            services.live_sources.add(body)
            return body

        return await _answer(asyncio.to_thread(added))

    @router.post("/sources/remove")
    async def remove(body: SourceName) -> JSONResponse:
        def removed() -> Removed:
            return Removed(removed=services.live_sources.remove(body.name))

        return await _answer(asyncio.to_thread(removed))

    @router.post("/sources/sync")
    async def sync(body: SyncBody) -> StreamingResponse:
        return _stepwise(
            lambda hear: services.live_sources.sync(
                body.names, lets_many_go=body.lets_many_go, on_progress=hear
            )
        )


def _stepwise(
    work: Callable[[Callable[[Progress], None]], Record],
) -> StreamingResponse:
    return StreamingResponse(_steps(work), media_type="application/x-ndjson")


async def _answer(work: Awaitable[Record]) -> JSONResponse:
    try:
        told = await work
    except (AssistantError, IngestionError, VectorstoreError) as error:
        status = 404 if isinstance(error, NotFound) else 400
        return JSONResponse({"error": _told(error)}, status_code=status)
    return JSONResponse(told.model_dump(mode="json", by_alias=True))


async def _steps(
    run: Callable[[Callable[[Progress], None]], Record],
) -> AsyncIterator[str]:
    """Yield a line for each step, and the report or the failure as the last one.

    The work goes on to its end when the command that began it goes away.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def tell(line: dict[str, Any] | None) -> None:
        loop.call_soon_threadsafe(told.put_nowait, line)

    def on_progress(progress: Progress) -> None:
        tell({"progress": progress.model_dump(mode="json")})

    def work() -> None:
        try:
            report = run(on_progress)
            tell({"report": report.model_dump(mode="json")})
        except (AssistantError, IngestionError, VectorstoreError) as error:
            tell({"error": _told(error)})
        except Exception as error:
            LOG.exception("an ingest failed")
            tell(
                {
                    "error": {
                        "code": "unexpected",
                        "message": f"the ingest failed ({type(error).__name__})",
                        "remedy": "The details are in the server's log.",
                    }
                }
            )
            raise
        finally:
            tell(None)

    task = asyncio.create_task(asyncio.to_thread(work))
    while (line := await told.get()) is not None:
        yield json.dumps(line, ensure_ascii=False) + "\n"
    await task


def _told(error: Failure) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "remedy": error.remedy}
