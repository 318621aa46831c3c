"""A PDF page's lines in reading order, also where they are read from the right.

Pdfium sorts the letters of a line by where they stand, and turns runs of right-to-left
ones around. Where a browser printed the page, each glyph stands alone with the text it
is for: some words come out backwards, brackets and numbers beside them in wrong places,
and vowel signs on lines of their own. So a line with right-to-left letters is put
together anew, from where its letters stand. Other lines are as pdfium gives them.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from ingestion.parsing.characters import Box, characters_of, whole
from ingestion.parsing.direction import GAP, has_right_to_left, leaning, read
from ingestion.parsing.glyphs import Glyph, glyphs_of, is_flat, other_boxes

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

NOWHERE = -1
"""The place of a character that pdfium does not have, as a space between words."""

_SAME_LINE = 0.5
"""Of the letter size: how far apart in height letters of a line may stand."""
_SPACE = {True: 0.2, False: 0.8}
"""Of the letter size: a gap between words, by whether it is known where it begins."""
_CELL = 1.5
"""Of the letter size: a gap between cells of a table."""
_PAGE = 0.75
"""What the page's leaning weighs beside a line's own, for lines of both directions."""
_BEFORE = 0.5
"""What the direction of the line before weighs, in the same paragraph."""
_NEXT = 1.7
"""Of the letter size: how far apart two lines of a paragraph stand."""
_DEPTH = 0.3
"""Of the letter size: how low the middle of a letter's ink may be below its line."""

_Inked = tuple[float, float, bool]
"""Where something begins and ends, and whether its end is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A line of a page: its characters in reading order, and pdfium's place of each."""

    characters: Sequence[str]
    places: Sequence[int]
    is_anew: bool = False  # put together from where its letters stand
    from_right: bool = False  # it begins at the right
    floor: float = 0.0  # height on which letters stand; 0 where there was no need
    size: float = 0.0  # of letters, likewise


class Letter(NamedTuple):
    """A character of a line with pdfium's place of it."""

    text: str
    place: int
    line: Reading


def read_lines(page: "PdfPage", text_page: "PdfTextPage") -> list[Reading]:
    """Return the lines of a page in pdfium's order, each in reading order."""
    characters = characters_of(text_page, text_page.count_chars())
    spans = list(_spans(characters))
    if not has_right_to_left(whole("".join(characters))):
        return [_as_it_is(characters, span, ()) for span in spans]
    made = (glyphs_of(text_page, characters, span) for span in spans)
    lines = list(_whole_lines(zip(spans, made, strict=True)))
    boxes = other_boxes(page, [glyph for line in lines for glyph in line.glyphs])
    shown = [_shown(line.glyphs, boxes) for line in lines]
    lean = leaning([text for line in shown for text in (*_texts(line), GAP)])
    found: list[Reading] = []
    for line, glyphs in zip(lines, shown, strict=True):
        if line.is_anew:
            found.append(_anew(glyphs, lean=lean, before=found[-1:]))
        else:
            found += [_as_it_is(characters, span, glyphs) for span in line.spans]
    return found


def letters_on(lines: Sequence[Reading]) -> list[Letter]:
    """Return the characters of lines, with a line break that is nowhere after each."""
    return [
        Letter(text, place, line)
        for line in lines
        for text, place in [
            *zip(line.characters, line.places, strict=True),
            ("\n", NOWHERE),
        ]
    ]


def _spans(characters: Sequence[str]) -> Iterator[range]:
    start = 0
    for is_break, run in groupby(characters, key=lambda one: one in {"\n", "\r"}):
        end = start + len(list(run))
        if not is_break:
            yield range(start, end)
        start = end


def _as_it_is(
    characters: Sequence[str], span: range, glyphs: Sequence[Glyph]
) -> Reading:
    return Reading(
        characters=characters[span.start : span.stop],
        places=span,
        floor=_floor(glyphs),
        size=_size(glyphs),
    )


def _floor(glyphs: Sequence[Glyph]) -> float:
    return median(glyph.base for glyph in glyphs) if glyphs else 0.0


def _size(glyphs: Sequence[Glyph]) -> float:
    return median(glyph.size for glyph in glyphs) if glyphs else 0.0


@dataclass(slots=True, kw_only=True)
class _Line:
    """What stands on one line of a page, maybe on several of pdfium's."""

    spans: list[range] = field(default_factory=list[range])
    glyphs: list[Glyph] = field(default_factory=list[Glyph])

    @property
    def is_anew(self) -> bool:
        """Tell whether it is to be put together anew."""
        return any(has_right_to_left(glyph.text) for glyph in self.glyphs) and all(
            glyph.is_level for glyph in self.glyphs
        )

    def goes_on(self, glyphs: Sequence[Glyph]) -> bool:
        """Tell whether glyphs stand on this line, one of them from the right."""
        both = [*self.glyphs, *glyphs]
        if not (self.glyphs and glyphs) or not any(
            has_right_to_left(glyph.text) for glyph in both
        ):
            return False
        apart = abs(_floor(self.glyphs) - _floor(glyphs))
        return apart < _SAME_LINE * _size(both)


