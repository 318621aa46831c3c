"""One element of a long XML file at a time, also where the file is broken.

A sound file is read as a stream, and each element is dropped once it was looked at.
From a fault on, the elements are found by their tags and read one by one: so a fault
costs the element that it is in, and those before and behind it are kept.
"""

import io
from collections.abc import Generator, Iterator
from mmap import mmap

import regex
from lxml import etree

from ingestion.items import Problem
from ingestion.parsing.nodes import SAFELY, XmlElement, safe_parser
from ingestion.parsing.shaping import one_line

_DEPTH = 200
_MOST_NAMED = 20
"""Broken elements that are named one by one; the rest is counted."""


class ActivityStream:
    """The elements of one name below a file's root, in order."""

    def __init__(
        self, data: bytes, *, name: str, shown: str, first_line: int = 1
    ) -> None:
        """Read nothing yet.

        Args:
            data: the file, or a part of it under the same root.
            name: of the elements.
            shown: how reports name the file.
            first_line: of the file, that the data begins on.
        """
        self._data = data
        self._name = name
        self._shown = shown
        self._first_line = first_line
        self.problems: list[Problem] = []
        """What was broken, once all elements were taken."""

    def __iter__(self) -> Iterator[XmlElement]:
        """Yield each element, whole until the next one is asked for."""
        taken = 0
        try:
            for element in _sound(self._data, self._name):
                yield element
                taken += 1
        except etree.XMLSyntaxError:
            yield from self._one_by_one(taken)

    def _one_by_one(self, taken: int) -> Iterator[XmlElement]:
        data = _as_utf8(self._data)
        opening = _root_tag(data, self._name)
        broken = 0
        line, counted = self._first_line, 0
        for number, (start, end) in enumerate(record_spans(data, self._name)):
            if number < taken:
                continue
            line += data.count(b"\n", counted, start)
            counted = start
            element, fault = _element(opening, data[start:end], self._name)
            if fault is not None:
                broken += 1
                if broken <= _MOST_NAMED:
                    self.problems.append(self._problem(line, element, fault))
            if element is not None:
                yield element
        if broken == 0:
            last = data.count(b"\n") + self._first_line
            self.problems.append(
                Problem(
                    path=f"{self._shown}#line={last}",
                    reason="the XML does not end as it began. All whole records of it "
                    "were read. Fetch it again.",
                )
            )
        elif broken > _MOST_NAMED:
            self.problems.append(
                Problem(
                    path=self._shown,
                    reason=f"{broken - _MOST_NAMED} more of its records are broken. "
                    "Correct them as the ones named.",
                )
            )

    def _problem(self, line: int, element: XmlElement | None, fault: str) -> Problem:
        identifier = ""
        if element is not None:
            identifier = one_line(element.findtext("{*}iati-identifier") or "")
        lost = "is lost" if element is None else "was read as far as it goes"
        return Problem(
            path=f"{self._shown}#{identifier or f'line={line}'}",
            reason=f"the XML is broken here (line {line}): {fault}. This record "
            f"{lost}; those before and behind it were read. Correct it there.",
        )


def _sound(data: bytes, name: str) -> Generator[XmlElement]:
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=(f"{{*}}{name}", name),
        **SAFELY,
    )
    for _, element in events:
        if next(element.iterancestors(f"{{*}}{name}"), None) is not None:
            raise etree.XMLSyntaxError("one begins within another", 0, 0, 0)
        yield element
        element.clear()
        above = element.getparent()
        while above is not None and element.getprevious() is not None:
            del above[0]


def _as_utf8(data: bytes) -> bytes:
    """Return a file as UTF-8, whatever its first line says it is in."""
    from ingestion.parsing.decoding import decode

    text = regex.sub(r"^\s*<\?xml[^>]*\?>", "", decode(data), count=1)
    return text.encode("utf-8", "replace")


def _root_tag(data: bytes, name: str) -> bytes:
    """Return the root's opening tag, which names the prefixes that records use."""
    found = regex.search(
        rb"<(?![?!])([^\s/>]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", data
    )
    if found is None or found.group(1).rpartition(b":")[2] == name.encode():
        return b"<root>"
    return b"<root" + found.group(2).rstrip(b"/") + b">"


def record_spans(data: bytes | mmap, name: str) -> Iterator[tuple[int, int]]:
    """Yield where elements begin and end; one without an end ends at the next."""
    tag = name.encode()
    marks = regex.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(/?)(?:[\w.-]+:)?"
        + tag
        + rb"(?=[\s/>])[^>]*>",
        regex.S,
    )
    start: int | None = None
    for mark in marks.finditer(data):
        if mark.group(1) is None:
            continue
        if mark.group(1):
            if start is not None:
                yield start, mark.end()
                start = None
        else:
            if start is not None:
                yield start, mark.start()
            start = mark.start()
    if start is not None:
        yield start, len(data)


def _element(
    opening: bytes, data: bytes, name: str
) -> tuple[XmlElement | None, str | None]:
    """Return an element and what is wrong with it, if anything."""
    wrapped = opening + data + b"</root>"
    fault: str | None = None
    try:
        root = etree.fromstring(wrapped, safe_parser(recover=False))
    except etree.XMLSyntaxError as error:
        fault = one_line(error.msg or "it cannot be understood").partition(", line ")[0]
        try:
            root = etree.fromstring(wrapped, safe_parser(recover=True))
        except etree.XMLSyntaxError:
            return None, fault
    return next(root.iter(f"{{*}}{name}"), None), fault
