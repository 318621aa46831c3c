"""The routes of the pages. Whatever happens, a person reads a page of ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from secrets import token_hex

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request as HttpRequest

from assistant.errors import (
    AssistantError,
    BadRequest,
    EvidenceUnavailable,
    NotFound,
)
from assistant.pages import operators
from assistant.pages.address import BadParameter, asked_from
from assistant.pages.document_page import document_view
from assistant.pages.library_page import library_view
from assistant.pages.operators import Operators
from assistant.pages.rendering import (
    ASSETS,
    Layout,
    Place,
    asset,
    chosen_language,
    language_links,
    rendered,
)
from assistant.pages.search_page import SearchDesk
from assistant.service import Assistant
from assistant.wording import Wording, wording
from vectorstore.errors import VectorstoreError

LOG = logging.getLogger(__name__)

FAILURES_SHOWN = 500


class _Visit:
    """One request for a page, and the language that it is answered in."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.query = request.query_params
        lang = self.query.get("lang")
        accepted = request.headers.get("accept-language", "")
        self.say: Wording = wording(chosen_language(lang, accepted))
        self.lang = self.say.language if lang else None

    def layout(self, place: Place, title: str) -> Layout:
        pairs = self.query.multi_items()
        return Layout(
            place=place,
            title=title,
            lang=self.lang,
            languages=language_links(self.request.url.path, pairs),
        )

    def problem(
        self, title: str, sentence: str, status: int, **values: object
    ) -> Response:
        say = self.say
        heading = say.say(f"problem.{title}")
        return rendered(
            "problem.html",
            layout=self.layout("problem", heading),
            say=say,
            status=status,
            heading=heading,
            sentence=say.say(sentence, **values),
            q=self.query.get("q", "")[:1_000],
        )


def pages_router(assistant: Assistant, *, home: Path) -> APIRouter:
    """Return the routes of the pages; they show what is public and nothing else.

    Args:
        assistant: whose library they show.
        home: where the operators' secret lies.
    """
    router = APIRouter(include_in_schema=False)
    desk = SearchDesk(assistant)
    known = Operators(home)

    @router.get("/search")
    async def search(request: HttpRequest) -> Response:
        return await _shown(
            _Visit(request), lambda visit: _search(assistant, desk, visit)
        )

    @router.get("/document/{identifier:path}")
    async def document(request: HttpRequest, identifier: str) -> Response:
        return await _shown(
            _Visit(request), lambda visit: _document(assistant, visit, identifier)
        )

    @router.get("/library")
    async def library(request: HttpRequest) -> Response:
        is_operator = known.is_one(request.cookies)
        return await _shown(
            _Visit(request),
            lambda visit: _library(assistant, visit, is_operator=is_operator),
        )

    @router.get(operators.PATH)
    async def become_operator(request: HttpRequest, key: str = "") -> Response:
        if not known.knows(key):
            return _Visit(request).problem("title", "problem.wrong_key", 403)
        answer = RedirectResponse("/library", 303, {"Cache-Control": "no-store"})
        answer.set_cookie(
            operators.COOKIE,
            known.cookie,
            max_age=operators.KEPT_S,
            path="/library",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    @router.post("/library/leave")
    async def leave() -> Response:
        answer = RedirectResponse("/library", 303)
        answer.delete_cookie(operators.COOKIE, path="/library")
        return answer

    @router.get("/pages/{name}")
    async def loaded(name: str) -> Response:
        if name not in ASSETS:
            raise NotFound(f"there is no {name!r}", remedy="Load what pages name.")
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(asset(name), headers=kept, media_type=ASSETS[name][1])

    return router


async def _search(assistant: Assistant, desk: SearchDesk, visit: _Visit) -> Response:
    asked = asked_from(visit.query.multi_items()).model_copy(
        update={"lang": visit.lang}
    )
    if not all(value for _, value in visit.query.multi_items()):
        # A form sends its empty fields too; an address to share is better without.
        return RedirectResponse(asked.address(page=asked.page), 303)
    if not assistant.library.chunk_count():
        return visit.problem("empty_title", "chat.index_missing", 200)
    view = await desk.view(asked, visit.say)
    title = visit.say.say("pages.search")
    return rendered(
        "search.html",
        layout=visit.layout("search", f"{asked.q} · {title}" if asked.q else title),
        say=visit.say,
        view=view,
    )


async def _document(assistant: Assistant, visit: _Visit, identifier: str) -> Response:
    query = {name: value for name, value in visit.query.items() if value}
    if visit.lang:
        query["lang"] = visit.lang
    view = await asyncio.to_thread(
        document_view, assistant.library, identifier, query, visit.say
    )
    return rendered(
        "document.html",
        layout=visit.layout("document", view.title),
        say=visit.say,
        view=view,
    )


async def _library(
    assistant: Assistant, visit: _Visit, *, is_operator: bool
) -> Response:
    library = assistant.library
    platforms = await asyncio.to_thread(library.holdings.platforms)
    failures = await asyncio.to_thread(library.failures) if is_operator else None
    sources = await asyncio.to_thread(library.synced_sources) if is_operator else ()
    view = library_view(
        platforms,
        failures=failures[:FAILURES_SHOWN] if failures is not None else None,
        sources=sources,
        say=visit.say,
        lang=visit.lang,
    )
    return rendered(
        "library.html",
        layout=visit.layout("library", visit.say.say("pages.library")),
        say=visit.say,
        view=view,
    )


async def _shown(
    visit: _Visit, page: Callable[[_Visit], Awaitable[Response]]
) -> Response:
    """Return a page, or the page that says in calm words what is wrong."""
    try:
        return await page(visit)
    except BadParameter as error:
        return visit.problem("title", error.sentence, 422, **error.values)
    except BadRequest:  # nothing but signs that no search can use
        return visit.problem("title", "chat.empty", 422)
    except NotFound:
        return visit.problem("not_found_title", "problem.not_found", 404)
    except EvidenceUnavailable as error:
        if error.code == "index_missing":
            return visit.problem("empty_title", error.message_key, 200)
        return _failed(visit, error, 503)
    except VectorstoreError as error:
        return _failed(visit, error, 503)
    except AssistantError as error:
        return _failed(visit, error, 500)
    except Exception as error:
        LOG.exception("a page failed unexpectedly")
        return _failed(visit, error, 500)


def _failed(visit: _Visit, error: Exception, status: int) -> Response:
    reference = token_hex(4)
    LOG.error("a page failed, reference %s", reference, exc_info=error)
    return visit.problem("failed_title", "problem.failed", status, reference=reference)
