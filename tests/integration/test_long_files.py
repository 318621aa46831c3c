"""Long files of activities are read part by part, as if they were read at once."""

import json

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from ingestion.parsing import ParseOptions, parse_file, parts
from ingestion.parsing.parts import parts_of

ONE = (
    "<iati-activity><title><narrative>Wells of district {0}</narrative></title>"
    "<!-- </iati-activity> {1} --></iati-activity>\n"
)


def written(path, many, *, padding="", broken=()):
    body = "".join(
        ONE.format(n, padding).replace("Wells", "Wells & pumps" if n in broken else "W")
        for n in range(1, many + 1)
    )
    path.write_text(
        '<?xml version="1.0"?>\n<iati-activities version="2.03" xmlns:x="http://x.org">'
        f"\n{body}</iati-activities>\n",
        "utf-8",
    )
    return path


@pytest.mark.parametrize("broken", [(), (3, 40)])
def test_the_parts_of_a_file_hold_what_the_file_holds(tmp_path, monkeypatch, broken):
    path = written(tmp_path / "a.xml", 60, broken=broken)
    whole = parse_file(path, shown="a.xml", options=ParseOptions())
    monkeypatch.setattr(parts, "PART_BYTES", 1_000)

    found = [
        parse_file(path, shown="a.xml", options=ParseOptions(part=part))
        for part in parts_of(path)
    ]

    assert len(found) > 5
    assert [item for one in found for item in one.items] == list(whole.items)
    assert [p for one in found for p in one.problems] == list(whole.problems)
    assert [p.path for p in whole.problems] == [f"a.xml#line={n + 2}" for n in broken]


def test_only_long_files_of_iati_have_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "PART_BYTES", 100)
    other = tmp_path / "b.xml"
    other.write_text("<feed>" + "<entry><a>1</a></entry>" * 50 + "</feed>", "utf-8")
    wide = tmp_path / "c.xml"
    wide.write_bytes(written(tmp_path / "d.xml", 9).read_text("utf-8").encode("utf-16"))

    assert parts_of(other) == parts_of(wide) == ()
    assert parts_of(tmp_path / "d.xml") != ()


def test_a_long_file_is_taken_in_and_followed(tmp_path, monkeypatch):
    monkeypatch.setenv("GALAXY_HOME", str(tmp_path / "home"))
    path = written(tmp_path / "a.xml", 4, padding="x" * 2_000_000)

    def ingest():
        done = CliRunner().invoke(app, ["ingest", str(path), "--json"])
        return json.loads(done.stdout)

    first = ingest()
    written(path, 3, padding="y" * 2_000_000)
    second = ingest()

    assert (first["added"], first["failed"]) == (4, [])
    assert (second["unchanged"], second["removed"], second["failed"]) == (3, 1, [])
