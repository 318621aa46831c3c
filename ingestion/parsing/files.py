"""One function for every format: what a file holds, or why it holds nothing."""

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from ingestion.errors import IngestionError, UnreadableFile
from ingestion.items import Item, Parsed
from ingestion.parsing.about import with_countries
from ingestion.parsing.container import Container, ParseOptions
from ingestion.parsing.detection import Kind, detect
from ingestion.parsing.parts import bytes_of
from vectorstore.records import POSTED

_log = logging.getLogger(__name__)

_READERS = {
    Kind.PDF: "pdf:read_pdf",
    Kind.DOCX: "office:read_docx",
    Kind.PPTX: "slides:read_pptx",
    Kind.ODT: "office:read_odt",
    Kind.RTF: "office:read_rtf",
    Kind.EPUB: "office:read_epub",
    Kind.EMAIL: "mail:read_email",
    Kind.HTML: "web:read_html",
    Kind.MARKDOWN: "web:read_markdown",
    Kind.TEXT: "prose:read_text",
    Kind.TABLE: "tables:read_delimited",
    Kind.XLSX: "tables:read_workbook",
    Kind.XLS: "tables:read_workbook",
    Kind.XLSB: "tables:read_workbook",
    Kind.ODS: "tables:read_workbook",
    Kind.JSON: "structured:read_json",
    Kind.JSON_LINES: "structured:read_json_lines",
    Kind.YAML: "keyed:read_yaml",
    Kind.XML: "markup_xml:read_xml",
}
"""Readers by module and function: a reader's libraries load with its first file."""
_PROSE = frozenset({
    *(Kind.PDF, Kind.DOCX, Kind.PPTX, Kind.ODT, Kind.RTF, Kind.EPUB, Kind.EMAIL),
    *(Kind.HTML, Kind.MARKDOWN, Kind.TEXT),
})  # fmt: skip
_DESCRIBED = "solution"
"""The kind of records that are texts rather than fields, and seldom state a place."""


def parse_file(path: Path, *, shown: str, options: ParseOptions) -> Parsed:
    """Return the items of a file, and what in it could not be read.

    The real format is told by the content. `shown` is the path as reports name it,
    relative to what was ingested. At least one item comes back, or several problems,
    unless a part of the file is asked for.

    Raises:
        UnreadableFile: nothing can be had from it; the message says why.
    """
    size = path.stat().st_size
    if size > options.max_bytes:
        raise UnreadableFile(
            f"the file has {size:,} bytes, more than the {options.max_bytes:,} allowed",
            remedy="Split it, or raise the limit.",
        )
    part = options.part
    data = path.read_bytes() if part is None else bytes_of(path, part)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile("it is empty", remedy="Fetch it again, or take it out.")
    file = Container(path=path, shown=shown, options=options, data=data)
    kind = detect(path.name, data)
    try:
        parsed = _reader(kind)(file)
    except (IngestionError, MemoryError):
        raise
    except RecursionError as error:
        raise UnreadableFile(
            "it is nested too deeply", remedy="Flatten it, or take it out."
        ) from error
    except Exception as error:
        _log.warning("%s could not be read", shown, exc_info=True)
        raise UnreadableFile(
            f"it is damaged, or not quite {kind.value} ({type(error).__name__})",
            remedy="Save it again in its own program, or fetch it again.",
        ) from error
    kept = tuple(
        _filed(_as_document(item), kind, file)
        for item in parsed.items
        if any(block.text.strip() for block in item.blocks)
    )
    if part is not None:
        return parsed.model_copy(update={"items": kept})
    if not kept and not parsed.problems:
        raise UnreadableFile(
            "there is no text in it", remedy="Add its text, or take it out."
        )
    if not kept and len(parsed.problems) == 1:
        raise UnreadableFile(parsed.problems[0].reason, remedy="")
    return parsed.model_copy(update={"items": kept})


def _as_document(item: Item) -> Item:
    """Return an item with its kind: what is no record of any sort is a document."""
    if item.facets.kind is not None:
        return item
    facets = item.facets.model_copy(update={"kind": "document"})
    return item.model_copy(update={"facets": facets})


def _filed(item: Item, kind: Kind, file: Container) -> Item:
    """Return an item with the countries that it is about, where it is told in prose.

    Of other records, and of needs and offers, the source alone says where they are.
    """
    is_text = kind in _PROSE or item.facets.kind == _DESCRIBED
    is_posted = {item.facets.kind, file.options.kind} & set(POSTED)
    return with_countries(item) if is_text and not is_posted else item


def _reader(kind: Kind) -> Callable[[Container], Parsed]:
    module, function = _READERS[kind].split(":")
    found = getattr(import_module(f"ingestion.parsing.{module}"), function)
    return cast(Callable[[Container], Parsed], found)
