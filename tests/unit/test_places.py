"""Places side by side are any of them; regions are the countries that make them up."""

import pytest

from assistant.understanding.places import (
    countries_asked,
    region_asked,
    without_regions,
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("How many projects in Kenya and Uganda?", ("KE", "UG")),
        ("How many projects in Kenya, the Gambia and in Mali?", ("KE", "GM", "ML")),
        ("Combien de projets au Kenya et en Côte d'Ivoire ?", ("KE", "CI")),
        ("¿Cuántos proyectos en Kenia, Uganda o Perú?", ("KE", "UG", "PE")),
        ("كم عدد المشاريع في كينيا وأوغندا؟", ("KE", "UG")),
        ("كم عدد المشاريع في كينيا وفي أوغندا؟", ("KE", "UG")),
        ("肯尼亚、乌干达和加纳有多少个项目？", ("KE", "UG", "GH")),
        ("Сколько проектов в Эфиопии и в Кении?", ("ET", "KE")),
        ("Quantos projetos no Quênia e em Uganda?", ("KE", "UG")),
        ("How many projects in Kenya?", ("KE",)),
    ],
)
def test_countries_side_by_side_are_any_of_them(text, codes):
    assert countries_asked(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "How many projects of China with Kenya?",
        "How many projects between China and Kenya?",
        "Combien de projets de Chine et à la fois du Kenya ?",
        "中国和肯尼亚之间有多少个项目？",
        "Сколько проектов между Китаем и Кенией?",
        "How many projects?",
    ],
)
def test_countries_that_words_part_have_each_a_say(text):
    assert countries_asked(text) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("How many projects of China in Kenya?", ("KE",)),
        ("How many projects did China finance in Kenya and Uganda?", ("KE", "UG")),
        ("China's loans to Kenya", ("KE",)),
        ("Combien de projets de Chine au Kenya ?", ("KE",)),
        ("¿Cuántos proyectos de China en el Perú?", ("PE",)),
        ("Quantos projetos da China em Angola?", ("AO",)),
        ("Сколько проектов Китай профинансировал в Кении?", ("KE",)),
        ("كم مشروعا مولته الصين في كينيا؟", ("KE",)),
        ("中国在津巴布韦实施了多少个项目？", ("ZW",)),
    ],
)
def test_of_countries_that_words_part_the_place_counts(text, codes):
    assert countries_asked(text) == codes


@pytest.mark.parametrize(
    ("text", "written", "rest"),
    [
        ("projects in West Africa", "West Africa", "projects in"),
        ("projects in Africa and Asia", "Africa and Asia", "projects in"),
        ("projets en Afrique de l'Ouest", "Afrique de l'Ouest", "projets en"),
        ("المشاريع في أفريقيا", "أفريقيا", "المشاريع في"),
        ("非洲有多少个项目", "非洲", "有多少个项目"),
        ("China's projects in Africa", "Africa", "China's projects in"),
    ],
)
def test_a_region_limits_and_its_name_is_no_word(text, written, rest):
    region = region_asked(text)

    assert region is not None
    assert region.written == written
    assert without_regions(text).strip() == rest


def test_regions_side_by_side_have_the_countries_of_both():
    region = region_asked("projects in West Africa and Central Asia")

    assert region is not None
    assert {"ML", "KZ"} <= set(region.countries)
    assert "KE" not in region.countries


def test_a_country_of_the_region_limits_more():
    assert region_asked("projects in Kenya, East Africa") is None
    assert "Africa" not in without_regions("projects in Kenya, East Africa")
