"""Finding files and what is said of where they come from."""

import os
from pathlib import Path

import pytest

from ingestion.errors import BadSourceFile, NothingToIngest
from ingestion.source_files import SourceOptions, options_from
from ingestion.sources import discover
from vectorstore.records import Visibility

NOTHING = SourceOptions()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "Water Platform"
    for name in ("b.txt", "a.csv", "sub/c.md", "sub/deep/d.json"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words", encoding="utf-8")
    return root


def shown(root: Path, options: SourceOptions = NOTHING) -> list[str]:
    return [file.shown for file in discover(root, options).files]


def test_files_come_in_order_named_from_the_folder(tree: Path) -> None:
    found = discover(tree, NOTHING)
    assert [file.shown for file in found.files] == [
        "a.csv",
        "b.txt",
        "sub/c.md",
        "sub/deep/d.json",
    ]
    assert found.root == tree
    assert found.files[0].path == tree / "a.csv"
    assert {file.options.platform for file in found.files} == {"Water Platform"}


def test_one_file_may_be_named(tree: Path) -> None:
    found = discover(tree / "sub" / "c.md", NOTHING)
    assert [file.shown for file in found.files] == ["c.md"]
    assert found.files[0].options.platform == "sub"


def test_a_nearer_source_file_wins_and_the_person_wins_over_all(tree: Path) -> None:
    (tree / "source.yaml").write_text(
        "platform: Wide\nlicence: CC0\nvisibility: staff\npublished: 2020\n"
    )
    (tree / "sub" / "source.yaml").write_text("platform: Near\nlanguage: fr\n")
    by_name = {file.shown: file.options for file in discover(tree, NOTHING).files}
    assert by_name["a.csv"].platform == "Wide"
    assert by_name["a.csv"].visibility is Visibility.STAFF
    assert by_name["a.csv"].published == "2020"
    assert by_name["sub/deep/d.json"].platform == "Near"
    assert by_name["sub/deep/d.json"].licence == "CC0"
    asked = options_from(platform="Asked", visibility="public")
    by_name = {file.shown: file.options for file in discover(tree, asked).files}
    assert {options.platform for options in by_name.values()} == {"Asked"}
    assert {options.visibility for options in by_name.values()} == {Visibility.PUBLIC}
    assert "source.yaml" not in by_name


def test_a_source_file_speaks_of_single_files_too(tree: Path) -> None:
    (tree / "source.yaml").write_text(
        "platform: Wide\nfiles:\n"
        "  a.csv: {uri: 'https://example.org/a', published: 2014}\n"
        "  sub/deep/d.json: {publisher: Office}\n"
        "  sub/gone.pdf: {licence: CC0}\n"
    )
    (tree / "sub" / "source.yaml").write_text("platform: Near\n")
    found = discover(tree, options_from(platform="Asked"))
    by_name = {file.shown: file.options for file in found.files}
    assert by_name["a.csv"].uri == "https://example.org/a"
    assert by_name["a.csv"].published == "2014"
    assert by_name["a.csv"].platform == "Asked"
    assert by_name["sub/deep/d.json"].publisher == "Office"
    assert by_name["b.txt"].uri is None
    [problem] = found.problems
    assert problem.path == "source.yaml"
    assert "'sub/gone.pdf'" in problem.reason


def test_a_kind_is_said_of_a_folder_or_of_one_file(tree: Path) -> None:
    (tree / "source.yaml").write_text(
        "kind: Project\nfiles: {b.txt: {kind: '  Good   practice '}}\n"
    )
    (tree / "sub" / "source.yaml").write_text("kind: event\n")
    kinds = {file.shown: file.options.kind for file in discover(tree, NOTHING).files}
    assert kinds == {
        "a.csv": "project",
        "b.txt": "good practice",
        "sub/c.md": "event",
        "sub/deep/d.json": "event",
    }


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("plattform: x\n", "'plattform'"),
        ("visibility: everyone\n", "'visibility'"),
        ("base_url: example.org\n", "'base_url'"),
        ("a: [\n", "line 2"),
        ("- one\n", "no keys"),
        ("uri: https://example.org/a\n", "one `uri`"),
        ("files: [c.md]\n", "under 'files'"),
        ("files: {c.md: {uri: example.org}}\n", "'uri' under 'c.md'"),
        ("files: {c.md: {link: x}}\n", "'link' under 'c.md'"),
        ("kind: ' '\n", "'kind'"),
    ],
)
def test_a_source_file_that_cannot_be_used_is_named(
    tree: Path, content: str, named: str
) -> None:
    (tree / "sub" / "source.yaml").write_text(content)
    with pytest.raises(BadSourceFile, match=named) as caught:
        discover(tree, NOTHING)
    assert "source.yaml" in caught.value.message
    assert caught.value.remedy


