"""A document laid out for reading: its pages and paragraphs, and the marked words.

A long one is shown in parts, so that no page of ours grows with what is stored.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vectorstore.records import Record, Span

PART = 12_000
"""Code points of a document that are shown at once."""
BEFORE = 3_000
"""Code points of a part that stand before what it was opened for."""
_SNAP = 1_500
"""Code points within which a better place to cut is looked for."""
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")


class Stretch(Record):
    """Some text of a paragraph."""

    text: str
    inside: bool = False  # of the passage
    quoted: bool = False  # of the words within it
    anchor: bool = False  # where the reader is taken to


class Block(Record):
    """A paragraph, or the beginning of a page."""

    page: int | None = None
    stretches: tuple[Stretch, ...] = ()


class Part(Record):
    """What is shown of a document."""

    span: Span
    blocks: tuple[Block, ...]
    earlier: int | None  # offset of the part before; None where there is none
    later: int | None


def part_of(
    text: str,
    *,
    page_starts: Sequence[int] = (),
    passage: Span | None = None,
    words: Span | None = None,
    at: int | None = None,
) -> Part:
    """Return the part of a text around a passage, or from an offset on.

    Args:
        text: of the whole document.
        page_starts: the offset of each page.
        passage: the passage that is marked.
        words: those marked more strongly, by themselves or within the passage.
        at: where the part begins, near enough; by default before what is marked.
    """
    target = words or passage
    if at is None:
        at = max(0, target[0] - BEFORE) if target else 0
    start, end = _bounds(text, at)
    return Part(
        span=(start, end),
        blocks=tuple(_blocks(text, (start, end), page_starts, passage, words)),
        earlier=max(0, start - PART) if start > 0 else None,
        later=end if end < len(text) else None,
    )


def page_at(page_starts: Sequence[int], offset: int) -> int | None:
    """Return the page, from 1, on which an offset lies; None without pages."""
    return max(bisect_right(page_starts, offset), 1) if page_starts else None


def _bounds(text: str, at: int) -> Span:
    if len(text) <= PART + _SNAP:
        return 0, len(text)
    start = _snapped(text, min(max(at, 0), len(text) - 1))
    end = start + PART
    return start, len(text) if end + _SNAP >= len(text) else _snapped(text, end)


def _snapped(text: str, at: int) -> int:
    """Return the end of the last paragraph, line or word before a place to cut."""
    if at <= 0:
        return 0
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, max(at - _SNAP, 0), at + len(mark))
        if found >= 0:
            return found + len(mark)
    return at


def _blocks(
    text: str,
    span: Span,
    page_starts: Sequence[int],
    passage: Span | None,
    words: Span | None,
) -> Iterator[Block]:
    begins = {start: number for number, start in enumerate(page_starts, 1)}
    ends = [(m.start(), m.end()) for m in _PARAGRAPH.finditer(text, *span)]
    ends += [(p, p) for p in begins if span[0] < p < span[1]]
    at, anchored = span[0], False
    if page_starts:
        yield Block(page=page_at(page_starts, at))
    for end, following in [*sorted(ends), (span[1], span[1])]:
        if end > at and text[at:end].strip():
            stretches = _stretches(text, (at, end), passage, words)
            if not anchored:
                stretches, anchored = _anchored(stretches, to_words=words is not None)
            yield Block(stretches=stretches)
        at = max(at, following)
        if following == end and following in begins and following > span[0]:
            yield Block(page=begins[following])


def _stretches(
    text: str, span: Span, passage: Span | None, words: Span | None
) -> tuple[Stretch, ...]:
    cuts = {span[0], span[1]}
    cuts |= {min(max(c, span[0]), span[1]) for m in (passage, words) if m for c in m}
    places = sorted(cuts)
    return tuple(
        Stretch(
            text=text[a:b],
            inside=_within(a, passage) or _within(a, words),
            quoted=_within(a, words),
        )
        for a, b in pairwise(places)
    )


def _within(at: int, span: Span | None) -> bool:
    return span is not None and span[0] <= at < span[1]


def _anchored(
    stretches: tuple[Stretch, ...], *, to_words: bool
) -> tuple[tuple[Stretch, ...], bool]:
    for at, stretch in enumerate(stretches):
        if stretch.quoted or (stretch.inside and not to_words):
            anchor = stretch.model_copy(update={"anchor": True})
            return (*stretches[:at], anchor, *stretches[at + 1 :]), True
    return stretches, False
