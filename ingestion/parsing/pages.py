"""The picture of a PDF page, with words of the document's text marked on it.

A pure function of the file's bytes; it belongs in a process of its own, since pdfium is
given whatever people publish.
"""

import io
from typing import TYPE_CHECKING, cast

from ingestion.errors import PageMissing
from ingestion.parsing.alignment import find_words
from ingestion.parsing.characters import Box, box_around
from ingestion.parsing.marking import Rectangle, lines_of, marked
from ingestion.parsing.ocr import read_words, scan_of
from ingestion.parsing.reading import NOWHERE, Letter, letters_on, read_lines
from ingestion.parsing.shaping import has_letters
from vectorstore.records import Record, Span

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfBitmap, PdfDocument, PdfPage, PdfTextPage
    from pypdfium2._helpers.bitmap import PdfPosConv

RECIPE = "2"
"""Changes when the same page would be drawn in another way."""

WIDTH = 1_240
"""Pixels across: an A4 page at 150 dots an inch."""
_PIXELS = 6_000_000
_LARGEST_SCALE = 4.0
_COLOURS = 64
_DEPTH = 0.25
"""Of the letter size, below the line on which letters stand."""
_SIGNATURE_WITHIN = 1_024


class Picture(Record):
    """A page as PNG, and where it is marked: a rectangle a line."""

    png: bytes
    marks: tuple[Rectangle, ...]
    width: int
    height: int


def draw_page(
    data: bytes,
    *,
    page: int,
    text: str = "",
    span: Span | None = None,
    language: str | None = None,
) -> Picture:
    """Draw a page and mark the words of a span on it.

    Args:
        data: the whole file.
        page: from 1.
        text: what is stored of this page.
        span: of that text; None, or words that are not found, gives no marks.
        language: in which a scanned page is read (BCP 47).

    Raises:
        PageMissing: it is no PDF, or has no such page.
    """
    import pypdfium2

    if b"%PDF-" not in data[:_SIGNATURE_WITHIN]:
        raise PageMissing("the file is no PDF", remedy="Read its text instead.")
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            return _drawn(document, page, text, span, language)
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise PageMissing(
            f"page {page} is damaged", remedy="Read the document's text instead."
        ) from error


def _drawn(
    document: "PdfDocument",
    number: int,
    text: str,
    span: Span | None,
    language: str | None,
) -> Picture:
    if not 1 <= number <= len(document):
        raise PageMissing(
            f"there is no page {number}",
            remedy=f"Take one from 1 to {len(document)}.",
        )
    page = document[number - 1]
    try:
        # The library's annotations: an unknown return, and a scale of whole numbers.
        drawn = cast(object, page.render(scale=cast(int, _scale(page))))
        bitmap = cast("PdfBitmap", drawn)
        picture = bitmap.to_pil().convert("RGB")
        boxes: list[Rectangle] = []
        if span is not None:
            wanted = (text, span)
            boxes = _boxes(page, bitmap.get_posconv(page), wanted) or _recognized(
                page, picture, wanted, language
            )
    finally:
        page.close()
    lines = lines_of(boxes)
    marks = [mark for one in lines if (mark := _within(one, picture)) is not None]
    return Picture(
        png=_png(marked(picture, marks) if marks else picture),
        marks=tuple(marks),
        width=picture.width,
        height=picture.height,
    )


def _scale(page: "PdfPage") -> float:
    width, height = page.get_size()
    most = (_PIXELS / max(1.0, width * height)) ** 0.5
    return min(WIDTH / max(1.0, width), most, _LARGEST_SCALE)


def _boxes(
    page: "PdfPage", places: "PdfPosConv", wanted: tuple[str, Span]
) -> list[Rectangle]:
    """Return the boxes, in pixels, of the visible characters of the words of a span."""
    text_page = page.get_textpage()
    try:
        letters = letters_on(read_lines(page, text_page))
        found = [
            _on_picture(places, _around(text_page, letter))
            for start, end in find_words(*wanted, [letter.text for letter in letters])
            for letter in letters[start:end]
            if letter.place != NOWHERE and not letter.text.isspace()
        ]
    finally:
        text_page.close()
    return [box for box in found if box.width > 0 and box.height > 0]


def _around(text_page: "PdfTextPage", letter: Letter) -> Box:
    """Return a letter's box, as high as its line where a sign may be all of it."""
    left, bottom, right, top = box_around(text_page, letter.place)
    floor, size = letter.line.floor, letter.line.size
    if letter.line.is_anew:
        bottom, top = min(bottom, floor - _DEPTH * size), max(top, floor + size)
    return left, bottom, right, top


def _recognized(
    page: "PdfPage", picture: "Image", wanted: tuple[str, Span], language: str | None
) -> list[Rectangle]:
    """Return the boxes of the words of a span on a scanned page, as Tesseract reads it.

    A page with letters of its own is not read: the words are not on it.
    """
    text_page = page.get_textpage()
    try:
        if has_letters(text_page.get_text_bounded()):
            return []
    finally:
        text_page.close()
    scan = scan_of(page)
    words = read_words(scan, language=language)
    characters = [character for word in words for character in f"{word.text} "]
    owners = [word for word in words for _ in f"{word.text} "]
    ranges = find_words(*wanted, characters)
    found = dict.fromkeys(owners[at] for range_ in ranges for at in range(*range_))
    share = picture.width / scan.width
    return [
        Rectangle(left=left, top=top, right=right, bottom=bottom)
        for word in found
        for left, top, right, bottom in [[edge * share for edge in word.box]]
    ]


def _on_picture(places: "PdfPosConv", box: Box) -> Rectangle:
    """Return a box of the page as pixels, turned and cropped as the page is shown."""
    left, bottom, right, top = box
    x, y = places.to_bitmap(left, bottom)
    other_x, other_y = places.to_bitmap(right, top)
    return Rectangle(
        left=min(x, other_x),
        top=min(y, other_y),
        right=max(x, other_x),
        bottom=max(y, other_y),
    )


def _within(mark: Rectangle, picture: "Image") -> Rectangle | None:
    """Return the part of a mark that can be seen; None when it was cropped away."""
    seen = Rectangle(
        left=max(mark.left, 0),
        top=max(mark.top, 0),
        right=min(mark.right, picture.width),
        bottom=min(mark.bottom, picture.height),
    )
    return seen if seen.width > 0 and seen.height > 0 else None


def _png(picture: "Image") -> bytes:
    from PIL import Image

    few = picture.quantize(colors=_COLOURS, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
