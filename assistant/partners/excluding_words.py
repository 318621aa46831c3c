"""What leaves something out of a need: the patterns of `excluding.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import regex


def plain(text: str) -> str:
    """Return a text in small letters, with one sort of apostrophe; as long as it is."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("'", "’")


def any_of(*names: str) -> str:
    """Return a pattern for any of those of some tables, or of lists "table.list"."""
    found: list[str] = []
    for name in names:
        table, _, only = name.partition(".")
        lists = _table()[table]
        found += [one for key in lists if key == (only or key) for one in lists[key]]
    return f"(?:{'|'.join(found)})"


@cache
def pattern(*names: str) -> "regex.Pattern[str]":
    """Return what finds any of the patterns of some tables."""
    return regex.compile(any_of(*names))


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("assistant").joinpath("partners/excluding.toml")
    return tomllib.loads(source.read_text("utf-8"))
