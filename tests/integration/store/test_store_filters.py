"""Filters leave what they say, staff documents stay with staff, and search is exact."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vectorstore.catalogue.about import with_inferred
from vectorstore.library import Entry, Library
from vectorstore.records import EVERYTHING, DocumentId, Facets, Filters, Readers

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


PLATFORMS, LANGUAGES = ("one", "two", "three"), ("en", "fr", "ar")
COUNTRIES, SDGS = ("NG", "GH", "SN"), ("3", "3.4", "30", "10")
DATES = (None, "2019", "2019-06", "2019-06-15", "2020-01-01T00:00:00Z", "soon")


def any_entry(
    make_entry: MakeEntry, chance: random.Random, *, revision: str = "1"
) -> Entry:
    """Return one of thirty documents, with whatever is said of it this time."""
    published = chance.choice(DATES)
    return make_entry(
        f"n{chance.randrange(30)}",
        *(f"Health {n}." for n in range(chance.randint(1, 6))),
        revision=revision,
        language=chance.choice(LANGUAGES),
        facets=Facets(
            countries=tuple(chance.sample(COUNTRIES, chance.randint(0, 2))),
            sectors=tuple(chance.sample(("a", "b"), chance.randint(0, 2))),
            sdgs=tuple(chance.sample(SDGS, chance.randint(0, 2))),
            kind=chance.choice((None, "target", "document")),
        ),
        platform=chance.choice(PLATFORMS),
        visibility=chance.choice(("public", "public", "public", "staff")),
        **({"published": published} if published else {}),
    )


def any_filters(chance: random.Random) -> Filters:
    """Return filters of up to three keys, many of which contradict each other."""
    keys: dict[str, Any] = {
        "platform": [chance.choice(PLATFORMS)],
        "language": chance.sample(LANGUAGES, 2),
        "country": chance.sample(COUNTRIES, chance.randint(1, 2)),
        "sector": ["b"],
        "sdg": [chance.choice(SDGS)],
        "kind": ["target"],
        "from": chance.choice(("2019-06-15", "2019-06-16", "2019-12-31")),
        "to": chance.choice(("2020-01-01", "2020-06-01")),
    }
    names = chance.sample(sorted(keys), chance.randint(0, 3))
    return Filters.model_validate({name: keys[name] for name in names})


def passes(entry: Entry, filters: Filters, readers: Readers) -> bool:
    """Say it again, one document at a time and in other words."""
    document = entry.document
    facets, origin = document.facets, document.provenance
    dated = re.match(r"(\d{4})(-\d\d)?(-\d\d)?", origin.published or "")
    year, month, day = dated.groups() if dated else ("", None, None)
    earliest, latest = (
        f"{month or '-01'}{day or '-01'}",
        f"{month or '-12'}{day or '-31'}",
    )
    return all(
        (
            readers == "staff" or origin.visibility == "public",
            not filters.platform or origin.platform in filters.platform,
            not filters.language or document.language in filters.language,
            not filters.country or set(facets.countries) & set(filters.country),
            not filters.sector or set(facets.sectors) & set(filters.sector),
            not filters.sdg
            or any(
                re.match(rf"{s}(\.|$)", o) for s in filters.sdg for o in facets.sdgs
            ),
            not filters.kind or facets.kind in filters.kind,
            not filters.from_ or (dated and year + latest >= str(filters.from_)),
            not filters.to or (dated and year + earliest <= str(filters.to)),
        )
    )


@pytest.mark.parametrize("seed", range(2))
def test_any_filters_leave_what_each_document_says_through_any_changes(
    library: Library, make_entry: MakeEntry, seed: int
) -> None:
    chance = random.Random(seed)
    stored: dict[str, Entry] = {}
    vector = np.ones(16, dtype=np.float32) / 4
    for turn in range(6):
        new = [any_entry(make_entry, chance, revision=str(turn)) for _ in range(8)]
        new = list({entry.document.id: entry for entry in new}.values())
        kept = sorted(stored.keys() - {entry.document.id for entry in new})
        removed = [i for i in kept if chance.random() < 0.1]
        renewed = [i for i in kept if i not in removed and chance.random() < 0.2]
        touched = [
            any_entry(make_entry, chance).document.model_copy(
                update={
                    name: getattr(stored[identifier].document, name)
                    for name in ("id", "text", "path", "title")
                }
            )
            for identifier in renewed
        ]
        library.commit(new, removed=[DocumentId(i) for i in removed], touched=touched)
        for identifier in removed:
            del stored[identifier]
        stored |= {entry.document.id: entry for entry in new}
        for document in touched:
            stored[document.id] = replace(stored[document.id], document=document)
        for _ in range(12):
            filters, readers = any_filters(chance), chance.choice(("public", "staff"))
            left = [e for e in stored.values() if passes(e, filters, readers)]
            expected = sorted(
                (-round(float(row @ vector), 5), chunk.id)
                for e in left
                for chunk, row in zip(e.chunks, e.vectors, strict=True)
            )
            options: dict[str, Any] = {"filters": filters, "readers": readers}
            near = library.nearest(vector, limit=9, **options)
            found = [-round(cosine, 5) for _, cosine in near]
            assert found == pytest.approx([c for c, _ in expected][:9], abs=2e-5)
            assert {i for i, _ in near} <= {i for _, i in expected}
            everything = library.covering(HEALTH, limit=500, **options)
            assert {i for i, _ in everything} == {i for _, i in expected}
            few = library.covering(HEALTH, limit=9, **options)
            assert len(few) == min(9, len(expected))


def test_rare_documents_are_found_by_words_that_all_of_the_others_hold(
    library: Library, make_entry: MakeEntry
) -> None:
    rest = make_entry("rest", *("Health. " * 3 + str(n) for n in range(400)))
    rare = [
        make_entry(f"r{n}", f"Health and {n} more words.", language="fr")
        for n in range(3)
    ]
    library.commit([rest, *rare])

    found = library.covering(HEALTH, limit=2, filters=Filters(language=("fr",)))

    assert len(found) == 2
    assert all(identifier.startswith("d-r") for identifier, _ in found)
    assert [share for _, share in found] == [1.0, 1.0]


def test_countries_that_a_document_is_about_are_found_and_not_stated(
    library: Library, make_entry: MakeEntry
) -> None:
    told = with_inferred({}, ("NG", "ML"))
    library.commit(
        [
            make_entry("stated", "Health.", facets=Facets(countries=("NG",))),
            about(make_entry("about", "Health."), told),
            about(
                make_entry("both", "Health.", facets=Facets(countries=("PE",))), told
            ),
        ]
    )

    found = library.nearest(
        np.ones(16, dtype=np.float32) / 4, limit=9, filters=Filters(country=("NG",))
    )
    counted = library.facets(names=("country",)).values["country"]

    chunks = library.chunks([i for i, _ in found]).values()
    assert {chunk.title: chunk.facets.countries for chunk in chunks} == {
        "stated": ("NG",),
        "about": (),
    }
    assert counted == {"NG": 2, "ML": 1, "PE": 1}
    assert names(library, filters=Filters(country=("ML",))) == {"about"}


def about(entry: Entry, metadata: dict[str, str]) -> Entry:
    document = entry.document.model_copy(update={"metadata": metadata})
    return replace(entry, document=document)
