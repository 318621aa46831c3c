"""unstructured's elements as blocks, and the one change that makes it work offline."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from ingestion.items import Block
from ingestion.parsing.shaping import one_line, tidy_lines

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

_NO_LANGUAGES = [""]
"""Tells unstructured not to guess languages: its guess costs 13 ms a paragraph."""

_FURNITURE = frozenset({"Header", "Footer", "PageBreak", "PageNumber", "Image"})


@lru_cache(maxsize=1)
def prepare_unstructured() -> None:
    """Let unstructured split sentences without its English model from the network.

    It wants that model only to guess whether a line is a title or narrative, and fails
    without a network. A rule-based splitter serves; the guesses are not used here.
    """
    import spacy
    from unstructured.nlp import tokenize

    splitter = spacy.blank("xx")
    splitter.add_pipe("sentencizer")
    tokenize._get_nlp = lambda: splitter  # pyright: ignore[reportPrivateUsage] - no other way in


def partition_page(page: str) -> "Sequence[Element]":
    """Return the elements of a web page."""
    prepare_unstructured()
    from unstructured.partition.html import partition_html

    if not page.strip():
        return ()
    return partition_html(text=page, languages=_NO_LANGUAGES)


def partition_options() -> dict[str, Any]:
    """Return what every partitioner is told."""
    return {"languages": _NO_LANGUAGES}


def blocks_of(elements: "Iterable[Element]") -> list[Block]:
    """Return elements as blocks with their heading path and page.

    The items of one list are one block, a line each; a table is one block, a line a
    row. What repeats on pages, headers and footers, is dropped.
    """
    blocks: list[Block] = []
    path: list[str] = []
    in_list = False
    for element in elements:
        category = element.category
        page = element.metadata.page_number
        text = _text(element)
        if category in _FURNITURE or not text:
            in_list = False
            continue
        if category == "Title":
            depth = element.metadata.category_depth or 0
            name = one_line(text)
            del path[depth:]
            blocks.append(
                Block(text=name, headings=tuple(path), page=page, is_heading=True)
            )
            path.append(name)
            in_list = False
            continue
        is_list = category == "ListItem"
        headings = tuple(path)
        if (
            is_list
            and in_list
            and (blocks[-1].headings, blocks[-1].page) == (headings, page)
        ):
            text = f"{blocks[-1].text}\n{text}"
            blocks[-1] = blocks[-1].model_copy(update={"text": text})
        else:
            blocks.append(Block(text=text, headings=headings, page=page))
        in_list = is_list
    return blocks


def _text(element: "Element") -> str:
    if element.category == "Table" and element.metadata.text_as_html:
        rows = table_rows(element.metadata.text_as_html)
        return table_text(rows) or tidy_lines(element.text)
    if element.category == "CodeSnippet":
        return tidy_lines(element.text)
    return tidy_lines(element.text)


def table_rows(table: str) -> list[list[str]]:
    """Return the cells of an HTML table, row by row."""
    try:
        tree = html.fragment_fromstring(table, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError):
        return []
    return [
        [one_line(str(cell.text_content())) for cell in row.iter("td", "th")]
        for row in tree.iter("tr")
    ]


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Return a table as readable lines, one a row: "Kenya – Population: 50; Area: 580".

    The first row names the columns when it has a name for each and there are three or
    more; a table of two columns reads as "name: value". Every word stays.
    """
    filled = [list(row) for row in rows if any(row)]
    if not filled:
        return ""
    width = max(len(row) for row in filled)
    head = filled[0]
    named = width >= 3 and len(filled) > 1 and len(head) == width and all(head[1:])
    if not named:
        part = ": " if width == 2 else " | "
        return "\n".join(part.join(cell for cell in row if cell) for row in filled)
    lines = [" | ".join(cell for cell in head if cell)]
    for row in filled[1:]:
        pairs = [
            f"{name}: {cell}"
            for name, cell in zip(head[1:], row[1:], strict=False)
            if cell
        ]
        first = row[0] if row else ""
        lines.append(" – ".join(part for part in (first, "; ".join(pairs)) if part))
    return "\n".join(lines)
