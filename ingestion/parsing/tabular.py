"""Tables that programs write as JSON: rows under names, or a list for each column."""

from collections.abc import Mapping, Sequence

from ingestion.parsing.entries import Value
from ingestion.parsing.fields import title_rank
from ingestion.parsing.shaping import has_letters

_HEADERS = ("columns", "fields", "headers", "header", "column_names", "colnames")
_ROWS = ("data", "rows", "values", "records", "results", "result", "items")
_NAMES = ("name", "label", "title", "id")
_DEEP = 3

Texts = Sequence[str]


def as_entries(value: Value) -> Value:
    """Return a table as its rows, each a map by the names of the columns.

    Rows are lists under a header, which stands beside them ("columns", "fields") or is
    the first of them; or columns are lists, or maps by numbers from 0, of one length.
    What else it is comes back as it is.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        return _rows(value, _header(value[0])) if _is_table(value) else value
    if (by_column := _by_columns(value)) is not None:
        return by_column
    for key in _ROWS:
        rows = value.get(key)
        if rows is None or isinstance(rows, str | Mapping) or not _is_table(rows):
            continue
        told_by, names = _names_beside(value, width=len(rows[0]))
        entries = _rows(rows, names or _header(rows[0]), has_header=not names)
        others = {k: v for k, v in value.items() if k not in {key, told_by}}
        return {**others, key: entries}
    return value


def _is_table(rows: Sequence[Value]) -> bool:
    """Tell whether values are lists of texts, all as long."""
    widths = {len(row) if not isinstance(row, str | Mapping) else 0 for row in rows}
    return len(widths) == 1 and widths.pop() > 1


def _header(row: Value) -> Texts:
    """Return the names that a first row gives; empty where it is no header."""
    names = [cell for cell in row if isinstance(cell, str) and has_letters(cell)]
    alike = len(names) == len(row) == len(set(names))
    titled = any(title_rank(name) is not None for name in names)
    return names if alike and titled else ()


def _rows(
    rows: Sequence[Value], names: Texts, *, has_header: bool = True
) -> Sequence[Value]:
    if not names:
        return rows
    return [
        dict(zip(names, cells, strict=True))
        for cells in rows[has_header:]
        if not isinstance(cells, str | Mapping)
    ]


def _names_beside(
    fields: Mapping[str, Value], *, width: int, deep: int = 0
) -> tuple[str, Texts]:
    """Return the names of columns that stand beside rows or deeper, and in what."""
    for key, value in fields.items():
        if isinstance(value, str):
            continue
        if isinstance(value, Mapping):
            if deep == _DEEP:
                continue
            _, found = _names_beside(value, width=width, deep=deep + 1)
        elif key in _HEADERS and len(value) == width:
            found = [_name(one) for one in value]
        else:
            continue
        if found and all(found) and len(set(found)) == width:
            return key, found
    return "", ()


def _name(one: Value) -> str:
    if isinstance(one, Mapping):
        one = next((one[key] for key in _NAMES if one.get(key)), "")
    return one if isinstance(one, str) else ""


def _by_columns(fields: Mapping[str, Value]) -> Sequence[Value] | None:
    """Return the rows of columns that are given one by one, or None."""
    if len(fields) < 2 or all(title_rank(name) is None for name in fields):
        return None
    columns: dict[str, Sequence[Value]] = {}
    for name, column in fields.items():
        if isinstance(column, Mapping):
            if list(column) != [str(at) for at in range(len(column))]:
                return None
            columns[name] = list(column.values())
        elif isinstance(column, str):
            return None
        else:
            columns[name] = column
    if len({len(column) for column in columns.values()}) != 1:
        return None
    rows = zip(*columns.values(), strict=True)
    entries = [dict(zip(columns, row, strict=True)) for row in rows]
    return entries if len(entries) > 1 else None
