"""What each column of a table is for: title, prose, a line of its own, or data only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex

from ingestion.parsing.fields import (
    PROSE_CHARACTERS,
    date_rank,
    is_blank,
    is_description,
    is_link_name,
    is_links,
    iso_date,
    title_rank,
)
from ingestion.parsing.personal import is_personal
from ingestion.parsing.shaping import has_letters, is_http, normalized

_BOOKKEEPING = frozenset(
    "count counts completeness triangulation deflator deflators deflators_used used "
    "checksum hash version geocoded latitude longitude lat lon lng coordinates "
    "timestamp updated modified created precision flag type_code".split()
)
_WHO_AND_WHERE = frozenset(
    "country countries recipient recipients donor donors funder funders organization "
    "organisation agency partner partners pays bailleur donateur pais donante страна "
    "донор организация 国家 捐助方 机构 البلد المانح المنظمة".split()
)
"""Columns that people ask by: their words stay, also when all rows share them."""
_CODES = frozenset(
    "code codes iso iso2 iso3 alpha2 alpha3 id ids uuid guid ref".split()
)
_TRUTHS = frozenset(
    "true false yes no y n oui non si sí sim não nao да нет 是 否 نعم لا 0 1".split()
)
_MARK = regex.compile(r"[\p{L}\p{N}_./-]*\p{N}[\p{L}\p{N}_./-]*")
_CODE = regex.compile(r"(?:\d+|[\dA-Z]{1,6})(?:\s*[|;,]\s*(?:\d+|[\dA-Z]{1,6}))*")
_SAME_SHARE = 0.95
_FEW_ROWS = 5
"""In a smaller table a column that never changes may be chance: it is kept."""


class Use(StrEnum):
    """What becomes of a column's values."""

    TITLE = "title"
    PROSE = "prose"
    LINE = "line"
    DATA = "data"  # kept beside the text, not in it
    PERSONAL = "personal"  # left out
    IGNORED = "ignored"  # left out, as a .galaxyignore says


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's place, name and use."""

    at: int
    name: str
    use: Use
    is_link: bool = False


def classify(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, ignored: Sequence[str]
) -> tuple[Column, ...]:
    """Return the use of every column, in order.

    In the text stay what tells rows apart and reads as words: not what is the same in
    all rows (unless it says who or where), repeats another column, is yes or no, a
    list of addresses, an inner code beside its name, or bookkeeping.
    """
    values = [
        [row[at] if at < len(row) else "" for row in rows] for at in range(len(header))
    ]
    left = {normalized(name) for name in ignored}
    uses: list[Use] = []
    for name, column in zip(header, values, strict=True):
        if normalized(name) in left:
            uses.append(Use.IGNORED)
        elif is_personal(name):
            uses.append(Use.PERSONAL)
        else:
            uses.append(_first_use(name, column))
    _drop_repeats(header, values, uses)
    title = _title_column(header, values, uses)
    if title is not None:
        uses[title] = Use.TITLE
    if all(use in {Use.DATA, Use.PERSONAL, Use.IGNORED} for use in uses):
        uses = [Use.LINE if use is Use.DATA else use for use in uses]
    links = [
        at
        for at, column in enumerate(values)
        if uses[at] is Use.DATA and _is_link_column(column)
    ]
    own = [at for at in links if is_link_name(header[at])] or links
    return tuple(
        Column(
            at=at,
            name=name,
            use=uses[at],
            is_link=own == [at] or (own[:1] == [at] and is_link_name(name)),
        )
        for at, name in enumerate(header)
    )


def _first_use(name: str, column: Sequence[str]) -> Use:
    filled = [value for value in column if not is_blank(value)]
    words = set(normalized(name).split())
    if not filled:
        return Use.DATA
    if sum(is_links(value) for value in filled) > 0.5 * len(filled):
        return Use.DATA
    if _is_prose_column(name, filled):
        return Use.PROSE
    distinct = set(filled)
    if title_rank(name) is None and (
        (_never_changes(distinct, filled, column) and not words & _WHO_AND_WHERE)
        or all(value.casefold() in _TRUTHS for value in distinct)
        or words & _BOOKKEEPING
    ):
        return Use.DATA
    codes = sum(_CODE.fullmatch(value) is not None for value in filled)
    if words & _CODES and codes >= _SAME_SHARE * len(filled):
        return Use.DATA
    if "type" in words and len(distinct) <= 2 and len(column) >= 50:
        return Use.DATA
    return Use.LINE


