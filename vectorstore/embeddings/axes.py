"""The directions in which the tokens of texts are told apart.

A token's state in a middle layer tells what it means there, and almost alike in every
language. Few of the directions in which states differ hold nearly all of it, and what
is stored of each token is its place along these (decision 0028 has the measures).
They are measured on parallel news by `python -m evals.adapter.axes`.
"""

from dataclasses import dataclass

import numpy as np

from vectorstore.embeddings.arrays import load_arrays
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.weights import REMEDY, Floats

FILE = "axes.npz"
_WHAT = "The axes of tokens"
LAYER = 8
"""Whose states are taken, from 0: later ones know more of the whole text and less of
the token, earlier ones less of what it means."""
WIDTH = 128
"""Directions kept, of 384: with 64, a third of what tokens add is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """Where tokens are measured from, and along what."""

    mean: Floats  # (hidden,), of the states of many tokens, made equally long
    directions: Floats  # (hidden, width), of unit length, square to each other

    @property
    def width(self) -> int:
        """How many numbers tell a token."""
        return self.directions.shape[1]


def load_axes(*, hidden: int) -> Axes:
    """Return the axes that come with the model.

    Raises:
        EmbedderUnusable: the file is missing, damaged, or of another network.
    """
    stored = load_arrays(
        "vectorstore.embeddings", FILE, ("mean", "directions"), what=_WHAT
    )
    axes = Axes(mean=stored["mean"], directions=stored["directions"])
    if axes.mean.shape != (hidden,) or axes.directions.shape[0] != hidden:
        raise EmbedderUnusable(
            f"{_WHAT} ({FILE}) are those of another model", remedy=REMEDY
        )
    return axes


def whole(hidden: int) -> Axes:
    """Return axes that leave states as they are."""
    return Axes(
        mean=np.zeros(hidden, np.float32), directions=np.eye(hidden, dtype=np.float32)
    )
