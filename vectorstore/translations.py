"""Which passages say the same in two languages: one of them is enough.

Where places do not tell (`vectorstore.works`), sentences do: each of the one has its
like in the other, in the same numbers. Of the starter library and the Universal
Declaration, translations of three sentences or more have a likeness of .81 to .98, and
other passages .77 at most (decision 0039). Single sentences cannot tell: two targets of
one list are as near to each other as a target is to its translation.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.material import Material
from vectorstore.embeddings.languages import stepped
from vectorstore.records import ChunkId

LIKE = 0.8
"""Mean cosine of sentences with their nearest in the other passage, the steps of the
languages taken off, from which passages with the same numbers are translations."""
LIKE_WITHOUT_NUMBERS = 0.86
SENTENCES = 3
"""Sentences that a passage has at least for its translation to be told."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """Tells translations among some ranked chunks. For one question, by one thread."""

    material: Material
    steps: Mapping[str, NDArray[np.float32]]  # of languages
    _rows: Mapping[ChunkId, int]
    _begins: NDArray[np.intp]  # of each chunk's sentences
    _numbers: dict[int, frozenset[int]] = field(
        default_factory=dict[int, frozenset[int]]
    )
    _moved: dict[int, NDArray[np.float32]] = field(
        default_factory=dict[int, NDArray[np.float32]]
    )

    @classmethod
    def of(
        cls, material: Material, steps: Mapping[str, NDArray[np.float32]]
    ) -> "Translations":
        """Look at the chunks that were ranked, with the steps of their languages."""
        return cls(
            material=material,
            steps=steps,
            _rows={one: row for row, one in enumerate(material.ids)},
            _begins=np.concatenate([[0], np.cumsum(material.counts)]).astype(np.intp),
        )

    def are_one(self, one: ChunkId, other: ChunkId, texts: Sequence[str]) -> bool:
        """Tell whether two chunks say the same in two languages.

        Args:
            one: the first of them.
            other: the second.
            texts: of each.
        """
        first, second = self._rows[one], self._rows[other]
        languages = self.material.languages
        if languages[first] == languages[second]:
            return False
        counts = self.material.counts
        if min(counts[first], counts[second]) < SENTENCES:
            return False
        numbers = [
            self._numbers_of(row, text)
            for row, text in zip((first, second), texts, strict=True)
        ]
        if numbers[0] != numbers[1]:
            return False
        likeness = self._likeness(first, second)
        return likeness >= (LIKE if numbers[0] else LIKE_WITHOUT_NUMBERS)

    def _numbers_of(self, row: int, text: str) -> frozenset[int]:
        if row not in self._numbers:
            self._numbers[row] = frozenset(map(int, _DIGITS.findall(text)))
        return self._numbers[row]

    def _likeness(self, first: int, second: int) -> float:
        cosines = self._sentences(first) @ self._sentences(second).T
        return float(min(cosines.max(axis=1).mean(), cosines.max(axis=0).mean()))

    def _sentences(self, row: int) -> NDArray[np.float32]:
        if row not in self._moved:
            some = np.zeros(int(self._begins[-1]), np.bool_)
            some[self._begins[row] : self._begins[row + 1]] = True
            vectors = self.material.sentences.vectors_of(some)
            spoken = [self.material.languages[row]] * len(vectors)
            self._moved[row] = stepped(vectors, spoken, self.steps)
        return self._moved[row]
