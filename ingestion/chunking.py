"""Lays an item's blocks out as one text, and cuts that text into chunks.

Every chunk is an exact span of the text, made of whole sentences, under one heading
path. Sizes are in the embedder's tokens, counted on what is embedded.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256

from ingestion.items import Block
from vectorstore.records import (
    Chunk,
    ChunkId,
    DocumentId,
    Record,
    Span,
    embedded_text,
)
from vectorstore.text.normalization import clean_text
from vectorstore.text.sentences import split_sentences

TARGET_TOKENS = 200
MAX_TOKENS = 320

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


def build_text(blocks: Sequence[Block]) -> LaidOut:
    """Join cleaned blocks by blank lines; empty ones are dropped."""
    parts: list[str] = []
    placed: list[Placed] = []
    starts: dict[int, int] = {}
    at = 0
    for block in blocks:
        text = clean_text(block.text)
        if not text:
            continue
        if parts:
            at += 2
        if block.page is not None:
            starts.setdefault(block.page, at)
        headings = tuple(h for h in map(clean_text, block.headings) if h)
        placed.append(
            Placed(
                span=(at, at + len(text)),
                headings=headings,
                page=block.page,
                is_heading=block.is_heading,
            )
        )
        parts.append(text)
        at += len(text)
    return LaidOut(
        text="\n\n".join(parts), blocks=tuple(placed), page_starts=_page_starts(starts)
    )


def _page_starts(starts: dict[int, int]) -> tuple[int, ...]:
    """Return an offset for every page; one without text begins where the next does."""
    if not starts:
        return ()
    found: list[int] = []
    following = starts[max(starts)]
    for page in range(max(starts), 0, -1):
        following = starts.get(page, following)
        found.append(following)
    return tuple(reversed(found))


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

    A chunk ends at a paragraph where it can, holds whole sentences unless one alone is
    larger than `max_tokens`, and never spans two heading paths. A heading goes with
    what follows it.
    """
    cutter = _Cutter(
        laid_out.text,
        language=language,
        count_tokens=count_tokens,
        target=target_tokens,
        most=max_tokens,
    )
    for section in _sections(laid_out.blocks):
        cutter.cut_section(section, title=title)
    seen: Counter[str] = Counter()
    chunks: list[Chunk] = []
    for ordinal, (span, placed, tokens) in enumerate(cutter.pieces):
        text = laid_out.text[span[0] : span[1]]
        digest = sha256(text.encode()).hexdigest()[:12]
        seen[digest] += 1
        chunks.append(
            Chunk(
                id=ChunkId(f"{document_id}.{digest}.{seen[digest]}"),
                document_id=document_id,
                ordinal=ordinal,
                span=span,
                text=text,
                headings=placed.headings,
                page=placed.page,
                language=language,
                tokens=tokens,
            )
        )
    return chunks


def _sections(blocks: Sequence[Placed]) -> list[list[Placed]]:
    """Group blocks that stand under one heading path; headings open their section."""
    sections: list[list[Placed]] = []
    for block in blocks:
        last = sections[-1] if sections else None
        if last is None:
            sections.append([block])
        elif all(b.is_heading for b in last) or (
            not block.is_heading and last[-1].headings == block.headings
        ):
            last.append(block)
        else:
            sections.append([block])
    return sections


class _Cutter:
    """Packs sentences into pieces of about the target size."""

    def __init__(
        self,
        text: str,
        *,
        language: str,
        count_tokens: CountTokens,
        target: int,
        most: int,
    ) -> None:
        self._text = text
        self._language = language
        self._count = count_tokens
        self._target = target
        self._most = most
        self.pieces: list[tuple[Span, Placed, int]] = []

    def cut_section(self, section: Sequence[Placed], *, title: str) -> None:
        headings = section[-1].headings
        context = self._count(embedded_text(title, headings, "")) + 2
        room = max(self._most - context, self._most // 3)
        target = min(max(self._target - context, self._target // 2), room)
        about = next((b for b in section if not b.is_heading), section[-1])
        piece: list[tuple[Span, Placed, int]] = []
        size = 0
        for block in section:
            sentences = self._sentences(block, room)
            whole = sum(tokens for _, tokens in sentences)
            paragraph_fits = size + whole <= target
            if piece and not paragraph_fits and size >= target // 2:
                self._finish(piece, about, size + context)
                piece, size = [], 0
            for span, tokens in sentences:
                heading_only = all(b.is_heading for _, b, _ in piece)
                if piece and size + tokens > target and not heading_only:
                    self._finish(piece, about, size + context)
                    piece, size = [], 0
                piece.append((span, block, tokens))
                size += tokens
        if piece:
            self._finish(piece, about, size + context)

    def _finish(
        self, piece: list[tuple[Span, Placed, int]], about: Placed, tokens: int
    ) -> None:
        span = (piece[0][0][0], piece[-1][0][1])
        first = next((b for _, b, _ in piece if not b.is_heading), piece[0][1])
        placed = first.model_copy(update={"headings": about.headings})
        if not first.is_heading and first.page is not None:
            placed = placed.model_copy(update={"page": piece[0][1].page})
        self.pieces.append((span, placed, tokens))

    def _sentences(self, block: Placed, room: int) -> list[tuple[Span, int]]:
        """Return the sentences of a block with their tokens, cut where too large."""
        start, end = block.span
        found: list[tuple[Span, int]] = []
        for at, to in split_sentences(self._text[start:end], self._language):
            found += self._fitting((start + at, start + to), room)
        return found

    def _fitting(self, span: Span, room: int) -> list[tuple[Span, int]]:
        start, end = span
        tokens = self._count(self._text[start:end])
        if tokens <= room or end - start < 2:
            return [(span, tokens)]
        middle = (start + end) // 2
        space = self._text.rfind(" ", start + 1, middle)
        stop = space if space > start + (end - start) // 4 else middle
        following = stop + 1 if stop == space else stop
        return [
            *self._fitting((start, stop), room),
            *(self._fitting((following, end), room) if following < end else []),
        ]
