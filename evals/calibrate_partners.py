"""Fits how much each signal counts, on projects of 2009-2011 and what came before.

`python -m evals.calibrate_partners HOME` asks a home that holds `gcof`, and writes
`assistant/partners/weights.json`. Weights are those of a conditional logit: each need
chooses among all organizations of its view; of several right ones, any counts. A ridge
holds them back, and a signal that would speak against a fit is left out.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assistant
from assistant.app import Services, open_services
from assistant.partners.need import understand_need
from assistant.partners.scoring import FILE, POLICIES, Weights
from assistant.partners.signals import Signal, signals_of
from assistant.replies import Request
from assistant.settings import load_settings
from evals.partner_cases import cases_to_fit

RIDGE = 3.0
STEPS = 50
DIGITS = 4
FITTED = tuple(signal for signal in Signal if signal not in POLICIES)
"""What no record tells the worth of is a policy: that an organization is of the South;
the kind of cooperation, to which the fit gave no weight when it was among these."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A need with the signals of all organizations, and which of them are right."""

    year: int
    values: Numbers  # (organizations, signals)
    right: NDArray[np.bool_]  # (organizations,)


def main() -> None:
    """Fit on the home named on the command line, and write the weights."""
    settings = load_settings().model_copy(update={"home": Path(sys.argv[1])})
    with open_services(settings, purpose="calibrate partners") as services:
        examples = examples_of(services)
    found = fit(examples)
    (package,) = assistant.__path__
    (Path(package) / "partners" / FILE).write_text(
        found.model_dump_json(indent=1) + "\n", "utf-8"
    )


def examples_of(services: Services) -> list[Example]:
    """Return the projects to fit on that somebody known implemented."""
    partners = services.partners
    entries = partners.registers.current().entries
    found: list[Example] = []
    for case in cases_to_fit(services.library, entries):
        request = Request(question=case.need, before=case.before)
        view = partners.view(request, "public")
        right = np.zeros(len(view.organizations), np.bool_)
        right[sorted(case.places(view))] = True
        if not right.any():
            continue
        signals = signals_of(view, partners.vectors.ask(understand_need(request)))
        found.append(
            Example(
                year=case.year,
                values=np.stack([signals.values[s] for s in FITTED], axis=1),
                right=right,
            )
        )
    return found


def fit(examples: Sequence[Example], *, ridge: float = RIDGE) -> Weights:
    """Return the weights of examples."""
    spread = np.concatenate([e.values for e in examples]).std(axis=0) + 1e-9
    scaled = [example.values / spread for example in examples]
    right = [example.right for example in examples]
    kept = list(range(len(FITTED)))
    while True:
        found = _conditional([v[:, kept] for v in scaled], right, ridge)
        if (found >= 0).all():
            break
        kept.pop(int(np.argmin(found)))
    weights = dict.fromkeys(FITTED, 0.0)
    for at, value in zip(kept, found, strict=True):
        weights[FITTED[at]] = round(float(value / spread[at]), DIGITS)
    return Weights(
        fitted_on="gcof, projects of 2009-2011", examples=len(examples), weights=weights
    )


def _conditional(
    values: Sequence[Numbers], right: Sequence[NDArray[np.bool_]], ridge: float
) -> Numbers:
    """Return weights by Newton's method, each step as long as it helps."""
    size = values[0].shape[1]
    found = np.zeros(size)
    best = _likelihood(found, values, right, ridge)
    for _ in range(STEPS):
        slope, curve = -ridge * found, ridge * np.eye(size)
        for some, mine in zip(values, right, strict=True):
            shares = _shares(some @ found)
            own = np.where(mine, shares, 0.0)
            middle = shares @ some
            slope += own @ some / own.sum() - middle
            curve += (some * shares[:, None]).T @ some - np.outer(middle, middle)
        step = np.linalg.solve(curve, slope)
        length = 1.0
        while _likelihood(found + length * step, values, right, ridge) < best:
            length /= 2
            if length < 1e-4:
                return found
        found = found + length * step
        reached = _likelihood(found, values, right, ridge)
        if reached - best < 1e-6:
            return found
        best = reached
    return found


def _shares(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max())
    return np.maximum(raised / raised.sum(), 1e-300)


def _likelihood(
    weights: Numbers,
    values: Sequence[Numbers],
    right: Sequence[NDArray[np.bool_]],
    ridge: float,
) -> float:
    told = -0.5 * ridge * float(weights @ weights)
    for some, mine in zip(values, right, strict=True):
        told += float(np.log(_shares(some @ weights)[mine].sum()))
    return told


if __name__ == "__main__":
    main()
