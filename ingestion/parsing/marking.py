"""Marks words on a page's picture: a rectangle a line, yellow with an outline."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from vectorstore.records import Record

if TYPE_CHECKING:
    from PIL.Image import Image

COLOUR = (255, 232, 110)
"""What white paper becomes; the page's own ink shows through."""
OUTLINE = (166, 110, 0)
"""Of the outline, so that a mark does not depend on colour alone."""
OUTLINE_PIXELS = 2
_SAME_LINE = 0.5
"""Share of the lower one's height that two boxes of a line have in common."""
_WIDEST_GAP = 1.5
"""Heights of a line that may lie between two words of one rectangle."""


class Rectangle(Record):
    """A part of a picture, in pixels from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


def lines_of(boxes: Sequence[Rectangle]) -> list[Rectangle]:
    """Return a rectangle for each line of letters, given a box a letter, in order.

    Letters of a line overlap in height and stand close to each other, whichever way it
    runs; lines that run up or down the picture are told by where most letters stand.
    Of a line whose letters come in another order, as where two directions mix, the
    pieces are joined at the end.
    """
    upright = _runs_along(boxes)
    pieces = _joined(boxes if upright else [_turned(box) for box in boxes], back=1)
    lines = _joined(pieces, back=len(pieces))
    return lines if upright else [_turned(line) for line in lines]


def marked(picture: "Image", rectangles: Iterable[Rectangle]) -> "Image":
    """Return a picture with rectangles marked as with a felt pen."""
    from PIL import Image, ImageChops, ImageDraw

    ink = Image.new("RGB", picture.size, (255, 255, 255))
    pen = ImageDraw.Draw(ink)
    for one in rectangles:
        edges = (
            int(one.left) - OUTLINE_PIXELS,
            int(one.top) - 1,
            int(one.right) + OUTLINE_PIXELS,
            int(one.bottom) + 1,
        )
        pen.rectangle(edges, fill=COLOUR, outline=OUTLINE, width=OUTLINE_PIXELS)
    return ImageChops.multiply(picture, ink)


def _runs_along(boxes: Sequence[Rectangle]) -> bool:
    """Tell whether letters follow each other sideways rather than up or down."""
    if len(boxes) < 2:
        return True
    across = (abs(b.left + b.right - a.left - a.right) for a, b in pairwise(boxes))
    down = (abs(b.top + b.bottom - a.top - a.bottom) for a, b in pairwise(boxes))
    return median(across) >= median(down)


def _joined(boxes: Sequence[Rectangle], *, back: int) -> list[Rectangle]:
    """Join each box to one that it continues, of so many before it."""
    lines: list[Rectangle] = []
    for box in boxes:
        for at in range(len(lines) - 1, max(len(lines) - 1 - back, -1), -1):
            if _continues(lines[at], box):
                lines[at] = _around(lines[at], box)
                break
        else:
            lines.append(box)
    return lines


def _continues(line: Rectangle, box: Rectangle) -> bool:
    common = min(line.bottom, box.bottom) - max(line.top, box.top)
    lower = min(line.height, box.height)
    gap = max(line.left, box.left) - min(line.right, box.right)
    return common >= _SAME_LINE * lower and gap <= _WIDEST_GAP * line.height


def _around(one: Rectangle, other: Rectangle) -> Rectangle:
    return Rectangle(
        left=min(one.left, other.left),
        top=min(one.top, other.top),
        right=max(one.right, other.right),
        bottom=max(one.bottom, other.bottom),
    )


def _turned(box: Rectangle) -> Rectangle:
    return Rectangle(left=box.top, top=box.left, right=box.bottom, bottom=box.right)
