"""Which countries a text is about, where its source states none."""

import pytest

from ingestion.items import Block, Item
from ingestion.parsing.about import countries_about, with_countries
from vectorstore.catalogue.about import (
    COUNTRIES_INFERRED,
    inferred_countries,
    with_inferred,
)
from vectorstore.records import Facets


def blocks(*texts: str, heading: str | None = None) -> tuple[Block, ...]:
    told = tuple(Block(text=text) for text in texts)
    return (Block(text=heading, is_heading=True), *told) if heading else told


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Mobile money from Kenya", "KE"),
        ("L'eau au Burkina Faso", "BF"),
        ("Semiárido brasileño: un millón de cisternas", "BR"),
        ("Um milhão de cisternas no Semiárido brasileiro", "BR"),
        ("杂交水稻在马达加斯加", "MG"),
        ("الوكالة المصرية للشراكة", "EG"),
        ("Афганские студентки", "AF"),
    ],
)
def test_a_title_tells_its_country(title: str, code: str) -> None:
    assert countries_about(title, blocks("It works.", "It is cheap.")) == (code,)


def test_a_main_heading_tells_as_a_title_does() -> None:
    assert countries_about("report", blocks("Water.", heading="Wells of Mali")) == (
        "ML",
    )


def test_a_text_is_about_what_a_third_of_it_names() -> None:
    told = blocks(
        "Peru was first.", "Peruvian farmers joined.", "In Peru rice grows.",
        "Chile came later.", "A pump.", "A well.",
    )  # fmt: skip
    assert countries_about("Rice", told) == ("PE",)


def test_a_country_that_is_only_mentioned_is_not_told() -> None:
    told = blocks("A pump.", "As in Mali and Peru.", "As in Mali.", "A well.")
    assert countries_about("Pumps", told) == ()


def test_three_mentions_in_one_paragraph_are_not_enough_beside_others() -> None:
    told = blocks("Mali, Mali and Mali.", "Peru.", "A well.")
    assert countries_about("Pumps", told) == ()


def test_the_only_country_counts_where_the_opening_names_it() -> None:
    assert countries_about("Zaï", blocks("In Burkina Faso.", "Holes.", "Cost.")) == (
        "BF",
    )
    assert countries_about("Zaï", blocks("Holes.", "In Burkina Faso.", "Cost.")) == ()


def test_sources_and_evidence_that_is_repeated_do_not_count() -> None:
    told = blocks(
        "A map of Kenya and Mali.",
        "SDG 3: Used in Mali.",
        "SDG 4: Used in Mali.",
        "Report on Mali, https://example.org/mali",
    )
    assert countries_about("Map", told) == ()


def test_a_list_of_countries_is_about_none_of_them() -> None:
    listed = "Kenya, Mali, Peru, Chile, Ghana and Togo"
    told = blocks(*(f"{n} {listed}." for n in range(3)))
    assert countries_about(f"Partners: {listed}", told) == ()


def test_a_text_of_many_countries_needs_half_of_its_paragraphs() -> None:
    many = "Mali, Peru, Chile, Ghana, Togo, Benin, Niger, Chad, Cuba and Fiji"
    told = ("Kenya began.", "Kenya and Ghana.", "Kenya ended.", many)
    assert countries_about("A fund", blocks(*told)) == ("KE",)
    assert countries_about("A fund", blocks(*told, "A.", "B.", "C.")) == ()


def test_languages_are_not_countries() -> None:
    told = blocks("It speaks French.", "A French manual.", "French menus.")
    assert countries_about("French dictionary", told) == ()


def test_what_a_source_states_stays_alone() -> None:
    stated = Item(
        title="Wells of Mali", blocks=blocks("x"), facets=Facets(countries=("PE",))
    )
    unstated = stated.model_copy(update={"facets": Facets()})

    assert with_countries(stated) is stated
    assert inferred_countries(with_countries(unstated).metadata) == ("ML",)
    assert with_countries(unstated).facets.countries == ()


def test_the_key_is_ours_alone() -> None:
    theirs = {COUNTRIES_INFERRED: "XX", "colour": "blue"}

    assert with_inferred(theirs, ()) == {"colour": "blue"}
    assert inferred_countries(with_inferred(theirs, ("ML", "NE"))) == ("ML", "NE")
    assert inferred_countries({}) == ()
