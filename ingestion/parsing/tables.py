"""Tables: delimited text and workbooks, each row an item."""

from collections.abc import Iterator
from urllib.parse import quote

from ingestion.errors import UnreadableFile, UnusableMapping
from ingestion.items import Item, LeftOut, Parsed
from ingestion.parsing.container import Container
from ingestion.parsing.delimited import delimited_sheets
from ingestion.parsing.grids import Grid, Sheets, Table, find_tables
from ingestion.parsing.mapping import TableMapping
from ingestion.parsing.rows import table_items
from ingestion.parsing.shaping import first_words
from ingestion.parsing.workbooks import workbook_sheets

_SHOWN = 80
"""Characters of what is left out that its report line shows."""
_ASIDES = 20
"""Sums and notes of one table that are reported, each with a line."""


def read_delimited(file: Container) -> Parsed:
    """Return an item a record of a CSV or TSV file; the header is row 1.

    The delimiter is the one that parts the first records most evenly.

    Raises:
        UnreadableFile: the bytes are no text, or there is no table in it.
    """
    return _gathered(file, delimited_sheets(file))


def read_workbook(file: Container) -> Parsed:
    """Return an item a row of every visible sheet; hidden sheets are reported.

    Raises:
        UnreadableFile: the workbook is damaged, encrypted, or has no table.
    """
    return _gathered(file, workbook_sheets(file))


def tables_of(sheets: Sheets) -> list[tuple[Grid, Table]]:
    """Return the tables of all sheets, in order."""
    return [
        (grid, table)
        for grid in sheets.grids
        if any(any(row) for row in grid.rows)
        for table in find_tables(grid)
    ]


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
