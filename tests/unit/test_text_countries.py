"""Countries named in free text, in the seven languages."""

from pathlib import Path

import pytest

from vectorstore.text.countries import countries_named, country_code, country_codes
from vectorstore.text.country_names import territories
from vectorstore.text.regions import known_countries

DECLINED = Path("tests/data/countries_declined_ru.txt")


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


def _codes(text: str) -> list[str]:
    return [code for code, _ in countries_named(text)]


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "zh", "ru"])
def test_every_name_is_of_its_own_country_and_no_other(language: str) -> None:
    names = territories(language)
    told = {names[code]: _codes(f"1. {names[code]}.") for code in known_countries()}
    expected = {names[code]: [code] for code in known_countries()}

    assert told == expected
    fields = {name: country_code(name) for name in told}
    assert fields == {name: codes[0] for name, codes in expected.items()}


def test_russian_names_are_known_in_every_case() -> None:
    wrong = {}
    for line in DECLINED.read_text("utf-8").splitlines():
        code, _, rest = line.partition(" ")
        forms = rest.split("|") if "|" in rest else [rest]
        if "|" not in rest and " и " not in rest and code != "BF":
            forms = rest.split()
        for form in forms:
            found = _codes(f"Проекты в {form} идут.")
            if set(found) != {code}:
                wrong[form] = found

    assert not wrong


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("In R.D. Congo, the D.R. Congo and DRC", ["CD", "CD", "CD"]),
        ("la république démocratique du Congo et le Congo", ["CD", "CG"]),
        ("Democratic Republic of Congo, Republic of Congo", ["CD", "CG"]),
        ("في جمهورية الكونغو الديمقراطية", ["CD"]),
        ("بالسعودية والإمارات", ["SA", "AE"]),
        ("الجمهورية اليمنية", ["YE"]),
        ("PNG, UAE, UK and KSA", ["PG", "AE", "GB", "SA"]),
        ("Trinidad and Tobago, Bosnia and Herzegovina", ["TT", "BA"]),
        ("Saint Vincent and the Grenadines; St Kitts & Nevis", ["VC", "KN"]),
        ("Quénia, Vietname e Costa do Marfim", ["KE", "VN", "CI"]),
        ("Arabia Saudita y Costa de Marfil", ["SA", "CI"]),
        ("阿联酋、刚果（金）、沙特", ["AE", "CD", "SA"]),
        ("Хотят ДРК, ЮАР и КНР", ["CD", "ZA", "CN"]),
        ("the Niger Delta, Northern Ireland", ["NG", "GB"]),
        ("تحتاج مالي إلى آبار", ["ML"]),
        ("بين النيجر ومالي", ["NE", "ML"]),
        ("Hong Kong and South Georgia", ["HK", "GS"]),
    ],
)
def test_the_longest_name_counts(text: str, codes: list[str]) -> None:
    assert _codes(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "Guinea worm and Guinea pigs in the Gulf of Guinea",
        "El taller. Usa agua. Eua",
        "Самое важное. Малой кровью. Само собой.",
        "التعاون المالي والتقني، ودعم تقني ومالي",
        "مدارس البنين على المستوى القطر",
        "印度洋与内蒙古和几内亚湾",
        "image.png",
    ],
)
def test_a_name_of_something_else_is_no_country(text: str) -> None:
    assert countries_named(text) == []


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("Tanzania, United Republic of", "TZ"),
        ("West Bank and Gaza", "PS"),
        ("Slovak Republic", "SK"),
        ("Korea, Rep.", "KR"),
        ("Korea, Dem. People's Rep.", "KP"),
        ("Congo, Dem. Rep.", "CD"),
        ("Congo, Rep.", "CG"),
        ("Egypt, Arab Rep.", "EG"),
        ("Gambia, The", "GM"),
        ("Viet Nam", "VN"),
        ("Lao PDR", "LA"),
        ("Iran, Islamic Rep.", "IR"),
        ("Venezuela, RB", "VE"),
        ("Yemen, Rep.", "YE"),
        ("Kyrgyz Republic", "KG"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Cabo Verde", "CV"),
        ("Cape Verde", "CV"),
        ("Eswatini", "SZ"),
        ("Swaziland", "SZ"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Timor-Leste", "TL"),
        ("East Timor", "TL"),
        ("Myanmar", "MM"),
        ("Burma", "MM"),
        ("Micronesia, Fed. Sts.", "FM"),
        ("St. Vincent and the Grenadines", "VC"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Hong Kong SAR, China", "HK"),
        ("Central African Rep.", "CF"),
        ("Bosnia-Herzegovina", "BA"),
        ("Netherlands (the)", "NL"),
    ],
)
def test_fields_are_spelled_as_organizations_do(field: str, code: str) -> None:
    assert country_codes(field) == (code,)
    assert set(_codes(field)) == {code}
