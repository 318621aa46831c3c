"""What a need names to leave it out."""

import pytest

from assistant.partners.excluding import left_out
from assistant.partners.need import understand_need
from assistant.replies import Request


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Pumps in Africa, but not in Kenya or Uganda", ("Kenya", "Uganda")),
        ("Partners for schools, except China", ("China",)),
        ("Trainers from India, not China", ("China",)),
        ("Help with agriculture rather than health", ("health",)),
        ("L'eau en Afrique, sauf au Mali et au Niger", ("Mali", "Niger")),
        ("Apoyo en agricultura, no en salud", ("salud",)),
        ("Escolas em África, exceto em Angola", ("Angola",)),
        ("Партнёры в Африке, кроме Кении и Уганды", ("Кении", "Уганды")),
        ("نحتاج مضخات في أفريقيا باستثناء كينيا", ("كينيا",)),
        ("除肯尼亚以外的非洲国家需要水泵", ("肯尼亚",)),
        ("Dialysis nurses, but no organizations from Brazil", ("Brazil",)),
        ("Bancos de leche humana, excepto de Brasil", ("Brasil",)),
        ("El Salvador necesita agua, pero no de Brasil", ("Brasil",)),
        ("Le Bénin a besoin de chirurgiens, sauf du Maroc", ("Maroc",)),
    ],
)
def test_a_negation_before_a_name_leaves_it_out(text, names) -> None:
    assert left_out(text).names == names


@pytest.mark.parametrize(
    "text",
    [
        "They have no water in Kenya",
        "Kenya does not have health workers",
        "Water is not safe in Kenya",
        "Not only Kenya needs wells",
        "Il n'y a pas d'eau au Mali",
        "Кроме того, Кении нужна вода",
        "除肯尼亚外，还需要乌干达的水泵",
        "Farmers cannot irrigate rice",
        "Chile tiene menos agua",
    ],
)
def test_what_is_lacking_is_not_left_out(text) -> None:
    assert left_out(text).names == ()


def test_a_need_is_not_of_what_it_leaves_out() -> None:
    text = "Partners in Southern Africa, but not in Angola, for farming, not for health"

    understood = understand_need(Request(question=text))

    assert understood.need.topic == text
    assert understood.need.countries == ()
    assert understood.need.regions == ("southern-africa",)
    assert "ZA" in understood.members
    assert understood.left_out.countries == {"AO"}
    assert understood.need.sectors == ("Agriculture, forestry and fishing",)
    assert "Angola" not in understood.text


def test_a_country_that_is_wanted_as_well_is_not_left_out() -> None:
    told = left_out("Solar pumps outside Africa, but also in Kenya")

    assert "KE" not in told.countries
    assert "ML" in told.countries
