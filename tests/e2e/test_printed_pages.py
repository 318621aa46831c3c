"""What Chromium prints is read as it was written, from the right too."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.pages import draw_page

ARABIC = (
    "السلام عليكم ورحمة الله. حفرت المقاطعة أربعين بئرا في ثلاث سنوات، وتخدم كل بئر "
    "ثلاث قرى كانت تمشي من أجل الماء. واتفقت الوزارتان على التعاون في العاصمة، وجاء "
    "المهندسون من الجانبين (كلاهما)، فاستُخدم ما تعلّموه في الجانب الآخر.",
    "في عام 2030 دعم برنامج UNDP Africa مشروع WASH-12 بمبلغ 1,250.75 دولار (أي 45% "
    "من الميزانية) في 12 قرية، انظر https://example.org/wells?id=7 أو الصفحة ٣٤.",
    "السَّلَامُ عَلَيْكُمْ وَرَحْمَةُ اللهِ وَبَرَكَاتُهُ. تفصيلًا لإنشاء الآبار الأولى.",
)
HEBREW = (
    "המחוז חפר ארבעים בארות בשלוש שנים, וכל אחת מהן משרתת שלושה כפרים (בערך) שהלכו "
    "למים עד אז.",
)
ENGLISH = (
    "The project “آبار القرى” was run by two ministries in 2021-2023 and cost 40 "
    "million dollars in all, says أحمد of the ministry (وزارة المياه) in 2024.",
)

FONTS = "Noto Naskh Arabic, Noto Serif Hebrew, serif"

Print = Callable[[str, tuple[str, ...]], bytes]


@pytest.fixture
def printed(browser: Browser) -> Print:
    """Print paragraphs with a base direction."""

    def print_(direction: str, texts: tuple[str, ...]) -> bytes:
        body = "".join(f"<p>{text}</p>" for text in texts)
        page = browser.new_page()
        try:
            page.set_content(
                f'<html dir="{direction}"><meta charset="utf-8">'
                f'<body style="font-family: {FONTS}">{body}</body></html>'
            )
            return page.pdf()
        finally:
            page.close()

    return print_


def _is_set_apart(content: bytes) -> bool:
    """Tell whether pdfium reads a print letter by letter: most words are of one.

    Some builds of Chromium give letters widths that are not theirs where fonts mix.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        text_page = document[0].get_textpage()
        words = text_page.get_text_range().split()
        text_page.close()
    finally:
        document.close()
    return sum(len(word) == 1 for word in words) > len(words) / 2


def stored(content: bytes, folder: Path) -> list[str]:
    path = folder / "printed.pdf"
    path.write_bytes(content)
    found = parse_file(path, shown="printed.pdf", options=ParseOptions())
    return [block.text for block in found.items[0].blocks]


@pytest.mark.parametrize(
    ("direction", "texts"), [("rtl", ARABIC), ("rtl", HEBREW), ("ltr", ENGLISH)]
)
def test_what_is_printed_is_stored_as_it_was_written(
    printed: Print, tmp_path: Path, direction: str, texts: tuple[str, ...]
) -> None:
    content = printed(direction, texts)
    if _is_set_apart(content):
        pytest.skip("this Chromium set the letters of the page one by one")
    found = stored(content, tmp_path)
    assert " ".join(found).split() == " ".join(texts).split()


def test_quoted_words_of_a_print_are_marked(printed: Print) -> None:
    text = "\n\n".join(ARABIC)
    quote = "بمبلغ 1,250.75 دولار (أي 45% من الميزانية)"
    start = text.index(quote)

    picture = draw_page(
        printed("rtl", ARABIC), page=1, text=text, span=(start, start + len(quote))
    )

    assert 1 <= len(picture.marks) <= 2
    assert sum(mark.width for mark in picture.marks) > 200
