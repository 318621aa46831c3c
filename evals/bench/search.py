"""How long searches and answers take, beside what they cannot do without."""

import asyncio
from collections.abc import Sequence
from itertools import cycle, islice

from assistant.app import Services
from assistant.replies import Request
from assistant.server.rehearsal import rehearse
from evals.bench.timing import Line, Stopwatch, Timed
from evals.cases import Case
from vectorstore.records import Record

CHUNKS = 10_000
QUESTIONS = 200
ANSWERS = 60
WARM_UP = 3
LIMIT = 10
NEAREST = 100
"""Of the bare query, however many candidates a search takes."""
GOAL_RATIO = 1.3
GOAL_SPARE_MS = 10.0
GOAL_ANSWER = 4.0


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


def measure(services: Services, cases: Sequence[Case]) -> SearchBench:
    """Ask 200 questions, and 60 of them for an answer, of what a server has rehearsed.

    The bare query goes through the library without filters and for all readers, which
    adds a set's look-up a neighbour to Chroma's own time.
    """
    assistant = services.assistant
    search, embedder = assistant.search_engine, assistant.embedder
    library = services.library
    services.warm_up()
    rehearse(assistant)
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


def lines(result: SearchBench) -> list[Line]:
    """Return the result for people."""
    whole = result.chunks >= CHUNKS
    goal = f"p50 at most {result.allowed_p50_ms:.1f} ms"
    return [
        Line(what="embedding a question", measured=str(result.embed)),
        Line(what=f"bare Chroma, {NEAREST} nearest", measured=str(result.chroma)),
        Line(
            what=f"search of {result.chunks} chunks, {result.search.runs} questions",
            measured=str(result.search),
            goal=goal if whole else f"{goal}; set for {CHUNKS} chunks or more",
            met=result.search.p50_ms <= result.allowed_p50_ms if whole else None,
        ),
        Line(
            what=f"quoting answer over {result.chunks} chunks, "
            f"{result.answer.runs} questions",
            measured=str(result.answer),
            goal=f"p95 at most {GOAL_ANSWER:g} times a search's, "
            f"{GOAL_ANSWER * result.search.p95_ms:.0f} ms",
            met=result.answer.p95_ms <= GOAL_ANSWER * result.search.p95_ms,
        ),
    ]
