"""The pictures of a PDF's pages with quoted words marked: `/api/page/...`."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response

from assistant.errors import BadRequest, EvidenceUnavailable, NotFound
from assistant.server.api import ErrorBody
from vectorstore.errors import VectorstoreError
from vectorstore.library import FileRow, Library
from vectorstore.records import Document, DocumentId, Readers, Span, Visibility

KEPT_S = 300
"""How long a browser shows a picture again without asking."""


class PageImage(Protocol):
    """A page's picture."""

    @property
    def png(self) -> bytes:
        """The picture."""
        ...

    @property
    def marked(self) -> int:
        """How many lines on it are marked."""
        ...

    @property
    def marked_at(self) -> float | None:
        """Where the first one is, as a share of the picture's height."""
        ...

    @property
    def tag(self) -> str:
        """What names this very picture."""
        ...


class Drawing(Protocol):
    """Whoever can draw a page of an original file."""

    async def draw(
        self,
        file: FileRow,
        *,
        page: int,
        text: str,
        span: Span | None,
        language: str,
    ) -> PageImage:
        """Draw a page, from 1, and mark a span of its stored text in a language.

        Raises:
            NotFound: the file is gone, has changed, is no PDF or lacks the page.
            PageUnavailable: it could not be drawn this time.
        """
        ...


def page_address(document_id: str, *, page: int, span: Span) -> str:
    """Return where the picture of a page is found, below the server's own address."""
    start, end = span
    return f"/api/page/{quote(document_id, safe='')}/{page}.png?start={start}&end={end}"


def may_have_pictures(path: str | None) -> bool:
    """Tell whether a document's file is by its name one whose pages can be drawn."""
    return path is not None and path.lower().endswith(".pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of one library's documents."""

    library: Library
    drawing: Drawing

    async def image(
        self,
        document_id: str,
        *,
        page: int,
        span: Span | None,
        readers: Readers = "public",
    ) -> PageImage:
        """Return a page with the words of a span of the document's text marked.

        Of a span that crosses pages, the words on this one are marked.

        Raises:
            NotFound: there is no such page that these readers may see.
            BadRequest: the span is not within the document's text.
            PageUnavailable: it could not be drawn this time.
            EvidenceUnavailable: the store failed.
        """
        document, file = await asyncio.to_thread(self._found, document_id, readers)
        if span is not None and not 0 <= span[0] < span[1] <= len(document.text):
            raise BadRequest(
                f"{span[0]} to {span[1]} is no span of the document's text, "
                f"which has {len(document.text)} characters",
                remedy="Take the span of a citation of the document as it is now.",
            )
        if page < 1 or not document.page_starts:
            raise _no_page(document_id)
        begins, ends = _bounds(document, page)
        text = document.text[begins:ends]
        within = _within(span, begins, ends) if span else None
        return await self.drawing.draw(
            file, page=page, text=text, span=within, language=document.language
        )

    def _found(self, document_id: str, readers: Readers) -> tuple[Document, FileRow]:
        identifier = DocumentId(document_id)
        try:
            document = self.library.document(identifier)
            file = self.library.original(identifier)
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error
        if document is None or file is None:
            raise _no_page(document_id)
        if document.provenance.visibility is Visibility.STAFF and readers != "staff":
            raise _no_page(document_id)
        return document, file


def page_images_router(pages: Pages) -> APIRouter:
    """Return the route of page pictures, for what is public."""
    answers: dict[int | str, dict[str, Any]] = {
        200: {"content": {"image/png": {}}},
        304: {"description": "The picture is the one that the browser has."},
        **{code: {"model": ErrorBody} for code in (404, 422, 503)},
    }
    router = APIRouter(prefix="/api")

    @router.get(
        "/page/{document_id}/{page}.png",
        summary="See a page of a PDF with quoted words marked",
        description="`start` and `end` are a span of the document's text, as a "
        "citation has it. `X-Marked` tells how many lines are marked: 0 when the words "
        "were not found on the page; `X-Marked-At` tells where the first one is, as a "
        "share of the picture's height.",
        response_class=Response,
        responses=answers,
    )
    async def page_image(
        document_id: str,
        page: int,
        start: Annotated[int | None, Query(ge=0)] = None,
        end: Annotated[int | None, Query(ge=1)] = None,
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        image = await pages.image(document_id, page=page, span=_span(start, end))
        headers = {
            "ETag": f'"{image.tag}"',
            "Cache-Control": f"private, max-age={KEPT_S}",
            "X-Marked": str(image.marked),
        }
        if image.marked_at is not None:
            headers["X-Marked-At"] = str(image.marked_at)
        if image.tag in if_none_match:
            return Response(status_code=304, headers=headers)
        return Response(image.png, media_type="image/png", headers=headers)

    return router


def _span(start: int | None, end: int | None) -> Span | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise BadRequest(
            "a span needs both its start and its end", remedy="Give both, or neither."
        )
    return start, end


def _bounds(document: Document, page: int) -> Span:
    """Return where a page's text begins and ends; empty for one without text."""
    starts = (*document.page_starts, len(document.text))
    last = len(starts) - 1
    return starts[min(page - 1, last)], starts[min(page, last)]


def _within(span: Span, begins: int, ends: int) -> Span | None:
    """Return the part of a span that is on a page, counted from the page's start."""
    start, end = max(span[0], begins), min(span[1], ends)
    return (start - begins, end - begins) if start < end else None


def _no_page(document_id: str) -> NotFound:
    return NotFound(
        f"there is no picture of such a page of {document_id!r}",
        remedy="Take a document and page from a citation of a PDF; sources may have "
        "changed since.",
    )
