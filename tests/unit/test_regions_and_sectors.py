"""Where countries lie, and what sectors are called."""

import pytest

from vectorstore.text.countries import country_name
from vectorstore.text.regions import (
    is_south,
    members_of,
    region_of,
    regions_named,
)
from vectorstore.text.sectors import sector_group, sector_name, sectors_named


def test_every_state_lies_in_one_region():
    for code in ("KE", "BR", "FJ", "VA", "XK", "PS", "TW", "SS"):
        assert country_name(code) is not None
        assert region_of(code) is not None


def test_the_south_is_as_the_table_says():
    assert is_south("KE")
    assert is_south("CN")
    assert is_south("BR")
    assert is_south("JP") is False
    assert is_south("FR") is False
    assert is_south("ZZ") is None


@pytest.mark.parametrize(
    ("value", "group"),
    [
        ("12220", "120"), ("122", "120"), ("Basic Health Care", "120"),
        ("Santé de base", "120"), ("Agriculture, Forestry and Fishing", "310"),
        ("Transport and Storage", "210"), ("供水和卫生设施", "140"),
        ("Unallocated / Unspecified", None), ("998", None), ("", None),
    ],
)  # fmt: skip
def test_codes_and_names_of_a_sector_have_one_group(value, group):
    assert sector_group(value) == group


def test_every_group_has_a_name_and_short_words_stand_for_themselves():
    assert sector_name("310") == "Agriculture, forestry and fishing"
    assert sector_name("7") is None
    assert "210" in sectors_named("a new port")
    assert "210" not in sectors_named("a web portal")
    assert sectors_named("والري بالتنقيط") == sectors_named("الري") == {"310": 1}
    assert "310" not in sectors_named("كهربة القرى")
    assert sectors_named("المعدات الطبية") == {"120": 1}
    assert "120" not in sectors_named("تطبيق لحماية الطبيعة")


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("электронное правительство", {"150"}),
        ("электронная торговля", {"330"}),
        ("электронный паспорт здоровья", {"120"}),
        ("электроснабжение сёл", {"230"}),
        ("электрические сети", {"230"}),
        ("the importance of learning", set()),
        ("imported goods", {"330"}),
        ("a road map", set()),
        ("a road to the map office", {"210"}),
        ("дорожная карта реформ", set()),
        ("дорожное строительство", {"210", "320"}),
        ("дорогие коллеги", set()),
        ("ремонт дорог", {"210"}),
        ("железные двери", set()),
        ("железная дорога", {"210"}),
        ("выборочное обследование", set()),
        ("наблюдение за выборами", {"150"}),
        ("управление отходами", set()),
        ("питьевая вода", {"140"}),
        ("powerful PowerPoint slides", set()),
        ("a powered mill", {"230"}),
        ("medios de comunicación", set()),
        ("medio ambiente", {"410"}),
        ("por meio de cursos", set()),
        ("a tree nursery", set()),
        ("nurses", {"120"}),
        ("doctorat", set()),
        ("بطاقة الهوية", set()),
        ("الطاقة الشمسية", {"230"}),
        ("طريقة جديدة", set()),
        ("عن طريق الجو", set()),
        ("بناء طريق", {"210"}),
        ("الإسكان", {"160"}),
        ("السكان", {"130"}),
        ("营商环境", set()),
        ("环境保护", {"410"}),
    ],
)  # fmt: skip
def test_words_that_only_begin_alike_are_of_no_sector(text, groups):
    assert set(sectors_named(text)) == groups


@pytest.mark.parametrize(
    "text",
    [
        "telemedicine", "télémédecine", "telemedicina", "телемедицины",
        "التطبيب عن بعد", "الطب عن بعد", "远程医疗", "radiology",
    ],
)  # fmt: skip
def test_medicine_from_afar_is_health(text):
    assert set(sectors_named(text)) == {"120"}


def test_what_goes_about_is_no_telephone():
    assert set(sectors_named("mobile clinics in Dakar")) == {"120"}
    assert set(sectors_named("mobile money")) == {"220"}


def test_what_is_rural_in_russian_is_not_all_farming():
    assert set(sectors_named("учителя для сельских школ")) == {"110"}
    assert set(sectors_named("школы в сельской местности")) == {"110"}
    assert set(sectors_named("сельская медицина")) == {"120"}
    for farming in ("сельское хозяйство", "в сельском и лесном хозяйстве", "сельхоз"):
        assert set(sectors_named(farming)) <= {"310"}
    assert sectors_named("сельскохозяйственный") == {"310": 1}


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("landlocked developing countries", "landlocked-developing-countries"),
        ("the LLDCs", "landlocked-developing-countries"),
        ("les pays en développement sans littoral", "landlocked-developing-countries"),
        ("países en desarrollo sin litoral", "landlocked-developing-countries"),
        ("países em desenvolvimento sem litoral", "landlocked-developing-countries"),
        ("البلدان النامية غير الساحلية", "landlocked-developing-countries"),
        ("内陆发展中国家", "landlocked-developing-countries"),
        ("развивающиеся страны без выхода к морю", "landlocked-developing-countries"),
        ("the Global South", "global-south"),
        ("les pays du Sud", "global-south"),
        ("el Sur global", "global-south"),
        ("o Sul global", "global-south"),
        ("دول الجنوب", "global-south"),
        ("全球南方", "global-south"),
        ("страны Глобального Юга", "global-south"),
        ("撒哈拉以南非洲国家", "sub-saharan-africa"),
        ("drought in the Sahel", "sahel"),
        ("les pays du Sahel", "sahel"),
        ("منطقة الساحل الأفريقي", "sahel"),
        ("萨赫勒地区", "sahel"),
        ("проекты в Сахеле", "sahel"),
        ("the Horn of Africa", "horn-of-africa"),
        ("el Cuerno de África", "horn-of-africa"),
        ("非洲之角", "horn-of-africa"),
        ("القرن الأفريقي", "horn-of-africa"),
        ("دول المغرب العربي", "maghreb"),
        ("région des Grands Lacs", "great-lakes"),
        ("países andinos", "andes"),
        ("Андские страны", "andes"),
        ("países amazônicos", "amazon"),
        ("湄公河流域", "mekong"),
        ("Arab countries", "arab-states"),
        ("الدول العربية", "arab-states"),
        ("Gulf states", "gulf-states"),
    ],
)
def test_groups_are_named_in_seven_languages(text, group):
    assert [region.name for region in regions_named(text)][-1] == group


@pytest.mark.parametrize(
    "text",
    ["the League of Arab States", "جامعة الدول العربية", "阿拉伯国家联盟", "المغرب"],
)
def test_what_bodies_and_countries_are_called_is_no_group(text):
    assert regions_named(text) == []


def test_groups_have_their_members():
    assert members_of(["sahel", "least-developed-countries"]) == (
        "BF", "GM", "GN", "ML", "MR", "NE", "SN", "TD",
    )  # fmt: skip
    assert len(members_of(["arab-states"])) == 22
    assert len(members_of(["landlocked-developing-countries"])) == 32
    assert {"CK", "NU"} < set(members_of(["small-island-developing-states"]))
    assert "JP" not in members_of(["global-south"])
    assert "KE" in members_of(["global-south"])
    assert members_of(["least-developed-countries", "africa", "global-south"]) == (
        members_of(["africa", "least-developed-countries"])
    )
    assert members_of(["caribbean", "central-asia"])[0] == "AG"
    assert members_of([]) == ()
