"""A library of any size out of a smaller one, without embedding anything.

First come its chunks as they are, then its sentences as chunks of their own, then
windows of two neighbouring sentences: each with the vector that is stored of it, in
documents with the text, language and facets of the original. What was said already is
left out, so neighbours are as close as those of real texts and not closer.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, count, groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.library import Entry, Library
from vectorstore.records import Chunk, ChunkId, DocumentId
from vectorstore.sentences import Sentences, count_letters

COMMIT = 1_000
"""Chunks a commit, or a few more."""
FIFTY = 50


class Mark(StrEnum):
    """A sector that documents get, so that a filter leaves a known share of them."""

    HALF = "bench: a half"
    TENTH = "bench: a tenth"
    HUNDREDTH = "bench: a hundredth"
    FIFTY = "bench: 50 chunks"
    ONE = "bench: 1 chunk"
    NOTHING = "bench: nothing"


SHARES = ((Mark.HALF, 0.5), (Mark.TENTH, 0.1), (Mark.HUNDREDTH, 0.01))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A part of a chunk's text: its span there, and the vector of it."""

    start: int
    end: int
    vector: NDArray[np.float32]


class Growth:
    """Fills a library step by step from another, in the same order every time."""

    def __init__(self, source: Library) -> None:
        self._entries = marked(
            chain(
                _stored(source),
                _apart(source, windows=False),
                _apart(source, windows=True),
            )
        )

    def grow(self, target: Library, *, size: int) -> None:
        """Store documents until the library holds so many chunks, or all there are."""
        missing = size - target.chunk_count()
        batch: list[Entry] = []
        held = 0
        while missing > 0:
            entry = next(self._entries, None)
            if entry is None:
                break
            entry = _cut(entry, missing)
            batch.append(entry)
            held += len(entry.chunks)
            missing -= len(entry.chunks)
            if held >= COMMIT:
                target.commit(batch)
                batch, held = [], 0
        if batch:
            target.commit(batch)


def grow_records(source: Library, target: Library, *, size: int) -> int:
    """Store records in which organizations took part, so many; return how many.

    First those of the source, then they again under titles of their own, so that they
    are no copies of each other, with the same texts, vectors and organizations.
    """
    held = 0
    batch: list[Entry] = []
    for turn in count():
        before = held
        for one in _stored(source):
            if held == size:
                break
            if one.document.participations:
                batch.append(_again(one, turn) if turn else one)
                held += 1
            if len(batch) == COMMIT:
                target.commit(batch)
                batch = []
        if held in (before, size):
            break
    if batch:
        target.commit(batch)
    return held


def _again(held: Entry, turn: int) -> Entry:
    identifier = DocumentId(f"{held.document.id}-r{turn}")
    title = f"{held.document.title} ({turn + 1})"
    document = held.document.model_copy(update={"id": identifier, "title": title})
    chunks = tuple(
        chunk.model_copy(
            update={
                "id": ChunkId(f"{identifier}.{chunk.ordinal}"),
                "document_id": identifier,
            }
        )
        for chunk in held.chunks
    )
    return replace(held, document=document, chunks=chunks)


def marked(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Yield the entries with sectors added, for filters that leave so much of them."""
    left = {Mark.FIFTY: FIFTY, Mark.ONE: 1}
    for entry in entries:
        marks = [mark for mark, share in SHARES if _chance(mark, entry) < share]
        for mark, room in left.items():
            if 0 < len(entry.chunks) <= room:
                marks.append(mark)
                left[mark] -= len(entry.chunks)
                break
        yield _with_sectors(entry, marks)


def _chance(mark: Mark, entry: Entry) -> float:
    return zlib.crc32(f"{mark}/{entry.document.id}".encode()) / 2**32


def _with_sectors(entry: Entry, marks: Sequence[Mark]) -> Entry:
    facets = entry.document.facets
    sectors = (*facets.sectors, *(str(mark) for mark in marks))
    document = entry.document.model_copy(
        update={"facets": facets.model_copy(update={"sectors": sectors})}
    )
    return replace(entry, document=document)


def _cut(entry: Entry, most: int) -> Entry:
    return replace(
        entry,
        chunks=entry.chunks[:most],
        vectors=entry.vectors[:most],
        sentences=entry.sentences[:most],
        tokens=entry.tokens[:most],
    )


def _stored(source: Library) -> Iterator[Entry]:
    """Yield the documents in order of their ids, which are hashes: a fair mixture."""
    stored = (chunk for chunk, _, _ in Catalogue(source.engine).all_chunks())
    for _, of in groupby(stored, key=lambda chunk: chunk.document_id):
        chunks = sorted(of, key=lambda chunk: chunk.ordinal)
        ids = [chunk.id for chunk in chunks]
        vectors, sentences = source.vectors(ids), source.sentences(ids)
        tokens = source.tokens(ids)
        known = tuple(c for c in chunks if c.id in vectors and c.id in sentences)
        document = source.document(chunks[0].document_id)
        if document is not None and known:
            yield Entry(
                place=f"/{document.path}",
                document=document,
                chunks=known,
                vectors=np.array([vectors[c.id] for c in known], np.float32),
                sentences=tuple(sentences[c.id] for c in known),
                tokens=tuple(tokens.get(c.id) for c in known),
            )


def _apart(source: Library, *, windows: bool) -> Iterator[Entry]:
    """Yield documents whose chunks are what the source's chunks say, part by part."""
    seen: set[int] = set()
    for held in _stored(source):
        identifier = DocumentId(f"{held.document.id}-{'w' if windows else 's'}")
        chunks: list[Chunk] = []
        vectors: list[NDArray[np.float32]] = []
        # A part has the tokens of its whole chunk: it is read as slowly, not faster.
        tokens: list[bytes | None] = []
        every = zip(held.chunks, held.sentences, held.tokens, strict=True)
        for chunk, sentences, own in every:
            for said in _windows(sentences) if windows else _singly(sentences):
                text = chunk.text[said.start : said.end]
                if hash(text) in seen or not text.strip():
                    continue
                seen.add(hash(text))
                chunks.append(_part(chunk, said, text, identifier, len(chunks)))
                vectors.append(said.vector)
                tokens.append(own)
        if chunks:
            yield replace(
                held,
                document=held.document.model_copy(update={"id": identifier}),
                chunks=tuple(chunks),
                vectors=np.array(vectors, np.float32),
                sentences=tuple(map(_itself, chunks, vectors)),
                tokens=tuple(tokens),
            )


def _singly(sentences: Sentences) -> Iterator[Said]:
    for (start, end), vector in zip(sentences.spans, sentences.vectors, strict=True):
        yield Said(start=start, end=end, vector=vector)


def _windows(sentences: Sentences) -> Iterator[Said]:
    for one, other in pairwise(_singly(sentences)):
        both = one.vector + other.vector
        both /= np.float32(np.linalg.norm(both))
        yield Said(start=one.start, end=other.end, vector=both)


def _part(
    chunk: Chunk, said: Said, text: str, document: DocumentId, ordinal: int
) -> Chunk:
    return chunk.model_copy(
        update={
            "id": ChunkId(f"{document}.{ordinal}"),
            "document_id": document,
            "ordinal": ordinal,
            "span": (chunk.span[0] + said.start, chunk.span[0] + said.end),
            "text": text,
            "tokens": max(len(text) // 4, 1),
        }
    )


def _itself(chunk: Chunk, vector: NDArray[np.float32]) -> Sentences:
    return Sentences(
        spans=((0, len(chunk.text)),),
        vectors=vector[None],
        letters=(count_letters(chunk.text),),
    )
