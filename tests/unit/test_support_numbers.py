"""Numbers are their values, however they are written, in seven languages."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.support.han_numbers import read_han
from assistant.support.numbers import NumberKind, quantities


def values(text, language):
    return [max(q.values) for q in quantities(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "1.2 million, 1,200,000 and two hundred and fifty thousand",
         [1_200_000, 1_200_000, 250_000]),
        ("en", "twenty-five of the five ten-year plans", [25, 5, 10]),
        ("fr", "14 000 étudiants, 41,8 millions, soixante-deux, quatre-vingt-dix",
         [14_000, 41_800_000, 62, 90]),
        ("es", "1.933, 16 mil litros, tres millones, mil millones, sesenta y dos",
         [1_933, 16_000, 3_000_000, 1_000_000_000, 62]),
        ("pt", "16.000 litros, três mil, um milhão, o 22º país, 7,5 toneladas",
         [16_000, 3_000, 1_000_000, 22, Fraction("7.5")]),
        ("ru", "542 миллионов, 14 млн, тринадцати, двадцать пять, 7,9 млн, миллиард",
         [542_000_000, 14_000_000, 13, 25, 7_900_000, 1_000_000_000]),
        ("ar", "أربع عشرة دولة و14,168 شخصًا و٣٥٧١٦ و27 ألف وثلاثة ملايين، وخمسة وعشرين",
         [14, 14_168, 35_716, 27_000, 3_000_000, 25]),
        ("zh", "2亿9000万人、4.3万、四万公顷、七吨半、一百三十年、1.5万亿、两个国家",
         [290_000_000, 43_000, 40_000, Fraction("7.5"), 130, 1.5e12, 2]),
        ("zh", "二〇一九年百分之五十六", [2019, 56]),
    ],
)  # fmt: skip
def test_numbers_are_read(language, text, expected):
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "38 per cent and 38%"),
        ("fr", "38 pour cent et 38 %"),
        ("es", "38 por ciento y 38%"),
        ("pt", "38 por cento e 38%"),
        ("ru", "38 процентов и 38%"),
        ("ar", "38 في المئة و٣٨٪"),
        ("zh", "百分之三十八、38%"),
    ],
)
def test_percent_is_no_other_number(language, text):
    one, other = quantities(text, language)
    (plain,) = quantities("38", language)

    assert one.kind is other.kind is NumberKind.PERCENT
    assert one.agrees_with(other)
    assert not one.agrees_with(plain)


@pytest.mark.parametrize(
    ("language", "text", "month"),
    [
        ("en", "in April 2018", 4),
        ("fr", "en août 2020", 8),
        ("es", "el 15 de noviembre de 1999", 11),
        ("pt", "em março de 2019", 3),
        ("ru", "в июне 2018 года", 6),
        ("ar", "في مارس 2019", 3),
        ("ar", "في كانون الثاني 2019", 1),
        ("zh", "2015年6月底", 6),
    ],
)
def test_months_are_numbers_of_their_own_kind(language, text, month):
    found = [q for q in quantities(text, language) if q.kind is NumberKind.MONTH]

    assert [q.values for q in found] == [frozenset({Fraction(month)})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "COVID-19, CASA-1000 and P1MC may march on"),
        ("en", "one of the millions"),
        ("ar", "مارس الأب عمله"),
        ("fr", "un des millions"),
        ("zh", "三方合作是第二次,一起数万人"),
        ("ru", "один из миллионов"),
    ],
)
def test_names_articles_and_vague_words_are_no_numbers(language, text):
    assert quantities(text, language) == []


def test_a_mark_that_may_part_both_gives_both_values():
    (number,) = quantities("1.933 Menschen", "de")

    assert number.values == {Fraction(1933), Fraction("1.933")}


def test_currencies_must_be_the_same_where_both_are_said():
    dollars, euros, bare = (
        quantities(text, "en")[0] for text in ("$2 million", "2 million euros", "2m 2")
    )

    assert (dollars.currency, euros.currency, bare.currency) == ("USD", "EUR", None)
    assert not dollars.agrees_with(euros)


@settings(deadline=None)  # no timed tests
@example("\U00011bf0 3", "en")  # a digit that regex knows and Python may not
@given(st.text(), st.sampled_from(["en", "fr", "es", "pt", "ru", "ar", "zh", "und"]))
def test_spans_hold_what_is_written_in_order_and_apart(text, language):
    found = quantities(text, language)

    for number in found:
        assert 0 <= number.span[0] < number.span[1] <= len(text)
    for one, other in pairwise(found):
        assert one.span[1] <= other.span[0]


@settings(deadline=None)  # no timed tests
@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_han_numbers_say_what_was_written(number):
    assert read_han(_han(number)) == number


def _han(number):
    """Write a number in Han characters, by the plain rule of four digits at a time."""
    digits = "零一二三四五六七八九"
    told = ""
    for size, great in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = number // size % 10**4
        if group:
            parts = [
                digits[group // step % 10] + unit
                for step, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
                if group // step % 10
            ]
            told += "".join(parts) + great
    return told
