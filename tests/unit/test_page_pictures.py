"""Pictures of PDF pages: the words are marked where they stand."""

import io
import shutil
from collections.abc import Callable

import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from ingestion.errors import PageMissing
from ingestion.parsing.marking import Rectangle, lines_of
from ingestion.parsing.pages import WIDTH, Picture, draw_page

WIDTH_MM = 210
LINE = "Forty wells were dug in the north."


def written(*lines: tuple[float, float, str], font: float = 12) -> FPDF:
    """A page with lines of text at places in millimetres from its upper left."""
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=font)
    for x, y, text in lines:
        made.text(x, y, text)
    return made


def drawn(made: FPDF | bytes, text: str, quote: str, *, at: int = 0) -> Picture:
    data = made if isinstance(made, bytes) else bytes(made.output())
    start = text.index(quote, at)
    return draw_page(data, page=1, text=text, span=(start, start + len(quote)))


def yellow(picture: Picture) -> tuple[int, int, int, int]:
    """The box of all that is yellow, in pixels."""
    image = Image.open(io.BytesIO(picture.png)).convert("RGB")
    red, _, blue = image.split()
    mask = Image.composite(red, Image.new("L", image.size), blue.point(_dark))
    box = mask.point(lambda value: 255 if value > 235 else 0).getbbox()
    assert box is not None
    return box


def _dark(value: int) -> int:
    return 255 if value < 160 else 0


def pixels(millimetres: float) -> float:
    return millimetres / WIDTH_MM * WIDTH


def test_the_marked_words_are_yellow_where_they_stand_and_nothing_else_is() -> None:
    made = written((20, 50, "Before it."), (20, 100, LINE), (20, 150, "Behind it."))
    picture = drawn(made, f"Before it.\n\n{LINE}\n\nBehind it.", LINE)
    made.set_font("helvetica", size=12)
    left, top, right, bottom = yellow(picture)
    assert left == pytest.approx(pixels(20), abs=4)
    assert right == pytest.approx(pixels(20 + made.get_string_width(LINE)), abs=4)
    assert top < pixels(100) < bottom
    assert bottom - top < pixels(8)
    assert len(picture.marks) == 1


def test_ink_stays_dark_under_a_mark() -> None:
    picture = drawn(written((20, 100, LINE)), LINE, LINE)
    image = Image.open(io.BytesIO(picture.png)).convert("L")
    [mark] = picture.marks
    inside = image.crop((mark.left, mark.top, mark.right, mark.bottom))
    darkest, brightest = inside.getextrema()
    assert darkest < 40
    assert brightest > 180


def test_a_quote_of_two_lines_has_a_rectangle_on_each() -> None:
    made = written((20, 100, "Forty wells were dug"), (20, 107, "in the north."))
    picture = drawn(made, LINE, LINE)
    assert len(picture.marks) == 2
    first, second = picture.marks
    assert first.bottom <= second.top + 4
    assert first.right > second.right


def test_of_two_columns_only_the_one_with_the_words_is_marked() -> None:
    left = ["Wells need care", "and a committee", "of the village."]
    right = ["Milk banks save", "children in all", "of the country."]
    made = written(
        *((20, 50 + 6 * at, line) for at, line in enumerate(left)),
        *((60, 50 + 6 * at, line) for at, line in enumerate(right)),
    )
    text = " ".join(left) + "\n\n" + " ".join(right)
    picture = drawn(made, text, "children in all of the country.")
    assert len(picture.marks) == 2
    assert all(mark.left >= pixels(60) - 4 for mark in picture.marks)


def test_the_second_of_two_equal_sentences_is_marked_when_it_is_meant() -> None:
    made = written((20, 50, LINE), (20, 90, "Between."), (20, 130, LINE))
    text = f"{LINE}\n\nBetween.\n\n{LINE}"
    tops = [drawn(made, text, LINE, at=at).marks[0].top for at in (0, 10)]
    assert tops[0] < pixels(50) < pixels(90) < tops[1]


def changed(made: FPDF, change: Callable[[pypdfium2.PdfPage], None]) -> bytes:
    document = pypdfium2.PdfDocument(bytes(made.output()))
    page = document[0]
    change(page)
    buffer = io.BytesIO()
    document.save(buffer)
    page.close()
    document.close()
    return buffer.getvalue()


def test_on_a_turned_page_the_marks_turn_with_it() -> None:
    data = changed(written((20, 100, LINE)), lambda page: page.set_rotation(90))
    picture = drawn(data, LINE, LINE)
    assert picture.width > picture.height
    [mark] = picture.marks
    assert mark.height > 3 * mark.width
    left, top, right, bottom = yellow(picture)
    assert mark.left - 3 <= left < right <= mark.right + 3
    assert mark.top - 3 <= top < bottom <= mark.bottom + 3


