"""Large cities of the South are known in seven languages, with their countries."""

import pytest

from vectorstore.text.cities import cities_named


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("mobile clinics in Dakar", ["SN"]),
        ("clinics in Nairobi, Kampala and Addis Ababa", ["KE", "UG", "ET"]),
        ("des cliniques mobiles au Caire", ["EG"]),
        ("clínicas en La Paz", ["BO"]),
        ("água para Brasília", ["BR"]),
        ("مستشفيات في القاهرة وبغداد", ["EG", "IQ"]),
        ("لمدينة دمشق", ["SY"]),
        ("内罗毕和北京的水泵", ["KE", "CN"]),
        ("проекты в Гаване и для Дакара", ["CU", "SN"]),
        ("New Delhi", ["IN"]),
    ],
)
def test_cities_are_found_with_their_countries(text, countries) -> None:
    assert [code for code, _ in cities_named(text)] == countries


@pytest.mark.parametrize(
    "text",
    [
        "queremos la paz en la región",
        "an oral test at the bank of the river",
        "ماهي احتياجات القرى",
        "Лимоны растут в саду",
        "Газ и нефть",
        "a clinic in Paris",  # not of the South
        "Mexico City",  # the country is named
    ],
)
def test_what_only_looks_like_a_city_is_none(text) -> None:
    assert cities_named(text) == []


def test_a_city_is_told_where_its_name_stands() -> None:
    text = "clinics in Dakar and لدكا"

    assert [text[slice(*span)] for _, span in cities_named(text)] == ["Dakar", "دكا"]
