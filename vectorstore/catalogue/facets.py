"""Counts documents by what filters match, from the columns in memory."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from vectorstore.catalogue.columns import Allowed, Column, Mask
from vectorstore.records import Record

FacetName = Literal["platform", "kind", "language", "country", "sdg", "year"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
_COLUMNS = {"year": "published"}


class FacetCounts(Record):
    """How many documents there are, and how many have each value of each facet."""

    documents: int
    values: dict[FacetName, dict[str, int]]  # most first, ties by value


def count_facets(allowed: Allowed, names: Sequence[FacetName]) -> FacetCounts:
    """Count the documents that may be found.

    An SDG counts its targets too: a document of "3.4" is one of "3". A year is that of
    publication.
    """
    columns = allowed.columns.columns
    return FacetCounts(
        documents=int(allowed.mask.sum()),
        values={
            name: _most_first(_counts(columns[_COLUMNS.get(name, name)], name, allowed))
            for name in names
        },
    )


def _counts(column: Column, name: FacetName, allowed: Allowed) -> Counter[str]:
    mask: Mask = allowed.mask[column.rows]
    codes, rows = column.codes[mask], column.rows[mask]
    if name == "sdg":
        goals = {
            (int(row), column.values[int(code)].partition(".")[0])
            for row, code in zip(rows, codes, strict=True)
        }
        return Counter(goal for _, goal in goals)
    counted = map(int, np.bincount(codes, minlength=len(column.values)))
    found: Counter[str] = Counter()
    for value, count in zip(column.values, counted, strict=True):
        told = value[:4] if name == "year" else value
        if count and (name != "year" or _is_year(told)):
            found[told] += count
    return found


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isascii() and value.isdigit()


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
