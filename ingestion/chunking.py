"""Lays an item's blocks out as one text, and cuts that text into chunks.

Every chunk is an exact span of the text, made of whole sentences, under one heading
path. Sizes are in the embedder's tokens.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

import regex

from ingestion.items import Block
from vectorstore.records import (
    Chunk,
    ChunkId,
    DocumentId,
    Record,
    Span,
    embedded_text,
    page_breaks,
)
from vectorstore.text.normalization import clean_text
from vectorstore.text.sentences import split_sentences
from vectorstore.text.spans import trim

TARGET_TOKENS = 200
MAX_TOKENS = 320
"""With title and headings; a text under very long ones still gets half of it, which
stays within the 510 tokens that the engine reads at once."""

WITHIN_PARAGRAPH = 0.3
WITHIN_LINES = 0.15
AFTER_HEADING = 4.0
"""What it costs to end a chunk there, where a chunk of no words costs 1."""

CountTokens = Callable[[str], int]


class Placed(Record):
    """Where a block ended up in the document's text."""

    span: Span
    headings: tuple[str, ...]
    page: int | None
    is_heading: bool


class LaidOut(Record):
    """A document's text and where its blocks are in it."""

    text: str
    blocks: tuple[Placed, ...]  # in order, not overlapping
    page_starts: tuple[int, ...]  # offset at which each page begins; () = no pages


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a part of one that is too large for a chunk."""

    span: Span
    tokens: int
    end_costs: float  # of a chunk that ends behind it


def build_text(blocks: Sequence[Block]) -> LaidOut:
    """Join cleaned blocks by blank lines; those without text are dropped."""
    placed: list[Placed] = []
    parts: list[str] = []
    at = 0
    for block in blocks:
        text = clean_text(block.text)
        if not text:
            continue
        placed.append(
            Placed(
                span=(at, at + len(text)),
                headings=tuple(filter(None, map(_in_one_line, block.headings))),
                page=block.page,
                is_heading=block.is_heading,
            )
        )
        parts.append(text)
        at += len(text) + 2
    return LaidOut(
        text="\n\n".join(parts), blocks=tuple(placed), page_starts=_page_starts(placed)
    )


def _in_one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _page_starts(placed: Sequence[Placed]) -> tuple[int, ...]:
    """Return an offset for every page; one without text begins where the next does."""
    starts: dict[int, int] = {}
    for block in placed:
        if block.page is not None:
            starts.setdefault(block.page, block.span[0])
    if not starts:
        return ()
    following = starts[max(starts)]
    found: list[int] = []
    for page in range(max(starts), 0, -1):
        # Pages out of order in their file still begin one after the other here.
        following = min(following, starts.get(page, following))
        found.append(following)
    return (0, *reversed(found[:-1]))


def cut(
    document_id: DocumentId,
    laid_out: LaidOut,
    *,
    title: str,
    language: str,
    count_tokens: CountTokens,
    target_tokens: int = TARGET_TOKENS,
    max_tokens: int = MAX_TOKENS,
) -> list[Chunk]:
    """Return the chunks of a document, in order; together they hold all of its words.

    Chunks do not overlap. Each is near `target_tokens`, ends at a paragraph where it
    can, holds whole sentences unless one alone is too large, and never spans two
    heading paths; a heading goes with what follows it. Tokens are summed over
    sentences, each counted once; a chunk's are those of its text as embedded.
    """
    chunks: list[Chunk] = []
    seen: Counter[str] = Counter()
    for section in _sections(laid_out.blocks):
        headings = _headings(section)
        context = count_tokens(embedded_text(title, headings, ""))
        room = max(max_tokens - context, max_tokens // 2, 1)
        target = min(max(target_tokens - context, target_tokens * 3 // 4, 1), room)
        units = _units(
            laid_out.text, section, language=language, count=count_tokens, room=room
        )
        for part in _pack(units, target=target, room=room):
            start, end = part[0].span[0], part[-1].span[1]
            text = laid_out.text[start:end]
            digest = sha256(text.encode()).hexdigest()[:12]
            seen[digest] += 1
            chunks.append(
                Chunk(
                    id=ChunkId(f"{document_id}.{digest}.{seen[digest]}"),
                    document_id=document_id,
                    ordinal=len(chunks),
                    span=(start, end),
                    text=text,
                    headings=headings,
                    page=bisect_right(laid_out.page_starts, start) or None,
                    page_breaks=page_breaks(laid_out.page_starts, (start, end)),
                    language=language,
                    tokens=context + sum(unit.tokens for unit in part),
                )
            )
    return chunks


def _sections(blocks: Sequence[Placed]) -> list[list[Placed]]:
    """Group blocks under one heading path; headings open the section they lead to."""
    sections: list[list[Placed]] = []
    pending: list[Placed] = []
    for (is_heading, headings), run in groupby(
        blocks, key=lambda block: (block.is_heading, block.headings)
    ):
        if is_heading:
            pending += run
        elif sections and not pending and sections[-1][-1].headings == headings:
            sections[-1] += run
        else:
            sections.append([*pending, *run])
            pending = []
    return [*sections, pending] if pending else sections


def _headings(section: Sequence[Placed]) -> tuple[str, ...]:
    return section[-1].headings


def _units(
    text: str,
    section: Sequence[Placed],
    *,
    language: str,
    count: CountTokens,
    room: int,
) -> list[_Unit]:
    units: list[_Unit] = []
    for block in section:
        start, end = block.span
        within = text[start:end]
        parts = [
            part
            for sentence in split_sentences(within, language)
            for part in _fitting(within, sentence, count, room)
        ]
        for index, ((at, to), tokens) in enumerate(parts):
            if index + 1 == len(parts):
                costs = AFTER_HEADING if block.is_heading else 0.0
            else:
                costs = _cost_within(within[to : parts[index + 1][0][0]])
            units.append(_Unit((start + at, start + to), max(tokens, 1), costs))
    return units


def _cost_within(gap: str) -> float:
    breaks = gap.count("\n")
    return WITHIN_PARAGRAPH if not breaks else WITHIN_LINES if breaks == 1 else 0.0


def _fitting(
    text: str, span: Span, count: CountTokens, room: int
) -> list[tuple[Span, int]]:
    """Halve a span until each part has room, at a space where one is near."""
    start, end = span
    tokens = count(text[start:end])
    if tokens <= room or end - start < 2:
        return [(span, tokens)]
    middle = (start + end) // 2
    space = text.rfind(" ", start + (end - start) // 4, middle)
    stop = space if space > start else _beside_marks(text, middle, start=start)
    return [
        part
        for half in (trim(text, (start, stop)), trim(text, (stop, end)))
        if half[0] < half[1]
        for part in _fitting(text, half, count, room)
    ]


def _beside_marks(text: str, at: int, *, start: int) -> int:
    """Return the nearest place before `at` that parts no letter from its marks."""
    place = at
    while place > start + 1 and regex.match(r"[\p{M}\u200c\u200d]", text[place]):
        place -= 1
    return place if place > start + 1 else at


def _pack(units: Sequence[_Unit], *, target: int, room: int) -> list[Sequence[_Unit]]:
    """Return the cheapest way to put units, in order, into chunks with room for them.

    A chunk costs the square of its distance from the target, as a share, and the end
    that it is given.
    """
    costs = [0.0]
    begins = [0]
    for end in range(1, len(units) + 1):
        ending = units[end - 1].end_costs if end < len(units) else 0.0
        cheapest, begin, tokens = float("inf"), end - 1, 0
        for start in range(end - 1, -1, -1):
            tokens += units[start].tokens
            if tokens > room and start < end - 1:
                break
            cost = costs[start] + ending + _size_cost(tokens, target, room)
            if cost < cheapest:
                cheapest, begin = cost, start
        costs.append(cheapest)
        begins.append(begin)
    parts: list[Sequence[_Unit]] = []
    end = len(units)
    while end:
        parts.append(units[begins[end] : end])
        end = begins[end]
    return parts[::-1]


def _size_cost(tokens: int, target: int, room: int) -> float:
    span = target if tokens <= target else max(room - target, 1)
    return ((tokens - target) / span) ** 2
