"""Which passages say the same, in the same words or in another language: one is enough.

Feeds publish one record twice, in two formats or for two years, with a word changed.
What differs in a number or in a country is another record, however alike the rest is.
"""

import re
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.material import Material
from vectorstore.text.countries import countries_named

ALIKE = 0.95
"""Share of the words of both that both hold, from which they are copies."""

COPY_BEHIND = 1.5
"""Standard deviations that the copy in the asker's language may be behind another."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of a passage as copies are told by."""

    words: frozenset[str]
    numbers: frozenset[str]
    text: str

    @classmethod
    def of(cls, title: str, text: str) -> Self:
        """Take the words of a passage and of its document's title."""
        told = f"{title}\n{text}"
        words = frozenset(_WORD.findall(told.casefold()))
        numbers = frozenset(word for word in words if word[0].isdigit())
        return cls(words=words, numbers=numbers, text=told)

    def is_copy_of(self, other: Self) -> bool:
        """Tell whether two passages are copies of each other."""
        if self.numbers != other.numbers:
            return False
        shared = len(self.words & other.words)
        if shared < ALIKE * len(self.words | other.words):
            return False
        if self.words == other.words:
            return True
        return _countries(self.text) == _countries(other.text)


def one_copy_each(
    material: Material, scores: NDArray[np.float64], *, language: str
) -> list[tuple[int, float]]:
    """Return rows and scores, best first, of one language of each work.

    It is the asker's where that is hardly behind, else the best one's; its own best
    takes the place of the work's. Documents of one language are never copies.
    """
    values: list[float] = scores.tolist()
    rows = range(len(values))
    order = sorted(rows, key=lambda row: (-values[row], material.ids[row]))
    best: dict[str, float] = {}
    shown: dict[str, str] = {}
    for row in order:
        work, written = material.works[row], material.languages[row]
        top = best.setdefault(work, values[row])
        shown.setdefault(work, written)
        if written == language and values[row] >= top - COPY_BEHIND:
            shown[work] = written
    kept: list[tuple[int, float]] = []
    lifted: set[str] = set()
    for row in order:
        work = material.works[row]
        if material.languages[row] == shown[work]:
            kept.append((row, values[row] if work in lifted else best[work]))
            lifted.add(work)
    return sorted(kept, key=lambda pair: (-pair[1], material.ids[pair[0]]))


def _countries(text: str) -> set[str]:
    return {code for code, _ in countries_named(text)}
