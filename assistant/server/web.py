"""The web server: the chat at `/chat`, the pages, the REST API, and health."""

from pathlib import Path
from typing import Protocol

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.organizations.corrections import Corrections
from assistant.organizations.directory import Directory
from assistant.pages.organization_routes import organizations_router
from assistant.pages.routes import pages_router
from assistant.partners.matching import Partners
from assistant.postings.desk import Postings
from assistant.postings.routes import postings_router
from assistant.server.api import api_router, docs_page, explain_failures
from assistant.server.guard import Guard
from assistant.server.page_images import Pages, page_images_router
from assistant.server.rates import Rates
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.ui.provision import PATH as CHAT
from assistant.ui.provision import provision

CHAT_FOLDER = "chat"
"""Below the home: what Chainlit reads and writes."""
UI_FILE = Path(__file__).parents[1] / "ui" / "chat.py"
CLOSED = (f"{CHAT}/project/file", f"{CHAT}/mcp", f"{CHAT}/copilot")
"""Chainlit's doors that this chat does not use: uploads, tools, the widget."""


class Services(Protocol):
    """What the server needs of the composition."""

    @property
    def settings(self) -> Settings:
        """Where everything that is stored lives."""
        ...

    @property
    def assistant(self) -> Assistant:
        """Who answers."""
        ...

    @property
    def partners(self) -> Partners:
        """Who proposes organizations."""
        ...

    @property
    def directory(self) -> Directory:
        """The organizations of the library."""
        ...

    @property
    def corrections(self) -> Corrections:
        """Requests to correct what is said of them."""
        ...

    @property
    def postings(self) -> Postings:
        """The needs and the offers."""
        ...

    @property
    def pages(self) -> Pages:
        """The pictures of pages."""
        ...


def create_app(
    services: Services, *, internal_router: APIRouter | None = None, ui: bool = True
) -> FastAPI:
    """Put the server together.

    Args:
        services: the assistant and its settings; the caller closes them.
        internal_router: routes for commands of the same user, closed to others.
        ui: whether the chat is mounted. A process can hold one chat only.
    """
    app = FastAPI(
        title="South-South Galaxy assistant",
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's own page loads its scripts from another host
        redoc_url=None,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    explain_failures(app)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return docs_page(app)

    rates = Rates(services.settings.questions_a_minute)
    app.include_router(
        api_router(services.assistant, services.partners, services.directory, rates)
    )
    app.include_router(postings_router(services.postings))
    app.include_router(page_images_router(services.pages))
    app.include_router(
        pages_router(
            services.assistant,
            services.postings,
            home=services.settings.home,
            corrections=services.corrections,
        )
    )
    app.include_router(
        organizations_router(services.directory, services.corrections, rates)
    )
    if internal_router is not None:
        app.include_router(internal_router)
    if ui:

        @app.get("/", include_in_schema=False)
        async def home() -> RedirectResponse:
            return RedirectResponse(CHAT)

        _mount_chat(app, services, rates)
    app.add_middleware(Guard, closed=CLOSED)
    return app


def _mount_chat(app: FastAPI, services: Services, rates: Rates) -> None:
    from assistant.ui.connection import CONNECTION
    from assistant.ui.page import ChatPage

    CONNECTION.bind(services.assistant, rates)
    folder = services.settings.home.resolve() / CHAT_FOLDER
    provision(folder, endpoint=CONNECTION.endpoint)

    from chainlit.utils import mount_chainlit

    mount_chainlit(app, target=str(UI_FILE), path=CHAT)
    app.add_middleware(ChatPage, path=CHAT)
