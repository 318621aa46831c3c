"""How long a search takes over 10,000 chunks, beside what it cannot do without."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from assistant.app import Services, open_services
from assistant.replies import Request
from assistant.settings import Settings
from evals.bench.timing import Line, Stopwatch, Timed
from evals.cases import SUITES, Case, Split, load_suites
from vectorstore.catalogue.catalogue import Catalogue
from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Entry, Library
from vectorstore.records import Chunk, DocumentId, Record

CHUNKS = 10_000
COMMIT = 1_000
QUESTIONS = 200
ANSWERS = 60
WARM_UP = 3
LIMIT = 10
NEAREST = 100
"""Of the bare query, however many candidates a search takes."""
PURPOSE = "galaxy-eval bench"
FILES = ("corpus.jsonl", "starter.jsonl", "unanswerable.jsonl")
GOAL_RATIO = 1.3
GOAL_SPARE_MS = 10.0


class SearchBench(Record):
    """Times a question, taken in turns."""

    chunks: int
    search: Timed
    embed: Timed
    chroma: Timed  # the bare query
    answer: Timed  # in the sources' words, frozen in the audit log

    @property
    def allowed_p50_ms(self) -> float:
        """What the goal allows: 1.3 times question and bare query, and 10 ms."""
        return allowed_ms(self.embed.p50_ms, self.chroma.p50_ms)


def allowed_ms(embed_ms: float, chroma_ms: float) -> float:
    """Return how long a search may take beside what it cannot do without."""
    return GOAL_RATIO * (embed_ms + chroma_ms) + GOAL_SPARE_MS


def measure(filled: Path, embedder: Embedder, settings: Settings) -> SearchBench:
    """Ask 200 questions of 10,000 chunks that are taken from a filled home.

    Chunks, vectors and words are the real ones. A home with fewer chunks is asked
    whole. The bare query goes through the library without filters and for all readers,
    which adds a set's look-up a neighbour to Chroma's own time.
    """
    cases = load_suites([SUITES / name for name in FILES], Split.DEV)
    with tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made:
        home = Path(made)
        _copy(filled, home, embedder)
        settings = settings.model_copy(update={"home": home})
        with open_services(settings, purpose=PURPOSE) as services:
            return _timed(services, cases)


def lines(result: SearchBench) -> list[Line]:
    """Return the result for people."""
    whole = result.chunks >= CHUNKS
    goal = f"at most {result.allowed_p50_ms:.1f} ms"
    return [
        Line(what="embedding a question", measured=str(result.embed)),
        Line(what=f"bare Chroma, {NEAREST} nearest", measured=str(result.chroma)),
        Line(
            what=f"search of {result.chunks} chunks, {result.search.runs} questions",
            measured=str(result.search),
            goal=goal if whole else f"{goal}; set for {CHUNKS} chunks",
            is_met=result.search.p50_ms <= result.allowed_p50_ms if whole else None,
        ),
        Line(
            what=f"quoting answer, {result.answer.runs} questions",
            measured=str(result.answer),
        ),
    ]


def _timed(services: Services, cases: Sequence[Case]) -> SearchBench:
    assistant = services.assistant
    search, embedder = assistant.search_engine, assistant.embedder
    library = services.library
    for case in cases[:WARM_UP]:
        asyncio.run(assistant.ask(Request(question=case.question), channel="bench"))
    searching, embedding = Stopwatch(), Stopwatch()
    querying, answering = Stopwatch(), Stopwatch()
    for turn, case in enumerate(islice(cycle(cases), QUESTIONS)):
        text, language = case.question, case.language
        vector = embedder.embed_questions([text])[0]
        steps = [
            lambda t=text: embedding.time(lambda: embedder.embed_questions([t])),
            lambda v=vector: querying.time(
                lambda: library.nearest(v, limit=NEAREST, readers="staff")
            ),
            lambda t=text, said=language: searching.time(
                lambda: search.find(t, language=said, limit=LIMIT)
            ),
        ]
        first = turn % len(steps)  # none always comes after the same other
        for step in (*steps[first:], *steps[:first]):
            step()
    for case in islice(cycle(cases), ANSWERS):
        request = Request(question=case.question)
        answering.time(lambda r=request: asyncio.run(assistant.ask(r, channel="bench")))
    return SearchBench(
        chunks=library.chunk_count(),
        search=searching.result(),
        embed=embedding.result(),
        chroma=querying.result(),
        answer=answering.result(),
    )


def _copy(filled: Path, home: Path, embedder: Embedder) -> None:
    with (
        closing(_open(filled, embedder)) as source,
        closing(_open(home, embedder)) as target,
    ):
        entries: list[Entry] = []
        held = 0
        documents = list(_documents(source))
        vectors = source.vectors([chunk.id for _, held in documents for chunk in held])
        for identifier, chunks in documents:
            document = source.document(identifier)
            assert document is not None, "its chunks were just read"
            entries.append(
                Entry(
                    place=f"/{document.path}",
                    document=document,
                    chunks=chunks,
                    vectors=np.array(
                        [vectors[chunk.id] for chunk in chunks], dtype=np.float32
                    ),
                )
            )
            held += len(chunks)
            if held >= COMMIT:
                target.commit(entries)
                entries, held = [], 0
        target.commit(entries)


def _documents(source: Library) -> Iterator[tuple[DocumentId, tuple[Chunk, ...]]]:
    """Yield documents with their chunks, at most so many chunks, the last cut short.

    Their ids are hashes, so the first of them are a sample of all sources.
    """
    chunks: dict[DocumentId, list[Chunk]] = {}
    for chunk, _ in islice(Catalogue(source.engine).all_chunks(), CHUNKS):
        chunks.setdefault(chunk.document_id, []).append(chunk)
    for identifier, held in chunks.items():
        yield identifier, tuple(sorted(held, key=lambda chunk: chunk.ordinal))


def _open(home: Path, embedder: Embedder) -> Library:
    return Library.open(
        home,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        purpose=PURPOSE,
    )
