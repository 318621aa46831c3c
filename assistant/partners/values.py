"""What each record has of one kind: countries, regions, sectors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Values:
    """The values of each row, and the rows of each value, made once for many needs."""

    of_rows: tuple[frozenset[str], ...]  # (rows,)
    rows: Mapping[str, NDArray[np.int64]]  # ascending

    @classmethod
    def of(cls, of_rows: Sequence[frozenset[str]]) -> "Values":
        """Take the values of each row."""
        rows: dict[str, list[int]] = {}
        for row, values in enumerate(of_rows):
            for value in values:
                rows.setdefault(value, []).append(row)
        held = {value: np.array(found, np.int64) for value, found in rows.items()}
        return cls(tuple(of_rows), held)

    def __getitem__(self, row: int) -> frozenset[str]:
        """Return the values of a row."""
        return self.of_rows[row]

    def any_of(self, values: Iterable[str]) -> NDArray[np.float64]:
        """Return 1 for each row that has one of the values or more, else 0: (rows,)."""
        found = np.zeros(len(self.of_rows))
        for value in values:
            if value in self.rows:
                found[self.rows[value]] = 1.0
        return found
