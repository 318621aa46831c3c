"""How often the right organization is proposed for a need.

Projects of `gcof` with an implementing agency, its name masked, are needs; the product
is asked through the same `propose` as people use, beside simple rankings of the same
records. Weights are fitted on the split `dev` (2009-2011); `test` (2012 and later, from
the records before 2012) only reports.
"""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.app import Services, open_services
from assistant.replies import Citation, Request
from assistant.settings import load_settings
from evals.cases import Split
from evals.metrics import Share, quote_is_exact, share
from evals.partner_baselines import all_ranked
from evals.partner_cases import PartnerCase, cases_to_fit, cases_to_judge
from evals.ranks import DEEPEST, Difference, Mean, difference, mean
from vectorstore.records import DocumentId, OrganizationId, Record

FOLDER = "gcof"
"""The folder of GALAXY_CORPUS that this suite needs."""
PRODUCT = "the product"


class Ranking(Record):
    """How well one way to rank does; all of the first ten alone."""

    name: str
    recall: Mean  # share of the right ones that are among the ten
    mrr: Mean  # one divided by the rank of the first right one
    ndcg: Mean


class Gain(Record):
    """The product beside another ranking, need by need."""

    over: str
    recall: Difference | None
    mrr: Difference | None
    ndcg: Difference | None


class Partners(Record):
    """What was measured."""

    coverage: Share  # needs of whose implementers any did something before
    organizations: int  # that the product chose among, of the last need
    records: int  # the same
    rankings: tuple[Ranking, ...]
    gains: tuple[Gain, ...]
    verbatim: Share  # citations that stand at their spans
    p50_ms: float  # of a whole reply, embedding the need included
    p95_ms: float


class Scores(Record):
    """One ranking of one need."""

    recall: float
    mrr: float
    ndcg: float


def measure(home: Path, split: Split, *, say: Callable[[str], None]) -> Partners:
    """Ask a home for the partners of every need of a split.

    Raises:
        AssistantError: the product failed.
        VectorstoreError: the home cannot be opened.
    """
    settings = load_settings().model_copy(update={"home": home})
    with open_services(settings, purpose="galaxy-eval partners") as services:
        entries = services.partners.registers.current().entries
        choose = cases_to_fit if split is Split.DEV else cases_to_judge
        cases = choose(services.library, entries)
        say(f"{len(cases)} needs from {len(entries)} records with organizations")
        return _measured(services, cases)


def _measured(services: Services, cases: Sequence[PartnerCase]) -> Partners:
    scored: dict[str, list[Scores]] = defaultdict(list)
    known: list[bool] = []
    verbatim: list[bool] = []
    took: list[float] = []
    organizations = records = 0
    for case in cases:
        request = Request(question=case.need, before=case.before, limit=DEEPEST)
        view = services.partners.view(request, "public")
        organizations, records = len(view.organizations), view.count
        right = case.places(view)
        known.append(bool(right))
        if not right:
            continue
        began = time.perf_counter()
        reply = asyncio.run(services.partners.propose(request))
        took.append((time.perf_counter() - began) * 1000)
        verbatim += _exact(services, reply.citations)
        place_of = {one.id: place for place, one in enumerate(view.organizations)}
        proposed = [
            place_of[OrganizationId(one.organization.id)] for one in reply.proposals
        ]
        scored[PRODUCT].append(score(proposed, right))
        for name, places in all_ranked(view, case, limit=DEEPEST).items():
            scored[name].append(score(places, right))
    return Partners(
        coverage=share(known),
        organizations=organizations,
        records=records,
        rankings=tuple(_ranking(name, some) for name, some in scored.items()),
        gains=tuple(
            _gain(name, scored[PRODUCT], some)
            for name, some in scored.items()
            if name != PRODUCT
        ),
        verbatim=share(verbatim),
        p50_ms=_quantile(took, 0.5),
        p95_ms=_quantile(took, 0.95),
    )


def score(proposed: Sequence[int], right: frozenset[int]) -> Scores:
    """Score the first ten of a ranking against those that are right."""
    hits = [place in right for place in proposed[:DEEPEST]]
    first = next((rank for rank, hit in enumerate(hits, start=1) if hit), None)
    gained = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(hits, 1) if hit)
    best = sum(
        1 / math.log2(rank + 1) for rank in range(1, min(len(right), DEEPEST) + 1)
    )
    return Scores(
        recall=sum(hits) / len(right),
        mrr=1 / first if first else 0.0,
        ndcg=gained / best,
    )


def _ranking(name: str, some: Sequence[Scores]) -> Ranking:
    return Ranking(
        name=name,
        recall=mean([one.recall for one in some]),
        mrr=mean([one.mrr for one in some]),
        ndcg=mean([one.ndcg for one in some]),
    )


def _gain(name: str, ours: Sequence[Scores], theirs: Sequence[Scores]) -> Gain:
    def of(field: str) -> Difference | None:
        return difference(
            [getattr(one, field) for one in ours],
            [getattr(one, field) for one in theirs],
        )

    return Gain(over=name, recall=of("recall"), mrr=of("mrr"), ndcg=of("ndcg"))


def _exact(services: Services, citations: Sequence[Citation]) -> list[bool]:
    texts: dict[str, str] = {}
    found: list[bool] = []
    for citation in citations:
        identifier = DocumentId(citation.document_id)
        if identifier not in texts:
            document = services.library.document(identifier)
            texts[identifier] = document.text if document else ""
        found.append(quote_is_exact(texts[identifier], citation.span, citation.quote))
    return found


def _quantile(values: Sequence[float], share_of: float) -> float:
    return float(np.quantile(values, share_of)) if values else 0.0
