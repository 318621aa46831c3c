"""Ingests follow what changes in a folder, and lose nothing else to a bad file."""

import json
import sys

import openpyxl
import pytest


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "library"
    made.mkdir()
    (made / "rice.txt").write_text(
        "Rice farmers in the delta share their seed with the valley.", "utf-8"
    )
    (made / "table.csv").write_text(
        "title,description\n"
        "Clinic in the hills,A clinic with twelve beds opened in the hills.\n"
        "Road to the port,The road to the port was paved with local stone.\n",
        "utf-8",
    )
    return made


def test_a_second_ingest_changes_nothing(commands, here_on, folder):
    galaxy = commands()
    first = galaxy.json("ingest", str(folder))

    second = here_on(galaxy.home).json("ingest", str(folder))

    assert (first["added"], first["files"]) == (3, 2)
    assert (second["added"], second["updated"], second["unchanged"]) == (0, 0, 3)
    assert second["chunks"] == first["chunks"]


def test_changes_and_deletions_are_followed(commands_here, folder):
    galaxy = commands_here()
    galaxy.json("ingest", str(folder))
    (folder / "rice.txt").unlink()
    (folder / "table.csv").write_text(
        "title,description\n"
        "Clinic in the hills,A clinic with thirty beds opened in the hills.\n",
        "utf-8",
    )

    report = galaxy.json("ingest", str(folder))
    found = galaxy.json("search", "clinic beds in the hills")
    gone = galaxy.json("search", "rice farmers share seed")

    assert (report["updated"], report["removed"], report["unchanged"]) == (1, 2, 0)
    assert "thirty beds" in found["passages"][0]["text"]
    assert all("twelve" not in p["text"] for p in found["passages"])
    assert all(p["path"] != "rice.txt" for p in gone["passages"])


def test_new_provenance_costs_no_new_item(commands_here, folder):
    galaxy = commands_here()
    galaxy.json("ingest", str(folder))

    report = galaxy.json("ingest", str(folder), "--platform", "UNOSSC")
    found = galaxy.json("search", "clinic", "--filters", '{"platform": ["UNOSSC"]}')

    assert (report["added"], report["updated"]) == (0, 3)
    assert {p["platform"] for p in found["passages"]} == {"UNOSSC"}


def test_a_kind_that_a_source_says_is_filtered_by(commands_here, folder):
    galaxy = commands_here()
    (folder / "solution.json").write_text(
        json.dumps(
            {
                "title": "A map of clinics",
                "description": "Free software that draws a map of the clinics.",
                "sdgs": ["3"],
                "licence": "MIT",
            }
        ),
        "utf-8",
    )
    galaxy.json("ingest", str(folder))
    (folder / "source.yaml").write_text(
        "kind: Project\nfiles: {rice.txt: {kind: Good practice}}\n"
    )

    report = galaxy.json("ingest", str(folder))

    def paths(kind):
        filters = json.dumps({"kind": [kind]})
        found = galaxy.json("search", "rice clinic road map", "--filters", filters)
        return sorted(passage["path"] for passage in found["passages"])

    assert (report["added"], report["updated"], report["unchanged"]) == (0, 3, 1)
    assert paths("good practice") == ["rice.txt"]
    assert paths("project") == ["table.csv#row=2", "table.csv#row=3"]
    assert paths("solution") == ["solution.json"]
    assert paths("document") == []


def test_bad_files_are_lines_of_the_report_and_the_rest_is_stored(
    commands_here, folder
):
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.md").write_text(" \n\n", "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF")
    (folder / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (folder / "broken.json").write_text('{"a": ', "utf-8")
    galaxy = commands_here()

    done = galaxy.run("ingest", str(folder), "--json")
    report = json.loads(done.stdout)

    assert done.returncode == 0
    assert report["added"] == 3
    assert {p["path"].partition("#")[0] for p in report["failed"]} == {
        "empty.txt",
        "blank.md",
        "broken.pdf",
        "picture.docx",
        "broken.json",
    }
    assert all(problem["reason"] for problem in report["failed"])


@pytest.mark.skipif(sys.platform == "win32", reason="no limit to memory there")
def test_a_file_that_wants_all_memory_fails_alone(commands_here, folder):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "title", "far"  # 400 GB as a grid
    book.save(folder / "far.xlsx")
    galaxy = commands_here()

    report = galaxy.json("ingest", str(folder))

    assert report["added"] == 3
    (failed,) = report["failed"]
    assert failed["path"] == "far.xlsx"
    assert "crashed its reader" in failed["reason"]


def test_an_ingest_of_which_everything_failed_is_a_failure(commands_here, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")

    done = commands_here().run("ingest", str(tmp_path / "empty.txt"), "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["failed"][0]["path"] == "empty.txt"


def test_staff_documents_are_for_staff(commands_here, folder):
    galaxy = commands_here()
    galaxy.json("ingest", str(folder / "rice.txt"), "--visibility", "staff")

    public = galaxy.json("search", "rice farmers")
    staff = galaxy.json("search", "rice farmers", "--staff")
    [passage] = staff["passages"]
    hidden = galaxy.run("show", passage["document_id"], "--json")
    shown = galaxy.json("show", passage["document_id"], "--staff")

    assert public["passages"] == []
    assert hidden.returncode == 1
    assert "Rice farmers" in shown["text"]


def test_sources_remove_forgets_a_folder(commands_here, folder):
    galaxy = commands_here()
    galaxy.json("ingest", str(folder))

    removed = galaxy.json("sources", "remove", str(folder))

    assert removed == {"removed": 3}
    assert galaxy.json("status")["documents"] == 0


def test_a_note_is_found_by_the_country_it_is_about(commands_here, tmp_path):
    galaxy = commands_here()
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "zai.md").write_text("# Zaï\n\nIn Burkina Faso soils have a crust.\n")
    (notes / "rice.md").write_text("# Rice\n\nIt grows in water.\n")
    galaxy.json("ingest", str(notes))

    found = galaxy.json("search", "soil", "--filters", '{"country": ["BF"]}')

    assert [passage["path"] for passage in found["passages"]] == ["zai.md"]
