"""Tables: delimited text and workbooks, each row an item."""

import csv
import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Literal, NamedTuple, cast
from urllib.parse import quote

from ingestion.errors import UnreadableFile, UnusableMapping
from ingestion.items import Item, LeftOut, Parsed, Problem
from ingestion.parsing.container import Container
from ingestion.parsing.decoding import decode
from ingestion.parsing.grids import Cells, Grid, Table, find_tables
from ingestion.parsing.mapping import TableMapping
from ingestion.parsing.rows import table_items
from ingestion.parsing.shaping import first_words

_CELLS = 20_000_000
"""A workbook with more cells is refused before it fills the memory."""

_DELIMITERS = (",", ";", "\t", "|")
_FIELD_BYTES = 10_000_000
_SHOWN = 80
"""Characters of what is left out that its report line shows."""
_ASIDES = 20
"""Sums and notes of one table that are reported, each with a line."""


class Sheets(NamedTuple):
    """The sheets of a file, and what of it is not read."""

    grids: list[Grid]
    left_out: list[LeftOut]
    problems: list[Problem]


def read_delimited(file: Container) -> Parsed:
    """Return an item a record of a CSV or TSV file; the header is row 1.

    The delimiter is the one that parts the first records most evenly.

    Raises:
        UnreadableFile: the bytes are no text, or there is no table in it.
    """
    return _gathered(file, delimited_sheets(file))


def read_xlsx(file: Container) -> Parsed:
    """Return an item a row of every visible sheet; hidden sheets are reported.

    Raises:
        UnreadableFile: the workbook is damaged, or has no table.
    """
    return _gathered(file, xlsx_sheets(file))


def read_xls(file: Container) -> Parsed:
    """Return an item a row of an old workbook.

    Raises:
        UnreadableFile: the workbook is damaged, encrypted, or has no table.
    """
    return _gathered(file, xls_sheets(file))


def tables_of(sheets: Sheets) -> list[tuple[Grid, Table]]:
    """Return the tables of all sheets, in order."""
    return [
        (grid, table)
        for grid in sheets.grids
        if any(any(row) for row in grid.rows)
        for table in find_tables(grid)
    ]


def delimited_sheets(file: Container) -> Sheets:
    """Return the one sheet of a CSV or TSV file.

    Raises:
        UnreadableFile: the bytes are no text.
    """
    text = decode(file.data)
    csv.field_size_limit(_FIELD_BYTES)
    separator = ""
    if text[:5].casefold().startswith("sep=") and "\n" in text:
        separator, text = text[4], "\n" + text.partition("\n")[2]
    delimiter = separator or _delimiter(text)
    problems: list[Problem] = []
    rows: list[Cells] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows += (tuple(record) for record in reader)
    except csv.Error as error:
        problems.append(
            Problem(
                path=f"{file.shown}#row={len(rows) + 1}",
                reason=f"the records from here on cannot be read ({error}). "
                "Check the quotation marks.",
            )
        )
    return Sheets([Grid(name="", rows=tuple(rows))], [], problems)


def xlsx_sheets(file: Container) -> Sheets:
    """Return the visible sheets of a workbook.

    Raises:
        UnreadableFile: it has too many cells.
    """
    import openpyxl

    with warnings.catch_warnings():
        # openpyxl warns of drawings and validations that it leaves away: no text there.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(
            io.BytesIO(file.data), read_only=True, data_only=True, keep_links=False
        )
        grids: list[Grid] = []
        left_out: list[LeftOut] = []
        cells = 0
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                left_out.append(
                    LeftOut(path=file.shown, what=f"hidden sheet {sheet.title!r}")
                )
                continue
            sheet.reset_dimensions()
            rows: list[Cells] = []
            for values in sheet.iter_rows(values_only=True):
                rows.append(_trimmed(_shown(value) for value in values))
                cells += len(rows[-1])
                _check_size(cells)
            grids.append(Grid(name=sheet.title, rows=tuple(rows)))
        book.close()
    return Sheets(grids, left_out, [])


def xls_sheets(file: Container) -> Sheets:
    """Return the visible sheets of an old workbook.

    Raises:
        UnreadableFile: the workbook is damaged, encrypted, or has too many cells.
    """
    import xlrd
    from xlrd.biffh import XLRDError

    try:
        book = xlrd.open_workbook(file_contents=file.data, logfile=io.StringIO())
    except XLRDError as error:
        hint = "a password" if "encrypt" in str(error).casefold() else "damage"
        raise UnreadableFile(
            f"the workbook cannot be opened because of {hint}",
            remedy="Save it as .xlsx without a password.",
        ) from error
    grids: list[Grid] = []
    left_out: list[LeftOut] = []
    for sheet in book.sheets():
        if sheet.visibility != 0:
            left_out.append(
                LeftOut(path=file.shown, what=f"hidden sheet {sheet.name!r}")
            )
            continue
        _check_size(sheet.nrows * sheet.ncols)
        rows = [
            _trimmed(
                _old_shown(cell.ctype, cell.value, book.datemode)
                for cell in sheet.row(row)
            )
            for row in range(sheet.nrows)
        ]
        grids.append(Grid(name=sheet.name, rows=tuple(rows)))
    return Sheets(grids, left_out, [])


