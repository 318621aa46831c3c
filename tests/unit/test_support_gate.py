"""A quote is found where it stands, in every script, and nowhere else."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.support.gate import Quotable, Standing, fold, gate

ENGLISH = (
    "The Government of India set it up in June 2017 together with\nUNOSSC. By August "
    "2020 the fund had approved 55 projects and India had paid in 41.8 million dollars."
)
FRENCH = "Le « zaï » coûte — souvent — peu. L’État paie."
CHINESE = "截至2023年,中国先后向非洲、亚洲派出\n医疗队员约3万人次。"
ARABIC = "أطلق الاتحاد الإفريقي المبادرة عام 2007، وتولت تنفيذها وكالة إفريقية."
RUSSIAN = "Торжественное начало работ прошло 12 мая 2016 года в Турсунзаде."
PASSAGES = [ENGLISH, FRENCH, CHINESE, ARABIC, RUSSIAN]


@pytest.mark.parametrize(
    ("quote", "cited"),
    [
        ("the government of INDIA set it up in June 2017 together with UNOSSC", 0),
        ("“had approved 55 projects”", 0),
        ('le "zaï" coûte – souvent – peu', 1),
        (unicodedata.normalize("NFD", "Le «zaï» coûte - souvent - peu"), 1),
        ("L'État paie", 1),
        ("中国先后向非洲、亚洲派出医疗队员约3万人次", 2),
        ("２０２３年,中国先后", 2),
        ("أطلق الاتحاد الإفريقي المبادرة عام 2007", 3),
        ("ПРОШЛО 12 МАЯ 2016 ГОДА", 4),
    ],
)
def test_a_quote_is_found_whatever_its_case_spaces_forms_marks_and_dashes(quote, cited):
    found = gate(quote, PASSAGES, cited=cited)

    assert found.standing is Standing.FOUND
    (place,) = found.places
    assert fold(PASSAGES[cited][slice(*place.span)]) == fold(quote)


def test_a_quote_of_another_passage_is_corrected():
    found = gate("прошло 12 мая 2016 года", PASSAGES, cited=0)

    assert found.standing is Standing.ELSEWHERE
    assert [place.passage for place in found.places] == [4]


def test_the_cited_passage_comes_first_where_both_hold_the_words():
    found = gate("the same words", ["the same words", "the same words"], cited=1)

    assert found.standing is Standing.FOUND
    assert found.places[0].passage == 1


@pytest.mark.parametrize(
    ("quote", "pieces"),
    [
        (
            "India set it up … had approved 55 projects",
            ["India set it up", "had approved 55 projects"],
        ),
        (
            "India set it up in June 2017. India had paid in 41.8 million dollars",
            ["India set it up in June 2017", "India had paid in 41.8 million dollars"],
        ),
        (
            "中国先后向非洲 [...] 医疗队员约3万人次",
            ["中国先后向非洲", "医疗队员约3万人次"],
        ),
    ],
)
def test_pieces_of_several_places_are_stitched(quote, pieces):
    cited = 2 if "中国" in quote else 0

    found = gate(quote, PASSAGES, cited=cited)

    assert found.standing is Standing.STITCHED
    told = [PASSAGES[place.passage][slice(*place.span)] for place in found.places]
    assert told == pieces


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "…",
        "India paid for the war",
        "paid in 41",  # the number goes on
        "vernment of India",  # inside a word
        "had approved 56 projects",
        "Le zai coûte",  # accents are letters
        "中国先后向欧洲派出医疗队",
        "أطلق الاتحاد الأوروبي المبادرة",
        "прошло 13 мая 2016 года",
    ],
)
def test_what_stands_nowhere_is_fabricated(quote):
    assert gate(quote, PASSAGES, cited=0).standing is Standing.FABRICATED


@settings(deadline=None)  # no timed tests
@given(st.text(min_size=1), st.data())
def test_whole_words_of_a_text_are_found_in_it(text, data):
    words = text.split()
    first = data.draw(st.integers(0, len(words)))
    last = data.draw(st.integers(first, len(words)))
    quote = " ".join(words[first:last])

    found = gate(quote, [text], cited=0)

    span = found.places[0].span if found.standing is Standing.FOUND else None
    assert Quotable(text).find(quote) == span
    if fold(quote):
        for place in found.places:
            start, end = place.span
            assert 0 <= start < end <= len(text)
        if found.standing is Standing.FOUND:
            assert fold(quote) in fold(text)


@settings(deadline=None)  # no timed tests
@given(st.text(alphabet="aä«“ —-'é中文。 \n", max_size=40))
def test_a_fold_is_the_same_when_folded_again(text):
    assert fold(fold(text)) == fold(text)
