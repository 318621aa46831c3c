"""Copies of a record share a key; what only looks alike does not."""

import pytest

from vectorstore.catalogue.copies import copy_key, nameless_key

PARTS = [("pump guild", "implementing"), ("togo fund", "funding")]


def key(title: str, countries=("KE",), parts=PARTS) -> int:
    return copy_key(title, countries, parts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Programme of wells 2016-2017", "Programme of wells 2018-2019"),
        ("Programme of wells (2016/17)", "Programme of Wells, 2018"),
        ("Programa de pozos 2016", "Programa de pozos"),
        ("农村供水项目2016年", "农村供水项目（2018年）"),
        ("Программа колодцев 2016 г.", "Программа колодцев 2018 г."),
        ("برنامج الآبار 2016", "برنامج الآبار 2018"),
        ("Santé de l’enfant", "SANTE DE L'ENFANT"),
    ],
)
def test_years_case_accents_and_signs_make_no_other_record(one, other):
    assert key(one) == key(other)


def test_places_parts_and_phases_make_another_record():
    title = "Programme of wells 2016"

    assert key(title) != key(title, countries=("ML",))
    assert key(title) != key(title, parts=PARTS[:1])
    assert key("Programme of wells, phase 1") != key("Programme of wells, phase 2")
    assert key("Plan 2016") != key("Plan 2018")  # "plan" alone says too little
    assert key("Pipeline of 20160 km of wells") != key("Pipeline of 20170 km of wells")


def test_the_order_of_places_and_parts_does_not_matter():
    title = "Programme of wells"

    assert key(title, ("KE", "ML")) == key(title, ("ML", "KE"), PARTS[::-1])


def test_records_that_name_nobody_share_title_places_and_year():
    title = "Hôpital régional de Thiès"
    known = nameless_key(title, ["SN"], "2012-04-01")

    assert known == nameless_key(title.upper(), ["SN"], "2012-01-04")
    assert known != nameless_key(title, ["SN"], "2013")
    assert known != nameless_key(title, ["ML"], "2012")
    assert nameless_key(title, ["SN"], None) is None
    assert nameless_key(title, [], "2012") is None
    assert nameless_key("Annual plan", ["SN"], "2012") is None
