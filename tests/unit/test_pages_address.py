"""The search page's address: what it may say, and what leads from one to the next."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pages.address import LONGEST, Asked, BadParameter, asked_from
from assistant.pages.facets import chips_of, facet_views
from assistant.wording import wording

SAY = wording("en")


def test_an_address_is_read_and_written_alike() -> None:
    pairs = [
        ("q", "water & wells"),
        ("platform", "One, two"),
        ("country", "KE"),
        ("country", "IN"),
        ("sdg", "3.4"),
        ("year", "2015"),
        ("from", "2014"),
        ("to", "2016-05"),
        ("page", "2"),
        ("lang", "fr"),
    ]
    asked = asked_from(pairs)
    assert asked.pairs() == pairs
    assert "q=water+%26+wells" in asked.address()
    assert "page" not in asked.address()


def test_what_is_empty_or_unknown_is_passed_over() -> None:
    asked = asked_from([("q", " "), ("from", ""), ("utm_source", "x"), ("sdg", "")])
    assert asked == Asked()
    assert asked.address() == "/search"
    assert not asked.is_limited


def test_values_are_made_one_and_are_taken_once() -> None:
    asked = asked_from(
        [
            ("country", "ke"),
            ("country", "KE"),
            ("language", "EN-us"),
            ("q", "  a\n b\0 "),
        ]
    )
    assert asked.country == ("KE",)
    assert asked.language == ("en",)
    assert asked.q == "a b"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("page", "0", "problem.page"),
        ("page", "-1", "problem.page"),
        ("page", "two", "problem.page"),
        ("from", "yesterday", "problem.date"),
        ("to", "2015-13", "problem.date"),
        ("to", "2015-02-30", "problem.date"),
        ("year", "2015-02", "problem.date"),
        ("country", "Kenya", "problem.country"),
        ("sdg", "18", "problem.sdg"),
        ("sdg", "3.", "problem.sdg"),
        ("language", "not a tag", "problem.language"),
        ("q", "a" * (LONGEST + 1), "problem.too_long"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str, sentence: str) -> None:
    with pytest.raises(BadParameter) as caught:
        asked_from([(name, value)])
    assert caught.value.sentence == sentence
    assert SAY.say(sentence, **caught.value.values)


def test_no_more_values_are_taken_than_an_address_holds() -> None:
    with pytest.raises(BadParameter, match="too_many"):
        asked_from([("platform", str(n)) for n in range(61)])


def test_dates_are_whole_years_months_and_days() -> None:
    filters = asked_from([("from", "2014-02"), ("to", "2016-02")]).filters()
    assert (filters.from_, filters.to) == (date(2014, 2, 1), date(2016, 2, 29))
    filters = asked_from([("year", "2015"), ("from", "2014")]).filters()
    assert (filters.from_, filters.to) == (date(2015, 1, 1), date(2015, 12, 31))


def test_dates_between_which_nothing_lies_are_refused() -> None:
    for pairs in ([("from", "2016"), ("to", "2015")], [("year", "2015"), ("to", "1")]):
        with pytest.raises(BadParameter):
            asked_from(pairs)


def test_a_facet_is_left_out_of_the_filters_that_count_it() -> None:
    asked = Asked(country=("KE",), kind=("project",), year="2015", last="2018")
    assert asked.filters(without="country").country == ()
    assert asked.filters(without="country").kind == ("project",)
    assert asked.filters(without="year").from_ is None
    assert asked.filters(without="year").to == date(2018, 12, 31)


def test_each_chip_leads_to_the_address_without_its_filter() -> None:
    asked = Asked(
        q="x", country=("KE", "IN"), sdg=("3",), year="2015", first="2014", page=4
    )
    chips = chips_of(asked, SAY)
    labels = [chip.label for chip in chips]
    assert labels == ["Kenya", "India", "SDG 3", "2015", "from 2014"]
    kenya, *_, year, first = chips
    assert kenya.address == "/search?q=x&country=IN&sdg=3&year=2015&from=2014"
    assert kenya.remove == "Remove the filter: Kenya"
    assert "year" not in year.address
    assert "from" not in first.address
    assert asked.cleared() == "/search?q=x"


def test_chosen_values_stand_first_and_are_there_without_a_count() -> None:
    asked = Asked(country=("BR",), sdg=("3.4",))
    views = facet_views(
        asked, {"country": {"KE": 1_234, "IN": 3}, "sdg": {"3": 5}}, SAY
    )
    country, sdg = views
    told = [(c.label, c.count, c.chosen) for c in country.choices]
    assert told == [
        ("Brazil", "0", True),
        ("Kenya", "1,234", False),
        ("India", "3", False),
    ]
    assert [(c.label, c.count) for c in sdg.choices] == [
        ("SDG 3.4", None),
        ("SDG 3", "5"),
    ]


def test_many_values_are_folded_and_years_run_backwards() -> None:
    counts = {str(year): year for year in range(2001, 2021)}
    [years] = facet_views(Asked(), {"year": counts}, SAY)
    assert [choice.value for choice in years.choices][:3] == ["2020", "2019", "2018"]
    assert len(years.choices) + len(years.rest) == 20
    assert years.more == f"More ({len(years.rest)})"
    few = {str(year): 1 for year in range(2001, 2009)}
    [years] = facet_views(Asked(), {"year": few}, SAY)
    assert years.rest == ()


def test_kinds_that_have_no_name_are_shown_as_they_are() -> None:
    counts = {"kind": {"good practice": 2, "{odd} <kind>": 1}}
    [kinds] = facet_views(Asked(), counts, wording("fr"))
    assert [c.label for c in kinds.choices] == ["Bonne pratique", "{odd} <kind>"]


@given(st.lists(st.tuples(st.sampled_from(["q", "kind", "from", "sdg"]), st.text())))
def test_whatever_is_given_is_used_or_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        asked = asked_from(pairs)
    except BadParameter as error:
        SAY.say(error.sentence, **error.values)
    else:
        assert asked_from(asked.pairs()) == asked
