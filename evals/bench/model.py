"""How soon a model's checked claims are shown, and what checking one takes.

The model is scripted and speaks over loopback; what is timed is all behind its last
character: reading it, finding where a claim ends, checking it, and letting it out.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from assistant.app import Services, model_mode
from assistant.finding import Finder
from assistant.replies import Released, Reply, Request
from assistant.server.rehearsal import rehearse
from assistant.understanding.questions import understand
from assistant.writing.checking import Checker
from assistant.writing.claims import ClaimReader
from evals.bench.timing import Line, Timed, timed
from evals.cases import Case
from evals.endpoint.exchange import Received
from evals.endpoint.play import Play, pieces_of
from evals.endpoint.scripts import Writer, slowly, writing
from evals.endpoint.server import ScriptedEndpoint
from evals.endpoint.writers import Marks, honest
from vectorstore.catalogue.audit_log import AuditLog
from vectorstore.embeddings.protocol import (
    Divided,
    DividedVectors,
    Embedder,
    Read,
    Vectors,
)
from vectorstore.records import Record
from vectorstore.search import Search

Made = TypeVar("Made")

QUESTIONS = 50
CHECKED = 20
SHOWN = 6
"""Passages that are checked against; about as many as a request has room for."""
PIECE_S = 0.005
GOAL_CLAIM_MS = 300.0
GOAL_VERDICT_MS = 15.0


class ModelBench(Record):
    """Times of one claim."""

    chunks: int
    answers: int  # that a claim was let out of
    first_claim: Timed  # from its last character to its being let out
    verdict: Timed  # of one claim, without what the embedder takes


def measure(services: Services, cases: Sequence[Case]) -> ModelBench:
    """Have questions answered by a scripted model, and check claims one by one."""
    waits = _waits(services, cases)
    verdicts, cpu = _verdicts(services, cases)
    return ModelBench(
        chunks=services.library.chunk_count(),
        answers=len(waits),
        first_claim=timed(waits, [0.0]),
        verdict=timed(verdicts, cpu),
    )


def lines(result: ModelBench) -> list[Line]:
    """Return the result for people."""
    claim, verdict = result.first_claim, result.verdict
    return [
        Line(
            what=f"first checked claim of a model, {result.answers} answers over "
            f"{result.chunks} chunks",
            measured=f"p50 {claim.p50_ms:.0f} ms, p95 {claim.p95_ms:.0f} ms after its "
            "last character",
            goal=f"p95 at most {GOAL_CLAIM_MS:.0f} ms",
            met=claim.p95_ms <= GOAL_CLAIM_MS,
        ),
        Line(
            what=f"verdict on a claim beyond embedding it, {verdict.runs} claims",
            measured=str(verdict),
            goal=f"p95 at most {GOAL_VERDICT_MS:.0f} ms",
            met=verdict.p95_ms <= GOAL_VERDICT_MS,
        ),
    ]


def _waits(services: Services, cases: Sequence[Case]) -> list[float]:
    """Return the milliseconds between a claim's last character and its release."""
    waits: list[float] = []
    one = honest(marks=Marks.BEHIND_STOP, sentences=2)
    with ScriptedEndpoint(slowly(writing(one), delay_s=PIECE_S)) as endpoint:
        settings = services.settings.model_copy(
            update={"chat_model": "scripted", "openai_base_url": endpoint.url}
        )
        library = services.library
        mode = model_mode(
            settings,
            library,
            services.assistant.search_engine,
            AuditLog(library.engine),
        )
        assert mode is not None, "a model is set"
        mode.warm_up()
        assistant = replace(services.assistant, model=mode)
        rehearse(assistant)
        with asyncio.Runner() as runner:
            for case in islice(cases, QUESTIONS):
                at: list[float] = []

                def hear(event: str | Released | Reply, at: list[float] = at) -> None:
                    if isinstance(event, Released):
                        at.append(time.monotonic())

                runner.run(
                    assistant.ask(
                        Request(question=case.question), channel="bench", on_event=hear
                    )
                )
                exchange = endpoint.requests[-1] if at else None
                if exchange is not None:
                    sent = exchange.sent_at[_last_piece(one, exchange.request)]
                    waits.append(1000 * (at[0] - sent))
            runner.run(mode.close())
    return waits


def _last_piece(writer: Writer, request: Received) -> int:
    """Return the place of the piece that ends the first claim, its marker with it."""
    text = writer(request)
    end = text.index("]") + 1
    length = 0
    pieces, _ = pieces_of(Play(text=text), request)
    for place, piece in enumerate(pieces):
        length += len(piece)
        if length >= end:
            return place
    raise AssertionError("the claim is a part of the text")


def _verdicts(
    services: Services, cases: Sequence[Case]
) -> tuple[list[float], list[float]]:
    """Return the milliseconds of verdicts on sentences of neighbouring passages.

    What the embedder takes meanwhile is taken off, and nothing else.
    """
    embedder = _Watched(services.assistant.embedder)
    engine = Search(services.library, embedder)
    finder = Finder(library=services.library, search_engine=engine)
    wall: list[float] = []
    cpu: list[float] = []
    for case in islice(cases, CHECKED):
        request = Request(question=case.question)
        question = understand(request)
        found = finder.find(question, request, readers="public")
        passages = found.passages[:SHOWN]
        if not passages:
            continue
        checker = Checker(finder, passages, language=question.language)
        checker.read_ahead()  # as while a model is waited for
        reader = ClaimReader(question.language)
        drafts = [
            replace(draft, cited=(1 + at % len(passages),))
            for at, draft in enumerate(
                [
                    *reader.feed(" ".join(p.chunk.text for p in passages[:2])),
                    *reader.finish(whole=True),
                ][:4]
            )
        ]
        for draft in drafts:
            embedder.taken_s()
            began, spent = time.perf_counter(), time.process_time()
            checker.check(draft)
            took, used = time.perf_counter() - began, time.process_time() - spent
            embedding, of_processors = embedder.taken_s()
            wall.append(1000 * (took - embedding))
            cpu.append(1000 * (used - of_processors))
    return wall, cpu


class _Watched:
    """An embedder that tells what it took since it was last asked."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._wall_s = self._cpu_s = 0.0

    @property
    def fingerprint(self) -> str:
        """That of the embedder."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """Those of the embedder."""
        return self._embedder.dimensions

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, and time it."""
        return self._timed(lambda: self._embedder.embed_questions(texts))

    def read_question(self, text: str) -> Read:
        """Read a question, and time it."""
        return self._timed(lambda: self._embedder.read_question(text))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, and time it."""
        return self._timed(lambda: self._embedder.embed_passages(texts))

    def embed_divided(self, texts: Sequence[Divided]) -> DividedVectors:
        """Embed passages with their sentences, and time it."""
        return self._timed(lambda: self._embedder.embed_divided(texts))

    def count_tokens(self, text: str) -> int:
        """Count as the embedder does."""
        return self._embedder.count_tokens(text)

    def taken_s(self) -> tuple[float, float]:
        """Return the seconds since last time, on the clock and of the processors."""
        taken = self._wall_s, self._cpu_s
        self._wall_s = self._cpu_s = 0.0
        return taken

    def _timed(self, embed: Callable[[], Made]) -> Made:
        began, spent = time.perf_counter(), time.process_time()
        try:
            return embed()
        finally:
            self._wall_s += time.perf_counter() - began
            self._cpu_s += time.process_time() - spent
