"""Mapping files as people write them: read with clear words for every slip."""

from pathlib import Path
from typing import cast

import yaml
from pydantic import ValidationError

from ingestion.errors import UnusableMapping
from ingestion.parsing.mapping import TableMapping, nearest


def read_mapping(path: Path) -> TableMapping:
    """Return what a mapping file says.

    Raises:
        UnusableMapping: it cannot be opened, is no YAML, or has a key or value that is
            not known; the message names the nearest.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableMapping(
            f"{str(path)!r} cannot be read",
            remedy="Name a file of UTF-8 text; `galaxy sources guess` writes one.",
        ) from error
    return mapping_from(text, shown=str(path))


def mapping_from(text: str, *, shown: str) -> TableMapping:
    """Return what the text of a mapping file says.

    Raises:
        UnusableMapping: as `read_mapping`.
    """
    try:
        # All is text: a column may be called No, 2020 or 1.0.
        said = cast(object, yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - it makes texts, lists and maps alone
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" on line {mark.line + 1}" if mark is not None else ""
        raise UnusableMapping(
            f"{shown!r} is not valid YAML{line}",
            remedy="Put names with colons or quotation marks in quotation marks.",
        ) from error
    if not isinstance(said, dict):
        raise UnusableMapping(
            f"{shown!r} says nothing",
            remedy="Write lines such as `title: NAME OF A COLUMN`.",
        )
    known = list(TableMapping.model_fields)
    filled = {
        str(key): value for key, value in cast(dict[object, object], said).items()
    }
    for key in filled:
        if key not in TableMapping.model_fields:
            near = nearest(key, known)
            raise UnusableMapping(
                f"{shown!r} has an unknown key {key!r}",
                remedy=f"Did you mean {near!r}?"
                if near
                else f"The keys are: {', '.join(known)}.",
            )
    try:
        return TableMapping.model_validate(
            {key: value for key, value in filled.items() if value not in ("", None)}
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise UnusableMapping(
            f"{shown!r} says something of {where} that cannot be used: "
            f"{first['input']!r}",
            remedy=f"{what[0].upper()}{what[1:]}.",
        ) from error
