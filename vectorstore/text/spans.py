"""Half-open ranges of code points of a text."""

from vectorstore.records import Span


def trim(text: str, span: Span) -> Span:
    """Return a span without the white space at its ends; empty when it is all that."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
