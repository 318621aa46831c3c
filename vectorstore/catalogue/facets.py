"""Counts documents by what filters match, from the columns in memory."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.columns import Allowed, Column, Mask
from vectorstore.catalogue.filtering import DAY, MONTH, YEAR
from vectorstore.records import Record
from vectorstore.text.sectors import sector_group

FacetName = Literal["platform", "kind", "language", "country", "sector", "sdg", "year"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
_COLUMNS = {"year": "published"}


class FacetCounts(Record):
    """How many records there are, and how many have each value of each facet.

    Copies of one record count once, and have the values of all of them.
    """

    documents: int
    copies: int  # documents beyond those, of the same records
    values: dict[FacetName, dict[str, int]]  # most first, ties by value
    having: dict[FacetName, int]  # documents that have any value of the facet


def count_facets(
    allowed: Allowed, names: Sequence[FacetName], *, with_copies: bool = False
) -> FacetCounts:
    """Count the documents that may be found.

    An SDG counts its targets too: a document of "3.4" is one of "3". Sectors count by
    their groups, "120"; those of none do not. A year is that of publication.

    Args:
        allowed: what is counted.
        names: the facets to count by.
        with_copies: whether each copy of a record counts.
    """
    if with_copies:
        works = np.arange(len(allowed.mask))
    else:
        _, works = np.unique(allowed.columns.copies, return_inverse=True)
    total = int(allowed.mask.sum())
    documents = len(np.unique(works[allowed.mask]))
    values: dict[FacetName, dict[str, int]] = {}
    having: dict[FacetName, int] = {}
    for name in names:
        column = allowed.columns.columns[_COLUMNS.get(name, name)]
        values[name], having[name] = _counts(column, name, allowed.mask, works)
    return FacetCounts(
        documents=documents, copies=total - documents, values=values, having=having
    )


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


def _counts(
    column: Column, name: FacetName, mask: Mask, works: NDArray[np.intp]
) -> tuple[dict[str, int], int]:
    """Count the works of each value, and those that have any."""
    told = [_counted_as(value, name) for value in column.values]
    labels = sorted({value for value in told if value is not None})
    number = {value: at for at, value in enumerate(labels)}
    of_code = np.array(
        [-1 if value is None else number[value] for value in told], np.int64
    )
    if not labels:
        return {}, 0
    groups = of_code[column.codes]
    kept = mask[column.rows] & (groups >= 0)
    own = works[column.rows[kept]].astype(np.int64)
    pairs = np.unique(own * len(labels) + groups[kept])
    counted = np.bincount(pairs % len(labels), minlength=len(labels)).tolist()
    found = {value: n for value, n in zip(labels, counted, strict=True) if n}
    return _most_first(found), len(np.unique(own))


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isascii() and value.isdigit()


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
