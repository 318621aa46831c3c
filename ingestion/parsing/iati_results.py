"""What an IATI activity tells of its results, and of documents on it."""

from collections.abc import Iterator
from itertools import islice

from ingestion.parsing.iati_text import narratives
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import first_words, one_line

INDICATORS = 40
"""Lines of results that an activity has at most: some report hundreds of indicators."""
DOCUMENTS = 10
_LONGEST = 300
_MEASURES = {"1": "", "2": " %", "3": "", "4": "", "5": ""}


def results(activity: XmlElement) -> Iterator[str]:
    """Yield a line for each indicator, under its result: baseline, target and actual.

    A result without indicators is a line of its own; the first 40 lines count.
    """
    yield from islice(_results(activity), INDICATORS)


def documents_linked(activity: XmlElement) -> Iterator[str]:
    """Yield the titles of documents on an activity, the first ten, each once."""
    titles = {
        title: None
        for link in activity.findall("{*}document-link")
        for title in islice(narratives(link.find("{*}title")), 1)
    }
    for title in islice(titles, DOCUMENTS):
        yield f"Document: {first_words(title, limit=_LONGEST)}"


def _results(activity: XmlElement) -> Iterator[str]:
    for result in activity.findall("{*}result"):
        title = _title(result)
        told = False
        for indicator in result.findall("{*}indicator"):
            line = _indicator(indicator)
            if line:
                told = True
                yield f"Result: {title}: {line}" if title else f"Result: {line}"
        if title and not told:
            yield f"Result: {title}"


def _title(element: XmlElement) -> str:
    told = next(narratives(element.find("{*}title")), "")
    return first_words(told, limit=_LONGEST)


def _indicator(indicator: XmlElement) -> str:
    """Return "Wells dug: baseline 0 (2014), target 500, actual 432 (to 2016-12-31)"."""
    name = _title(indicator)
    unit = _MEASURES.get(one_line(indicator.get("measure") or ""), "")
    values: list[str] = []
    baseline = indicator.find("{*}baseline")
    if baseline is not None and (value := one_line(baseline.get("value") or "")):
        year = one_line(baseline.get("year") or "")
        values.append(f"baseline {value}{unit}" + (f" ({year})" if year else ""))
    for period in indicator.findall("{*}period"):
        end = period.find("{*}period-end")
        day = one_line(end.get("iso-date") or "")[:10] if end is not None else ""
        for what in ("target", "actual"):
            element = period.find(f"{{*}}{what}")
            value = one_line(element.get("value") or "") if element is not None else ""
            if value:
                until = f" (to {day})" if day else ""
                values.append(f"{what} {value}{unit}{until}")
    told = ", ".join(values)
    return ": ".join(part for part in (name, told) if part)
