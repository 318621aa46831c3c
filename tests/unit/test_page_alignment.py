"""Words of the stored text are found among the characters of their page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.alignment import find_words

PAGE = (
    "Report of the ministry 12\r\n"
    "The district dug forty wells in three years. Engi\ufffe\r\n"
    "neers of both sides met in the of\ufb01ce of the capital, and what was learned\r\n"
    "was used again. The district dug forty wells in three years, it says\r\n"
    "on the last line too."
)
STORED = (
    "The district dug forty wells in three years. Engineers of both sides met in the "
    "office of the capital, and what was learned was used again. The district dug "
    "forty wells in three years, it says on the last line too."
)


def found(quote: str, *, page: str = PAGE, stored: str = STORED, at: int = 0) -> str:
    """The characters that are marked for the quote at or behind a place."""
    start = stored.index(quote, at)
    ranges = find_words(stored, (start, start + len(quote)), list(page))
    return "|".join(page[begin:end] for begin, end in ranges)


def letters(text: str) -> str:
    return "".join(c for c in text.replace("\ufb01", "fi") if c.isalnum())


@given(st.data())
def test_any_part_of_the_stored_text_is_found_where_it_stands(
    data: st.DataObject,
) -> None:
    start = data.draw(st.integers(0, len(STORED) - 2))
    end = data.draw(st.integers(start + 1, len(STORED)))
    ranges = find_words(STORED, (start, end), list(PAGE))
    wanted = letters(STORED[start:end])
    if not wanted:
        assert ranges == []
        return
    [(begin, stop)] = ranges
    marked = letters(PAGE[begin:stop])
    # A ligature is marked whole, though the quote may begin within it.
    assert wanted in marked
    assert len(marked) <= len(wanted) + 2
    before = letters(PAGE[:begin]).removeprefix("Reportoftheministry12")
    assert abs(len(before) - len(letters(STORED[:start]))) <= 1


def test_a_word_that_is_parted_at_a_line_end_is_found_whole() -> None:
    assert found("Engineers of both") == "Engi\ufffe\r\nneers of both"


def test_a_ligature_is_the_letters_that_it_stands_for() -> None:
    assert found("the office of") == "the of\ufb01ce of"


def test_of_words_that_are_repeated_those_in_the_same_surroundings_are_taken() -> None:
    quote = "The district dug forty wells in three years"
    ranges = [
        find_words(STORED, (start, start + len(quote)), list(PAGE))
        for start in (0, STORED.rindex(quote))
    ]
    assert [begin for [(begin, _)] in ranges] == [PAGE.index(quote), PAGE.rindex(quote)]


def test_where_surroundings_are_the_same_the_nearest_by_its_share_is_taken() -> None:
    page = "wells\r\n" * 9
    starts = [
        find_words(page, (at * 7, at * 7 + 5), list(page))[0][0] // 7 for at in range(9)
    ]
    assert starts == list(range(9))


def test_the_signs_around_a_quote_are_marked_with_it() -> None:
    page = "He said: \u201cWater is life!\u201d And left."
    assert found("\u201cWater is life!\u201d", page=page, stored=page) == (
        "\u201cWater is life!\u201d"
    )


def test_words_between_which_something_else_stands_are_found_in_parts() -> None:
    page = (
        "The district dug forty wells in three years with\r\nFigure 3: rainfall\r\n"
        "the help of engineers from the coast of Kenya."
    )
    stored = (
        "The district dug forty wells in three years with the help of engineers from "
        "the coast of Kenya."
    )
    first, second = found(stored, page=page, stored=stored).split("|")
    assert first == "The district dug forty wells in three years with"
    assert second.endswith("the coast of Kenya")
    assert "Figure" not in first + second


@pytest.mark.parametrize(
    "quote", ["Nothing of this is on the page at all, not a word.", "zebra", "…", ""]
)
def test_words_that_are_not_there_are_not_found(quote: str) -> None:
    assert find_words(quote, (0, len(quote)), list(PAGE)) == []


def test_a_page_without_characters_has_no_words() -> None:
    assert find_words(STORED, (0, 20), []) == []


@pytest.mark.parametrize(
    ("page", "stored", "quote"),
    [
        # Presentation forms, as old programs write Arabic, and vowel signs.
        ("\ufe91\ufec0\ufec2 \ufefb\ufeb3", "بضط لاس", "لاس"),
        ("e\u0301cole d\u2019e\u0301te\u0301", "école d’été", "d’été"),
        ("用水\r\n计划。", "用水计划。", "水计划"),
        ("\ud835\udc00\ud835\udc01 wells", "𝐀𝐁 wells", "𝐁 wells"),
    ],
)
def test_one_letter_in_two_encodings_is_one(page: str, stored: str, quote: str) -> None:
    start = stored.index(quote)
    [(begin, end)] = find_words(stored, (start, start + len(quote)), list(page))
    assert 0 <= begin < end <= len(page)
