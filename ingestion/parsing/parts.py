"""Parts of a long file of records, so that it is never in memory as a whole.

Only what parts IATI well is parted: a file in an encoding whose letters of ASCII are
single bytes, with records that begin and end by their tags.
"""

import mmap
from collections.abc import Iterator
from pathlib import Path

import regex

from ingestion.items import Part
from ingestion.parsing.activity_stream import record_spans
from ingestion.parsing.markup_xml import iati_record

PART_BYTES = 4_000_000
"""A file that is not longer is read at once; a part ends with the record beyond it."""
_HEAD_BYTES = 64_000
_ROOT = regex.compile(
    rb"<(?![?!])((?:[\w.-]+:)?[\w.-]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>"
)


def parts_of(path: Path) -> tuple[Part, ...]:
    """Return the parts of a long file in order; none where it is to be read at once."""
    if path.suffix.lower() != ".xml" or path.stat().st_size <= PART_BYTES:
        return ()
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        record = None if b"\0" in head else iati_record(head)
        if record is None or _ROOT.search(head) is None:
            return ()
        if regex.search(rb"<!ENTITY", head, regex.I):
            return ()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return tuple(_parts(data, record))


def bytes_of(path: Path, part: Part) -> bytes:
    """Return a part as a file of its own, under the root of the whole."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(part.start)
        body = file.read(part.end - part.start)
    root = _ROOT.search(head)
    assert root is not None, "a file without one has no parts"
    declared = regex.match(rb"\s*<\?xml[^>]*\?>", head.removeprefix(b"\xef\xbb\xbf"))
    opening = declared.group(0).strip() if declared else b""
    return opening + root.group(0) + body + b"</" + root.group(1) + b">"


def _parts(data: mmap.mmap, record: str) -> Iterator[Part]:
    start, number, line = -1, 1, 1
    counted = many = end = 0
    for begins, ends in record_spans(data, record):
        if start < 0:
            start = begins
            line += _lines(data, counted, begins)
            counted = begins
        many, end = many + 1, ends
        if end - start >= PART_BYTES:
            yield Part(start=start, end=end, number=number, line=line)
            start, number, many = -1, number + many, 0
    if start >= 0:
        yield Part(start=start, end=end, number=number, line=line)


def _lines(data: mmap.mmap, start: int, end: int) -> int:
    return data[start:end].count(b"\n")
