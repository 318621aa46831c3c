"""A line is read in the order in which it was written, whatever it looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.direction import GAP, has_right_to_left, leaning, read
from ingestion.parsing.ligatures import spelled

# What is written, and the same as it looks from left to right: mirrored brackets are
# as they are drawn. Latin words and numbers stand as they are.
FROM_RIGHT = [
    ("في عام 2030 دعم", "معد 2030 ماع يف"),
    ("برنامج UNDP Africa مشروع", "عورشم UNDP Africa جمانرب"),
    ("مشروع WASH-12 بمبلغ", "غلبمب WASH-12 عورشم"),
    ("بمبلغ 1,250.75 دولار", "رالود 1,250.75 غلبمب"),
    ("أي 45% من الميزانية", "ةينازيملا نم %45 يأ"),
    ("45% من الميزانية", "ةينازيملا نم %45"),
    ("الجانبين (كلاهما)، ثم", "مث ،(امهالك) نيبناجلا"),
    ("البند (2): الطاقة", "ةقاطلا :(2) دنبلا"),
    ("قال World Bank (WB) إن", "نإ World Bank (WB) لاق"),
    ("للفترة 2021-2023 فقط", "طقف 2023-2021 ةرتفلل"),
    ("انظر https://a.org/b?c=7 أو", "وأ https://a.org/b?c=7 رظنا"),
    ("الصفحة ٣٤ من", "نم ٣٤ ةحفصلا"),
    ("قال [النتائج] «جيدة جدا».", ".«ادج ةديج» [جئاتنلا] لاق"),
    ("كتاب “آبار القرى” هنا", "انه ”ىرقلا رابآ“ باتك"),
    ("בשנת 2030 בפרויקט (בערך).", ".(ךרעב) טקיורפב 2030 תנשב"),
]
FROM_LEFT = [
    ("The book “آبار القرى” of 2021-2023.", "The book “ىرقلا رابآ” of 2021-2023."),
    (
        "says الوزير أحمد (وزارة المياه) in 2024",
        "says (هايملا ةرازو) دمحأ ريزولا in 2024",
    ),
    ("Plain words (of 3 kinds), no more.", "Plain words (of 3 kinds), no more."),
]


def as_read(shown: str, *, from_right: bool) -> str:
    return "".join(text for _, text in read(list(shown), from_right=from_right))


@pytest.mark.parametrize(("written", "shown"), FROM_RIGHT)
def test_a_line_from_the_right_is_read_as_it_was_written(
    written: str, shown: str
) -> None:
    assert as_read(shown, from_right=True) == written


@pytest.mark.parametrize(("written", "shown"), FROM_LEFT)
def test_a_line_from_the_left_is_read_as_it_was_written(
    written: str, shown: str
) -> None:
    assert as_read(shown, from_right=False) == written


@pytest.mark.parametrize(("written", "shown"), FROM_RIGHT)
def test_brackets_and_quotation_marks_may_be_turned_either_way(
    written: str, shown: str
) -> None:
    turned = shown.translate(str.maketrans("()[]«»“”", ")(][»«”“"))
    assert as_read(turned, from_right=True) == written


def test_cells_of_a_table_are_read_apart() -> None:
    shown = ["UNDP", GAP, *"2019", GAP, *"رصم"]
    read_as = [text for _, text in read(shown, from_right=True)]
    assert read_as == [*"مصر", GAP, *"2019", GAP, "UNDP"]


@given(
    st.lists(st.sampled_from([*"قرية آبار ab Z-12,%()[]«»“”/ ٣٤", GAP]), max_size=40)
)
def test_every_place_is_read_once(shown: list[str]) -> None:
    for from_right in (True, False):
        read_as = read(shown, from_right=from_right)
        assert sorted(at for at, _ in read_as) == list(range(len(shown)))


@given(st.text(st.sampled_from("abc DE.,;12 "), max_size=40))
def test_latin_lines_stay_as_they_are(shown: str) -> None:
    assert as_read(shown, from_right=False) == shown


def test_words_lean_to_the_side_they_begin_at() -> None:
    assert leaning(list("رظنا https://a.org/b وأ 2030")) == pytest.approx(1 / 3)
    assert leaning(list("says ريزولا in 2024")) == pytest.approx(-1 / 3)
    assert leaning(list("2024")) == 0
    assert has_right_to_left("abc ب")
    assert not has_right_to_left("abc 12 ٣٤ 中文")


@pytest.mark.parametrize(
    ("texts", "said", "is_turned", "letters"),
    [
        ("\ufefb", "", True, "لا"),  # a form of two letters
        ("ال", "", True, "لا"),  # two letters, turned with their run
        ("لا", "", True, "لا"),  # two letters that pdfium made of a form
        ("هلل", "", True, "لله"),
        ("لله", "", False, "لله"),
        ("اَل", "لَا", True, "لَا"),  # the glyph says what it is for
        ("َب", "", False, "بَ"),  # a vowel sign follows its letter
        ("ﺑ", "", False, "ب"),
        ("ffi", "", True, "ffi"),
    ],
)
def test_a_glyph_is_spelled_in_reading_order(
    texts: str, said: str, is_turned: bool, letters: str
) -> None:
    found = spelled(list(texts), said=said, is_turned=is_turned)
    assert "".join(letter for letter, _ in found) == letters
    assert {at for _, at in found} <= set(range(len(texts)))


def test_halves_of_a_surrogate_pair_are_one_letter() -> None:
    assert spelled(["\ud83a", "\udd00"], said="", is_turned=True) == [("\U0001e900", 0)]
