"""Workbooks of Excel and OpenDocument, as sheets of text."""

import io
from datetime import date, datetime, time

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingestion.errors import UnreadableFile
from ingestion.items import LeftOut
from ingestion.parsing.container import Container
from ingestion.parsing.grids import Cells, Grid, Sheets
from ingestion.parsing.shaping import has_letters, number

_CELLS = 20_000_000
"""A workbook with more cells is refused before it fills the memory."""

Row = list[object]


def workbook_sheets(file: Container) -> Sheets:
    """Return the visible sheets of a workbook; hidden ones are reported.

    What merged cells say holds for each of their rows, where it is a name or a date: a
    sum of several rows is not the sum of each.

    Raises:
        UnreadableFile: the workbook is damaged, encrypted, or has too many cells.
    """
    grids: list[Grid] = []
    left_out: list[LeftOut] = []
    cells = 0
    with _opened(file.data) as book:
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            if about.visible is not SheetVisibleEnum.Visible:
                what = f"hidden sheet {about.name!r}"
                left_out.append(LeftOut(path=file.shown, what=what))
                continue
            sheet = book.get_sheet_by_name(about.name)
            cells += sheet.total_height * sheet.total_width
            if cells > _CELLS:
                raise UnreadableFile(
                    f"it has more than {_CELLS:,} cells",
                    remedy="Split it into several files.",
                )
            grids.append(Grid(name=about.name, rows=_rows(sheet)))
    return Sheets(grids, left_out, [])


def _opened(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise UnreadableFile(
            "it is encrypted: it opens only with a password",
            remedy="Save it without a password.",
        ) from error
    except CalamineError as error:
        raise UnreadableFile(
            f"the workbook is damaged ({error})",
            remedy="Save it again in its own program, or fetch it again.",
        ) from error


def _rows(sheet: CalamineSheet) -> tuple[Cells, ...]:
    rows: list[Row] = [[*row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right and bottom < len(rows):
            said = rows[top][left]
            for row in rows[top + 1 : bottom + 1]:
                row[left] = said if _is_of_each(said) and row[left] == "" else row[left]
    return tuple(_trimmed([_shown(value) for value in row]) for row in rows)


def _is_of_each(value: object) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and has_letters(value))


def _trimmed(row: list[str]) -> Cells:
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def _shown(value: object) -> str:
    """Return a cell as a person reads it: ISO dates, whole numbers without ".0"."""
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
