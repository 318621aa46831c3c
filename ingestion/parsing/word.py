"""Word documents as a reader sees them: changes accepted, boxes and notes in place.

python-docx, on which unstructured stands, reads only runs and links right below a
paragraph. An inserted word, a filled form field, a box or a footnote would be lost, and
the sentence around it would say something else.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from ingestion.parsing.nodes import XmlElement, safe_parser

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"
_NOTES = {"footnote": "word/footnotes.xml", "endnote": "word/endnotes.xml"}
_GONE = ("del", "moveFrom", "sdtPr", "sdtEndPr")
_OPENED = ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "fldSimple")
_BOX = f"{_W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TELLING = (
    b"<w:ins ",
    b"<w:moveTo ",
    b"<w:sdt>",
    b"<w:smartTag",
    b"<w:customXml",
    b"<w:fldSimple",
    b"txbxContent",
    b"noteReference",
    b"<w:del ",
)


def as_read(data: bytes) -> bytes:
    """Return a .docx in which all words that a reader sees stand in paragraphs.

    Tracked insertions stay and deletions go. The paragraphs of a text box, then of the
    notes, follow the paragraph at which they are anchored. A document without any of
    these, or whose parts are not as the format has them, comes back unchanged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = package.read(_MAIN)
            if not any(mark in main for mark in _TELLING):
                return data
            root = etree.fromstring(main, safe_parser(recover=False))
            notes = dict(_notes(package))
            _accept(root)
            for paragraph in list(root.iter(f"{_W}p")):
                _unfold(paragraph, notes)
            return _replaced(package, etree.tostring(root, encoding="UTF-8"))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return data


def _notes(
    package: zipfile.ZipFile,
) -> Iterator[tuple[tuple[str, str], list[XmlElement]]]:
    names = set(package.namelist())
    for kind, part in _NOTES.items():
        if part not in names:
            continue
        root = etree.fromstring(package.read(part), safe_parser(recover=False))
        _accept(root)
        for note in root.iter(f"{_W}{kind}"):
            # Separators between text and notes are notes of a type, without words.
            if note.get(f"{_W}type") in {None, "normal"}:
                number = note.get(f"{_W}id") or ""
                yield (kind, number), list(note.iter(f"{_W}p"))


def _accept(root: XmlElement) -> None:
    """Take out what was deleted, and open what only wraps words."""
    for row in [mark.getparent() for mark in root.iter(f"{_W}del")]:
        if row is not None and row.tag == f"{_W}trPr":
            _drop(row.getparent())
    for name in _GONE:
        for element in list(root.iter(f"{_W}{name}")):
            _drop(element)
    for element in list(root.iter(_FALLBACK)):
        _drop(element)
    for name in _OPENED:
        for element in list(root.iter(f"{_W}{name}")):
            parent = element.getparent()
            if parent is None or parent.tag in {f"{_W}rPr", f"{_W}trPr"}:
                continue
            at = parent.index(element)
            children = list(element)
            parent.remove(element)
            for offset, child in enumerate(children):
                parent.insert(at + offset, child)


def _drop(element: XmlElement | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)


def _unfold(
    paragraph: XmlElement, notes: dict[tuple[str, str], list[XmlElement]]
) -> None:
    """Put the paragraphs of a paragraph's boxes and notes behind it."""
    parent = paragraph.getparent()
    if parent is None:
        return
    following: list[XmlElement] = []
    for box in list(paragraph.iter(_BOX)):
        following += list(box)
        for child in list(box):
            box.remove(child)
    for kind in _NOTES:
        for reference in paragraph.iter(f"{_W}{kind}Reference"):
            following += notes.pop((kind, reference.get(f"{_W}id") or ""), [])
    at = parent.index(paragraph) + 1
    for offset, element in enumerate(following):
        parent.insert(at + offset, element)


def _replaced(package: zipfile.ZipFile, main: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as target:
        for entry in package.infolist():
            target.writestr(
                entry.filename,
                main if entry.filename == _MAIN else package.read(entry),
            )
    return written.getvalue()