def _gathered(file: Container, sheets: Sheets) -> Parsed:
    items: list[Item] = []
    unusable = list(sheets.problems)
    omitted = list(sheets.left_out)
    filled = [grid for grid in sheets.grids if any(any(row) for row in grid.rows)]
    found_in = tables_of(sheets)
    tables = [
        ("" if grid is filled[0] else f"sheet={quote(grid.name, safe=' ')}&", table)
        for grid, table in found_in
    ]
    without = [one for one in filled if not any(one is grid for grid, _ in found_in)]
    if found_in:
        omitted += [
            LeftOut(path=file.shown, what=f"sheet without a table {one.name!r}")
            for one in without
        ]
    if file.options.mapping is not None:
        tables, others = _meant(tables, file.options.mapping, file)
        omitted += others
    for prefix, table in tables:
        omitted += _around(table, file)
        found = table_items(table, prefix=prefix, file=file)
        items += found.items
        omitted += found.left_out
        unusable += found.problems
    if not items and not unusable:
        raise UnreadableFile(
            "there is no row of data in it", remedy="Check that the table was saved."
        )
    return Parsed(
        items=tuple(items),
        problems=tuple(unusable),
        left_out=tuple(dict.fromkeys(omitted)),
    )


def _around(table: Table, file: Container) -> Iterator[LeftOut]:
    """Yield report lines of what stands around a table's rows, and is none of them."""
    if table.notes:
        told = first_words(table.notes, limit=_SHOWN)
        yield LeftOut(path=file.shown, what=f"text above a table: {told!r}")
    for aside in table.asides[:_ASIDES]:
        told = first_words(aside, limit=_SHOWN)
        yield LeftOut(path=file.shown, what=f"a sum or a note below rows: {told!r}")


def _meant(
    tables: "list[tuple[str, Table]]", mapping: TableMapping, file: Container
) -> "tuple[list[tuple[str, Table]], list[LeftOut]]":
    """Return the tables that a mapping speaks of, and report lines of the others.

    Raises:
        UnusableMapping: there is no table with all of its columns.
    """
    missing = [mapping.missing_from(table.header) for _, table in tables]
    fewest = min(missing, key=len) if missing else []
    if fewest:
        raise UnusableMapping(
            f"its mapping does not fit: {fewest[0]}",
            remedy="Name columns as the header does; `galaxy sources guess` shows it.",
        )
    wanted = len(list(mapping.columns()))
    kept: list[tuple[str, Table]] = []
    left_out: list[LeftOut] = []
    for (prefix, table), lost in zip(tables, missing, strict=True):
        has_title = mapping.title is None or not any(
            line.startswith("title ") for line in lost
        )
        if has_title and 2 * len(lost) <= wanted:
            kept.append((prefix, table))
        else:
            path = f"{file.shown}#{prefix}row={table.rows[0][0]}"
            what = f"a table of {len(table.rows)} rows: its mapping speaks of others"
            left_out.append(LeftOut(path=path, what=what))
    return kept, left_out


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the first records most columns, evenly."""
    sample = text[:100_000]

    def evenness(delimiter: str) -> tuple[float, int]:
        records: list[int] = []
        try:
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            records += (
                len(record)
                for record, _ in zip(reader, range(60), strict=False)
                if record
            )
        except csv.Error:
            return (0.0, 0)
        if len(records) > 2 and len(sample) < len(text):
            records.pop()  # the sample may cut it
        usual = max(set(records), key=records.count, default=1)
        if usual < 2:
            return (0.0, 0)
        return (records.count(usual) / len(records), usual)

    return max(_DELIMITERS, key=evenness)


def _check_size(cells: int) -> None:
    if cells > _CELLS:
        raise UnreadableFile(
            f"it has more than {_CELLS:,} cells", remedy="Split it into several files."
        )


def _trimmed(cells: Iterator[str]) -> Cells:
    row = list(cells)
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def _shown(value: object) -> str:
    """Return a cell as a person reads it: ISO dates, whole numbers without ".0"."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return number(value)
    return str(value)


def number(value: float) -> str:
    """Return a number without the digits that binary fractions add."""
    return (
        str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    )


def _old_shown(kind: int, value: object, date_mode: Literal[0, 1]) -> str:
    import xlrd

    if kind == xlrd.XL_CELL_DATE:
        try:
            return _shown(xlrd.xldate_as_datetime(cast(float, value), date_mode))
        except (ValueError, OverflowError):
            return _shown(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "true" if value else "false"
    return "" if kind == xlrd.XL_CELL_ERROR else _shown(value)
