"""The starter library: made reproducibly, readable, in seven languages."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ingestion.items import Item
from ingestion.parsing.container import ParseOptions
from ingestion.parsing.files import parse_file
from ingestion.source_files import SourceOptions
from ingestion.sources import discover
from ingestion.starter import LIBRARY, TEXTS
from ingestion.starter.build import made_files, main, orphans, stale_files
from ingestion.starter.texts import read_note, read_table
from ingestion.starter.writers import write_pdf

LANGUAGES = {"en", "fr", "es", "ar", "zh", "ru", "pt"}
FORMATS = {
    *(".pdf", ".docx", ".pptx", ".html", ".md", ".txt"),
    *(".csv", ".xlsx", ".json", ".yaml", ".xml"),
}
KINDS = {"good practice", "project", "organization", "research note", "event"}
TRANSLATIONS = [
    ("en/development-expo.html", "fr/exposition-developpement.html"),
    ("es/cisternas.md", "pt/cisternas.md"),
    ("ar/tunisia-agency.md", "en/tunisia-agency.md"),
]
"""Each file names its translation: a page by a link, a note in its front matter."""


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return made_files()


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    """Every item of the library by its path."""
    found = {}
    for file in discover(LIBRARY, SourceOptions()).files:
        parsed = parse_file(file.path, shown=file.shown, options=ParseOptions())
        assert parsed.problems == ()
        for item in parsed.items:
            fragment = f"#{item.fragment}" if item.fragment else ""
            found[file.shown + fragment] = item
    return found


def test_the_committed_files_are_what_their_texts_give(made: dict[str, bytes]) -> None:
    assert stale_files(made) == ()
    assert orphans(made) == ()
    assert main(["--check"]) == 0


def test_the_same_texts_give_the_same_bytes_at_another_time(
    made: dict[str, bytes],
) -> None:
    time.sleep(2.1)  # zip archives count the clock in steps of two seconds
    assert made_files() == made


def test_a_changed_and_a_missing_file_are_both_found(
    tmp_path: Path, made: dict[str, bytes]
) -> None:
    first, second, *rest = made
    for shown in (first, *rest):
        (tmp_path / shown).parent.mkdir(exist_ok=True)
        (tmp_path / shown).write_bytes(made[shown])
    (tmp_path / first).write_bytes(made[first] + b" ")
    (tmp_path / "left-over.pdf").write_bytes(b"%PDF-")
    assert stale_files(made, tmp_path) == (first, second)
    assert orphans(made, tmp_path) == ("left-over.pdf",)


def test_a_pdf_is_refused_in_a_script_that_its_fonts_lack() -> None:
    with pytest.raises(ValueError, match="make it a DOCX"):
        write_pdf(read_note(TEXTS / "ar" / "egypt-agency.docx.md"))


def test_a_table_with_a_short_row_is_refused_with_its_number(tmp_path: Path) -> None:
    text = tmp_path / "short.xlsx.yaml"
    text.write_text(
        "title: t\nlanguage: en\npublisher: p\npublished: 2026-01-02\n"
        "columns: [a, b]\nrows: [[1, 2], [3]]\n"
    )
    with pytest.raises(ValueError, match="row 2 has 1 cells"):
        read_table(text)


def test_a_text_without_a_language_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "note.docx.md"
    text.write_text("---\ntitle: t\npublisher: p\npublished: 2026-01-02\n---\nWords.\n")
    with pytest.raises(ValueError, match="'language'"):
        read_note(text)


def test_every_format_is_shown_and_every_file_is_read(items: dict[str, Item]) -> None:
    discovery = discover(LIBRARY, SourceOptions())
    assert discovery.left_out == ()
    assert discovery.problems == ()
    assert {file.path.suffix for file in discovery.files} == FORMATS
    assert {path.split("#")[0] for path in items} == {
        file.shown for file in discovery.files
    }


def test_there_are_two_prose_notes_a_language_and_more_items(
    items: dict[str, Item],
) -> None:
    prose = Counter(path.split("/")[0] for path in items if "#" not in path)
    assert set(prose) == LANGUAGES
    assert min(prose.values()) >= 2
    assert len(items) >= 30


def test_every_item_has_a_title_a_text_and_the_language_of_its_folder(
    items: dict[str, Item],
) -> None:
    for path, item in items.items():
        assert item.title.strip(), path
        assert item.language == path.split("/")[0], path
        assert sum(len(block.text) for block in item.blocks) > 40, path


def test_every_prose_note_names_an_address_that_it_was_checked_against(
    items: dict[str, Item],
) -> None:
    for path, item in items.items():
        if "#" not in path:
            text = "\n".join(block.text for block in item.blocks)
            assert "http" in text, path


def test_every_prose_note_has_an_original_that_it_names(
    items: dict[str, Item],
) -> None:
    for file in discover(LIBRARY, SourceOptions()).files:
        item = items.get(file.shown)
        if item is not None:
            assert file.options.uri, file.shown
            text = "\n".join(block.text for block in item.blocks)
            assert file.options.uri in text, file.shown


def test_the_library_holds_every_kind_that_people_filter_by() -> None:
    kinds = Counter(
        file.options.kind for file in discover(LIBRARY, SourceOptions()).files
    )
    assert min(kinds[kind] for kind in KINDS) >= 3
    assert set(kinds) == KINDS | {None}


@pytest.mark.parametrize(("one", "other"), TRANSLATIONS)
def test_translations_tell_the_same(
    one: str, other: str, items: dict[str, Item]
) -> None:
    def headings(path: str) -> int:
        return sum(block.is_heading for block in items[path].blocks)

    def figures(path: str) -> set[str]:
        text = "\n".join(block.text for block in items[path].blocks)
        return set(re.findall(r"https?://\S+|\d[\d.,]*\d", text))

    assert items[one].language != items[other].language
    assert headings(one) == headings(other)
    assert figures(one) == figures(other)
    assert len(figures(one)) >= 5
    for path, name in ((one, other), (other, one)):
        assert f"../{name}" in (LIBRARY / path).read_text(encoding="utf-8")


def test_the_source_file_says_licence_and_date() -> None:
    said = yaml.safe_load((LIBRARY / "source.yaml").read_bytes())
    assert said["licence"] == "CC BY 4.0"
    assert {
        file.options.platform for file in discover(LIBRARY, SourceOptions()).files
    } == {"Starter library"}
