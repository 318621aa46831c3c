"""What an IATI activity tells of its results, and of documents on it."""

from collections.abc import Iterator
from itertools import islice

from ingestion.parsing.iati_dates import date_of
from ingestion.parsing.iati_text import in_all, narratives_in, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import first_words, is_http, one_line
from ingestion.parsing.unread import Written

INDICATORS = 40
"""Lines of results that an activity has at most: some report hundreds of indicators."""
DOCUMENTS = 10
_LONGEST = 300
_MEASURES = {"1": "", "2": " %", "3": "", "4": "", "5": ""}


def results(activity: XmlElement, written: Written) -> Iterator[str]:
    """Yield a line for each indicator, under its result: baseline, target and actual.

    A result without indicators is a line of its own; the first 40 lines count, and how
    many are behind them is reported.
    """
    lines = list(_results(activity, written))
    yield from lines[:INDICATORS]
    if len(lines) > INDICATORS:
        more = len(lines) - INDICATORS
        written.leave(f"{more} results and indicators behind the first {INDICATORS}")


def documents_linked(activity: XmlElement) -> tuple[list[str], dict[str, str]]:
    """Return lines with the titles of documents, the first ten, each once.

    And the addresses of all, by the names of fields: "document: " and the title, or
    "documents" for those without one. Of one title they are parted by "; ".
    """
    found: dict[str, dict[str, None]] = {}
    for link in activity.findall("{*}document-link"):
        title = first_words(in_all(narratives_in(link, "title")), limit=_LONGEST)
        addresses = found.setdefault(title, {})
        if is_http(url := word_of(link, "url")):
            addresses[url] = None
    lines = [f"Document: {title}" for title in islice(filter(None, found), DOCUMENTS)]
    kept = {
        f"document: {title}" if title else "documents": "; ".join(addresses)
        for title, addresses in found.items()
    }
    return lines, kept


def _results(activity: XmlElement, written: Written) -> Iterator[str]:
    for result in activity.findall("{*}result"):
        title = _title(result)
        told = False
        for indicator in result.findall("{*}indicator"):
            line = _indicator(indicator, written)
            if line:
                told = True
                yield f"Result: {title}: {line}" if title else f"Result: {line}"
        if title and not told:
            yield f"Result: {title}"


def _title(element: XmlElement) -> str:
    return first_words(in_all(narratives_in(element, "title")), limit=_LONGEST)


def _indicator(indicator: XmlElement, written: Written) -> str:
    """Return "Wells dug: baseline 0 (2014), target 500, actual 432 (to 2016-12-31)"."""
    name = _title(indicator)
    unit = _MEASURES.get(word_of(indicator, "measure"), "")
    values: list[str] = []
    baseline = indicator.find("{*}baseline")
    if value := _value(baseline):
        year = word_of(baseline, "year")
        values.append(f"baseline {value}{unit}" + (f" ({year})" if year else ""))
    for period in indicator.findall("{*}period"):
        day = date_of(period.find("{*}period-end"), written, of="result_period")
        for what in ("target", "actual"):
            if value := _value(period.find(f"{{*}}{what}")):
                until = f" (to {day})" if day else ""
                values.append(f"{what} {value}{unit}{until}")
    told = ", ".join(values)
    return ": ".join(part for part in (name, told) if part)


def _value(element: XmlElement | None) -> str:
    """Return a value, in the attribute for it or in the element itself."""
    if element is None:
        return ""
    return word_of(element, "value") or one_line(element.text or "")
