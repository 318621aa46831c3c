"""The class of lxml's elements under a name that says so, and how to parse safely."""

from typing import TypedDict

from lxml import etree
from lxml.etree import (
    _Element,  # pyright: ignore[reportPrivateUsage] - lxml gives it no other name
)

XmlElement = _Element


class Safety(TypedDict):
    """What is told to each of lxml's parsers."""

    resolve_entities: bool
    no_network: bool
    load_dtd: bool
    huge_tree: bool
    remove_comments: bool
    remove_pis: bool


SAFELY = Safety(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)
"""Nothing is resolved, fetched or expanded."""


def safe_parser(*, recover: bool) -> etree.XMLParser:
    """Return a parser that resolves, fetches and expands nothing."""
    return etree.XMLParser(recover=recover, **SAFELY)
