"""The words of an element of an IATI file."""

from collections.abc import Iterator

from ingestion.parsing.fields import is_blank
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import one_line, strip_markup


def narratives(element: XmlElement | None) -> Iterator[str]:
    """Yield an element's narratives, or the text directly in it as in 1.0x."""
    if element is None:
        return
    narratives = element.findall("{*}narrative") or [element]
    for narrative in narratives:
        text = one_line(strip_markup("".join(narrative.itertext())))
        if not is_blank(text):
            yield text
