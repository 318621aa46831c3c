"""Where on a sheet its tables are: notes above, headers of two rows, several tables."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.items import LeftOut, Problem
from ingestion.parsing.shaping import has_letters, one_line

Cells = tuple[str, ...]

_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d(?:[/-]\d{2,4})?")
_TOTAL = re.compile(
    r"(?i)(?:grand |sub[- ]?|overall )?total(?:e|es|is|s)?"
    r"(?: g[eé]n[eé]ral| geral)?\s*:?|"
    r"итого\s*:?|всего\s*:?|合计|总计|小计|المجموع(?: الكلي)?|الإجمالي|"
    r"somme|suma|soma|gesamt|summe"
)
_NOTE = re.compile(
    r"(?i)(?:sources?|notes?|fuentes?|notas?|fontes?|quelle|updated|last updated|"
    r"actualizado|mis à jour|обновлено|источник|примечани[ея])\b\s*[:：.]|"
    r"(?:来源|资料来源|注|المصدر|ملاحظة)\s*[:：]"
)
_HEADER_WITHIN = 25
"""A header is looked for in this many rows of a table's beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet: rows of cells as text, the first of them row 1."""

    name: str
    rows: tuple[Cells, ...]


class Sheets(NamedTuple):
    """The sheets of a file, and what of it is not read."""

    grids: list[Grid]
    left_out: list[LeftOut]
    problems: list[Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A header and the rows under it, each with the number a spreadsheet shows."""

    header: Cells  # one name a column, none empty, all different
    rows: tuple[tuple[int, Cells], ...]
    notes: str = ""  # what stands above the header
    asides: tuple[str, ...] = ()  # rows that are sums of others, or notes below them


def find_tables(grid: Grid) -> list[Table]:
    """Return the tables of a sheet from top to bottom; rows without a cell are left.

    A new table begins after an empty row where a row of names stands over rows of data,
    be it under a line of its own that names the table.
    """
    rows = grid.rows
    starts = [0, *_later_starts(rows)]
    tables: list[Table] = []
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        table = _table(rows, start, end)
        if table is not None:
            tables.append(table)
    return tables


def _table(rows: tuple[Cells, ...], start: int, end: int) -> Table | None:
    at = _header_row(rows, start, end)
    if at is None:
        width = max((len(row) for row in rows[start:end]), default=0)
        names, first, notes = [_letters(column) for column in range(width)], start, ""
    else:
        names, first = _names(rows, at, end)
        above = (one_line(" ".join(filter(None, row))) for row in rows[start:at])
        notes = "\n".join(line for line in above if line)
    data: list[tuple[int, Cells]] = []
    asides: list[str] = []
    for place in range(first, end):
        cells = rows[place]
        if _is_aside(cells):
            asides.append(one_line(" ".join(filter(None, cells))))
        elif any(cells):
            data.append((place + 1, cells))
    if not data:
        return None
    width = max(len(names), *(len(cells) for _, cells in data))
    return Table(
        header=_distinct(names, width),
        rows=tuple(data),
        notes=notes,
        asides=tuple(asides),
    )


def _is_aside(cells: Cells) -> bool:
    """Tell whether a row sums others up, or is a note that stands below them."""
    told = [cell.strip() for cell in cells if cell.strip()]
    if not told:
        return False
    if len(told) == 1:
        return _NOTE.match(told[0]) is not None
    words = [cell for cell in told if has_letters(cell)]
    return len(words) == 1 and _TOTAL.fullmatch(words[0]) is not None


def _header_row(rows: tuple[Cells, ...], start: int, end: int) -> int | None:
    """Return where the header is: the first row that names nearly all columns."""
    window = range(start, min(end, start + _HEADER_WITHIN))
    widths = sorted(
        _filled(rows[at]) for at in range(start, min(end, start + 200)) if any(rows[at])
    )
    if not widths:
        return None
    usual = widths[len(widths) // 2]
    for at in window:
        cells = [cell for cell in rows[at] if cell]
        if not cells or len(cells) < min(2, usual):
            continue
        named = sum(has_letters(cell) for cell in cells)
        named += len(_years_as_names(rows, at, end))
        enough = len(cells) >= 0.6 * usual
        if (
            enough
            and named >= 0.7 * len(cells)
            and all(len(cell) < 200 for cell in cells)
        ):
            return at
        if enough and named < 0.5 * len(cells):
            return None
    return None


def _years_as_names(rows: tuple[Cells, ...], at: int, end: int) -> list[int]:
    """Return the columns that a row names by years: two or more, in their order.

    None where the row below has years there too, or the one above any number: then
    these are data.
    """
    places = [n for n, cell in enumerate(rows[at]) if _YEAR.fullmatch(cell.strip())]
    years = [rows[at][n] for n in places]
    below = rows[at + 1] if at + 1 < end else ()
    above = rows[at - 1] if at else ()
    is_data = any(
        (n < len(below) and _YEAR.fullmatch(below[n].strip()))
        or (n < len(above) and above[n][:1].isdigit())
        for n in places
    )
    in_order = years in (sorted(set(years)), sorted(set(years), reverse=True))
    return places if len(years) > 1 and in_order and not is_data else []


def _names(rows: tuple[Cells, ...], at: int, end: int) -> tuple[list[str], int]:
    """Return the names of the columns and where the data begins.

    Merged cells leave gaps in the upper of two header rows, which the lower one fills:
    then a name is "group: name".
    """
    upper = rows[at]
    below = rows[at + 1] if at + 1 < end else ()
    gaps = [
        column
        for column in range(1, len(below))
        if below[column] and (column >= len(upper) or not upper[column])
    ]
    is_second = (
        bool(gaps)
        and any(cell and column not in gaps for column, cell in enumerate(below))
        and all(has_letters(cell) and len(cell) < 80 for cell in below if cell)
        and at + 2 < end
        and _looks_below(rows, at + 2, end)
    )
    if not is_second:
        return [one_line(cell) for cell in upper], at + 1
    names: list[str] = []
    group = ""
    for column in range(max(len(upper), len(below))):
        top = one_line(upper[column]) if column < len(upper) else ""
        low = one_line(below[column]) if column < len(below) else ""
        if top:
            group = top
        names.append(
            f"{group}: {low}" if low and group and low != group else top or low
        )
    return names, at + 2


def _looks_below(rows: tuple[Cells, ...], at: int, end: int) -> bool:
    """Tell whether rows of data, which have numbers, follow a second header row."""
    return any(
        cell and not has_letters(cell)
        for row in rows[at : min(end, at + 5)]
        for cell in row
    )


def _later_starts(rows: tuple[Cells, ...]) -> list[int]:
    starts: list[int] = []
    for at in range(2, len(rows) - 1):
        is_named = _filled(rows[at - 1]) == 1 and not any(rows[at - 2])
        if (any(rows[at - 1]) and not is_named) or not any(rows[at]):
            continue
        cells = [cell for cell in rows[at] if cell]
        names_only = len(cells) >= 2 and all(
            has_letters(cell) and len(cell) < 60 for cell in cells
        )
        numbers_below = [
            column
            for column, cell in enumerate(rows[at + 1])
            if cell
            and not has_letters(cell)
            and column < len(rows[at])
            and rows[at][column]
        ]
        first = at - 1 if is_named else at
        data_above = next((row for row in reversed(rows[:first]) if any(row)), ())
        differs = (
            is_named
            or any(
                column < len(data_above)
                and data_above[column]
                and not has_letters(data_above[column])
                for column in numbers_below
            )
            or _filled(data_above) != _filled(rows[at])
        )
        if names_only and numbers_below and differs:
            starts.append(first)
    return starts


def _filled(row: Cells) -> int:
    return sum(bool(cell) for cell in row)


def _distinct(names: list[str], width: int) -> Cells:
    """Return a name for each column: unnamed ones by letter, repeated ones numbered."""
    full = [*names, *[""] * (width - len(names))]
    seen: dict[str, int] = {}
    result: list[str] = []
    for column, name in enumerate(full):
        plain = name or _letters(column)
        seen[plain] = seen.get(plain, 0) + 1
        result.append(plain if seen[plain] == 1 else f"{plain} {seen[plain]}")
    return tuple(result)


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
