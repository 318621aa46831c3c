"""What runs in worker processes: reading files, and cutting and embedding items.

A file that crashes or hangs its reader takes a worker with it, never the program; and
the chat of a running server keeps its own process to itself.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from ingestion.chunking import build_text, cut
from ingestion.flagging import flagged
from ingestion.items import Item, Parsed
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.parts import parts_of
from vectorstore.embeddings.factory import open_embedder
from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Entry
from vectorstore.memory import map_large_pieces
from vectorstore.records import (
    Chunk,
    Document,
    DocumentId,
    Provenance,
    Record,
)
from vectorstore.sentences import embed_sentences
from vectorstore.text.instructions import instructs
from vectorstore.text.languages import detect_document_language, normalize_tag
from vectorstore.text.normalization import clean_text
from vectorstore.tokens import pack_tokens


class EmbedderSettings(Record):
    """How a worker opens its embedder; one thread each, a worker for each core."""

    url: str | None = None
    model: str | None = None
    api_key: str | None = None


class Job(Record):
    """One new or changed item on its way into the store."""

    id: DocumentId
    place: str
    path: str
    revision: str
    item: Item
    provenance: Provenance
    language_hint: str | None


_embedder: Embedder | None = None


def start(settings: EmbedderSettings) -> None:
    """Open this process's embedder, once, and let a chat go first."""
    global _embedder  # noqa: PLW0603 - a process pool gives its tasks no other way
    os.nice(5)
    map_large_pieces()
    _embedder = open_embedder(
        url=settings.url, model=settings.model, api_key=settings.api_key, threads=1
    )


def read(path: Path, shown: str, options: ParseOptions) -> Parsed:
    """Parse one file, or the part that is asked for; of a long one, tell its parts.

    Raises:
        UnreadableFile: nothing can be had from it.
    """
    if options.part is None and (parts := parts_of(path)):
        return Parsed(parts=parts)
    return parse_file(path, shown=shown, options=options)


class Prepared(Record):
    """A cut document with the texts whose vectors its chunks need."""

    document: Document
    chunks: tuple[Chunk, ...]


def prepare(job: Job, embedder: Embedder) -> Prepared | None:
    """Clean, name the language of, and cut one item; None when no text is left."""
    laid_out = build_text(job.item.blocks)
    if not laid_out.text.strip():
        return None
    stated = normalize_tag(job.item.language)
    language = stated or detect_document_language(laid_out.text, hint=job.language_hint)
    title = _title(job)
    document = Document(
        id=job.id,
        path=job.path,
        title=title,
        text=laid_out.text,
        language=language,
        revision=job.revision,
        provenance=job.provenance,
        facets=job.item.facets,
        page_starts=laid_out.page_starts,
        metadata=flagged(job.item, text=laid_out.text, language=language),
        started=job.item.started,
        ended=job.item.ended,
        participations=job.item.participations,
    )
    chunks = cut(
        document.id,
        laid_out,
        title=title,
        language=language,
        count_tokens=embedder.count_tokens,
    )
    return Prepared(document=document, chunks=tuple(chunks))


def _title(job: Job) -> str:
    """Return the item's title in one line; its path where it has none or instructs.

    A title is shown with every citation, so it is no place for instructions.
    """
    title = " ".join(clean_text(job.item.title).split())
    return title if title and instructs(title) is None else job.path


def embed(jobs: Sequence[Job]) -> list[Entry]:
    """Return an entry a job that has text, in order, with all of its vectors.

    Raises:
        EmbeddingFailed: the embedder gave no vectors.
    """
    assert _embedder is not None, "the pool's initializer has run"
    ready = [
        (job.place, prepared)
        for job in jobs
        if (prepared := prepare(job, _embedder)) is not None
    ]
    embedded = embed_sentences(
        _embedder,
        [(made.document.title, chunk) for _, made in ready for chunk in made.chunks],
    )
    entries: list[Entry] = []
    at = 0
    for place, made in ready:
        end = at + len(made.chunks)
        entries.append(
            Entry(
                place=place,
                document=made.document,
                chunks=made.chunks,
                vectors=embedded.vectors[at:end],
                sentences=embedded.sentences[at:end],
                tokens=tuple(pack_tokens(one) for one in embedded.tokens[at:end]),
            )
        )
        at = end
    return entries


def digest(*parts: str) -> str:
    """Return a short stable hash of texts, 16 hexadecimal digits."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:16]
