"""Presentations, read with python-pptx.

unstructured takes every short line of a slide for a title and puts the speaker's notes
before the slide, so that headings and order are wrong.
"""

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from ingestion.errors import UnreadableFile
from ingestion.items import Block, Item, LeftOut, Parsed
from ingestion.parsing.container import Container
from ingestion.parsing.elements import table_text
from ingestion.parsing.office import sensible_title
from ingestion.parsing.shaping import first_words, one_line
from ingestion.parsing.stated import keyword_facets

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_HIDDEN = frozenset({"0", "false"})
_DEPTH = 8
"""Groups of shapes within groups are followed this deep."""


def read_pptx(file: Container) -> Parsed:
    """Return one item whose pages are the slides, numbered from 1, notes last.

    A slide's title is the heading of what is on it. Hidden slides are left out.

    Raises:
        UnreadableFile: it is damaged.
    """
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    try:
        deck = Presentation(io.BytesIO(file.data))
    except (PythonPptxError, KeyError, ValueError) as error:
        raise UnreadableFile(
            "it is a damaged presentation", remedy="Save it again in its own program."
        ) from error
    blocks: list[Block] = []
    left_out: list[LeftOut] = []
    for number, slide in enumerate(deck.slides, start=1):
        if slide.element.get("show") in _HIDDEN:
            left_out.append(LeftOut(path=file.shown, what=f"hidden slide {number}"))
        else:
            blocks += _slide_blocks(slide, number)
    heading = next((block.text for block in blocks if block.is_heading), None)
    title = sensible_title(deck.core_properties.title) or heading or file.stem_title
    return Parsed(
        items=(
            Item(
                title=first_words(title, limit=200),
                blocks=tuple(blocks),
                language=file.stated_language,
                facets=keyword_facets([("keywords", deck.core_properties.keywords)]),
            ),
        ),
        left_out=tuple(left_out),
    )


def _slide_blocks(slide: "Slide", number: int) -> Iterator[Block]:
    title = slide.shapes.title
    name = one_line(title.text_frame.text) if title is not None else ""
    headings = (name,) if name else ()
    if name:
        yield Block(text=name, page=number, is_heading=True)
    for shape in _flat(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if text := _shape_text(shape):
            yield Block(text=text, headings=headings, page=number)
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None and (text := _frame_text(frame)):
            yield Block(text=text, headings=headings, page=number)


def _flat(shapes: "Iterable[BaseShape]", depth: int = 0) -> "Iterator[BaseShape]":
    """Yield shapes from top to bottom as they lie on the slide, groups opened."""
    from pptx.shapes.group import GroupShape

    for shape in sorted(shapes, key=_place):
        if isinstance(shape, GroupShape) and depth < _DEPTH:
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _place(shape: "BaseShape") -> tuple[int, int]:
    # A placeholder without a place of its own has none, whatever the annotation says.
    top = cast(int | None, shape.top)
    left = cast(int | None, shape.left)
    return (top or 0, left or 0)


def _shape_text(shape: "BaseShape") -> str:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    if isinstance(shape, GraphicFrame):
        if shape.has_table:
            rows = [
                [one_line(cell.text) for cell in row.cells] for row in shape.table.rows
            ]
            return table_text(rows)
        if shape.has_chart and shape.chart.has_title:
            return _frame_text(shape.chart.chart_title.text_frame)
        return ""
    return _frame_text(shape.text_frame) if isinstance(shape, Shape) else ""


def _frame_text(frame: "TextFrame") -> str:
    lines = (one_line(paragraph.text) for paragraph in frame.paragraphs)
    return "\n".join(line for line in lines if line)
