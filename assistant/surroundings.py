"""A passage where it stands in its document: what comes before it and behind it."""

import re

from vectorstore.library import Library
from vectorstore.records import ChunkId, Readers, Record, Span

REACH = 600
"""Code points shown before a passage, and behind it."""
_PARAGRAPH = re.compile(r"\n\n+")
_SPACE = re.compile(r"\s+")
_LONGEST_WORD = 60


class Surroundings(Record):
    """A passage and the text around it; the three together are one piece of it."""

    before: str
    text: str
    after: str
    start: int  # of the passage, in the document's text
    cut_before: bool  # whether the document begins earlier
    cut_after: bool  # whether it goes on

    @property
    def span(self) -> Span:
        """The passage's place in the document's text."""
        return self.start, self.start + len(self.text)


def surroundings(text: str, span: Span) -> Surroundings:
    """Return a span of a document's text with what is around it.

    What is cut off is cut between paragraphs where one ends near, else between words.
    """
    start, end = span
    first = _begin(text, max(0, start - REACH), start)
    last = _end(text, end, min(len(text), end + REACH))
    return Surroundings(
        before=text[first:start],
        text=text[start:end],
        after=text[end:last],
        start=start,
        cut_before=first > 0,
        cut_after=last < len(text),
    )


def surroundings_of(
    library: Library, chunk_id: str, *, readers: Readers = "public"
) -> Surroundings | None:
    """Return a stored chunk with what is around it.

    None when it is gone, as after a change of its source, or not for these readers.

    Raises:
        VectorstoreError: the store failed.
    """
    identifier = ChunkId(chunk_id)
    stored = library.chunks([identifier], readers=readers).get(identifier)
    if stored is None:
        return None
    document = library.document(stored.chunk.document_id)
    start, end = stored.chunk.span
    if document is None or document.text[start:end] != stored.chunk.text:
        return None
    return surroundings(document.text, stored.chunk.span)


def _begin(text: str, low: int, start: int) -> int:
    if low == 0:
        return 0
    paragraph = _PARAGRAPH.search(text, low, min(start, low + REACH // 3))
    if paragraph:
        return paragraph.end()
    space = _SPACE.search(text, low, min(start, low + _LONGEST_WORD))
    return space.end() if space else low


def _end(text: str, end: int, high: int) -> int:
    if high == len(text):
        return high
    paragraphs = list(_PARAGRAPH.finditer(text, max(end, high - REACH // 3), high))
    if paragraphs:
        return paragraphs[-1].start()
    spaces = list(_SPACE.finditer(text, max(end, high - _LONGEST_WORD), high))
    return spaces[-1].start() if spaces else high
