"""PDF files: pages, paragraphs, furniture, scans and damage."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from ingestion.errors import UnreadableFile
from ingestion.items import Item, Parsed
from ingestion.parsing import ParseOptions, parse_file

Parse = Callable[[bytes], Parsed]

SENTENCES = (
    "The district dug forty wells in three years, and each of them serves three "
    "villages that had walked for water until then. The cooperation between the two "
    "ministries was agreed upon in the capital, and the engineers came from both "
    "sides, so that what was learned on one side of the ocean was used on the other."
)


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(content: bytes) -> Parsed:
        path = tmp_path / "report.pdf"
        path.write_bytes(content)
        return parse_file(path, shown="report.pdf", options=ParseOptions())

    return _parse


def sentences(page: int) -> str:
    """A page's paragraph: the same words, begun at another one."""
    words = SENTENCES.split()
    return " ".join([*words[7 * page :], *words[: 7 * page]])


def report(pages: int, *, title: str | None = None) -> FPDF:
    made = FPDF()
    if title is not None:
        made.set_title(title)
    for number in range(1, pages + 1):
        made.add_page()
        made.set_font("helvetica", size=9)
        made.cell(text="Annual report of the ministry", new_x="LMARGIN", new_y="NEXT")
        made.set_font("helvetica", size=18)
        made.multi_cell(0, 12, f"Chapter {number}", new_x="LMARGIN", new_y="NEXT")
        made.set_font("helvetica", size=11)
        for _ in range(2):
            made.multi_cell(0, 6, sentences(number), new_x="LMARGIN", new_y="NEXT")
            made.ln(5)
        made.set_y(-25)
        made.set_font("helvetica", size=9)
        made.cell(text=f"Page {number} of {pages}")
    return made


def text(item: Item) -> str:
    return "\n\n".join(block.text for block in item.blocks)


def test_pages_become_paragraphs_under_their_headings(parse: Parse) -> None:
    (item,) = parse(bytes(report(4).output())).items
    body = [block for block in item.blocks if not block.is_heading]
    assert [block.text for block in body] == [
        sentences(page) for page in (1, 1, 2, 2, 3, 3, 4, 4)
    ]
    assert [block.page for block in body] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert [block.headings for block in body][::2] == [
        ("Chapter 1",),
        ("Chapter 2",),
        ("Chapter 3",),
        ("Chapter 4",),
    ]


def test_headers_footers_and_page_numbers_are_dropped(parse: Parse) -> None:
    (item,) = parse(bytes(report(4).output())).items
    assert "Annual report" not in text(item)
    assert "Page" not in text(item)


def test_pages_of_one_pattern_keep_their_words(parse: Parse) -> None:
    made = FPDF()
    made.set_font("helvetica", size=11)
    for number in range(1, 8):
        made.add_page()
        made.multi_cell(0, 6, f"The well of ward {number} gives {7 * number} litres.")
    (item,) = parse(bytes(made.output())).items
    assert [block.text for block in item.blocks] == [
        f"The well of ward {number} gives {7 * number} litres."
        for number in range(1, 8)
    ]


def test_the_title_is_the_stated_one_else_the_largest_line(parse: Parse) -> None:
    stated = report(1, title="Wells for forty villages")
    assert parse(bytes(stated.output())).items[0].title == "Wells for forty villages"
    junk = report(1, title="Microsoft Word - wells_final2.docx")
    assert parse(bytes(junk.output())).items[0].title == "Chapter 1"


def test_a_word_parted_at_a_line_end_is_whole_again(parse: Parse) -> None:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    for line in (
        "The ministry agreed to the programme of water supply and of develop-",
        "ment of villages, and the well-known engineers of the South came by",
        "ship.",
    ):
        made.cell(text=line, new_x="LMARGIN", new_y="NEXT", h=6)
    (item,) = parse(bytes(made.output())).items
    assert text(item) == (
        "The ministry agreed to the programme of water supply and of development of "
        "villages, and the well-known engineers of the South came by ship."
    )


def scan(words: str) -> bytes:
    image = Image.new("L", (1600, 500), 255)
    font = ImageFont.load_default(size=64)
    ImageDraw.Draw(image).text((60, 180), words, fill=0, font=font)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()


def with_scan() -> bytes:
    made = report(1)
    made.add_page()
    made.image(io.BytesIO(scan("Forty wells were dug")), w=180)
    return bytes(made.output())


def test_a_scanned_page_without_tesseract_is_one_problem(
    parse: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    found = parse(with_scan())
    assert "forty wells" in text(found.items[0])
    (problem,) = found.problems
    assert problem.path == "report.pdf#page=2"
    assert "no text layer" in problem.reason
    assert "Install Tesseract" in problem.reason


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not here")
def test_a_scanned_page_is_read_by_tesseract(parse: Parse) -> None:
    found = parse(with_scan())
    assert not found.problems
    assert "Forty wells were dug" in [
        block.text for block in found.items[0].blocks if block.page == 2
    ]


def test_a_pdf_of_pictures_alone_is_a_failure(
    parse: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    made = FPDF()
    made.add_page()
    made.image(io.BytesIO(scan("Forty wells")), w=180)
    with pytest.raises(UnreadableFile, match=r"no page of it has text.*Tesseract"):
        parse(bytes(made.output()))


def test_an_empty_pdf_is_a_failure(parse: Parse) -> None:
    made = FPDF()
    made.add_page()
    with pytest.raises(UnreadableFile, match="no page of it has text"):
        parse(bytes(made.output()))


def test_an_encrypted_pdf_says_so(parse: Parse) -> None:
    made = report(1)
    made.set_encryption(owner_password="owner", user_password="user")
    with pytest.raises(UnreadableFile, match="encrypted") as caught:
        parse(bytes(made.output()))
    assert "without a password" in caught.value.remedy


def test_a_damaged_pdf_says_so(parse: Parse) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        parse(b"%PDF-1.7\n" + b"garbage " * 50)


@pytest.mark.corpus
def test_the_corpus_guides_read_as_paragraphs(corpus: Path) -> None:
    for path in sorted(corpus.glob("*/*.pdf")):
        found = parse_file(path, shown=path.name, options=ParseOptions())
        (item,) = found.items
        assert not found.problems
        assert not any("\n" in block.text for block in item.blocks)
        long = [block for block in item.blocks if len(block.text) > 200]
        assert long


def test_keywords_of_a_pdf_state_countries(parse: Parse) -> None:
    made = report(1, title="Forty wells")
    made.set_keywords("wells, Kenya, SDG 6")
    (item,) = parse(bytes(made.output())).items
    assert (item.facets.countries, item.facets.sdgs) == (("KE",), ("6",))
