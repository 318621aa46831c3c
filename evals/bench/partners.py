"""How long proposals take beside embedding the need, over 10,000 records."""

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from assistant.app import open_services
from assistant.replies import Request
from assistant.settings import Settings
from evals.bench.growth import grow_records
from evals.bench.timing import Line, Stopwatch, Timed
from evals.copies import opened
from evals.partner_cases import cases_to_fit
from vectorstore.embeddings.protocol import Embedder
from vectorstore.records import Record

PURPOSE = "galaxy-eval bench"
RECORDS = 10_000
NEEDS = 100
LIMIT = 10
GOAL_MS = 300.0


class PartnersBench(Record):
    """Times of a need, each asked once after the first."""

    records: int
    organizations: int
    first_ms: float  # of the first need after a start that did not warm up
    embed: Timed
    propose: Timed  # ten proposals with evidence, frozen in the audit log
    beyond_p95_ms: float  # a need's proposals less embedding that same need


def measure(
    filled: Path,
    embedder: Embedder,
    settings: Settings,
    *,
    say: Callable[[str], None],
) -> PartnersBench | None:
    """Grow records out of a filled home, and ask them for partners.

    Needs are projects of 2009-2011, as for fitting. None: the home has none.
    """
    with (
        tempfile.TemporaryDirectory(prefix="galaxy-bench-") as made,
        opened(filled, embedder) as source,
    ):
        home = Path(made)
        with opened(home, embedder) as target:
            records = grow_records(source, target, size=RECORDS)
        say(f"  at {records} records")
        with open_services(
            settings.model_copy(update={"home": home}), purpose=PURPOSE
        ) as services:
            partners = services.partners
            register = partners.registers.current()
            needs = [case.need for case in cases_to_fit(source, register.entries)]
            if not needs:
                return None
            embedding, proposing, first = Stopwatch(), Stopwatch(), Stopwatch()
            with asyncio.Runner() as runner:

                def propose(need: str, watch: Stopwatch) -> None:
                    request = Request(question=need, limit=LIMIT)
                    watch.time(
                        lambda: runner.run(partners.propose(request, channel="bench"))
                    )

                propose(needs[-1], first)
                for need in islice(cycle(needs), NEEDS):
                    embedding.time(lambda n=need: embedder.embed_questions([n]))
                    propose(need, proposing)
            view = partners.view(Request(question=needs[0]), "public")
            return PartnersBench(
                records=view.count,
                organizations=len(view.organizations),
                first_ms=first.wall_ms[0],
                embed=embedding.result(),
                propose=proposing.result(),
                beyond_p95_ms=_p95(proposing.wall_ms, embedding.wall_ms),
            )


def lines(result: PartnersBench) -> list[Line]:
    """Return the result for people."""
    return [
        Line(
            what=f"ten proposals from {result.records} records of "
            f"{result.organizations} organizations, {result.propose.runs} needs",
            measured=f"{result.propose}; p95 {result.beyond_p95_ms:.0f} ms beyond "
            f"embedding the need, {result.embed}; the first {result.first_ms:.0f} ms",
            goal=f"p95 at most {GOAL_MS:.0f} ms beyond it",
            met=result.beyond_p95_ms <= GOAL_MS,
        )
    ]


def _p95(whole: Sequence[float], part: Sequence[float]) -> float:
    return float(np.percentile(np.array(whole) - np.array(part), 95))
