"""The REST API: the contract's bodies over HTTP, with server-sent events for `ask`."""

import asyncio
import html
import json
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.requests import Request as HttpRequest

from assistant.asking import ask_stepwise
from assistant.errors import (
    AssistantError,
    BadRequest,
    EvidenceUnavailable,
    NotFound,
    PageUnavailable,
    TooMany,
)
from assistant.organizations.directory import Directory
from assistant.organizations.profile import OrganizationProfile
from assistant.partners.matching import Partners
from assistant.partners.reply import PartnersReply
from assistant.replies import Released, Reply, Request, SearchReply, Shown
from assistant.server.rates import Rates
from assistant.service import Assistant
from vectorstore.records import Record

LOG = logging.getLogger(__name__)

EVENTS = "text/event-stream"
STATUS = {
    BadRequest: 422,
    NotFound: 404,
    TooMany: 429,
    EvidenceUnavailable: 503,
    PageUnavailable: 503,
}


class Problem(Record):
    """What went wrong and what to do about it."""

    code: str
    message: str
    remedy: str


class ErrorBody(Record):
    """The body of every failure."""

    error: Problem


def api_router(
    assistant: Assistant, partners: Partners, directory: Directory, rates: Rates
) -> APIRouter:
    """Return the public routes. They read what is public and nothing else."""
    failures: dict[int | str, dict[str, Any]] = {
        code: {"model": ErrorBody} for code in (404, 422, 429, 503)
    }
    router = APIRouter(prefix="/api", responses=failures)

    async def counted(request: HttpRequest) -> None:
        rates.count_request(address=request.client.host if request.client else "")

    limited = [Depends(counted)]

    @router.get(
        "/search",
        dependencies=limited,
        summary="Find passages, by a query in the address",
    )
    async def search_by_address(
        q: Annotated[str, Query(description="What to look for, in any language.")],
        language: Annotated[str | None, Query(description="BCP 47.")] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
    ) -> SearchReply:
        return await assistant.search(
            Request(question=q, language=language, limit=limit)
        )

    @router.post("/search", dependencies=limited, summary="Find passages")
    async def search(request: Request) -> SearchReply:
        return await assistant.search(request)

    @router.post(
        "/ask",
        dependencies=limited,
        summary="Ask a question",
        description="Answers with server-sent events: `step` as matching, searching "
        "and reading begin, `claim` for each checked claim of a model as it is let "
        "out, then one `reply` or `error`. With `Accept: application/json` the "
        "reply comes alone. Whoever looks for partners gets proposals in `partners`; "
        "`need` holds what stands for the text's own words, and asks for them too.",
        response_model=Reply,
    )
    async def ask(
        request: Request, accept: Annotated[str, Header()] = EVENTS
    ) -> JSONResponse | StreamingResponse:
        if "application/json" in accept and EVENTS not in accept:
            return _body(await assistant.ask(request, channel="api"))
        return StreamingResponse(
            _events(assistant, request),
            media_type=EVENTS,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @router.post(
        "/partners", dependencies=limited, summary="Propose organizations for a need"
    )
    async def propose(request: Request) -> PartnersReply:
        return await partners.propose(request, channel="api")

    @router.get(
        "/organizations/{identifier}",
        dependencies=limited,
        summary="Read what records say of an organization, each line cited",
    )
    async def organization(
        identifier: str,
        page: Annotated[int, Query(ge=1, le=10_000, description="Of records.")] = 1,
        language: Annotated[str, Query(description="Of the words, BCP 47.")] = "en",
    ) -> OrganizationProfile:
        return await asyncio.to_thread(
            directory.profile, identifier, page=page, language=language
        )

    @router.get("/show/{identifier:path}", summary="Read a document or passage, whole")
    async def show(identifier: str) -> Shown:
        return await assistant.show(identifier)

    return router


def told(error: AssistantError) -> ErrorBody:
    """Return the body for a failure."""
    return ErrorBody(
        error=Problem(code=error.code, message=error.message, remedy=error.remedy)
    )


def explain_failures(app: FastAPI) -> None:
    """Let every failure leave with a code, a message and a remedy, and no traceback."""

    @app.exception_handler(AssistantError)
    async def known(_: HttpRequest, error: AssistantError) -> JSONResponse:
        status = next((STATUS[k] for k in type(error).__mro__ if k in STATUS), 500)
        answer = _body(told(error), status)
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer

    @app.exception_handler(RequestValidationError)
    async def unusable(_: HttpRequest, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
        problem = Problem(
            code="bad_request",
            message=f"{where}: {first['msg']}",
            remedy="Correct the request; /api/docs lists what each route takes.",
        )
        return _body(ErrorBody(error=problem), 422)

    @app.exception_handler(Exception)
    async def unexpected(_: HttpRequest, error: Exception) -> JSONResponse:
        return _body(_unexpected(error), 500)


def docs_page(app: FastAPI) -> HTMLResponse:
    """Return a page that lists the routes. It needs no script and no other host."""
    schema = app.openapi()
    parts = [f"<h1>{html.escape(schema['info']['title'])}</h1>"]
    parts.append('<p>Machine-readable: <a href="openapi.json">openapi.json</a></p>')
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            parts.append(
                f"<section><h2><code>{method.upper()} {html.escape(path)}</code></h2>"
                f"<p>{html.escape(operation.get('summary', ''))}</p>"
                f"<p>{html.escape(operation.get('description', ''))}</p>"
            )
            parts += [_parameter(p) for p in operation.get("parameters", [])]
            parts.append("</section>")
    parts.append("<h1>Bodies</h1>")
    for name, body in schema.get("components", {}).get("schemas", {}).items():
        shown = html.escape(json.dumps(body, ensure_ascii=False, indent=2))
        parts.append(
            f"<details><summary><code>{html.escape(name)}</code></summary>"
            f"<pre>{shown}</pre></details>"
        )
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>API</title><style>body{font-family:system-ui,sans-serif;max-width:60rem;"
        "margin:2rem auto;padding:0 1rem;line-height:1.5}pre{overflow:auto}</style>"
        + "".join(parts)
        + "</html>"
    )


async def _events(assistant: Assistant, request: Request) -> AsyncIterator[str]:
    try:
        async with aclosing(ask_stepwise(assistant, request, channel="api")) as events:
            async for event in events:
                if isinstance(event, Reply):
                    yield _event("reply", event.model_dump_json(by_alias=True))
                elif isinstance(event, Released):
                    yield _event("claim", event.model_dump_json(by_alias=True))
                else:
                    yield _event("step", json.dumps({"step": event}))
    except AssistantError as error:
        yield _event("error", told(error).model_dump_json())
    except Exception as error:
        LOG.exception("a streamed answer failed")
        yield _event("error", _unexpected(error).model_dump_json())


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"


def _unexpected(error: Exception) -> ErrorBody:
    reference = token_hex(4)
    LOG.error("a request failed, reference %s", reference, exc_info=error)
    problem = Problem(
        code="unexpected",
        message=f"the server failed (reference {reference})",
        remedy="Try again; if it happens again, tell the operator the reference.",
    )
    return ErrorBody(error=problem)


def _body(record: Record, status: int = 200) -> JSONResponse:
    return JSONResponse(record.model_dump(mode="json", by_alias=True), status)


def _parameter(parameter: dict[str, Any]) -> str:
    name = html.escape(parameter["name"])
    where = html.escape(parameter["in"])
    told_of = html.escape(parameter.get("description", ""))
    return f"<p><code>{name}</code> ({where}) {told_of}</p>"
