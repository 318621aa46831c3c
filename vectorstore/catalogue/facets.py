"""Counts documents by what filters match, from the columns in memory."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from vectorstore.catalogue.columns import Allowed, Column, Mask
from vectorstore.catalogue.filtering import DAY, MONTH, YEAR
from vectorstore.records import Record
from vectorstore.text.sectors import sector_group

FacetName = Literal["platform", "kind", "language", "country", "sector", "sdg", "year"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
_COLUMNS = {"year": "published"}


class FacetCounts(Record):
    """How many documents there are, and how many have each value of each facet."""

    documents: int
    values: dict[FacetName, dict[str, int]]  # most first, ties by value
    having: dict[FacetName, int]  # documents that have any value of the facet


def count_facets(allowed: Allowed, names: Sequence[FacetName]) -> FacetCounts:
    """Count the documents that may be found.

    An SDG counts its targets too: a document of "3.4" is one of "3". Sectors count by
    their groups, "120"; those of none do not. A year is that of publication.
    """
    columns = allowed.columns.columns
    return FacetCounts(
        documents=int(allowed.mask.sum()),
        values={
            name: _most_first(_counts(columns[_COLUMNS.get(name, name)], name, allowed))
            for name in names
        },
        having={name: _having(allowed, name) for name in names},
    )


def _having(allowed: Allowed, name: FacetName) -> int:
    """Count the documents that may be found and have a value of a facet."""
    column = allowed.columns.columns[_COLUMNS.get(name, name)]
    counted = [_counted_as(value, name) is not None for value in column.values]
    mask: Mask = allowed.mask[column.rows] & np.array(counted, np.bool_)[column.codes]
    return len(np.unique(column.rows[mask]))


def _counted_as(value: str, name: FacetName) -> str | None:
    """Return what a value of a column is counted as; None: it is not."""
    match name:
        case "sdg":
            return value.partition(".")[0]
        case "sector":
            return sector_group(value)
        case "year":
            dated = len(value[:DAY]) in {YEAR, MONTH, DAY} and _is_year(value[:YEAR])
            return value[:YEAR] if dated else None  # the filter of dates finds it too
        case _:
            return value


def _counts(column: Column, name: FacetName, allowed: Allowed) -> Counter[str]:
    mask: Mask = allowed.mask[column.rows]
    codes, rows = column.codes[mask], column.rows[mask]
    if name in {"sdg", "sector"}:
        told = [_counted_as(value, name) for value in column.values]
        pairs = {
            (int(row), group)
            for row, code in zip(rows, codes, strict=True)
            if (group := told[int(code)]) is not None
        }
        return Counter(group for _, group in pairs)
    counted = map(int, np.bincount(codes, minlength=len(column.values)))
    found: Counter[str] = Counter()
    for value, count in zip(column.values, counted, strict=True):
        told = _counted_as(value, name)
        if count and told is not None:
            found[told] += count
    return found


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isascii() and value.isdigit()


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
