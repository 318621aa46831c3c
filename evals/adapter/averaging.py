"""One adapter from several runs: their mean, taken in part, in few dimensions."""

from collections.abc import Mapping, Sequence

import numpy as np

from vectorstore.embeddings.weights import Floats

SHARE = 0.75
"""Of the mean change that is kept: all of it loses in one language what it gains
across languages."""
RANK = 24

Changes = Mapping[str, tuple[Floats, Floats]]
"""By tensor: `down` (rank, inputs), `up` (outputs, rank)."""


def average(
    runs: Sequence[Changes], *, share: float = SHARE, rank: int = RANK
) -> Changes:
    """Return `share` of the mean of all runs, cut to a rank.

    The singular values are shared evenly between the two parts, so that both are of a
    size that half precision holds.
    """
    averaged: dict[str, tuple[Floats, Floats]] = {}
    for tensor in runs[0]:
        products = [up @ down for down, up in (run[tensor] for run in runs)]
        mean = sum(products[1:], products[0]) * np.float32(share / len(runs))
        left, values, right = np.linalg.svd(mean, full_matrices=False)
        roots = np.sqrt(values[:rank])
        averaged[tensor] = roots[:, None] * right[:rank], left[:, :rank] * roots
    return averaged
