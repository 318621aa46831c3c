"""Workbooks of every format that offices save, as files on disk."""

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt

from ingestion.errors import UnreadableFile
from ingestion.parsing import ParseOptions, parse_file

HEADER = ("Title", "Country", "Budget", "Start")
WELLS = ("Wells", "Mali", 1000.0, date(2020, 1, 2))
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_RELATIONS = "http://schemas.openxmlformats.org"


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADER, WELLS):
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook | xlwt.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    as_date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for at, row in enumerate((HEADER, WELLS)):
        for column, value in enumerate(row):
            style = [as_date] if isinstance(value, date) else []
            sheet.write(at, column, value, *style)
    return saved(book)


def ods() -> bytes:
    def words(text: str) -> str:
        return cell('office:value-type="string"', text)

    def cell(kind: str, text: str) -> str:
        return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"

    wells = (
        words("Wells"),
        words("Mali"),
        cell('office:value-type="currency" office:value="1000"', "1.000,00 €"),
        cell('office:value-type="date" office:date-value="2020-01-02"', "02/01/20"),
    )
    rows = ("".join(map(words, HEADER)), "".join(wells))
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}:office:1.0"'
        f' xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0">'
        "<office:body><office:spreadsheet><table:table table:name='Data'>"
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + "<table:table-row table:number-rows-repeated='1048574'>"
        "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{SPREADSHEET}"/></manifest:manifest>'
    )
    return packed(
        {
            "mimetype": SPREADSHEET,
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def xlsb() -> bytes:
    """Return the least that is a binary workbook: records of [MS-XLSB], section 2.4."""

    def record(kind: int, data: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        assert len(data) < 128, "longer sizes take more bytes"
        return number + bytes([len(data)]) + data

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def row(at: int, *cells: bytes) -> bytes:
        head = record(0, struct.pack("<IIHBBBI", at, 0, 300, 0, 0, 0, 0))
        return head + b"".join(cells)

    def words(column: int, text: str) -> bytes:
        return record(6, struct.pack("<II", column, 0) + wide(text))

    sheets = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Data"))
    book = record(131) + record(143) + sheets + record(144) + record(132)
    rows = row(0, *(words(at, name) for at, name in enumerate(HEADER))) + row(
        1,
        words(0, "Wells"),
        words(1, "Mali"),
        record(5, struct.pack("<IId", 2, 0, 1000.0)),
        words(3, "2020-01-02"),
    )
    size = record(148, struct.pack("<IIII", 0, 1, 0, 3))
    sheet = record(129) + size + record(145) + rows + record(146) + record(130)
    relations = (
        f'<Relationships xmlns="{_RELATIONS}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument/2006/relationships/'
        'worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return packed(
        {
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def packed(files: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parsed(folder: Path, name: str, content: bytes):
    path = folder / name
    path.write_bytes(content)
    return parse_file(path, shown=name, options=ParseOptions())


@pytest.mark.parametrize("made", [xlsx, xls, xlsb, ods])
@pytest.mark.parametrize("name", ["own", "book.xlsx", "book"])
def test_a_workbook_of_any_format_is_read_under_any_of_their_names(
    tmp_path: Path, made, name
):
    name = f"a.{made.__name__}" if name == "own" else name
    (item,) = parsed(tmp_path, name, made()).items
    assert item.fragment == "row=2"
    assert item.title == "Wells"
    assert item.facets.countries == ("ML",)
    assert item.started == "2020-01-02"
    assert "Budget: 1000\n" in item.blocks[-1].text


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_what_merged_cells_say_holds_for_each_row_but_sums_do_not(tmp_path, kind):
    merged = (
        ("Country", "Project", "Budget"),
        ("Mali", "Deep wells", 900.0),
        (None, "Seed banks", None),
        (None, "Solar pumps", 20.0),
        ("Peru", "Alpaca wool", 30.0),
    )
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in merged:
            book.active.append(row)
        book.active.merge_cells("A2:A4")
        book.active.merge_cells("C2:C3")
    else:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Data")
        for at, row in enumerate(merged):
            for column, value in enumerate(row):
                if value is not None and at != 1:
                    sheet.write(at, column, value)
        sheet.write(1, 1, "Deep wells")
        sheet.write_merge(1, 3, 0, 0, "Mali")
        sheet.write_merge(1, 2, 2, 2, 900.0)
    items = parsed(tmp_path, f"a.{kind}", saved(book)).items
    assert [item.title for item in items] == [row[1] for row in merged[1:]]
    places = [item.facets.countries for item in items]
    assert places == [("ML",), ("ML",), ("ML",), ("PE",)]
    assert [("900" in item.blocks[-1].text) for item in items] == [True] + [False] * 3


def test_a_cell_far_from_all_others_fails_the_file_and_says_why(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "Title", "Wells"
    book.active["Z1048576"] = "far"
    with pytest.raises(UnreadableFile, match="more than 20,000,000 cells"):
        parsed(tmp_path, "a.xlsx", saved(book))


def test_a_damaged_workbook_says_so(tmp_path: Path):
    broken = packed({"xl/workbook.xml": "<workbook"})
    with pytest.raises(UnreadableFile, match="damaged") as caught:
        parsed(tmp_path, "a.xlsx", broken)
    assert caught.value.remedy
