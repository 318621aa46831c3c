"""How soon a model's checked claims are shown, and what checking one takes.

The model is scripted and speaks over loopback; what is timed is all behind its last
character: reading it, finding where a claim ends, checking it, and letting it out.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from assistant.app import Services, model_mode
from assistant.finding import Finder
from assistant.questions import understand
from assistant.replies import Released, Reply, Request
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
from vectorstore.records import Record
from vectorstore.search import Understood

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
    verdict: Timed  # of one claim and the passage it cites, without its embedding


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
    """Return the milliseconds of verdicts on sentences of neighbouring passages."""
    engine = services.assistant.search_engine
    finder = _Watched(library=services.library, search_engine=engine)
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
            finder.wall.clear()
            finder.cpu.clear()
            began, spent = time.perf_counter(), time.process_time()
            checker.check(draft)
            took = time.perf_counter() - began - sum(finder.wall)
            wall.append(1000 * took)
            cpu.append(1000 * (time.process_time() - spent - sum(finder.cpu)))
    return wall, cpu


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watched(Finder):
    """A finder that tells what embedding took."""

    wall: list[float] = field(default_factory=list[float])
    cpu: list[float] = field(default_factory=list[float])

    def understand(self, statement: str, *, language: str) -> Understood:
        began, spent = time.perf_counter(), time.process_time()
        found = Finder.understand(self, statement, language=language)
        self.wall.append(time.perf_counter() - began)
        self.cpu.append(time.process_time() - spent)
        return found
