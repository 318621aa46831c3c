"""Which goal of sustainable development a text is about, where its source does not say.

By retrieval over descriptions of the goals and their targets: inferred. Of records
that state goals, three of four which are told one state it too (decision 0029).
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vectorstore.described import Described
from vectorstore.embeddings.protocol import Embedder, Vectors
from vectorstore.records import Record
from vectorstore.text.goals import GOALS

WARMTH = 0.02
"""Cosine by which a goal may lie behind the nearest to weigh 1/e of it."""
ENOUGH = 0.7
"""Share of all goals' weights from which the nearest is told."""
NEAR = 0.33
"""Cosine to a goal from which it is told: all goals are far from what is of no one."""


class Goal(Record):
    """What a text is taken to work for."""

    number: str  # "1" to "17"
    share: float  # in [0, 1]


class Goals:
    """Tells goals with one embedder. Safe to share."""

    def __init__(self, embedder: Embedder) -> None:
        self._described = Described(
            embedder=embedder, descriptions=tuple(descriptions().values())
        )

    def told(self, languages: Sequence[str], vectors: Vectors) -> list[Goal | None]:
        """Return the goal of each text, None where none stands out.

        Args:
            languages: of each text.
            vectors: (texts, dimensions), as passages.

        Raises:
            EmbeddingFailed: the embedder gave no vector of a goal.
        """
        if not languages:
            return []
        near = self._described.nearness(languages, vectors)
        # Half by the goal as a whole, half by that of its targets which is nearest.
        whole = np.stack([near[:, rows[0]] for rows in _rows()], axis=1)
        best = np.stack([near[:, rows].max(axis=1) for rows in _rows()], axis=1)
        nearness = (whole + best) / 2
        return [_told(own) for own in nearness]


@cache
def descriptions() -> Mapping[str, str]:
    """Return descriptions of goals and targets by number, in the order of the list."""
    source = files("vectorstore").joinpath("text/goals.toml")
    return tomllib.loads(source.read_text("utf-8"))


def goal_title(number: str) -> str:
    """Return what a goal or target is in English: of "6" "Clean water and sanitation".

    Raises:
        KeyError: there is no such goal.
    """
    return descriptions()[number].partition(":")[0]


@cache
def _rows() -> tuple[list[int], ...]:
    """Return the places of each goal's descriptions, its own first."""
    numbers = list(descriptions())
    return tuple(
        [row for row, number in enumerate(numbers) if number.partition(".")[0] == goal]
        for goal in GOALS
    )


def _told(nearness: NDArray[np.float32]) -> Goal | None:
    nearest = int(nearness.argmax())
    share = float(1 / np.exp((nearness - nearness[nearest]) / WARMTH).sum())
    if share < ENOUGH or nearness[nearest] < NEAR:
        return None
    return Goal(number=GOALS[nearest], share=round(share, 4))
