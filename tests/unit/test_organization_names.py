"""Names of organizations as they are compared."""

import pytest

from vectorstore.text.organization_names import (
    acronym_of,
    home_of,
    is_generic,
    is_masked,
    name_key,
    organization_key,
)


@pytest.mark.parametrize(
    "names",
    [
        ("Delta Road & Bridge Corporation (DRBC)", "DELTA ROAD AND BRIDGE CORP."),
        ("HydroSud", "Hydrosud S.A.", "Hydrosud Co., Ltd."),
        ("Kenya Ministry of Health", "Ministry of Health of Kenya"),
        ("Kenyan Ministry of Health", "Kenya Ministry of Health"),
        ("Programme for Labour", "Program for Labor"),
        ("Malian Wells Office", "Mali Wells Office"),
        ("Chinese Geology Survey", "China Geology Survey"),
        ("Société d'Électricité du Togo", "Societe Electricite de Togo"),
        ("Light Co-operation Works", "Light Cooperation Works"),
        ("PG (Pump Guild)", "Pump Guild"),
        ("南方路桥工程有限责任公司", "南方路桥工程"),
    ],
)
def test_ways_to_write_one_name_have_one_key(names):
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hunan Roads Group", "Henan Roads Group"),
        ("National Electric Equipment Corp", "National Electric Import Corp"),
        ("Bank of Togo", "Development Bank of Togo"),
        ("Программа развития", "Development Programme"),
    ],
)
def test_other_names_have_other_keys(one, other):
    assert name_key(one) != name_key(other)


def test_a_key_is_never_empty():
    assert name_key("The")
    assert name_key("Co. Ltd.")
    assert name_key("(XY)")


def test_an_acronym_stands_in_brackets_or_before_them_or_alone():
    assert acronym_of("Pump Guild (PG)") == "pg"
    assert acronym_of("PG (Pump Guild)") == "pg"
    assert acronym_of("PG") == "pg"
    assert acronym_of("Steel (Group) Works") is None
    assert acronym_of("TransMedia (pty) Ltd.") is None


@pytest.mark.parametrize(
    "name",
    ["**********", "Name Withheld", "Unspecified Government Institution", "xxx", "-",
     "Organisation redacted", "To be determined", "Various suppliers", "N/A",
     "Some Body (person)",
     "Non spécifié", "не указано", "未注明", "غير محدد"],
)  # fmt: skip
def test_masks_name_nobody(name):
    assert is_masked(name)


@pytest.mark.parametrize(
    "name",
    ["Anonymous Gardens Trust", "Unido", "Otherwise Foundation", "WHO", "水利局"],
)
def test_names_that_look_like_masks_are_names(name):
    assert not is_masked(name)


def test_a_ministry_is_told_apart_by_its_country():
    assert organization_key("Ministry of Finance", "KE") != organization_key(
        "Ministry of Finance", "ML"
    )
    assert organization_key("Pump Guild Ltd", "KE") == organization_key(
        "Pump Guild", "ML"
    )
    assert organization_key("Kenya Ministry of Finance", "KE") == name_key(
        "Ministry of Finance of Kenya"
    )


def test_states_as_such_are_generic_and_their_bodies_are_not():
    for name in ("Government of Mali", "Mali", "Gouvernement du Mali", "马里政府",
                 "République du Mali", "Mali Government"):  # fmt: skip
        assert is_generic(name), name
    for name in ("Ministry of Health of Mali", "People's Bank of Mali", "Pump Guild"):
        assert not is_generic(name), name


def test_a_home_is_named_once_or_not_known():
    assert home_of("Kenya Power") == "KE"
    assert home_of("Kenya-Uganda Railway") is None
    assert home_of("Pump Guild") is None
    assert home_of("Nigerian Wells Office") == "NG"
    assert home_of("Roman Indiana Iran Office") == "IR"
    assert home_of("Dominican Wells Office") is None


def test_a_ministrys_country_in_brackets_tells_it_from_that_of_another() -> None:
    nigeria = organization_key("Ministry of Agriculture (Nigeria)", "NG")
    ghana = organization_key("Ministry of Agriculture (Ghana)", "GH")

    assert nigeria != ghana
    assert nigeria == organization_key("Ministry of Agriculture, Nigeria", "NG")
    assert organization_key("Huawei (China)", "KE") == organization_key("Huawei", "CN")
    assert organization_key("National Water Authority", "KE") != organization_key(
        "National Water Authority", "UG"
    )