def test_on_a_cropped_page_the_marks_are_moved_with_it() -> None:
    made = written((50, 100, LINE))
    point = 72 / 25.4
    data = changed(
        made, lambda page: page.set_cropbox(40 * point, 150 * point, 595, 842)
    )
    picture = drawn(data, LINE, LINE)
    [mark] = picture.marks
    scale = WIDTH / (WIDTH_MM - 40)
    assert mark.left == pytest.approx(10 * scale, abs=5)
    assert mark.top < 100 * scale < mark.bottom


def test_words_that_are_cropped_away_are_not_marked() -> None:
    data = changed(
        written((20, 20, LINE)), lambda page: page.set_cropbox(0, 0, 595, 400)
    )
    assert drawn(data, LINE, LINE).marks == ()


def test_a_page_of_pictures_is_shown_without_marks() -> None:
    made = FPDF()
    made.add_page()
    made.image(Image.new("RGB", (40, 20), (10, 90, 200)), x=20, y=20, w=100)
    picture = drawn(made, LINE, LINE)
    assert picture.marks == ()
    assert picture.png.startswith(b"\x89PNG")


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not here")
def test_words_of_a_scanned_page_are_marked_where_tesseract_reads_them() -> None:
    scan = Image.new("L", (1600, 500), 255)
    font = ImageFont.load_default(size=64)
    for y, words in ((80, "Before it."), (260, "Forty wells were dug.")):
        ImageDraw.Draw(scan).text((60, y), words, fill=0, font=font)
    made = FPDF()
    made.add_page()
    made.image(scan, x=10, y=20, w=160)
    text = "Before it.\n\nForty wells were dug."
    picture = drawn(made, text, "Forty wells were dug.")
    [mark] = picture.marks
    assert mark.left == pytest.approx(pixels(10 + 6), abs=8)
    assert mark.top < pixels(20 + 29) < mark.bottom


def test_a_page_without_a_span_is_shown_as_it_is() -> None:
    data = bytes(written((20, 100, LINE)).output())
    assert draw_page(data, page=1).marks == ()


def test_a_page_of_text_is_a_small_picture_that_can_be_read() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    made.multi_cell(0, 6, (LINE + " ") * 90)
    picture = draw_page(bytes(made.output()), page=1)
    assert 1_000 <= picture.width <= 1_400
    assert len(picture.png) < 400_000


@pytest.mark.parametrize("size", [(3, 3), (20_000, 20), (20, 20_000)])
def test_a_page_of_an_odd_size_has_a_picture_of_a_sensible_one(
    size: tuple[float, float],
) -> None:
    made = FPDF(format=size, unit="pt")
    made.add_page()
    picture = draw_page(bytes(made.output()), page=1)
    assert 1 <= picture.width * picture.height <= 7_000_000


@pytest.mark.parametrize(
    ("data", "page", "why"),
    [
        (b"Only words.", 1, "no PDF"),
        (b"%PDF-1.7\ngarbage", 1, "damaged"),
        (bytes(written((20, 20, LINE)).output()), 2, "no page 2"),
        (bytes(written((20, 20, LINE)).output()), 0, "no page 0"),
    ],
)
def test_what_is_no_page_of_a_pdf_is_told(data: bytes, page: int, why: str) -> None:
    with pytest.raises(PageMissing, match=why) as caught:
        draw_page(data, page=page)
    assert caught.value.remedy


def box(left: float, top: float, right: float, bottom: float) -> Rectangle:
    return Rectangle(left=left, top=top, right=right, bottom=bottom)


def test_letters_that_run_from_right_to_left_make_one_line() -> None:
    letters = [box(90 - 10 * at, 0, 100 - 10 * at, 12) for at in range(10)]
    assert lines_of(letters) == [box(0, 0, 100, 12)]


def test_letters_that_run_up_the_page_make_one_line() -> None:
    letters = [box(0, 90 - 10 * at, 12, 100 - 10 * at) for at in range(10)]
    assert lines_of(letters) == [box(0, 0, 12, 100)]


def test_pieces_of_a_line_that_come_in_another_order_are_joined() -> None:
    places = [40, 50, 20, 30, 0, 10]
    letters = [box(at, 0, at + 10, 12) for at in places]
    assert lines_of(letters) == [box(0, 0, 60, 12)]


def test_no_letters_make_no_line() -> None:
    assert lines_of([]) == []
