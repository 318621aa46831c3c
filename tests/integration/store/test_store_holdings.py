"""What there is, counted: facets and platforms, and what the public must not learn."""

from collections.abc import Callable

import pytest

from vectorstore.library import Entry, Library
from vectorstore.records import DocumentId, Facets, Filters


@pytest.fixture
def held(library: Library, make_entry: Callable[..., Entry]) -> Library:
    """Four public documents of two platforms, and one for staff."""
    library.commit(
        [
            make_entry(
                "wells",
                "Water.",
                facets=Facets(
                    countries=("NG", "GH"), sdgs=("6", "6.1"), kind="project"
                ),
                published="2019-06",
                licence="CC BY 4.0",
            ),
            make_entry(
                "pumps", "Water.", facets=Facets(countries=("GH",), sdgs=("6.1", "13"))
            ),
            make_entry("eau", "Eau.", language="fr", published="c. 1960"),
            make_entry("milk", "Milk.", platform="two", published="2021-02-03"),
            make_entry(
                "secret",
                "Water.",
                platform="embassy",
                visibility="staff",
                published="1950",
                facets=Facets(countries=("GH",), kind="cable"),
            ),
        ]
    )
    return library


def test_facets_count_documents_most_first(held: Library) -> None:
    counts = held.facets()
    assert counts.documents == 4
    assert list(counts.values["platform"].items()) == [("one", 3), ("two", 1)]
    assert counts.values["country"] == {"GH": 2, "NG": 1}
    assert counts.values["language"] == {"en": 3, "fr": 1}
    assert counts.values["kind"] == {"project": 1}


def test_an_sdg_counts_its_targets_and_each_document_once(held: Library) -> None:
    assert held.facets().values["sdg"] == {"6": 2, "13": 1}


def test_a_year_is_counted_where_a_date_begins_with_one(held: Library) -> None:
    assert held.facets().values["year"] == {"2019": 1, "2021": 1}


def test_filters_and_a_choice_of_documents_limit_what_is_counted(held: Library) -> None:
    ghana = held.facets(filters=Filters(country=("GH",)), names=("sdg",))
    assert (ghana.documents, ghana.values) == (2, {"sdg": {"6": 2, "13": 1}})
    some = held.facets(among=[DocumentId("d-milk"), DocumentId("d-eau")])
    assert some.documents == 2
    assert some.values["platform"] == {"one": 1, "two": 1}
    assert held.facets(among=[]).documents == 0


def test_staff_documents_are_counted_for_staff_only(held: Library) -> None:
    secret = [DocumentId("d-secret")]
    assert held.facets(among=secret).documents == 0
    assert held.facets(among=secret, readers="staff").documents == 1
    assert held.facets(readers="staff").values["kind"] == {
        "cable": 1,
        "project": 1,
    }
    names = [platform.name for platform in held.holdings.platforms()]
    assert names == ["one", "two"]
    assert [p.name for p in held.status().platforms] == ["embassy", "one", "two"]


def test_a_platform_tells_its_kinds_licences_and_dates(held: Library) -> None:
    one, two = held.holdings.platforms()
    assert (one.documents, one.languages) == (3, {"en": 2, "fr": 1})
    assert (one.kinds, one.licences) == ({"project": 1}, {"CC BY 4.0": 1})
    assert (one.published_first, one.published_last) == ("2019-06", "2019-06")
    assert two.retrieved_last.isoformat() == "2026-01-02T00:00:00+00:00"


def test_sectors_count_by_group_and_the_filter_finds_what_was_counted(
    library: Library, make_entry: Callable[..., Entry]
) -> None:
    stated = {
        "code": ("12220", "122"),
        "name": ("Basic health", "Roads"),
        "none": ("Miscellany",),
        "bare": (),
    }
    library.commit(
        [
            make_entry(name, "Text.", facets=Facets(sectors=sectors))
            for name, sectors in stated.items()
        ]
    )
    counts = library.facets(names=("sector",))
    assert counts.values["sector"] == {"120": 2, "210": 1}
    assert counts.having["sector"] == 2
    for group, count in counts.values["sector"].items():
        found = library.facets(filters=Filters(sector=(group,)), names=())
        assert found.documents == count
    exact = library.facets(filters=Filters(sector=("Miscellany",)), names=())
    assert exact.documents == 1


def test_documents_with_a_value_are_counted_once_however_many_it_has(
    held: Library,
) -> None:
    counts = held.facets()
    assert counts.having["country"] == 2
    assert counts.having["year"] == 2
    assert counts.having["platform"] == counts.documents
