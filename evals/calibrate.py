"""Fits how evidence is weighed, on development questions.

`python -m evals.calibrate HOME…` asks the development half of the suites of each home
and writes `assistant/answers/evidence.json`. A question whose sources a home holds is
to be answered there; it is to be refused where they are taken out of what was found, in
a home that never held them, and when no source answers it. Questions whose very subject
the sources speak of, leaving the fact out, are not among them: no signal tells these
(AUROC .70), and answers would be given up for hardly any of them. A language with at
least 60 questions of its own gets its own weights, the others share those of all.

Weights are those of a logistic regression with a ridge; where something that is missing
would speak for an answer, it tells nothing and is left out. What is enough is where the
share of answers that are given equals the share of refusals.
"""

import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assistant.answers
from assistant.answers.evidence import (
    FILE,
    Calibration,
    Signals,
    Weighing,
    signals,
)
from assistant.app import Services, open_services
from assistant.replies import Request
from assistant.settings import load_settings
from assistant.understanding.questions import understand
from evals.cases import SUITES, Case, Kind, Split, load_suites
from evals.run import OVER_BOTH, OVER_CORPUS, OVER_STARTER

ENOUGH_CASES = 60
RIDGE = 1.0
STEPS = 50
FOUND = 60
DIGITS = 4
OF_ONE_MODEL = {"similarity": 0.3, "held": 0.2}
"""Signals that are cosines as they are, not measured against unrelated text; and the
share of answerable questions that are under the most that counts of each."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One question of one home, with or without its sources."""

    case: str
    language: str
    signals: Signals
    answerable: bool
    weight: float


def main() -> None:
    """Fit on the homes named on the command line, and write the weights."""
    homes = [Path(name) for name in sys.argv[1:]]
    names = [*OVER_STARTER, *OVER_CORPUS, *OVER_BOTH]
    every = load_suites([SUITES / name for name in names], Split.DEV)
    cases = [case for case in every if case.kind is not Kind.NEAR]
    examples: list[Example] = []
    for home in homes:
        settings = load_settings().model_copy(update={"home": home})
        with open_services(settings, purpose="calibrate") as services:
            examples += _balanced(list(_examples(services, cases)))
    found = fit(examples)
    (package,) = assistant.answers.__path__
    (Path(package) / FILE).write_text(found.model_dump_json(indent=1) + "\n", "utf-8")


def _examples(services: Services, cases: Sequence[Case]) -> Iterator[Example]:
    for case in cases:
        question = understand(Request(question=case.question))
        found = services.assistant.search_engine.find(
            question.to_search, language=question.analysis_language, limit=FOUND
        )
        gold = {
            passage.chunk.document_id
            for passage in found.passages
            if passage.path in case.gold
        }
        without = [p for p in found.passages if p.chunk.document_id not in gold]
        lists = [(tuple(without), False)]
        if gold:
            lists.append((found.passages, True))
        for passages, answerable in lists:
            yield Example(
                case=case.id,
                language=question.language,
                signals=signals(found.question.asked, passages),
                answerable=answerable,
                weight=1.0,
            )


def _balanced(examples: Sequence[Example]) -> list[Example]:
    """Let what is answered and what is refused weigh the same in each home."""
    right = sum(example.answerable for example in examples)
    half = len(examples) / 2
    shares = {True: half / max(right, 1), False: half / max(len(examples) - right, 1)}
    return [replace(e, weight=shares[e.answerable]) for e in examples]


def fit(examples: Sequence[Example]) -> Calibration:
    """Return the weights of all examples, and of each language with enough of them."""
    languages = sorted({example.language for example in examples})
    own = {
        language: [e for e in examples if e.language == language]
        for language in languages
    }
    return Calibration(
        pooled=weigh(examples),
        languages={
            language: weigh(some)
            for language, some in own.items()
            if len({e.case for e in some}) >= ENOUGH_CASES
        },
        any_model=weigh(examples, without=OF_ONE_MODEL.keys()),
    )


def weigh(examples: Sequence[Example], *, without: Collection[str] = ()) -> Weighing:
    """Fit one weighing, in which some signals tell nothing."""
    names = [name for name in Signals.model_fields if name not in without]
    values = np.array([[getattr(e.signals, n) for n in names] for e in examples], float)
    wanted = np.array([e.answerable for e in examples], float)
    most: dict[str, float] = {}
    for column, name in enumerate(names):
        if name in OF_ONE_MODEL:
            told = np.quantile(values[wanted > 0, column], OF_ONE_MODEL[name])
            most[name] = round(float(told), DIGITS)
            values[:, column] = np.minimum(values[:, column], most[name])
    weights = np.array([e.weight for e in examples])
    slopes, intercept = signed_fit(values, wanted, weights, signs=_signs(names))
    return Weighing(
        weights=Signals(
            **dict.fromkeys(Signals.model_fields, 0.0)
            | {n: round(float(s), DIGITS) for n, s in zip(names, slopes, strict=True)}
        ),
        most=most,
        intercept=round(intercept, DIGITS),
        enough=round(_enough(values @ slopes + intercept, wanted, weights), DIGITS),
        cases=len({e.case for e in examples}),
    )


def signed_fit(
    values: Numbers, wanted: Numbers, weights: Numbers, *, signs: Numbers
) -> tuple[Numbers, float]:
    """Return slopes that have the signs they must have, or are zero; and intercept.

    A sign of 0 leaves its slope free.
    """
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(values)), (values - middle) / spread])
    kept = np.ones(values.shape[1], bool)
    while True:
        found = _logistic(scaled[:, np.concatenate([[True], kept])], wanted, weights)
        slopes = np.zeros(values.shape[1])
        slopes[kept] = found[1:] / spread[kept]
        wrong = slopes * signs < 0
        if not wrong.any():
            return slopes, float(found[0] - slopes @ middle)
        kept &= ~wrong


def _logistic(values: Numbers, wanted: Numbers, weights: Numbers) -> Numbers:
    """Return the coefficients by Newton's method; the first column is not shrunk."""
    ridge = RIDGE * np.diag([0.0, *np.ones(values.shape[1] - 1)])
    found = np.zeros(values.shape[1])
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-values @ found))
        slope = values.T @ (weights * (wanted - expected)) - ridge @ found
        curve = (values * (weights * expected * (1 - expected))[:, None]).T @ values
        found = found + np.linalg.solve(curve + ridge, slope)
    return found


def _signs(names: Sequence[str]) -> Numbers:
    """Return -1 for what is missing, and 0 for what may speak for or against."""
    return np.array([-1.0 if name.endswith("_missing") else 0.0 for name in names])


def _enough(odds: Numbers, wanted: Numbers, weights: Numbers) -> float:
    """Return the log odds from which as many are rightly answered as refused."""
    order = np.argsort(odds)
    answered, refused = (weights * wanted)[order], (weights * (1 - wanted))[order]
    kept = 1 - np.cumsum(answered) / answered.sum()
    at = int(np.argmax(np.cumsum(refused) / refused.sum() >= kept))
    return float(odds[order][at])


if __name__ == "__main__":
    main()
