"""Telephone numbers without a telephone word, and the numbers that are none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.support.telephones import telephones


def found(text):
    return [text[start:end] for start, end in telephones(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # by their shape
        ("The coordinator, 0712345678", "0712345678"),
        ("The coordinator, 0712 345 678.", "0712 345 678"),
        ("The coordinator (0712-345-678)", "0712-345-678"),
        ("联系人:A. B.,13812345678", "13812345678"),
        ("协调员13812345678。", "13812345678"),
        ("协调员 138-1234-5678", "138-1234-5678"),
        ("协调员 010-85321234", "010-85321234"),
        ("Контакт: координатор, 8 (495) 123-45-67", "8 (495) 123-45-67"),
        ("координатор, 8 916 123 45 67", "8 916 123 45 67"),
        ("координатор, 89161234567", "89161234567"),
        ("координатор (495) 123-45-67", "(495) 123-45-67"),
        ("Contact : la coordinatrice, 06 12 34 56 78", "06 12 34 56 78"),
        ("la coordinatrice, 06.12.34.56.78", "06.12.34.56.78"),
        ("(021) 555 0199", "(021) 555 0199"),
        ("the registrar (0712) 345678", "(0712) 345678"),
        ("a coordenadora (11) 98765-4321", "(11) 98765-4321"),
        ("the coordinator, (212) 555-0199", "(212) 555-0199"),
        ("المنسقة، ٠٧١٢٣٤٥٦٧٨", "٠٧١٢٣٤٥٦٧٨"),
        # behind a word for contacts
        ("Contact the coordinator of the wells on 555 01 99.", "555 01 99"),
        ("Contact: 5550199", "5550199"),
        ("Contact no. 71234567", "71234567"),
        ("Focal point: the deputy director, 7123 4567", "7123 4567"),
        ("Point focal : le directeur, 77 123 45 67", "77 123 45 67"),
        ("Contacto: la coordinadora, 612 345 678.", "612 345 678"),
        ("Contate a coordenadora, 912 345 678", "912 345 678"),
        ("Связаться с координатором: 123-45-67", "123-45-67"),
        ("联系协调员 8532 1234", "8532 1234"),
        ("للتواصل مع المنسقة 712345678", "712345678"),
        ("Reach her at 555-0199", "555-0199"),
        # behind a word for telephones, a shape that would else be none
        ("Tel. 2012-1990", "2012-1990"),
        ("Tel: 912 345 678", "912 345 678"),
        ("WhatsApp 71234567", "71234567"),
        ("微信 13812345678", "13812345678"),
        ("From abroad 00221 33 839 90 50.", "00221 33 839 90 50"),
    ],
)
def test_a_number_is_found(text, number):
    assert found(text) == [number]


def test_numbers_that_are_joined_are_found_each():
    assert found("Tel: 912 345 678 or 913 345 678") == ["912 345 678", "913 345 678"]


@pytest.mark.parametrize(
    "text",
    [
        "3 200 000 people and 35 000 wells",
        "The call for 3 200 000 dollars closed.",
        "Contact groups reached 3 200 000 farmers, 912 345 678 in all countries.",
        "Mobile phones: 3 200 000 in 2016.",
        "Contact: the ministry spent 35 000 in 2014 and 2015.",
        "A focal point since 2014-2019, or 2014 2015 2016.",
        "Contact group of 2016-05-12, of 12.05.2016 and of 12/05/2016.",
        "Contact 20160512",
        "01.05.2016-03.06.2016",
        "Days 01 02 03 04 05 of the course",
        "IATI XM-DAC-41114-PROJECT-0712345678, 44000-P0712345678, GB-1-0712345678",
        "Contact the office about project 0712345678 or grant no. 13812345678.",
        "Проект № 0712345678",
        "项目编号：13812345678",
        "SDG 3.b, 4.7.1, 17.18 and 16.10.2; contact persons by target 17.16.1",
        "population: 13812345678",
        "amount: 15000000000; usd defl 2014: 13570987876",
        "The fund holds USD 13812345678, and $ 13 812 345 678 last year.",
        "投资13812345678元，惠及13812345678人。",
        "ISBN 0712345678 and ISBN-13: 978-3-16-148410-0, contact the publisher.",
        "9783161484100",
        "0.0712345678 and 10.0712345678 per cent",
        "doi 10.1016/j.wells.0712345678",
        "Contact rate 0.71234567, mobile share 12.5 and 13,75",
        "A/RES/64/222 and 00034567",
    ],
)
def test_other_numbers_are_no_telephones(text):
    assert found(text) == []


WORDS = st.sampled_from(
    ["", "Contact: ", "Contacto ", "Contact group, ", "Контакт: ", "联系", "للتواصل "]
)


@given(
    WORDS,
    st.integers(1_000, 99_999_999),
    st.sampled_from([" ", "\u202f", ",", "."]),
    st.sampled_from(["", " people", " in all", " USD", "%"]),
)
def test_amounts_three_by_three_are_no_telephones(word, amount, parted, behind):
    assert found(f"{word}{amount:,}".replace(",", parted) + behind) == []


@given(
    WORDS,
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d"]),
)
def test_days_are_no_telephones(word, day, form):
    assert found(f"{word}{day:{form}}.") == []


@given(st.integers(1900, 2099), st.integers(1900, 2099), st.sampled_from("-–/ "))
def test_years_are_no_telephones(first, last, parted):
    assert found(f"Contact groups {first}{parted}{last}") == []


@given(st.integers(0, 10**12), st.integers(0, 10**8))
def test_decimals_are_no_telephones(whole, part):
    assert found(f"The contact rate is {whole}.{part}") == []


@given(st.text(alphabet="0123456789 ()-./+xк联:,", max_size=60))
def test_what_is_found_is_in_order_and_has_digits(text):
    at = 0
    for start, end in telephones(text):
        assert at <= start < end <= len(text)
        assert sum(map(str.isdigit, text[start:end])) >= 7
        at = end