def _never_changes(
    distinct: set[str], filled: Sequence[str], column: Sequence[str]
) -> bool:
    everywhere = len(filled) == len(column) or (
        # What a few rows alone have tells them apart, be it the same number.
        2 * len(filled) > len(column)
        and not any(has_letters(value) for value in distinct)
    )
    return len(distinct) == 1 and len(column) >= _FEW_ROWS and everywhere


def _is_prose_column(name: str, filled: Sequence[str]) -> bool:
    lengths = sorted(len(value) for value in filled)
    long = lengths[int(0.75 * (len(lengths) - 1))]
    spaced = sum(" " in value or len(value) > 40 for value in filled) > 0.5 * len(
        filled
    )
    if is_description(name):
        return spaced
    return long > PROSE_CHARACTERS and spaced and not _is_list_column(filled)


def _is_list_column(filled: Sequence[str]) -> bool:
    """Tell whether values are lists of names, which read better as a line."""
    marks = sum(value.count("|") + value.count(";") for value in filled)
    ends = sum(len(regex.findall(r"[.!?。؟।](?:\s|$)", value)) for value in filled)
    return marks > ends


def _is_link_column(column: Sequence[str]) -> bool:
    filled = [value for value in column if value]
    return bool(filled) and sum(is_http(value) for value in filled) > 0.8 * len(filled)


def _drop_repeats(
    header: Sequence[str], values: Sequence[Sequence[str]], uses: list[Use]
) -> None:
    """Keep one of the columns that say the same in nearly every row."""
    kept: list[int] = []
    for at in sorted(
        range(len(uses)), key=lambda at: (title_rank(header[at]) is None, at)
    ):
        if uses[at] not in {Use.LINE, Use.PROSE}:
            continue
        if any(_same(values[at], values[other]) for other in kept):
            uses[at] = Use.DATA
        else:
            kept.append(at)


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a]
    if len(pairs) < _FEW_ROWS:
        return False
    return sum(a == b for a, b in pairs) >= _SAME_SHARE * len(pairs)


def _title_column(
    header: Sequence[str], values: Sequence[Sequence[str]], uses: Sequence[Use]
) -> int | None:
    usable = [at for at, use in enumerate(uses) if use in {Use.LINE, Use.PROSE}]
    ranked = [
        (rank, at) for at in usable if (rank := title_rank(header[at])) is not None
    ]
    if ranked:
        return min(ranked)[1]
    lines = [at for at in usable if uses[at] is Use.LINE and _reads(values[at])]
    lines = [at for at in lines if not _are_marks(values[at])] or lines
    telling = [at for at in lines if _distinctness(values[at]) > 0.5]
    return (telling or lines or [None])[0]


def _reads(column: Sequence[str]) -> bool:
    filled = [value for value in column if value]
    words = [
        value for value in filled if has_letters(value) and iso_date(value) is None
    ]
    return len(words) > 0.7 * len(filled)


def _are_marks(column: Sequence[str]) -> bool:
    """Tell whether values number records, such as "R-6" and "SSC/2015/001"."""
    filled = [value for value in column if value]
    marks = [value for value in filled if _MARK.fullmatch(value)]
    return len(marks) > 0.7 * len(filled)


def _distinctness(column: Sequence[str]) -> float:
    filled = [value for value in column if value]
    return len(Counter(filled)) / len(filled) if filled else 0.0


def date_columns(columns: Sequence[Column]) -> list[Column]:
    """Return the columns that date a row, the surest first."""
    ranked = [
        (rank, column.at, column)
        for column in columns
        if column.use not in {Use.PERSONAL, Use.IGNORED}
        and (rank := date_rank(column.name)) is not None
    ]
    return [column for _, _, column in sorted(ranked, key=lambda entry: entry[:2])]