def _whole_lines(parts: Iterable[tuple[range, list[Glyph]]]) -> Iterator[_Line]:
    """Yield lines; one that vowel signs made pdfium part is one again."""
    line = _Line()
    for span, glyphs in parts:
        if line.spans and not line.goes_on(glyphs):
            yield line
            line = _Line()
        line.spans.append(span)
        line.glyphs.extend(glyphs)
    if line.spans:
        yield line


def _shown(glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> list[Glyph]:
    """Return a line's glyphs from left to right, signs with letters, and its spaces.

    Args:
        glyphs: of one line.
        boxes: of other text of the page, flat where it is a space.
    """
    if not glyphs:
        return []
    base, size = _floor(glyphs), _size(glyphs) or 1.0
    near = [box for box in boxes if -_DEPTH < ((box[1] + box[3]) / 2 - base) / size < 1]
    spaces = [
        Glyph(
            text=text, places=(NOWHERE,), left=left, right=right, base=base, size=size
        )
        for left, right, text in _spaces(glyphs, near, size=size)
    ]
    return sorted([*_with_signs(glyphs), *spaces], key=lambda glyph: glyph.middle)


def _spaces(
    glyphs: Sequence[Glyph], boxes: Sequence[Box], *, size: float
) -> Iterator[tuple[float, float, str]]:
    """Yield spaces drawn alone, and gaps that nothing covers: their ends and text."""
    inked = [(glyph.left, glyph.right, glyph.is_measured) for glyph in glyphs]
    low, high = min(left for left, _, _ in inked), max(right for _, right, _ in inked)
    for box in boxes:
        if is_flat(box):
            yield from ((x, x, " ") for x in {box[0], box[2]} if low < x < high)
        else:
            inked.append((box[0], box[2], False))
    for left, right, is_measured in _between(sorted(inked)):
        width = (right - left) / size
        if low <= left and right <= high and width > _SPACE[is_measured]:
            yield left, right, GAP if width > _CELL else " "


def _between(inked: Sequence[_Inked]) -> Iterator[_Inked]:
    """Yield what nothing covers between the first and the last, as told of its left."""
    _, reach, is_measured = inked[0]
    for left, right, is_known in inked:
        if left > reach:
            yield reach, left, is_measured
        if right > reach:
            reach, is_measured = right, is_known


def _with_signs(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return glyphs with vowel signs that stand alone behind their letters."""
    letters = [glyph for glyph in glyphs if not _is_sign(glyph)]
    signs = [glyph for glyph in glyphs if _is_sign(glyph)]
    for sign in signs if letters else ():
        at = min(range(len(letters)), key=lambda at: _apart(letters[at], sign))
        letter = letters[at]
        letters[at] = replace(
            letter,
            text=letter.text + sign.text,
            places=(*letter.places, *sign.places),
        )
    return letters or signs


def _is_sign(glyph: Glyph) -> bool:
    return all(unicodedata.category(one) == "Mn" for one in glyph.text)


def _apart(letter: Glyph, sign: Glyph) -> tuple[bool, float, float]:
    """Return how far a sign is from a letter: beside it, then from its middle."""
    beside = max(letter.left - sign.middle, sign.middle - letter.right, 0.0)
    return letter.text.isspace(), beside, abs(letter.middle - sign.middle)


def _texts(glyphs: Sequence[Glyph]) -> list[str]:
    return [glyph.text for glyph in glyphs]


def _anew(
    glyphs: Sequence[Glyph], *, lean: float, before: Sequence[Reading]
) -> Reading:
    """Return a line in reading order.

    Args:
        glyphs: of the line, from left to right.
        lean: how far the whole page leans to the right.
        before: the line before it, if any.
    """
    floor, size = _floor(glyphs), _size(glyphs)
    lean = leaning(_texts(glyphs)) + _PAGE * lean
    for line in before:
        if line.size and 0 < line.floor - floor < _NEXT * size:
            lean += _BEFORE if line.from_right else -_BEFORE
    characters: list[str] = []
    places: list[int] = []
    for at, text in read(_texts(glyphs), from_right=lean >= 0):
        characters += " " * len(text) if text.isspace() else text
        places += glyphs[at].places
    return Reading(
        characters=characters,
        places=places,
        is_anew=True,
        from_right=lean >= 0,
        floor=floor,
        size=size,
    )
