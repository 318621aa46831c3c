"""Records however programs write them as JSON: tables, wrappings, several languages."""

import pytest

from ingestion.parsing.tabular import as_entries
from ingestion.parsing.wrappings import opened

ENTRIES = [
    {"title": "Deep wells", "country": "Mali"},
    {"title": "Seed banks", "country": "Peru"},
]
ROWS = [["Deep wells", "Mali"], ["Seed banks", "Peru"]]
NAMES = ["title", "country"]


@pytest.mark.parametrize(
    "table",
    [
        [NAMES, *ROWS],
        {"title": ["Deep wells", "Seed banks"], "country": ["Mali", "Peru"]},
        {
            "title": {"0": "Deep wells", "1": "Seed banks"},
            "country": {"0": "Mali", "1": "Peru"},
        },
    ],
)
def test_a_bare_table_is_its_rows(table):
    assert as_entries(table) == ENTRIES


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"columns": NAMES, "index": ["0", "1"], "data": ROWS}, "data"),
        ({"range": "A1:B3", "values": [NAMES, *ROWS]}, "values"),
        ({"fields": [{"id": "title"}, {"id": "country"}], "records": ROWS}, "records"),
        (
            {
                "meta": {"view": {"columns": [{"name": "title"}, {"name": "country"}]}},
                "data": ROWS,
            },
            "data",
        ),
    ],
)
def test_rows_take_the_names_that_stand_beside_or_above_them(table, key):
    read = as_entries(table)
    assert read[key] == ENTRIES
    assert not {"columns", "fields", "meta"} & read.keys()


@pytest.mark.parametrize(
    "value",
    [
        "words",
        [],
        ["one", "two"],
        [["12.5", "3.5"], ["12.6", "3.6"]],
        {"title": "Wells", "points": [["1", "2"], ["3", "4"]]},
        {"title": "Wells", "countries": ["Mali", "Niger"], "sectors": ["a", "b"]},
        {"countries": ["Mali", "Niger"], "sectors": ["water", "health"]},
        {"title": ["Wells"], "country": ["Mali", "Niger"]},
        {"data": [["1", "2"], ["3", "4"]], "columns": ["a", "b", "c"]},
    ],
)
def test_what_is_no_table_stays_as_it_is(value):
    assert as_entries(value) == value


def test_a_text_in_several_languages_is_the_english_one_and_the_others_follow():
    fields = opened(
        {
            "id": "a1",
            "title": {"fr": "Puits", "en": "Wells"},
            "note": [
                {"@language": "es", "@value": "Cuarenta pozos"},
                {"@language": "pt-BR", "@value": "Quarenta poços"},
            ],
        }
    )
    assert list(fields.items()) == [
        ("id", "a1"),
        ("title", "Wells"),
        ("note", "Cuarenta pozos"),
        ("title (fr)", "Puits"),
        ("note (pt-BR)", "Quarenta poços"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"id": "7", "name": "Wells"},
        {"en": "1", "total": "2"},
        [{"language": "English", "text": "Wells"}],
        [{"role": "donor", "text": "A fund"}],
        [],
        {},
    ],
)
def test_other_maps_and_lists_stay_as_they_are(value):
    assert opened({"note": value}) == {"note": value}


@pytest.mark.parametrize(
    "value",
    [
        {"rendered": "<p>Wells</p>", "protected": "false"},
        {"value": "Wells", "format": "html", "processed": "<p>Wells</p>"},
    ],
)
def test_a_rendered_text_is_what_is_rendered(value):
    assert opened({"body": value}) == {"body": "<p>Wells</p>"}
