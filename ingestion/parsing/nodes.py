"""The class of lxml's elements, under a name that says so."""

from lxml.etree import (
    _Element,  # pyright: ignore[reportPrivateUsage] - lxml gives it no other name
)

XmlElement = _Element
