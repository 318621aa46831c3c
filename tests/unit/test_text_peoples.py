"""Adjectives and people of countries, as texts write them."""

import pytest

from vectorstore.text.peoples import countries_told


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Semiárido brasileño", "BR"),
        ("Brazilians dug it", "BR"),
        ("South African nurses", "ZA"),
        ("les infirmières brésiliennes", "BR"),
        ("бразильских школ", "BR"),
        ("бразильцы", "BR"),
        ("кенийцев", "KE"),
        ("китаец", "CN"),
        ("السفير الصيني", "CN"),
        ("الكوبيون", "CU"),
        ("وبالمدارس البرازيلية", "BR"),
    ],
)
def test_a_country_is_told_by_an_adjective_or_its_people(text, country) -> None:
    assert country in set(countries_told(text))


@pytest.mark.parametrize("text", ["", "the wells of the village", "колодцы", "آبار"])
def test_other_words_tell_no_country(text) -> None:
    assert list(countries_told(text)) == []
