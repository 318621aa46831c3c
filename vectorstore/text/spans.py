"""Half-open ranges of code points of a text."""

from collections.abc import Iterable

from vectorstore.records import Span


def trim(text: str, span: Span) -> Span:
    """Return a span without the white space at its ends; empty when it is all that."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def without_spans(text: str, spans: Iterable[Span]) -> str:
    """Return a text with a space in place of each span; they do not overlap."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return a text with line breaks in place of spans: all else stays where it was."""
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text
