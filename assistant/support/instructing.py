"""Whether a sentence instructs whatever model reads it, by what it means.

Patterns (`vectorstore.text.instructions`) know the words that they were given. This is
a line through the space of sentences' vectors instead, which are stored anyway: one dot
product tells what is said in other words, in any language that the embedder reads.
`evals.calibrate_instructions` draws it; of another embedder's vectors it tells nothing.
"""

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vectorstore.records import Record

FILE = "instructing.json"
COMMON_AT_LEAST = 0.6
"""Cosine of a passage's mean vector to that of all texts. Our embedder's texts have
that much in common (decision 0014), and those of other models do not lie there."""

Vectors = NDArray[np.float32]


class Line(Record):
    """What parts instructions from all other sentences."""

    embedder: str  # whose vectors it parts: its fingerprint without the variant
    weights: tuple[float, ...]  # one a dimension
    least: float  # of their sum, from which a sentence is told
    common: tuple[float, ...]  # the mean of ordinary sentences, of unit length


def instructing(vectors: Vectors) -> list[bool]:
    """Tell of each sentence of a passage whether it instructs, by its vector.

    Args:
        vectors: of the sentences, a row each, of unit length, as they are stored. None
            is told where they are not of the embedder that the line was drawn for.
    """
    weights, common, least = _arrays()
    if not len(vectors) or vectors.shape[1] != len(weights):
        return [False] * len(vectors)
    middle = vectors.mean(axis=0)
    if float(middle @ common) < COMMON_AT_LEAST * float(np.linalg.norm(middle)):
        return [False] * len(vectors)
    return [bool(one) for one in vectors @ weights >= least]


def stored_line() -> Line:
    """Return the line as it was drawn."""
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    return Line.model_validate_json(read)


def embedder_of(fingerprint: str) -> str:
    """Return what of an embedder's fingerprint is the same for all its variants."""
    return fingerprint.partition("/")[0]


@cache
def _arrays() -> tuple[Vectors, Vectors, float]:
    line = stored_line()
    return np.array(line.weights, np.float32), _unit(line.common), line.least


def _unit(numbers: tuple[float, ...]) -> Vectors:
    row = np.array(numbers, np.float32)
    row /= np.linalg.norm(row)
    return row
