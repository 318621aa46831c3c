"""PDF pages that are read from the right, made as a browser prints them.

Each letter is an object of its own with the text it is for (ActualText), spaces are
drawn alone, and a vowel sign is a second object for one text, off the line. The print
of a real browser is read in tests/e2e/test_printed_pages.py.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from ingestion.items import Block
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.pages import WIDTH, draw_page

Parse = Callable[[bytes], list[Block]]

STEP, SIZE, RIGHT, LEADING = 6.0, 12.0, 540.0, 16.0
MIRRORED = str.maketrans("()[]«»", ")(][»«")
FROM_RIGHT = regex.compile(r"[\p{bc=R}\p{bc=AL}]")
CLUSTER = regex.compile(r"لا|\X")

WELLS = (
    "السلام عليكم ورحمة الله. حفرت المقاطعة أربعين بئرا",
    "في ثلاث سنوات من أجل القرى (كلاهما)، ثم انتهت.",
)
MIXED = (
    "في عام 2030 دعم برنامج UNDP مشروع WASH-12 بمبلغ",
    "1,250.75 دولار [حتى الآن] من الصفحة ٣٤ «جيدة جدا».",
)
VOWELLED = ("تحسّنت المؤشّرات فاستُخدم ما تعلّموه.", "السَّلَامُ عَلَيْكُمْ وَرَحْمَةُ.")
HEBREW = ("המחוז חפר ארבעים בארות בשנת 2030 (בערך).",)


class Printed:
    """A page in one font, each code of which is for one letter."""

    def __init__(self) -> None:
        self.content: list[str] = []
        self._codes: dict[str, int] = {" ": 32}

    def line(self, text: str, y: float) -> None:
        """Draw a line from the right; Latin words and numbers run the other way."""
        x = RIGHT
        for word in regex.split("( )", text):
            if FROM_RIGHT.search(word):
                letters = CLUSTER.findall(word)
                x -= STEP * len(letters)
                self.content.append("/ReversedChars BMC")
                for at, letter in enumerate(reversed(letters)):
                    self._span(letter, x + at * STEP, y)
                self.content.append("EMC")
            elif word:
                x -= STEP * len(word)
                self._show(word, x, y)

    def _span(self, letter: str, x: float, y: float) -> None:
        """Draw a letter, and a vowel sign before it where it has one."""
        said = letter.encode("utf-16-be").hex().upper()
        self.content.append(f"/Span <</ActualText <FEFF{said}>>> BDC")
        if regex.search(r"\p{M}", letter):
            self._show(letter[1:2], x + 0.5, y - 2)
        self._show(letter[0].translate(MIRRORED), x, y)
        self.content.append("EMC")

    def _show(self, text: str, x: float, y: float) -> None:
        codes = [self._codes.setdefault(one, 35 + len(self._codes)) for one in text]
        shown = "".join(f"{code:02X}" for code in codes)
        self.content.append(f"BT /F {SIZE} Tf 1 0 0 1 {x} {y} Tm <{shown}> Tj ET")

    def output(self) -> bytes:
        """Return the PDF."""
        units = {c: t.encode("utf-16-be").hex() for t, c in self._codes.items()}
        pairs = "\n".join(f"<{code:02X}> <{unit}>" for code, unit in units.items())
        unicode = (
            "/CIDInit /ProcSet findresource begin begincmap\n"
            "1 begincodespacerange <00> <FF> endcodespacerange\n"
            f"{len(units)} beginbfchar\n{pairs}\nendbfchar endcmap end"
        )
        widths = " ".join(["500"] * 256)
        parts = [
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R "
            "/Resources <</Font <</F 4 0 R>>>>>>",
            "<</Type /Font /Subtype /TrueType /BaseFont /Helvetica /FirstChar 0 "
            f"/LastChar 255 /Widths [{widths}] /ToUnicode 6 0 R>>",
            _stream("\n".join(self.content)),
            _stream(unicode),
        ]
        body = "".join(
            f"{n} 0 obj\n{part}\nendobj\n" for n, part in enumerate(parts, 1)
        )
        return f"%PDF-1.7\n{body}trailer <</Root 1 0 R>>\n%%EOF\n".encode("ascii")


def _stream(text: str) -> str:
    return f"<</Length {len(text)}>>\nstream\n{text}\nendstream"


def printed(*paragraphs: tuple[str, ...]) -> bytes:
    """A page with paragraphs, each of given lines."""
    page, y = Printed(), 700.0
    for lines in paragraphs:
        for line in lines:
            page.line(line, y)
            y -= LEADING
        y -= 3 * LEADING
    return page.output()


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(content: bytes) -> list[Block]:
        path = tmp_path / "printed.pdf"
        path.write_bytes(content)
        found = parse_file(path, shown="printed.pdf", options=ParseOptions())
        return list(found.items[0].blocks)

    return _parse


@pytest.mark.parametrize("lines", [WELLS, MIXED, VOWELLED, HEBREW])
def test_lines_from_the_right_are_stored_in_reading_order(
    parse: Parse, lines: tuple[str, ...]
) -> None:
    (block,) = parse(printed(lines))
    assert block.text == " ".join(lines)


def test_paragraphs_from_the_right_are_told_by_where_their_lines_end(
    parse: Parse,
) -> None:
    found = parse(printed(WELLS, MIXED, WELLS))
    assert [block.text for block in found] == [
        " ".join(lines) for lines in (WELLS, MIXED, WELLS)
    ]


def test_cells_of_a_table_are_read_from_the_right(parse: Parse) -> None:
    page = Printed()
    page.line(f"البلد{' ' * 9}عدد الآبار{' ' * 9}2019{' ' * 9}UNDP", 700)
    (block,) = parse(page.output())
    assert block.text == "البلد عدد الآبار 2019 UNDP"


def test_quoted_words_are_marked_where_they_stand_from_the_right() -> None:
    text = "\n\n".join(" ".join(lines) for lines in (WELLS, VOWELLED))
    quote = "فاستُخدم ما تعلّموه."
    start = text.index(quote)

    picture = draw_page(
        printed(WELLS, VOWELLED), page=1, text=text, span=(start, start + len(quote))
    )

    (mark,) = picture.marks
    before = VOWELLED[0].removesuffix(quote)
    scale = WIDTH / 600
    right = RIGHT - STEP * len(CLUSTER.findall(before))
    assert mark.right == pytest.approx(right * scale, abs=4)
    assert mark.left == pytest.approx(
        (right - STEP * len(CLUSTER.findall(quote))) * scale, abs=8
    )
    assert mark.top < (800 - 700 + 5 * LEADING - 4) * scale < mark.bottom
