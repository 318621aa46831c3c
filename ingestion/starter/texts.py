"""The texts from which the library's PDF and Office files are made.

A note is Markdown: a front matter of `title`, `language`, `publisher` and
`published`, then `## headings`, paragraphs set apart by blank lines, and lists of `- `
lines. A table is YAML with the same keys and `columns` and `rows`. A text's name is the
name of the file that is made of it, with `.md` or `.yaml` added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a made file says of itself."""

    title: str
    language: str  # BCP 47
    publisher: str
    published: date

    @property
    def moment(self) -> datetime:
        """The instant written wherever a format wants one: midnight UTC of that day."""
        day = self.published
        return datetime(day.year, day.month, day.day, tzinfo=UTC)

    @property
    def right_to_left(self) -> bool:
        """Tell whether the text runs from right to left."""
        return self.language == "ar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph, or one entry of a list."""

    text: str  # without line breaks
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands under one heading; the first section may have none."""

    heading: str | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A prose text."""

    about: About
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A text of rows; every row has one cell a column."""

    about: About
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_note(path: Path) -> Note:
    """Return a note from its Markdown.

    Raises:
        ValueError: the front matter lacks a key, or a date is none.
    """
    front, _, body = (
        path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    )
    about = _about(cast(Mapping[str, object], yaml.safe_load(front)), path)
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[Paragraph] = []
    for block in (block.strip() for block in body.split("\n\n")):
        if block.startswith("## "):
            if heading or paragraphs:
                sections.append(Section(heading=heading, paragraphs=tuple(paragraphs)))
            heading, paragraphs = block.removeprefix("## "), []
        elif block.startswith("- "):
            paragraphs += [
                Paragraph(text=_unwrapped(entry, about), listed=True)
                for entry in f"\n{block}".split("\n- ")
                if entry
            ]
        elif block:
            paragraphs.append(Paragraph(text=_unwrapped(block, about)))
    sections.append(Section(heading=heading, paragraphs=tuple(paragraphs)))
    return Note(about=about, sections=tuple(sections))


def read_table(path: Path) -> Table:
    """Return a table from its YAML.

    Raises:
        ValueError: a key is missing, or a row has not one cell a column.
    """
    said = cast(Mapping[str, object], yaml.safe_load(path.read_bytes()))
    columns = tuple(str(name) for name in cast(list[object], said["columns"]))
    rows = tuple(
        tuple(str(cell) for cell in cast(list[object], row))
        for row in cast(list[object], said["rows"])
    )
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(
                f"{path.name!r}: row {number} has {len(row)} cells, not {len(columns)}"
            )
    return Table(about=_about(said, path), columns=columns, rows=rows)


def _unwrapped(text: str, about: About) -> str:
    joint = "" if about.language == "zh" else " "  # Chinese sets no spaces
    return joint.join(line.strip() for line in text.splitlines())


def _about(said: Mapping[str, object], path: Path) -> About:
    missing = {"title", "language", "publisher", "published"} - set(said)
    if missing:
        raise ValueError(f"{path.name!r} does not say its {min(missing)!r}")
    return About(
        title=str(said["title"]),
        language=str(said["language"]),
        publisher=str(said["publisher"]),
        published=date.fromisoformat(str(said["published"])),
    )
