"""Filters leave what they say, staff documents stay with staff, and search is exact."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vectorstore.library import Entry, Library
from vectorstore.records import EVERYTHING, Facets, Filters, Readers

MakeEntry = Callable[..., Entry]
HEALTH = [(frozenset({"health"}), 1.0)]


def names(
    library: Library, *, filters: Filters = EVERYTHING, readers: Readers = "public"
) -> set[str]:
    """Return the documents that are found, and require both ways to agree."""
    vector = np.ones(16, dtype=np.float32) / 4
    options: dict[str, Any] = {"limit": 100, "filters": filters, "readers": readers}
    by_meaning = {i for i, _ in library.nearest(vector, **options)}
    by_words = {i for i, _ in library.covering(HEALTH, **options)}
    assert by_meaning == by_words
    return {chunk.title for chunk in library.chunks(sorted(by_meaning)).values()}


@pytest.fixture
def varied(library: Library, make_entry: MakeEntry) -> Library:
    """Documents that differ in one way each."""
    library.commit(
        [
            make_entry("plain", "Health."),
            make_entry("two", "Health.", platform="two"),
            make_entry("fr", "Health.", language="fr"),
            make_entry("ng", "Health.", facets=Facets(countries=("NG", "GH"))),
            make_entry("gh", "Health.", facets=Facets(countries=("GH",))),
            make_entry("sdg3", "Health.", facets=Facets(sdgs=("3",))),
            make_entry("sdg34", "Health.", facets=Facets(sdgs=("3.4", "10"))),
            make_entry("sdg30", "Health.", facets=Facets(sdgs=("30",))),
            make_entry("sector", "Health.", facets=Facets(sectors=("Water_%",))),
            make_entry("target", "Health.", facets=Facets(kind="target")),
            make_entry("y2019", "Health.", published="2019"),
            make_entry("m2019", "Health.", published="2019-06"),
            make_entry("d2019", "Health.", published="2019-06-15"),
            make_entry("t2019", "Health.", published="2019-06-15T10:00:00Z"),
            make_entry("y2020", "Health.", published="2020"),
        ]
    )
    return library


DATED_2019 = {"y2019", "m2019", "d2019", "t2019"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"platform": ["two"]}, {"two"}),
        ({"platform": ["nowhere"]}, set()),
        ({"language": ["fr"]}, {"fr"}),
        ({"country": ["NG"]}, {"ng"}),
        ({"country": ["gh"]}, {"ng", "gh"}),
        ({"country": ["NG", "GH"]}, {"ng", "gh"}),
        ({"sdg": ["3"]}, {"sdg3", "sdg34"}),
        ({"sdg": ["3.4"]}, {"sdg34"}),
        ({"sdg": ["%"]}, set()),
        ({"sector": ["Water_%"]}, {"sector"}),
        ({"sector": ["WaterXX"]}, set()),
        ({"kind": ["target"]}, {"target"}),
        ({"country": ["GH"], "sdg": ["3"]}, set()),
        ({"from": "2019-01-01", "to": "2019-12-31"}, DATED_2019),
        ({"from": "2019-06-15", "to": "2019-06-15"}, DATED_2019),
        ({"from": "2019-06-16", "to": "2019-06-30"}, {"y2019", "m2019"}),
        ({"from": "2019-07-01", "to": "2019-07-31"}, {"y2019"}),
        ({"to": "2019-06-14"}, {"y2019", "m2019"}),
        ({"to": "2018-12-31"}, set()),
        ({"from": "2019-07-01"}, {"y2019", "y2020"}),
        ({"from": "2020-12-31"}, {"y2020"}),
        ({"from": "2021-01-01"}, set()),
    ],
)
def test_a_filter_leaves_what_it_names(
    varied: Library, filters: dict[str, Any], expected: set[str]
) -> None:
    assert names(varied, filters=Filters.model_validate(filters)) == expected


def test_without_filters_everything_is_found(varied: Library) -> None:
    assert len(names(varied)) == 15


def test_filters_follow_the_library(varied: Library, make_entry: MakeEntry) -> None:
    french = Filters(language=("fr",))
    assert names(varied, filters=french) == {"fr"}

    varied.commit([make_entry("neuf", "Health.", language="fr")])

    assert names(varied, filters=french) == {"fr", "neuf"}


@pytest.mark.parametrize("every", [2, 100])
def test_filtered_search_is_exact_whether_few_or_many_are_left(
    library: Library, make_entry: MakeEntry, every: int
) -> None:
    entries = [
        make_entry(
            f"e{n}", f"Health {n}.", platform="few" if n % every == 0 else "rest"
        )
        for n in range(400)
    ]
    library.commit(entries)
    vector = entries[1].vectors[0]
    expected = sorted(
        (-float(e.vectors[0] @ vector), e.chunks[0].id)
        for e in entries
        if e.document.provenance.platform == "few"
    )

    found = library.nearest(vector, limit=10, filters=Filters(platform=("few",)))

    assert [i for i, _ in found] == [i for _, i in expected][:10]


def test_filters_that_the_nearest_do_not_pass_still_fill_the_page(
    library: Library, make_entry: MakeEntry
) -> None:
    near = [[1.0] * 16] * 300
    far = [[-1.0] * 15 + [n / 50] for n in range(100)]
    library.commit(
        [
            make_entry("near", *(f"Health {n}." for n in range(300)), vectors=near),
            make_entry(
                "far", *(f"Health far {n}." for n in range(100)),
                vectors=far, language="fr",
            ),
        ]
    )  # fmt: skip

    found = library.nearest(
        np.full(16, 0.25, dtype=np.float32),
        limit=20,
        filters=Filters(language=("fr",)),
    )

    assert len(found) == 20
    assert all(identifier.startswith("d-far.") for identifier, _ in found)


def test_staff_documents_are_found_by_staff_alone(
    library: Library, make_entry: MakeEntry
) -> None:
    secret = make_entry("secret", "Health.", visibility="staff", language="fr")
    library.commit([make_entry("open", "Health."), secret])
    french = Filters(language=("fr",))

    assert names(library) == {"open"}
    assert names(library, filters=french) == set()
    assert names(library, readers="staff") == {"open", "secret"}
    assert names(library, filters=french, readers="staff") == {"secret"}
    ids = [secret.chunks[0].id]
    assert library.chunks(ids, readers="public") == {}
    assert set(library.chunks(ids, readers="staff")) == set(ids)


def test_a_document_that_becomes_staff_only_vanishes_for_the_public(
    library: Library, make_entry: MakeEntry
) -> None:
    entry = make_entry("once", "Health.")
    library.commit([entry])
    assert names(library) == {"once"}
    hidden = make_entry("once", "Health.", visibility="staff", revision="2").document

    library.commit((), touched=[hidden])

    assert names(library) == set()
    assert names(library, readers="staff") == {"once"}


def test_staff_only_is_remembered_over_a_restart(
    open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    first = open_library()
    first.commit([make_entry("secret", "Health.", visibility="staff")])
    first.close()

    assert names(open_library()) == set()
