"""How much each signal counts: fitted weights, and six that are a stated policy.

`python -m evals.calibrate_partners` fits the weights on projects of 2009-2011 and
writes `weights.json`. A score is the sum of its parts, comparable within one reply.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.partners.signals import Signal, Signals
from assistant.partners.view import Organization
from vectorstore.records import Record

FILE = "weights.json"
SOUTH = 0.1
"""What an organization of the South is worth where the need is of the South: enough
to come first among equals. No record tells if a match was good, so nothing fits it."""
KIND = 0.05
"""What a unit of the kind of cooperation is worth. The fit gave it none, since projects
of 2009-2011 say little of kinds: enough to order what is else about alike, and recall
of those projects stays as it is (.717; MRR .484 with it, .481 without)."""
POLICIES = {Signal.SOUTH: SOUTH, Signal.KIND: KIND}
GENERIC = -4.0
"""What a state as such loses: who asks wants a ministry, an agency, a university."""
GENERIC_PART = "generic"
ASIDE = -2.0
"""What a body loses all of whose records are of other matters than the need: enough to
come behind those that did such work. Recall of the projects of 2009-2011 is .703 with
it and PLEDGED, .712 without either; where one line told what is of the matter, .690."""
ASIDE_PART = "aside"
PLEDGED = -2.0
"""What a body loses whose records of the need's matter are all pledges, plans or
cancelled: who really did such work comes first. Recall of the projects of 2009-2011 is
.703 with it, .714 without."""
PLEDGED_PART = "pledged"
OTHER_BODY = -4.0
"""What a body of another kind loses where the need asks for a kind: as a state as such
does. One whose kind nothing tells loses nothing."""
OTHER_BODY_PART = "other_body"
PARTS = (
    *map(str, Signal),
    ASIDE_PART,
    PLEDGED_PART,
    OTHER_BODY_PART,
    GENERIC_PART,
)
"""What the parts of a score may be called."""


class Weights(Record):
    """What one unit of each signal is worth; never negative."""

    fitted_on: str  # which records
    examples: int
    weights: dict[Signal, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An organization's place."""

    place: int  # in the view's organizations
    score: float
    parts: Mapping[str, float]  # what each signal gives; they add up to the score


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    source = files("assistant").joinpath(f"partners/{FILE}")
    return Weights.model_validate_json(source.read_bytes())


def scores(
    signals: Signals, organizations: Sequence[Organization], used: Weights
) -> NDArray[np.float64]:
    """Return the score of each organization."""
    total = np.zeros(len(organizations))
    for values in _parts(signals, organizations, used).values():
        total += values
    return total


def rank(
    signals: Signals,
    organizations: Sequence[Organization],
    used: Weights,
    *,
    limit: int,
    besides: Collection[int] = (),
) -> list[Ranked]:
    """Return the organizations with the highest scores, best first, ties by id.

    And those of some places besides, wherever they stand.

    Those of which nothing counts are left out: they only need something, say.
    """
    parts = _parts(signals, organizations, used)
    rounded = {name: np.round(values, 6) for name, values in parts.items()}
    total = sum(rounded.values(), np.zeros(len(organizations)))
    known = np.flatnonzero([bool(one.rows or one.offers) for one in organizations])
    if 0 < limit < len(known):
        least = np.partition(total[known], -limit)[-limit]
        known = known[(total[known] >= least) | np.isin(known, list(besides))]
    order = sorted(known.tolist(), key=lambda n: (-total[n], organizations[n].id))
    return [
        Ranked(
            place=place,
            score=round(float(total[place]), 6),
            parts={
                name: float(values[place])
                for name, values in rounded.items()
                if values[place]
            },
        )
        for at, place in enumerate(order)
        if at < limit or place in besides
    ]


def _parts(
    signals: Signals, organizations: Sequence[Organization], used: Weights
) -> dict[str, NDArray[np.float64]]:
    parts = {
        str(name): used.weights.get(name, 0.0) * values
        for name, values in signals.values.items()
        if name not in POLICIES
    }
    for name, worth in POLICIES.items():
        parts[str(name)] = worth * signals.values[name]
    parts[ASIDE_PART] = ASIDE * signals.aside
    parts[PLEDGED_PART] = PLEDGED * signals.pledged
    parts[OTHER_BODY_PART] = np.where(signals.other, OTHER_BODY, 0.0)
    parts[GENERIC_PART] = np.array([GENERIC * o.is_generic for o in organizations])
    return parts
