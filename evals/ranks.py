"""Measures of rankings: where the first right thing stands; pure functions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.metrics import ROUNDS, SEED, Interval, Share, share
from vectorstore.records import Record

DEEPEST = 10
"""Ranks that count; what comes later is not found."""


class Mean(Record):
    """The mean of some values with its 95 % bootstrap interval; None of nothing."""

    of: int
    value: float | None
    interval: Interval | None


class Ranks(Record):
    """How well some questions were answered by a ranking."""

    recall_1: Share
    recall_5: Share
    recall_10: Share
    mrr: Mean  # mean of one divided by the rank, 0 beyond the tenth


class Difference(Record):
    """A mean difference between two things on the same questions."""

    of: int
    value: float  # ours minus theirs
    low: float  # 95 %, bootstrap over the questions
    high: float


def ranks(found: Sequence[int | None]) -> Ranks:
    """Count ranks from 1; None is not found."""
    return Ranks(
        recall_1=within(found, 1),
        recall_5=within(found, 5),
        recall_10=within(found, DEEPEST),
        mrr=mean(reciprocals(found)),
    )


def within(found: Sequence[int | None], depth: int) -> Share:
    """Count what was found at a rank of at most `depth`."""
    return share([rank is not None and rank <= depth for rank in found])


def reciprocals(found: Sequence[int | None]) -> list[float]:
    """Return one divided by each rank; 0 for what is not among the first ten."""
    return [1 / r if r is not None and r <= DEEPEST else 0.0 for r in found]


def mean(values: Sequence[float]) -> Mean:
    """Return the mean of values and how sure it is, by a seeded bootstrap."""
    if not values:
        return Mean(of=0, value=None, interval=None)
    low, high = _ends(np.asarray(values, float))
    return Mean(
        of=len(values),
        value=float(np.mean(values)),
        interval=Interval(low=low, high=high),
    )


def difference(ours: Sequence[float], theirs: Sequence[float]) -> Difference | None:
    """Return the mean of ours minus theirs, question by question; None of nothing.

    Raises:
        ValueError: they are not as many.
    """
    if len(ours) != len(theirs):
        raise ValueError("both must answer the same questions")
    if not ours:
        return None
    gained = np.asarray(ours, float) - np.asarray(theirs, float)
    low, high = _ends(gained)
    return Difference(of=len(ours), value=float(gained.mean()), low=low, high=high)


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    chance = np.random.default_rng(SEED)
    drawn = chance.choice(values, (ROUNDS, len(values))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
