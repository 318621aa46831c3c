"""What pdfium knows of letters on a page: the text each is for, and where it stands."""

import ctypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from ingestion.parsing.characters import Box, box_of
from ingestion.parsing.ligatures import spelled

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_THIN = 0.01
"""Points across or up, below which there is no ink."""
_LEVEL = 0.05
"""How much a line may rise on its length, and still be one across the page."""
_MARK_BYTES = 1_024
"""Of a text that a glyph says it is for; a longer one is no single glyph's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """A letter with its marks, a ligature, a sign or a space; lengths in points."""

    text: str
    places: tuple[int, ...]  # in pdfium's characters, one for each of the text's
    left: float
    right: float
    base: float  # height of the line on which it stands
    size: float
    is_level: bool = True  # its line runs across the page
    is_measured: bool = True  # its right side is where the next one may begin
    owner: int = 0  # address of its text object

    @property
    def middle(self) -> float:
        """Return where it stands from left to right."""
        return (self.left + self.right) / 2


def glyphs_of(
    text_page: "PdfTextPage", characters: Sequence[str], places: Iterable[int]
) -> list[Glyph]:
    """Return the glyphs of characters; spaces that pdfium put in are left out.

    Characters of one glyph come in reading order. What a glyph says it is for goes
    before what its font says.
    """
    owned: dict[_Key, list[int]] = {}
    spaces: set[tuple[float, float]] = set()
    for at in places:
        key = _Key(_owner(text_page, at), *_origin(text_page, at))
        left, _, right, _ = cast(Box, text_page.get_charbox(at))
        if left >= right and characters[at].isspace():
            spaces.add((key.x, key.y))
        elif key.owner:
            owned.setdefault(key, []).append(at)
    keys = list(owned)
    return [
        _glyph(
            text_page,
            [(characters[at], at) for at in own],
            key,
            is_turned=_falls(keys, number),
            is_followed=(key.x, key.y) in spaces,
        )
        for number, (key, own) in enumerate(owned.items())
    ]


def other_boxes(page: "PdfPage", glyphs: Iterable[Glyph]) -> list[Box]:
    """Return the boxes of text objects that no glyph is of, flat ones of any.

    Pdfium leaves some out of a page's characters: spaces drawn alone, which are flat,
    and the second of two objects that are for one text.
    """
    from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

    known = {glyph.owner for glyph in glyphs}
    kinds: list[int] = [FPDF_PAGEOBJ_TEXT]
    # The library's annotation of `filter` leaves its element type open.
    found = page.get_objects(filter=cast(None, kinds), max_depth=1)  # pyright: ignore[reportUnknownVariableType] - pypdfium2 leaves it open
    boxes: list[Box] = []
    for one in cast(Iterable[_Object], found):
        box = one.get_bounds()
        if is_flat(box) or _address(one.raw) not in known:
            boxes.append(box)
    return boxes


def is_flat(box: Box) -> bool:
    """Tell whether a text object has no ink: it is a space, or begins and ends so."""
    left, bottom, right, top = box
    return right - left < _THIN or top - bottom < _THIN


class _Key(NamedTuple):
    """What characters of one glyph share."""

    owner: int
    x: float
    y: float


class _Object(Protocol):
    raw: object

    def get_bounds(self) -> Box: ...


def _address(pointer: object) -> int:
    return ctypes.cast(cast(ctypes.c_void_p, pointer), ctypes.c_void_p).value or 0


def _owner(text_page: "PdfTextPage", at: int) -> int:
    """Return the address of a character's object, 0 for what pdfium put in."""
    return _address(_raw("FPDFText_GetTextObject")(cast(object, text_page.raw), at))


def _origin(text_page: "PdfTextPage", at: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    handle = cast(object, text_page.raw)
    _raw("FPDFText_GetCharOrigin")(handle, at, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value


def _falls(keys: Sequence[_Key], number: int) -> bool:
    """Tell whether pdfium's order runs to the left where a glyph stands in it."""
    near = [key.x for key in keys[max(0, number - 1) : number + 2]]
    return near[-1] < near[0]


def _glyph(
    text_page: "PdfTextPage",
    characters: Sequence[tuple[str, int]],
    key: _Key,
    *,
    is_turned: bool,
    is_followed: bool,
) -> Glyph:
    """Return a glyph of characters at places.

    The width of one that says what it is for is not known, but of its ink; what pdfium
    puts in behind it, and then has no place for but its own, is a space.
    """
    from pypdfium2.raw import FS_MATRIX

    handle, first = cast(object, text_page.raw), characters[0][1]
    matrix = FS_MATRIX()
    _raw("FPDFText_GetMatrix")(handle, first, ctypes.byref(matrix))
    a, b, c, d = (cast(float, getattr(matrix, name)) for name in "abcd")
    height = cast(float, _raw("FPDFText_GetFontSize")(handle, first))
    boxes = [box_of(text_page, at) for _, at in characters]
    said = _said(_raw("FPDFText_GetTextObject")(handle, first))
    letters = spelled([one for one, _ in characters], said=said, is_turned=is_turned)
    return Glyph(
        text="".join(letter for letter, _ in letters),
        places=tuple(characters[at][1] for _, at in letters),
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        base=key.y,
        size=height * hypot(c, d),
        is_level=abs(b) <= _LEVEL * abs(a),
        is_measured=is_followed or not said,
        owner=key.owner,
    )


def _said(owner: object) -> str:
    """Return what a text object says that it is for (ActualText); empty if nothing."""
    said = ""
    for at in range(cast(int, _raw("FPDFPageObj_CountMarks")(owner))):
        mark = _raw("FPDFPageObj_GetMark")(owner, at)
        told = (ctypes.c_ubyte * _MARK_BYTES)()
        many = ctypes.c_ulong()
        is_told = _raw("FPDFPageObjMark_GetParamBlobValue")(
            mark, b"ActualText", told, _MARK_BYTES, ctypes.byref(many)
        )
        if is_told and many.value <= _MARK_BYTES:
            said = _decoded(bytes(told)[: many.value]) or said
    return said


def _decoded(string: bytes) -> str:
    """Return a text string of a PDF: UTF-16 or UTF-8 behind their marks, else Latin."""
    if string.startswith(b"\xfe\xff"):
        return string[2:].decode("utf-16-be", "replace")
    if string.startswith(b"\xef\xbb\xbf"):
        return string[3:].decode("utf-8", "replace")
    return string.decode("latin-1")


@cache
def _raw(name: str) -> Callable[..., object]:
    """Return a function of pdfium's, which has no types."""
    from pypdfium2 import raw

    return cast("Callable[..., object]", getattr(raw, name))
