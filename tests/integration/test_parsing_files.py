"""Files that are not what they seem: mislabelled, empty, encrypted, packed bombs."""

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from ingestion.errors import UnreadableFile
from ingestion.items import Parsed
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.detection import KIND_OF_NAME

Parse = Callable[..., Parsed]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(name: str, content: bytes, **options: object) -> Parsed:
        path = tmp_path / name
        path.write_bytes(content)
        return parse_file(
            path, shown=name, options=ParseOptions.model_validate(options)
        )

    return _parse


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, format="PNG")
    return buffer.getvalue()


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["title", "place"])
    made.active.append(["Wells", "Kati"])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


ERROR_PAGE = b"<!DOCTYPE html><html><head><title>404</title></head><body>Not found"
OLD_WORD = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\0" * 600
    + "WordDocument".encode("utf-16-le")
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf", png(), "binary data"),
        ("page.pdf", ERROR_PAGE, "a PDF, but it is a web page"),
        ("page.docx", ERROR_PAGE, "a Word document, but it is a web page"),
        ("words.xlsx", b"just words", "an Excel workbook, but it is plain text"),
        ("book.pdf", workbook(), "a PDF, but it is an Excel workbook"),
        ("book.txt", workbook(), "plain text, but it is an Excel workbook"),
        ("archive.xlsx", packed(a=b"words"), "zip archive"),
        ("cut.xlsx", workbook()[:900], "damaged or was cut short"),
        ("old.doc", OLD_WORD, "Word 97-2003"),
        ("junk.txt", bytes(range(256)) * 20, "binary data"),
        ("bad.json", ERROR_PAGE, "not valid JSON"),
    ],
)
def test_a_mislabelled_file_is_refused_with_what_it_is(
    parse: Parse, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason) as caught:
        parse(name, content)
    assert caught.value.remedy


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\0\0\0\0"])
@pytest.mark.parametrize(
    "name", ["a.txt", "a.pdf", "a.xlsx", "a.json", "a.csv", "a.md"]
)
def test_an_empty_file_is_refused(parse: Parse, name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="empty"):
        parse(name, content)


def test_a_workbook_under_an_old_name_is_read_as_what_it_is(parse: Parse) -> None:
    assert parse("book.xls", workbook()).items[0].title == "Wells"


def test_a_file_without_an_extension_is_read_by_its_content(parse: Parse) -> None:
    assert parse("book", workbook()).items[0].title == "Wells"
    assert parse("words", b"Wells of Kati").items[0].blocks[0].text == "Wells of Kati"


def test_an_encrypted_workbook_says_so(parse: Parse) -> None:
    sealed = io.BytesIO()
    plain = OOXMLFile(io.BytesIO(workbook()))
    plain.encrypt("open sesame", sealed)
    with pytest.raises(UnreadableFile, match="encrypted"):
        parse("book.xlsx", sealed.getvalue())


def test_a_packed_bomb_is_not_unpacked(parse: Parse) -> None:
    bomb = packed(**{"xl/workbook.xml": b"\0" * 80_000_000})
    with pytest.raises(UnreadableFile, match="would unpack to 80,000,000 bytes"):
        parse("book.xlsx", bomb)


def test_a_file_over_the_limit_is_not_read(parse: Parse) -> None:
    with pytest.raises(UnreadableFile, match="more than the 5 allowed"):
        parse("a.txt", b"more than five", max_bytes=5)


def test_results_and_failures_travel_between_processes(parse: Parse) -> None:
    found = parse("a.csv", b"title,place\nWells,Kati\n")
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(UnreadableFile) as caught:
        parse("a.txt", b"")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.message, again.remedy) == (caught.value.message, caught.value.remedy)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    suffix=st.sampled_from(
        [".txt", ".csv", ".json", ".jsonl", ".yml", ".xml", ".md", ".html", ".eml"]
    ),
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(str.encode),
        st.text(alphabet='[]{}<>":,;-|\n\t #&*!/=a1', max_size=120).map(str.encode),
    ),
)
def test_any_content_gives_items_or_a_reason(
    parse: Parse, suffix: str, content: bytes
) -> None:
    assert suffix in KIND_OF_NAME
    try:
        found = parse(f"any{suffix}", content)
    except UnreadableFile:
        return
    assert all(item.title and item.blocks for item in found.items)
    assert all(block.text for item in found.items for block in item.blocks)
