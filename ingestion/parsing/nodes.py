"""The class of lxml's elements under a name that says so, and one safe parser."""

from lxml import etree
from lxml.etree import (
    _Element,  # pyright: ignore[reportPrivateUsage] - lxml gives it no other name
)

XmlElement = _Element


def safe_parser(*, recover: bool) -> etree.XMLParser:
    """Return a parser that resolves, fetches and expands nothing."""
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
