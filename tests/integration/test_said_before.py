"""What was said of a folder holds when it is taken in again without a word."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Services, open_services
from assistant.settings import Settings
from ingestion.source_files import options_from
from vectorstore.records import Provenance, Visibility


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path / "home", workers=1)
    with open_services(settings, purpose="a test") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "all" / "memos"
    inner.mkdir(parents=True)
    (inner / "memo.txt").write_text("The tender for the port of Maputo failed twice.\n")
    return inner


def origin(services: Services, name: str) -> Provenance:
    found = [
        document.provenance
        for document in services.library.documents(
            services.library.listed(readers="staff")
        ).values()
        if (document.path or "").endswith(name)
    ]
    assert len(found) == 1
    return found[0]


def test_a_bare_run_opens_nothing_that_was_for_staff(services, folder) -> None:
    said = options_from(
        platform="Internal",
        visibility="staff",
        licence="Not public",
        base_url="https://i.example",
    )
    services.ingest([folder], said)

    (folder / "second.txt").write_text("The second tender went to a firm in Beira.\n")
    again = services.ingest([folder], options_from())

    assert (again.added, again.updated, again.unchanged) == (1, 0, 1)
    for name in ("memo.txt", "second.txt"):
        told = origin(services, name)
        assert told.visibility is Visibility.STAFF
        assert (told.platform, told.licence) == ("Internal", "Not public")
        assert told.uri == f"https://i.example/{name}"


def test_so_does_a_run_of_the_folder_above(services, folder) -> None:
    services.ingest([folder], options_from(visibility="staff"))
    (folder.parent / "open.txt").write_text(
        "The port of Nacala is open to all ships.\n"
    )

    services.ingest([folder.parent], options_from(licence="CC0"))

    assert origin(services, "memo.txt").visibility is Visibility.STAFF
    assert origin(services, "memo.txt").licence == "CC0"
    assert origin(services, "open.txt").visibility is Visibility.PUBLIC


def test_what_is_said_anew_holds_and_so_does_a_source_file(services, folder) -> None:
    services.ingest([folder], options_from(visibility="staff", licence="Not public"))
    services.ingest([folder.parent], options_from(visibility="public"))

    assert origin(services, "memo.txt").visibility is Visibility.PUBLIC
    assert origin(services, "memo.txt").licence == "Not public"

    (folder / "source.yaml").write_text("licence: CC BY 4.0\n")
    services.ingest([folder], options_from())

    assert origin(services, "memo.txt").licence == "CC BY 4.0"
    assert origin(services, "memo.txt").visibility is Visibility.PUBLIC


def test_a_name_that_is_no_text_fails_alone(services, folder) -> None:
    bad = os.fsencode(folder) + b"/bad\xff.txt"
    try:
        with open(bad, "wb") as file:  # noqa: PTH123 - a path has no such names
            file.write(b"Nobody can name this.\n")
    except OSError:
        pytest.skip("this file system has names in UTF-8 alone")

    report = services.ingest([folder], options_from())

    assert report.added == 1
    [failure] = report.failed
    assert failure.path == "bad?.txt"
    assert "Rename it" in failure.reason
