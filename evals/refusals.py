"""How well the unanswerable is refused, and the answerable is not; pure functions."""

from collections.abc import Sequence

import numpy as np

from evals.metrics import (
    ROUNDS,
    SEED,
    Discrimination,
    Interval,
    Share,
    discrimination,
)
from evals.ranks import Mean
from vectorstore.records import Record

FEWEST = 10
"""Unanswerable questions of a language from which it has a row of its own."""


class Trial(Record):
    """One question with what came of it."""

    language: str
    answerable: bool
    refused: bool  # a notice counts: nothing was claimed
    strength: float | None  # of the evidence, higher for more; None: none was found


class Refusals(Record):
    """Refusing as a decision on some answerable and some unanswerable questions."""

    group: str  # which questions are unanswerable
    language: str
    answerable: int
    precision: Share  # of the refusals, those that are right
    recall: Share  # of the unanswerable, those that are refused
    f1: Mean
    auroc: Discrimination | None  # of the strength; None: one side is empty


def refusals(
    group: str,
    answerable: Sequence[Trial],
    unanswerable: Sequence[Trial],
    *,
    everything: str,
) -> list[Refusals]:
    """Return a row for each language with enough questions; the last is all.

    Args:
        group: the name of the unanswerable questions.
        answerable: whose refusal is wrong.
        unanswerable: whose refusal is right.
        everything: what the last row is called.
    """
    rows: list[Refusals] = []
    for language in sorted({trial.language for trial in unanswerable}):
        own = [t for t in unanswerable if t.language == language]
        if len(own) >= FEWEST:
            fair = [t for t in answerable if t.language == language]
            rows.append(_row(group, language, fair, own))
    return [*rows, _row(group, everything, answerable, unanswerable)]


def _row(
    group: str, language: str, fair: Sequence[Trial], foul: Sequence[Trial]
) -> Refusals:
    wrong = sum(trial.refused for trial in fair)
    right = sum(trial.refused for trial in foul)
    ups, downs = (
        [t.strength for t in trials if t.strength is not None]
        for trials in (fair, foul)
    )
    return Refusals(
        group=group,
        language=language,
        answerable=len(fair),
        precision=Share(hits=right, of=right + wrong),
        recall=Share(hits=right, of=len(foul)),
        f1=f1([t.refused for t in fair], [t.refused for t in foul]),
        auroc=discrimination(ups, downs) if ups and downs else None,
    )


def f1(fair: Sequence[bool], foul: Sequence[bool]) -> Mean:
    """Return the F1 of refusing, with the interval of a seeded bootstrap.

    Args:
        fair: for each answerable question, whether it was refused.
        foul: for each unanswerable one.
    """
    if not foul:
        return Mean(of=0, value=None, interval=None)
    chance = np.random.default_rng(SEED)
    wrong = chance.binomial(len(fair), np.mean(fair) if fair else 0.0, ROUNDS)
    right = chance.binomial(len(foul), np.mean(foul), ROUNDS)
    low, high = np.quantile(_f1(right, wrong, len(foul)), [0.025, 0.975])
    middle = _f1(np.array([sum(foul)]), np.array([sum(fair)]), len(foul))
    return Mean(
        of=len(fair) + len(foul),
        value=float(middle[0]),
        interval=Interval(low=float(low), high=float(high)),
    )


def _f1(
    right: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    wrong: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    of: int,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    # 2 TP / (2 TP + FP + FN), where what is not refused of `of` is a false negative.
    return 2 * right / (right + wrong + of)
