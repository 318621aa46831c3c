"""PDF, page by page: lines into paragraphs, what repeats on pages dropped."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from ingestion.errors import UnreadableFile
from ingestion.items import Block, Item, Parsed, Problem
from ingestion.parsing.characters import Box, box_of, whole
from ingestion.parsing.container import Container
from ingestion.parsing.layout import (
    Line,
    body_size,
    drop_repeated,
    page_blocks,
    title_of,
)
from ingestion.parsing.ocr import ocr_missing, read_page, scan_of
from ingestion.parsing.office import sensible_title
from ingestion.parsing.reading import NOWHERE, Reading, read_lines
from ingestion.parsing.shaping import has_letters, one_line
from ingestion.parsing.stated import keyword_facets

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_PAGES = 5_000


def read_pdf(file: Container) -> Parsed:
    """Return one item with the paragraphs of every page, pages numbered from 1.

    A page without a text layer is read by Tesseract where that is installed, else it is
    a problem; so is a page that fails. The rest of the document is kept.

    Raises:
        UnreadableFile: it is encrypted or damaged, or no page of it has text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise UnreadableFile(
                "it is encrypted: it opens only with a password",
                remedy="Save it without a password.",
            ) from error
        raise UnreadableFile(
            "it is a damaged PDF", remedy="Fetch it again, or print it to a new PDF."
        ) from error
    try:
        pages, problems = _pages(document, file)
        stated = sensible_title(document.get_metadata_value("Title"))
        keywords = document.get_metadata_value("Keywords")
    finally:
        document.close()
    blocks = tuple(_blocks(pages))
    if not blocks:
        reasons = {problem.reason for problem in problems}
        raise UnreadableFile(
            "no page of it has text"
            + (": " + min(reasons).rstrip(".") if len(reasons) == 1 else ""),
            remedy="",
        )
    title = stated or title_of(pages) or file.stem_title
    return Parsed(
        items=(
            Item(
                title=title,
                blocks=blocks,
                language=file.stated_language,
                facets=keyword_facets([("keywords", keywords)]),
            ),
        ),
        problems=tuple(problems),
    )


def _pages(
    document: "PdfDocument", file: Container
) -> tuple[list[list[Line]], list[Problem]]:
    import pypdfium2

    pages: list[list[Line]] = []
    problems: list[Problem] = []
    if len(document) > _PAGES:
        raise UnreadableFile(
            f"it has {len(document):,} pages, more than {_PAGES:,}",
            remedy="Split it into parts.",
        )
    for number in range(1, len(document) + 1):
        lines: list[Line] = []
        reason: str | None = None
        try:
            page = document[number - 1]
            try:
                lines = _lines(page)
                if not any(has_letters(line.text) for line in lines) and _has_image(
                    page
                ):
                    lines, reason = _recognized(page, file)
            finally:
                page.close()
        except pypdfium2.PdfiumError:
            reason = "the page is damaged. Fetch the file again."
        pages.append(lines)
        if reason is not None:
            problems.append(Problem(path=f"{file.shown}#page={number}", reason=reason))
    return drop_repeated(pages), problems


def _recognized(page: "PdfPage", file: Container) -> tuple[list[Line], str | None]:
    """Return a scanned page's lines and, when there are none, the reason."""
    missing = ocr_missing()
    if missing is not None:
        return [], f"the page has no text layer. {missing}"
    text = read_page(
        scan_of(page), language=file.options.language or file.stated_language
    )
    if text is None:
        return [], "the page has no text layer and could not be recognized in time."
    lines = [
        Line(text=one_line(line), left=0, right=0, top=0, bottom=0, size=0)
        for line in text.splitlines()
    ]
    if not any(has_letters(line.text) for line in lines):
        return [], None  # a picture: nothing on it to read
    return lines, None


def _has_image(page: "PdfPage") -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_FORM, FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH

    kinds: list[int] = [FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_FORM, FPDF_PAGEOBJ_PATH]
    return next(_objects(page, kinds), None) is not None


def _objects(page: "PdfPage", kinds: list[int]) -> Iterator[object]:
    # The library's annotation of `filter` leaves its element type open.
    found = page.get_objects(filter=cast(None, kinds), max_depth=2)  # pyright: ignore[reportUnknownVariableType] - pypdfium2 leaves it open
    return iter(cast(Iterable[object], found))


def _lines(page: "PdfPage") -> list[Line]:
    """Return the page's lines in reading order, each with its box and letter size."""
    text_page = page.get_textpage()
    try:
        width = float(page.get_width())
        found = (
            _line(text_page, reading, width) for reading in read_lines(page, text_page)
        )
        return [line for line in found if line is not None]
    finally:
        text_page.close()


def _line(text_page: "PdfTextPage", reading: Reading, width: float) -> Line | None:
    from pypdfium2.raw import FPDFText_GetFontSize

    letters = zip(reading.characters, reading.places, strict=True)
    shown = [at for letter, at in letters if at != NOWHERE and not letter.isspace()]
    if not shown:
        return None
    size = float(FPDFText_GetFontSize(text_page.raw, ctypes.c_int(shown[0])))
    _, low, _, high = box_of(text_page, shown[0])
    height = max(high - low, reading.size if reading.is_anew else 0.0)
    left, bottom, right, top = _box(text_page, reading, shown)
    if reading.from_right:
        left, right = width - right, width - left
    return Line(
        text=_mended("".join(reading.characters)),
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        size=round(max(size, height) if size <= 1.5 else size, 1),
    )


def _box(text_page: "PdfTextPage", reading: Reading, shown: Sequence[int]) -> Box:
    if reading.is_anew:
        boxes = [box_of(text_page, at) for at in shown]
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        return left, reading.floor, right, reading.floor + reading.size
    left, bottom, _, top = box_of(text_page, shown[0])
    other_left, other_bottom, right, other_top = box_of(text_page, shown[-1])
    return min(left, other_left), min(bottom, other_bottom), right, max(top, other_top)


def _mended(text: str) -> str:
    """Return a line with surrogate pairs joined and characters of no text dropped."""
    return whole(text).replace("\0", "").replace("\ufffd", "")


def _blocks(pages: Sequence[Sequence[Line]]) -> Iterator[Block]:
    path: tuple[str, ...] = ()
    body = body_size(pages)
    for number, page in enumerate(pages, start=1):
        for block in page_blocks(page, page=number, body=body):
            if block.is_heading:
                path = (block.text,)
                yield block
            else:
                yield block.model_copy(update={"headings": path})
