"""The routes of the pages for searching, reading and seeing what is in here."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request as HttpRequest

from assistant.errors import NotFound
from assistant.organizations.corrections import Corrections
from assistant.pages import operators
from assistant.pages.address import asked_from
from assistant.pages.document_page import document_view
from assistant.pages.library_page import library_view
from assistant.pages.needs_page import asked_postings, needs_view
from assistant.pages.operators import Operators
from assistant.pages.rendering import ASSETS, asset, rendered
from assistant.pages.search_page import SearchDesk
from assistant.pages.visits import Visit, shown
from assistant.postings.desk import Postings
from assistant.service import Assistant
from vectorstore.records import DocumentId

FAILURES_SHOWN = 500
CORRECTIONS_SHOWN = 100


def pages_router(
    assistant: Assistant,
    postings: Postings,
    *,
    home: Path,
    corrections: Corrections,
) -> APIRouter:
    """Return the routes of the pages; they show what is public and nothing else.

    Args:
        assistant: whose library they show.
        postings: the needs and offers in it.
        home: where the operators' secret lies.
        corrections: the requests that operators see.
    """
    router = APIRouter(include_in_schema=False)
    desk = SearchDesk(assistant, postings)
    known = Operators(home)

    @router.get("/search")
    async def search(request: HttpRequest) -> Response:
        return await shown(
            Visit(request), lambda visit: _search(assistant, desk, visit)
        )

    @router.get("/document/{identifier:path}")
    async def document(request: HttpRequest, identifier: str) -> Response:
        return await shown(
            Visit(request),
            lambda visit: _document(assistant, postings, visit, identifier),
        )

    @router.get("/needs")
    async def needs(request: HttpRequest) -> Response:
        return await shown(Visit(request), lambda visit: _needs(postings, visit))

    @router.get("/library")
    async def library(request: HttpRequest) -> Response:
        is_operator = known.is_one(request.cookies)
        return await shown(
            Visit(request),
            lambda visit: _library(
                assistant, visit, corrections if is_operator else None
            ),
        )

    @router.get("/pages/{name}")
    async def loaded(name: str) -> Response:
        if name not in ASSETS:
            raise NotFound(f"there is no {name!r}", remedy="Load what pages name.")
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(asset(name), headers=kept, media_type=ASSETS[name][1])

    _add_operators(router, known, corrections)
    return router


def _add_operators(
    router: APIRouter, known: Operators, corrections: Corrections
) -> None:
    @router.get(operators.PATH)
    async def become_operator(request: HttpRequest, key: str = "") -> Response:
        if not known.knows(key):
            return Visit(request).problem("title", "problem.wrong_key", 403)
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

    @router.post("/library/corrections/{reference}")
    async def settle(request: HttpRequest, reference: str) -> Response:
        visit = Visit(request, path="/library")
        if not known.is_one(request.cookies):
            return visit.problem("title", "problem.wrong_key", 403)
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        note = form.get("note", [""])[0]

        async def settled(_: Visit) -> Response:
            await asyncio.to_thread(corrections.settle, reference, note=note)
            return RedirectResponse("/library#corrections", 303)

        return await shown(visit, settled)


async def _search(assistant: Assistant, desk: SearchDesk, visit: Visit) -> Response:
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


async def _needs(postings: Postings, visit: Visit) -> Response:
    asked = asked_postings(visit.query.multi_items()).model_copy(
        update={"lang": visit.lang}
    )
    if not all(value for _, value in visit.query.multi_items()):
        return RedirectResponse(asked.address(page=asked.page), 303)
    view = await asyncio.to_thread(needs_view, postings, asked, visit.say)
    return rendered(
        "needs.html",
        layout=visit.layout("needs", visit.say.say("pages.needs")),
        say=visit.say,
        view=view,
    )


async def _document(
    assistant: Assistant, postings: Postings, visit: Visit, identifier: str
) -> Response:
    query = {name: value for name, value in visit.query.items() if value}
    if visit.lang:
        query["lang"] = visit.lang
    view = await asyncio.to_thread(
        document_view, assistant.library, identifier, query, visit.say
    )
    states = await asyncio.to_thread(postings.states, [DocumentId(identifier)])
    view = view.with_state(states.get(DocumentId(identifier)), visit.say)
    return rendered(
        "document.html",
        layout=visit.layout("document", view.title),
        say=visit.say,
        view=view,
    )


async def _library(
    assistant: Assistant, visit: Visit, corrections: Corrections | None
) -> Response:
    """Show what is in the library; `corrections` are there for operators alone."""
    library = assistant.library
    platforms = await asyncio.to_thread(library.holdings.platforms)
    failures = await asyncio.to_thread(library.failures) if corrections else None
    sources = await asyncio.to_thread(library.synced_sources) if corrections else ()
    requests = (
        await asyncio.to_thread(corrections.listed, state="open") if corrections else []
    )
    view = library_view(
        platforms,
        failures=failures[:FAILURES_SHOWN] if failures is not None else None,
        corrections=requests[:CORRECTIONS_SHOWN],
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
