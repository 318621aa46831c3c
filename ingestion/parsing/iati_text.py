"""The words of an element of an IATI file."""

from collections.abc import Iterable, Iterator

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


def narratives_in(above: XmlElement, tag: str) -> list[str]:
    """Return the narratives of all elements of a name below one, in order.

    In 2.0x an element has a narrative a language, and in 1.0x it stands there once a
    language.
    """
    return [text for one in above.findall(f"{{*}}{tag}") for text in narratives(one)]


def parts_of(activity: XmlElement, tag: str) -> list[XmlElement]:
    """Return an activity's elements of a name, then those of its transactions."""
    own = activity.findall(f"{{*}}{tag}")
    return [*own, *activity.findall(f"{{*}}transaction/{{*}}{tag}")]


def in_all(texts: Iterable[str]) -> str:
    """Return what narratives say as one line, those in other languages behind "/"."""
    return " / ".join(dict.fromkeys(texts))


def word_of(element: XmlElement | None, attribute: str) -> str:
    """Return an attribute as one line; "" where it is not there."""
    return one_line((element.get(attribute) or "") if element is not None else "")
