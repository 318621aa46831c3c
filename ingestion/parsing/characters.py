"""A PDF page's characters, as pdfium gives them: in reading order, each with a box."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

Box = tuple[float, float, float, float]
"""Left, bottom, right and top of a letter, in points."""


def characters_of(text_page: "PdfTextPage", total: int) -> list[str]:
    """Return the page's characters; one place each, whatever Python makes of them."""
    from pypdfium2 import raw

    code_at = cast(Callable[[object, int], int], raw.FPDFText_GetUnicode)
    handle = cast(object, text_page.raw)
    codes = (code_at(handle, at) for at in range(total))
    return [chr(code) if code <= 0x10FFFF else "\ufffd" for code in codes]


def box_of(text_page: "PdfTextPage", at: int) -> Box:
    """Return the box of the character at a place, as high as its font's letters."""
    return cast(Box, text_page.get_charbox(at, loose=True))


def box_around(text_page: "PdfTextPage", at: int) -> Box:
    """Return the box that holds the character's ink too, should its font be wrong."""
    left, bottom, right, top = box_of(text_page, at)
    ink = cast(Box, text_page.get_charbox(at))
    return min(left, ink[0]), min(bottom, ink[1]), max(right, ink[2]), max(top, ink[3])


def whole(text: str) -> str:
    """Return characters as text: halves of surrogate pairs joined, lone ones U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
