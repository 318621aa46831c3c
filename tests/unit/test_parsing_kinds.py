"""What tables and entries are activities, so that they count as projects."""

import json
from pathlib import Path

import pytest

from ingestion.parsing import ParseOptions, parse_file

TABLE = "title,description,country,year\nWells,Wells for villages.,Mali,2019\n"


def kind_of(path: Path, text: str) -> str | None:
    path.write_text(text, "utf-8")
    [item] = parse_file(path, shown=path.name, options=ParseOptions()).items
    return item.facets.kind


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("wells.csv", TABLE, "record"),
        ("projects_2019.csv", TABLE, "activity"),
        ("Proyectos.csv", TABLE, "activity"),
        ("المشاريع.csv", TABLE, "activity"),
        ("wells.csv", TABLE.replace("description", "project description"), "activity"),
        ("wells.csv", TABLE.replace("country", "implementing agency"), "activity"),
        ("wells.csv", TABLE.replace("country", "organismo ejecutor"), "activity"),
        ("wells.csv", TABLE.replace("country", "publisher"), "record"),
    ],
)
def test_rows_are_activities_where_columns_or_the_file_say_so(
    tmp_path: Path, name: str, text: str, kind: str
) -> None:
    assert kind_of(tmp_path / name, text) == kind


@pytest.mark.parametrize(
    ("name", "fields", "kind"),
    [
        ("wells.json", {}, "record"),
        ("projects.json", {}, "activity"),
        ("wells.json", {"implementing_partner": "Pump Guild"}, "activity"),
        ("wells.json", {"projectId": "W-1"}, "activity"),
    ],
)
def test_entries_are_activities_where_fields_or_the_file_say_so(
    tmp_path: Path, name: str, fields: dict[str, str], kind: str
) -> None:
    entry = {"title": "Wells", "description": "Wells for villages.", **fields}

    assert kind_of(tmp_path / name, json.dumps([entry])) == kind
