"""The directions in which the tokens of texts are told apart.

A token's state in a middle layer tells what it means there, and almost alike in every
language. Few of the directions in which states differ hold nearly all of it, and what
is stored of each token is its place along these (decision 0028 has the measures).
They are measured on parallel news by `python -m evals.adapter.axes`.
"""

from dataclasses import dataclass
from importlib.resources import as_file, files
from zipfile import BadZipFile

import numpy as np

from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.weights import REMEDY, Floats

FILE = "axes.npz"
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
    try:
        with (
            as_file(files("vectorstore.embeddings") / FILE) as path,
            np.load(path, allow_pickle=False) as stored,
        ):
            axes = Axes(
                mean=stored["mean"].astype(np.float32),
                directions=stored["directions"].astype(np.float32),
            )
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise EmbedderUnusable(
            f"The axes of tokens ({FILE}) cannot be read: {error}", remedy=REMEDY
        ) from error
    if axes.mean.shape != (hidden,) or axes.directions.shape[0] != hidden:
        raise EmbedderUnusable(
            f"The axes of tokens ({FILE}) are those of another model", remedy=REMEDY
        )
    return axes


def whole(hidden: int) -> Axes:
    """Return axes that leave states as they are."""
    return Axes(
        mean=np.zeros(hidden, np.float32), directions=np.eye(hidden, dtype=np.float32)
    )
