"""Filters and readers as questions that each value of a column answers."""

from collections.abc import Callable, Mapping
from datetime import date

from vectorstore.records import Filters, Readers, Visibility
from vectorstore.text.sectors import is_sector_group, sector_group

Test = Callable[[str], bool]
"""Whether a document with that value may be found."""

YEAR, MONTH, DAY = len("2019"), len("2019-06"), len("2019-06-15")


def tests_of(filters: Filters, readers: Readers) -> Mapping[str, Test]:
    """Return what each column must answer; columns that may hold anything are left out.

    An SDG matches its targets too: "3" finds "3" and "3.4", and a group of sectors all
    that is of it: "120" finds "12220" and "Basic health". A document dated by a year or
    a month matches when any of its days does; an undated one never matches a date. Of a
    column with several values to a document, one that matches is enough.
    """
    tests: dict[str, Test] = {}
    if readers != "staff":
        tests["visibility"] = _among((Visibility.PUBLIC.value,))
    for name, values in (
        ("platform", filters.platform),
        ("language", filters.language),
        ("kind", filters.kind),
        ("country", filters.country),
    ):
        if values:
            tests[name] = _among(values)
    if filters.sector:
        tests["sector"] = _of_sectors(filters.sector)
    if filters.sdg:
        tests["sdg"] = _within(filters.sdg)
    if filters.from_ or filters.to:
        tests["published"] = _dated(filters.from_, filters.to)
    return tests


def _among(values: tuple[str, ...]) -> Test:
    return frozenset(values).__contains__


def _of_sectors(sectors: tuple[str, ...]) -> Test:
    groups = frozenset(filter(is_sector_group, sectors))
    return lambda value: (
        value in sectors or (bool(groups) and sector_group(value) in groups)
    )


def _within(sdgs: tuple[str, ...]) -> Test:
    targets = tuple(f"{sdg}." for sdg in sdgs)
    return lambda value: value in sdgs or value.startswith(targets)


def _dated(from_: date | None, to: date | None) -> Test:
    first = from_.isoformat() if from_ else ""
    last = to.isoformat() if to else "9999-12-31"

    def is_dated(published: str) -> bool:
        told = published[:DAY]
        length = len(told)
        return length in (YEAR, MONTH, DAY) and first[:length] <= told <= last[:length]

    return is_dated
