"""Presentations, read with python-pptx.

unstructured takes every short line of a slide for a title and puts the speaker's notes
before the slide, so that headings and order are wrong.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from ingestion.errors import UnreadableFile
from ingestion.items import Block, Item, Parsed
from ingestion.parsing.container import Container
from ingestion.parsing.elements import table_text
from ingestion.parsing.office import sensible_title
from ingestion.parsing.shaping import first_words, one_line

_DEPTH = 8
"""Groups of shapes within groups are followed this deep."""


def read_pptx(file: Container) -> Parsed:
    """Return one item whose pages are the slides, numbered from 1, notes last.

    A slide's title is the heading of what is on it.

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
    for number, slide in enumerate(deck.slides, start=1):
        blocks += _slide_blocks(slide, number)
    heading = next((block.text for block in blocks if block.is_heading), None)
    title = sensible_title(deck.core_properties.title) or heading or file.stem_title
    return Parsed(
        items=(
            Item(
                title=first_words(title, limit=200),
                blocks=tuple(blocks),
                language=file.stated_language,
            ),
        )
    )


def _slide_blocks(slide: Any, number: int) -> Iterator[Block]:
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


def _flat(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """Yield shapes from top to bottom as they lie on the slide, groups opened."""
    placed = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    for shape in placed:
        if hasattr(shape, "shapes") and depth < _DEPTH:
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _shape_text(shape: Any) -> str:
    if getattr(shape, "has_table", False):
        return table_text(
            [[one_line(cell.text) for cell in row.cells] for row in shape.table.rows]
        )
    if getattr(shape, "has_chart", False):
        chart = shape.chart
        return _frame_text(chart.chart_title.text_frame) if chart.has_title else ""
    return _frame_text(shape.text_frame) if shape.has_text_frame else ""


def _frame_text(frame: Any) -> str:
    lines = (one_line(paragraph.text) for paragraph in frame.paragraphs)
    return "\n".join(line for line in lines if line)
