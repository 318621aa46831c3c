"""Office documents and books, partitioned by unstructured."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import regex

from ingestion.items import Block, Item, Parsed
from ingestion.parsing.container import Container
from ingestion.parsing.elements import (
    blocks_of,
    partition_options,
    prepare_unstructured,
)
from ingestion.parsing.prose import title_from
from ingestion.parsing.shaping import first_words, is_only_numbers, one_line
from ingestion.parsing.stated import keyword_facets
from ingestion.parsing.word import as_read

_JUNK_TITLE = regex.compile(
    r"(?i)microsoft (word|powerpoint)|powerpoint presentation|untitled|anonymous|"
    r"^unspecified$|^document\s*\d*$|"
    r"^presentation\s*\d*$|\.(docx?|pptx?|odt|rtf|pdf|indd|dotx?)$"
)


def read_docx(file: Container) -> Parsed:
    """Return one item: paragraphs under their styled headings, tables, lists, notes."""
    from unstructured.partition.docx import partition_docx

    seen = replace(file, data=as_read(file.data))
    return _document(seen, partition_docx, properties=_word_properties)


def read_odt(file: Container) -> Parsed:
    """Return one item of an OpenDocument text."""
    from unstructured.partition.odt import partition_odt

    return _document(file, partition_odt)


def read_rtf(file: Container) -> Parsed:
    """Return one item of a rich text document."""
    from unstructured.partition.rtf import partition_rtf

    return _document(file, partition_rtf)


def read_epub(file: Container) -> Parsed:
    """Return one item of a book."""
    from unstructured.partition.epub import partition_epub

    return _document(file, partition_epub)


def sensible_title(text: str | None) -> str | None:
    """Return a document's stated title, or None when a program left its default."""
    title = one_line(text or "").strip("\0")
    if len(title) < 4 or is_only_numbers(title) or _JUNK_TITLE.search(title):
        return None
    return first_words(title, limit=200)


def _document(
    file: Container,
    partition: Callable[..., Any],
    *,
    properties: Callable[[bytes], tuple[str, str]] | None = None,
) -> Parsed:
    prepare_unstructured()
    elements = partition(file=io.BytesIO(file.data), **partition_options())
    blocks: list[Block] = blocks_of(elements)
    stated, keywords = properties(file.data) if properties is not None else ("", "")
    heading = next((block.text for block in blocks if block.is_heading), None)
    title = heading or sensible_title(stated) or title_from(blocks) or file.stem_title
    return Parsed(
        items=(
            Item(
                title=first_words(title, limit=200),
                blocks=tuple(blocks),
                language=file.stated_language,
                facets=keyword_facets([("keywords", keywords)]),
            ),
        )
    )


def _word_properties(data: bytes) -> tuple[str, str]:
    """Return the title and the keywords that a document states."""
    from docx import Document

    stated = Document(io.BytesIO(data)).core_properties
    return stated.title, stated.keywords