def test_a_source_file_may_say_what_columns_are_for(tree: Path) -> None:
    (tree / "source.yaml").write_text(
        "platform: P\ncolumns:\n  implementing: Builder\n  funding: [Payer, Giver]\n",
        "utf-8",
    )
    found = discover(tree, SourceOptions())
    columns = found.files[0].options.columns
    assert columns.implementing == ("Builder",)
    assert columns.funding == ("Payer", "Giver")

    (tree / "source.yaml").write_text("columns: {builder: Builder}\n", "utf-8")
    with pytest.raises(BadSourceFile, match="columns"):
        discover(tree, SourceOptions())


def test_an_option_that_cannot_be_used_is_named() -> None:
    with pytest.raises(BadSourceFile, match="--visibility"):
        options_from(visibility="everyone")
    with pytest.raises(BadSourceFile, match="--base-url"):
        options_from(base_url="ftp://example.org")


def test_an_ignore_file_leaves_out_files_and_columns(tree: Path) -> None:
    (tree / ".galaxyignore").write_text("*.csv\n/sub/deep/\ncolumn: Inner Note\n")
    (tree / "sub" / ".galaxyignore").write_text("column: cost\n!kept.csv\n")
    (tree / "sub" / "kept.csv").write_text("title\nwords\n")
    found = discover(tree, NOTHING)
    columns = {file.shown: file.ignored_columns for file in found.files}
    assert columns == {
        "b.txt": ("Inner Note",),
        "sub/c.md": ("Inner Note", "cost"),
        "sub/kept.csv": ("Inner Note", "cost"),
    }
    assert [(left.path, left.what) for left in found.left_out] == [
        ("a.csv", "left out by .galaxyignore"),
        ("sub/deep", "left out by .galaxyignore"),
    ]


def test_what_is_not_read_is_listed_and_clutter_is_not(tree: Path) -> None:
    for name in ("map.png", "all.zip", "data.sav", "~$a.docx", ".hidden", "Thumbs.db"):
        (tree / name).write_bytes(b"x")
    found = discover(tree, NOTHING)
    assert len(found.files) == 4
    assert [(left.path, left.what) for left in found.left_out] == [
        ("all.zip", "archive: not read"),
        ("data.sav", ".sav file: not read"),
        ("map.png", "image: not read"),
    ]


def test_links_out_of_the_folder_and_in_circles_are_not_followed(
    tree: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret words")
    (tree / "out").symlink_to(outside)
    (tree / "secret.txt").symlink_to(outside / "secret.txt")
    (tree / "sub" / "up").symlink_to(tree)
    (tree / "gone.txt").symlink_to(tree / "nowhere.txt")
    found = discover(tree, NOTHING)
    assert len(found.files) == 4
    assert {left.path: left.what for left in found.left_out} == {
        "gone.txt": "link that leads nowhere: not followed",
        "out": "link out of the folder: not followed",
        "secret.txt": "link out of the folder: not followed",
        "sub/up": "link to a folder above it: not followed",
    }


def test_a_linked_folder_is_walked_once(tree: Path) -> None:
    (tree / "zub").symlink_to(tree / "sub")
    assert shown(tree) == ["a.csv", "b.txt", "sub/c.md", "sub/deep/d.json"]


def test_a_path_that_is_not_there_or_empty_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NothingToIngest, match="does not exist"):
        discover(tmp_path / "nowhere", NOTHING)
    with pytest.raises(NothingToIngest, match="no file"):
        discover(tmp_path, NOTHING)


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root opens everything"
)
def test_a_folder_that_cannot_be_opened_is_a_problem(tree: Path) -> None:
    (tree / "sub").chmod(0)
    try:
        found = discover(tree, NOTHING)
    finally:
        (tree / "sub").chmod(0o755)
    assert [problem.path for problem in found.problems] == ["sub"]


@pytest.mark.corpus
def test_every_file_of_the_corpus_is_found(corpus: Path) -> None:
    found = discover(corpus, NOTHING)
    assert len(found.files) == 291
    assert not found.left_out
