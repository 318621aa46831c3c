"""Countries named in free text, in the seven languages."""

import pytest

from vectorstore.text.countries import countries_named


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("How much did China lend Chad in 2021?", ["CN", "TD"]),
        ("Un oléoduc du Niger vers le Bénin", ["NE", "BJ"]),
        ("Combien pour la Côte d’Ivoire ?", ["CI"]),
        ("¿Qué hizo el Perú en Haití?", ["PE", "HT"]),
        ("Da Guiné-Bissau a Moçambique", ["GW", "MZ"]),
        ("كم قرضت الصين السودان؟", ["CN", "SD"]),
        ("وللسنغال وبموريتانيا", ["SN", "MR"]),
        ("巴西公司在老挝修建水电站", ["BR", "LA"]),
        ("中国和其他发展中国家", ["CN"]),
        ("Из Казахстана в Таджикистане, Чаду и Кении", ["KZ", "TJ", "TD", "KE"]),
        ("По Кыргызстану и в Киргизии", ["KG", "KG"]),
        ("Нигер и Нигерия, в Нигере и в Нигерии", ["NE", "NG", "NE", "NG"]),
        ("Equatorial Guinea, Guinea and Papua New Guinea", ["GQ", "GN", "PG"]),
        ("South Africa and the Congo, Dem. Rep.", ["ZA", "CD"]),
        ("wells in senegal", ["SN"]),
    ],
)
def test_countries_are_known_in_each_language(text: str, codes: list[str]) -> None:
    assert [code for code, _ in countries_named(text)] == codes


@pytest.mark.parametrize(
    "text",
    [
        "The turkey was roasted with chile.",
        "Uma reunião sobre o peru",
        "من لبن الإبل",
        "для того и сего",
        "支持发展中国家,其中国家多数不发达",
        "roast turkey",
        "",
    ],
)
def test_words_are_no_countries(text: str) -> None:
    assert countries_named(text) == []


def test_a_place_is_that_of_the_name() -> None:
    ((_, (start, end)),) = countries_named("In Papua New Guinea, 2011")

    assert "In Papua New Guinea, 2011"[start:end] == "Papua New Guinea"
