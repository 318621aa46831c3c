"""Whose an institution is that an adjective stands beside."""

import pytest

from vectorstore.text.demonyms import home_named, nationalities_named, speaks_too


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The Kenyan Ministry of Health needs nurses", "KE"),
        ("The South African National Government needs", "ZA"),
        ("The South Sudanese government seeks partners", "SS"),
        ("Le ministère sénégalais de la Santé cherche", "SN"),
        ("Le ministère de la Santé publique nigérienne recherche", "NE"),
        ("El gobierno boliviano busca apoyo", "BO"),
        ("El Ministerio de Salud peruano necesita", "PE"),
        ("O Ministério da Saúde moçambicano procura", "MZ"),
        ("Кенийское министерство здравоохранения ищет партнёров", "KE"),
        ("Для нигерийского правительства нужны эксперты", "NG"),
        ("تحتاج وزارة الصحة اليمنية إلى ممرضات", "YE"),
        ("تسعى الحكومة السودانية إلى", "SD"),
        ("The Ministry of Health needs Kenyan experts", None),
        ("Kenyan tea farmers need a market", None),
        ("Kenyan farmers need government support", None),
        ("We want to work with the Brazilian government", None),
        ("Nous cherchons un ministère sénégalais", None),
        ("تعاون مع وزارة الصحة اليمنية", None),
        ("يحتاج المكتب القطري إلى وزارة", None),
        ("", None),
    ],
)
def test_an_institution_has_a_home(text: str, code: str | None) -> None:
    assert home_named(text) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kenyan and South African households", ["KE", "ZA"]),
        ("South Sudanese nurses", ["SS"]),
        ("el Semiárido brasileño", ["BR"]),
        ("Афганские студентки", ["AF"]),
        ("الوكالة المصرية", ["EG"]),
        ("Islands of the Indian Ocean, l'océan Indien", []),
        ("She polishes her chin in a rush", []),
        ("Polish nurses", ["PL"]),
        ("السنة القمرية", []),
        ("os povos índios", []),
    ],
)
def test_adjectives_tell_countries(text: str, codes: list[str]) -> None:
    assert [code for code, _ in nationalities_named(text)] == codes


def test_an_adjective_has_its_place() -> None:
    assert nationalities_named("two Sri Lankan wells") == [("LK", (4, 14))]


def test_some_adjectives_are_languages_of_the_world() -> None:
    assert speaks_too("FR")
    assert not speaks_too("KE")
