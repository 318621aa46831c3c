"""What is said of where files come from: source.yaml, .galaxyignore, and the person.

A `source.yaml` speaks for its folder and those below; under `files:` it says more of
single files, by their paths from its folder.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pathspec
import yaml
from pydantic import ValidationError, field_validator

from ingestion.errors import BadSourceFile
from ingestion.parsing.column_map import ColumnMap
from vectorstore.records import Record, Visibility

SOURCE_FILE = "source.yaml"
IGNORE_FILE = ".galaxyignore"
COLUMNS = "columns"
FILES = "files"
"""The key under which a source.yaml speaks of single files."""


class SourceOptions(Record):
    """What may be said of a source; None says nothing."""

    platform: str | None = None
    publisher: str | None = None
    base_url: str | None = None  # http or https; relative paths are put behind it
    licence: str | None = None
    language: str | None = None  # BCP 47
    visibility: Visibility | None = None
    published: str | None = None  # ISO 8601: a year, a month or a day
    title: str | None = None  # of a collection; for people who read the file
    kind: str | None = None  # in small letters: "project", "event"; of what states none
    uri: str | None = None  # http or https: of one file; items may give their own
    record_url: str | None = None  # of each item, its own mark in place of {id}
    columns: ColumnMap | None = None  # what columns of tables are for

    @field_validator("base_url", "uri")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        if address is not None and not address.startswith(("http://", "https://")):
            message = "must begin with http:// or https://"
            raise ValueError(message)
        return address

    @field_validator("record_url")
    @classmethod
    def _has_a_place(cls, address: str | None) -> str | None:
        if address is not None and (
            "{id}" not in address or not address.startswith(("http://", "https://"))
        ):
            message = "must be an http or https address with {id} in it"
            raise ValueError(message)
        return address

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, kind: str | None) -> str | None:
        if kind is None:
            return None
        plain = " ".join(kind.split()).casefold()
        if not plain:
            message = "must be a word or two, such as project or good practice"
            raise ValueError(message)
        return plain

    def over(self, wider: "SourceOptions") -> "SourceOptions":
        """Return these options, with the wider ones where these say nothing."""
        said = {name: getattr(self, name) for name in type(self).model_fields}
        return wider.model_copy(
            update={name: value for name, value in said.items() if value is not None}
        )


def options_from(
    *,
    platform: str | None = None,
    publisher: str | None = None,
    base_url: str | None = None,
    licence: str | None = None,
    language: str | None = None,
    visibility: str | None = None,
    published: str | None = None,
    record_url: str | None = None,
    kind: str | None = None,
) -> SourceOptions:
    """Return what a person says of their files, each value checked.

    Raises:
        BadSourceFile: a value cannot be used; the message names its option.
    """
    try:
        return SourceOptions.model_validate(
            {
                "platform": platform,
                "publisher": publisher,
                "base_url": base_url,
                "licence": licence,
                "language": language,
                "visibility": visibility,
                "published": published,
                "record_url": record_url,
                "kind": kind,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).replace("_", "-")
        raise BadSourceFile(
            f"--{name} cannot be {first['input']!r}", remedy=f"{first['msg']}."
        ) from error


class SourceText(Record):
    """What a source.yaml says: of all files below it, and of single ones."""

    options: SourceOptions = SourceOptions()
    files: Mapping[str, SourceOptions] = {}  # by path from its folder, with "/"


class Origin(Record):
    """What is settled of where a file comes from."""

    platform: str
    publisher: str | None = None
    base_url: str | None = None
    licence: str | None = None
    language: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    published: str | None = None
    kind: str | None = None
    uri: str | None = None
    record_url: str | None = None
    columns: ColumnMap = ColumnMap()


def read_source_file(path: Path) -> SourceText:
    """Return what a source.yaml says.

    Raises:
        BadSourceFile: it is no YAML, or has a key or value that is not known.
    """
    try:
        loaded = cast(object, yaml.safe_load(path.read_bytes()))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" on line {mark.line + 1}" if mark is not None else ""
        raise BadSourceFile(
            f"{str(path)!r} is not valid YAML{line}",
            remedy="Write it as lines of `key: value`.",
        ) from error
    except OSError as error:
        raise BadSourceFile(
            f"{str(path)!r} cannot be opened ({error.strerror})",
            remedy="Check its permissions.",
        ) from error
    if loaded is None:
        return SourceText()
    values = _keys_of(loaded, path, where="")
    single = values.pop(FILES, None)
    files: dict[str, SourceOptions] = {}
    if single is not None:
        for name, said in _keys_of(single, path, where=FILES).items():
            files[name] = _options(_keys_of(said, path, where=name), path, where=name)
    if "uri" in values:
        raise BadSourceFile(
            f"{str(path)!r} has one `uri` for all of its files",
            remedy=f"Write it for each file under `{FILES}:`, or give a base_url.",
        )
    return SourceText(options=_options(values, path, where=""), files=files)


def _keys_of(said: object, path: Path, *, where: str) -> dict[str, object]:
    if not isinstance(said, dict):
        known = ", ".join(SourceOptions.model_fields)
        raise BadSourceFile(
            f"{str(path)!r} holds no keys" + (f" under {where!r}" if where else ""),
            remedy=f"Write lines of `key: value`: {known}.",
        )
    return {str(k): v for k, v in cast(dict[object, object], said).items()}


def _options(said: Mapping[str, object], path: Path, *, where: str) -> SourceOptions:
    under = f" under {where!r}" if where else ""
    unknown = [key for key in said if key not in SourceOptions.model_fields]
    if unknown:
        known = ", ".join(SourceOptions.model_fields)
        raise BadSourceFile(
            f"{str(path)!r} has an unknown key {unknown[0]!r}{under}",
            remedy=f"The keys are: {known}.",
        )
    values: dict[str, object] = {
        k: v if v is None or k == COLUMNS else str(v) for k, v in said.items()
    }
    try:
        return SourceOptions.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadSourceFile(
            f"{str(path)!r} has a {key!r}{under} that cannot be used: "
            f"{values.get(key.partition('.')[0])!r}",
            remedy=f"{first['msg']}.",
        ) from error


def read_ignore_file(
    path: Path,
) -> tuple[pathspec.GitIgnoreSpec, tuple[str, ...]]:
    """Return the patterns of a .galaxyignore and the columns that it leaves out.

    Raises:
        BadSourceFile: it cannot be read, or a line of it is no pattern.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSourceFile(
            f"{str(path)!r} cannot be read", remedy="Save it as UTF-8 text."
        ) from error
    patterns: list[str] = []
    columns: list[str] = []
    for line in lines:
        word, colon, name = line.partition(":")
        if colon and word.strip().casefold() == "column":
            if not name.strip():
                raise BadSourceFile(
                    f"{str(path)!r} has a `column:` line that names none",
                    remedy="Write `column: NAME`.",
                )
            columns.append(name.strip())
        else:
            patterns.append(line)
    try:
        return pathspec.GitIgnoreSpec.from_lines(patterns), tuple(columns)
    except ValueError as error:
        raise BadSourceFile(
            f"{str(path)!r} has a line that is no pattern: {error}",
            remedy="Write patterns as in a .gitignore.",
        ) from error
