"""The routes of organizations' pages, and of the form by which people correct them."""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request as HttpRequest

from assistant.errors import BadRequest, NotFound, TooManyCorrections
from assistant.organizations.corrections import (
    LONGEST,
    Corrections,
    EmptyCorrection,
    GoneCitation,
    LongCorrection,
    Place,
)
from assistant.organizations.directory import Directory
from assistant.organizations.profile import OrganizationProfile
from assistant.pages.address import (
    ORGANIZATIONS,
    BadParameter,
    asked_from,
    organization_address,
)
from assistant.pages.organization_page import organization_view
from assistant.pages.organizations_page import organizations_view, wanted_from
from assistant.pages.rendering import rendered
from assistant.pages.visits import Visit, shown
from assistant.server.rates import Rates

MOST_BYTES = 64_000
"""Of a form: its longest text, with every letter written as several signs."""
_ABOUT = re.compile(r"([^:]{1,128}):(\d{1,9}):(\d{1,9})", re.ASCII)
_REFERENCE = re.compile(r"c[0-9a-f]{12}")
_OWN_SITE = {"same-origin", "none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What a form was sent with, and why it could not be taken."""

    text: str = ""
    about: str = ""
    problem: str | None = None


def organizations_router(
    directory: Directory, corrections: Corrections, rates: Rates
) -> APIRouter:
    """Return the routes; they show what is public and nothing else."""
    router = APIRouter(include_in_schema=False)

    @router.get(ORGANIZATIONS)
    async def listed(request: HttpRequest) -> Response:
        return await shown(Visit(request), lambda visit: _listed(directory, visit))

    @router.get(f"{ORGANIZATIONS}/{{identifier}}")
    async def organization(request: HttpRequest, identifier: str) -> Response:
        written = _Written(about=request.query_params.get("about", ""))
        return await shown(
            Visit(request),
            lambda visit: _organization(directory, visit, identifier, written),
        )

    @router.post(f"{ORGANIZATIONS}/{{identifier}}/corrections")
    async def correct(request: HttpRequest, identifier: str) -> Response:
        visit = Visit(request, path=organization_address(identifier))
        if request.headers.get("sec-fetch-site", "same-origin") not in _OWN_SITE:
            return visit.problem("title", "problem.not_found", 403)
        return await shown(
            visit, lambda v: _correct(directory, corrections, rates, v, identifier)
        )

    @router.get(f"{ORGANIZATIONS}/{{identifier}}/thanks")
    async def thanks(request: HttpRequest, identifier: str) -> Response:
        return await shown(
            Visit(request), lambda visit: _thanks(directory, visit, identifier)
        )

    return router


async def _listed(directory: Directory, visit: Visit) -> Response:
    wanted, page = wanted_from(visit.query)
    found, countries = await asyncio.gather(
        asyncio.to_thread(directory.found, wanted),
        asyncio.to_thread(directory.countries),
    )
    view = organizations_view(
        wanted,
        found,
        page=page,
        countries=countries,
        say=visit.say,
        lang=visit.lang,
    )
    title = visit.say.say("pages.organizations")
    return rendered(
        "organizations.html",
        layout=visit.layout("organizations", title),
        say=visit.say,
        view=view,
    )


async def _organization(
    directory: Directory, visit: Visit, identifier: str, written: _Written
) -> Response:
    profile = await _profile(directory, visit, identifier)
    if isinstance(profile, Response):
        return profile
    if profile.id != identifier and not written.problem:  # another of its names
        query = urlencode(visit.query.multi_items())
        address = organization_address(profile.id)
        return RedirectResponse(f"{address}?{query}" if query else address, 303)
    view = organization_view(
        profile,
        visit.say,
        lang=visit.lang,
        about=written.about,
        text=written.text,
        problem=written.problem,
    )
    return rendered(
        "organization.html",
        layout=visit.layout("organizations", profile.name),
        say=visit.say,
        status=422 if written.problem else 200,
        view=view,
    )


async def _profile(
    directory: Directory, visit: Visit, identifier: str
) -> OrganizationProfile | Response:
    """Return an organization as the address limits it, or the page that says why not.

    Raises:
        BadParameter: the address names what cannot be used.
    """
    pairs = [(n, v) for n, v in visit.query.multi_items() if n != "q"]
    asked = asked_from(pairs)
    try:
        return await asyncio.to_thread(
            directory.profile,
            identifier,
            page=asked.page,
            language=visit.say.language,
            filters=asked.filters(),
        )
    except NotFound:
        return visit.problem(
            "organizations.not_found_title", "organizations.not_found", 404
        )
    except BadRequest as error:
        raise BadParameter("problem.page", value=asked.page) from error


async def _correct(
    directory: Directory,
    corrections: Corrections,
    rates: Rates,
    visit: Visit,
    identifier: str,
) -> Response:
    """Keep a request and lead to the thanks; else show the page with what was written.

    The redirect keeps a page that is loaded anew from sending the request again.
    """
    form = parse_qs(await _body(visit.request), keep_blank_values=True)
    text, about = (form.get(name, [""])[0] for name in ("text", "about"))
    profile = await _profile(directory, visit, identifier)
    if isinstance(profile, Response):
        return profile
    say = visit.say
    address = visit.request.client.host if visit.request.client else ""
    try:
        if text.strip():
            rates.count_correction(address=address)
        reference = await asyncio.to_thread(
            corrections.request, text, about=profile, place=_place(about)
        )
    except EmptyCorrection:
        problem = say.say("correction.empty")
    except LongCorrection:
        problem = say.say("correction.too_long", limit=say.number(LONGEST))
    except GoneCitation:
        problem = say.say("correction.bad_place")
    except TooManyCorrections as error:
        minutes = -(-error.retry_after_s // 60)
        problem = say.say("correction.too_many", minutes=say.number(minutes))
    else:
        query = {"reference": reference} | ({"lang": visit.lang} if visit.lang else {})
        path = f"{organization_address(profile.id)}/thanks"
        return RedirectResponse(f"{path}?{urlencode(query)}", 303)
    written = _Written(text=text[:LONGEST], about=about, problem=problem)
    return await _organization(directory, visit, identifier, written)


async def _body(request: HttpRequest) -> str:
    """Return a form as it was sent, cut off where it is too long to be read."""
    body = await request.body()
    return body[:MOST_BYTES].decode("utf-8", "replace")


def _place(about: str) -> Place | None:
    """Return the citation that a form names; None where it is about the whole page.

    Raises:
        GoneCitation: it is none.
    """
    if not about:
        return None
    matched = _ABOUT.fullmatch(about)
    if matched is None:
        raise GoneCitation("there is no such quote", remedy="Choose one of the page.")
    return Place(document_id=matched[1], span=(int(matched[2]), int(matched[3])))


async def _thanks(directory: Directory, visit: Visit, identifier: str) -> Response:
    reference = visit.query.get("reference", "")
    if not _REFERENCE.fullmatch(reference):
        return RedirectResponse(organization_address(identifier, lang=visit.lang), 303)
    profile = await asyncio.to_thread(directory.profile, identifier)
    say = visit.say
    heading = say.say("correction.thanks_title")
    return rendered(
        "thanks.html",
        layout=visit.layout("organizations", heading),
        say=say,
        heading=heading,
        reference=reference,
        name=profile.name,
        back=organization_address(profile.id, lang=visit.lang),
    )
