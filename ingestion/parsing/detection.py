"""What a file really is, told by its content first and its name second."""

import io
import zipfile
from enum import StrEnum
from pathlib import PurePath

from ingestion.errors import UnreadableFile
from ingestion.parsing.decoding import decode, looks_binary


class Kind(StrEnum):
    """A format with a reader; the value is how a person would name it."""

    PDF = "a PDF"
    DOCX = "a Word document"
    PPTX = "a PowerPoint presentation"
    XLSX = "an Excel workbook"
    XLS = "an old Excel workbook"
    XLSB = "a binary Excel workbook"
    ODS = "an OpenDocument spreadsheet"
    ODT = "an OpenDocument text"
    EPUB = "an EPUB book"
    RTF = "a rich text (RTF) document"
    EMAIL = "an e-mail message"
    HTML = "a web page"
    MARKDOWN = "Markdown"
    TEXT = "plain text"
    TABLE = "a delimited table"
    JSON = "JSON"
    JSON_LINES = "JSON lines"
    YAML = "YAML"
    XML = "XML"


KIND_OF_NAME = {
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".docm": Kind.DOCX,
    ".doc": Kind.DOCX,
    ".pptx": Kind.PPTX,
    ".pptm": Kind.PPTX,
    ".ppt": Kind.PPTX,
    ".xlsx": Kind.XLSX,
    ".xlsm": Kind.XLSX,
    ".xls": Kind.XLS,
    ".xlsb": Kind.XLSB,
    ".ods": Kind.ODS,
    ".odt": Kind.ODT,
    ".epub": Kind.EPUB,
    ".rtf": Kind.RTF,
    ".eml": Kind.EMAIL,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".rst": Kind.TEXT,
    ".csv": Kind.TABLE,
    ".tsv": Kind.TABLE,
    ".tab": Kind.TABLE,
    ".json": Kind.JSON,
    ".geojson": Kind.JSON,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".yml": Kind.YAML,
    ".yaml": Kind.YAML,
    ".xml": Kind.XML,
}
"""Extensions that are read; other files are left out and listed."""

_EXTENSION = {
    Kind.PDF: ".pdf",
    Kind.DOCX: ".docx",
    Kind.PPTX: ".pptx",
    Kind.XLSX: ".xlsx",
    Kind.XLS: ".xls",
    Kind.XLSB: ".xlsb",
    Kind.ODS: ".ods",
    Kind.ODT: ".odt",
    Kind.EPUB: ".epub",
    Kind.RTF: ".rtf",
    Kind.HTML: ".html",
    Kind.XML: ".xml",
    Kind.TEXT: ".txt",
}
_ALIKE = (
    {Kind.XLSX, Kind.XLS, Kind.XLSB, Kind.ODS},
    {Kind.DOCX, Kind.RTF, Kind.ODT},
)
"""Formats that programs save under each other's names: read as what they are."""

_WRITTEN_AS_TEXT = frozenset(
    {
        *(Kind.EMAIL, Kind.HTML, Kind.MARKDOWN, Kind.TEXT, Kind.TABLE),
        *(Kind.JSON, Kind.JSON_LINES, Kind.YAML, Kind.XML),
    }
)
_ARCHIVE_BYTES = 1_000_000_000
_ARCHIVE_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect(name: str, data: bytes) -> Kind:
    """Return which reader a file needs.

    Raises:
        UnreadableFile: the content is of another format than the name says, of one
            that is not read, encrypted, or a packed file that would burst.
    """
    claimed = KIND_OF_NAME.get(PurePath(name).suffix.lower())
    found = _binary_kind(data)
    if found is None:
        if claimed is not None and claimed in _WRITTEN_AS_TEXT:
            return claimed
        found = _text_kind(data)
    if claimed is None or claimed is found:
        return found
    if any(claimed in group and found in group for group in _ALIKE):
        return found
    raise UnreadableFile(
        f"its name says that it is {claimed.value}, but it is {found.value}",
        remedy=f"Rename it to end in {_EXTENSION.get(found, '.txt')!r}, "
        "or fetch the right file again.",
    )


def _binary_kind(data: bytes) -> Kind | None:
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _packed_kind(data)
    if data.startswith(_OLE):
        return _compound_kind(data)
    if data.lstrip()[:5] == b"{\\rtf":
        return Kind.RTF
    if looks_binary(data[:4096]):
        raise UnreadableFile(
            f"its content is {_foreign_name(data)}, which is not read",
            remedy="Convert it to a document format, or take it out.",
        )
    return None


def _packed_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            mimetype = (
                archive.read("mimetype")[:200].decode("ascii", "replace").strip()
                if "mimetype" in names and archive.getinfo("mimetype").file_size < 200
                else ""
            )
    except (
        zipfile.BadZipFile,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise UnreadableFile(
            "it is a packed file that is damaged or was cut short",
            remedy="Fetch it again.",
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _ARCHIVE_BYTES or unpacked > max(
        50_000_000, _ARCHIVE_RATIO * len(data)
    ):
        raise UnreadableFile(
            f"it would unpack to {unpacked:,} bytes, as packed bombs do",
            remedy="Take it out, or save it again in its own program.",
        )
    for part, kind in (
        ("word/document.xml", Kind.DOCX),
        ("ppt/presentation.xml", Kind.PPTX),
        ("xl/workbook.xml", Kind.XLSX),
        ("xl/workbook.bin", Kind.XLSB),
    ):
        if part in names:
            return kind
    if mimetype == "application/epub+zip":
        return Kind.EPUB
    if mimetype == "application/vnd.oasis.opendocument.text":
        return Kind.ODT
    if mimetype == "application/vnd.oasis.opendocument.spreadsheet":
        return Kind.ODS
    if mimetype.startswith("application/vnd.oasis.opendocument"):
        what, remedy = "an OpenDocument file", "Save it as .pptx, .pdf or .odt."
    else:
        what, remedy = "a zip archive", "Unpack it and ingest what is in it."
    raise UnreadableFile(f"it is {what}, which is not read", remedy=remedy)


def _compound_kind(data: bytes) -> Kind:
    """Tell the formats of Microsoft's compound files by the names of their streams."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise UnreadableFile(
            "it is encrypted: it opens only with a password",
            remedy="Save it without a password.",
        )
    if has("WordDocument"):
        raise UnreadableFile(
            "it is a document of Word 97-2003 (.doc)", remedy="Save it as .docx."
        )
    if has("PowerPoint Document"):
        raise UnreadableFile(
            "it is a presentation of PowerPoint 97-2003 (.ppt)",
            remedy="Save it as .pptx.",
        )
    if has("Workbook") or has("Book"):
        return Kind.XLS
    raise UnreadableFile(
        "it is a Microsoft compound file of a kind that is not read",
        remedy="Save it in a current format, such as .docx, .xlsx or .eml.",
    )


def _foreign_name(data: bytes) -> str:
    import puremagic

    try:
        found = puremagic.from_string(data[:4096])
    except (puremagic.PureError, ValueError):
        found = ""
    return f"binary data ({found.removeprefix('.')})" if found else "binary data"


def _text_kind(data: bytes) -> Kind:
    head = decode(data)[:2000].lstrip().lower()
    if head.startswith(("<!doctype html", "<html")) or "<html" in head[:500]:
        return Kind.HTML
    if head.startswith("<?xml"):
        return Kind.XML
    return Kind.TEXT
