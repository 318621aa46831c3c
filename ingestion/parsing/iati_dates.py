"""The dates of an IATI file, in attributes as in 2.0x or in words as in 1.0x."""

from collections.abc import Iterator

import regex
from lxml import etree

from ingestion.parsing.fields import written_date
from ingestion.parsing.iati_text import narratives, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import one_line
from ingestion.parsing.unread import Written
from ingestion.parsing.word_dates import date_in_words
from vectorstore.text.days import last_day

_DATES = {
    "1": "Planned start",
    "2": "Actual start",
    "3": "Planned end",
    "4": "Actual end",
    "start-planned": "Planned start",
    "start-actual": "Actual start",
    "end-planned": "Planned end",
    "end-actual": "Actual end",
}
"""Words of the standard's code list, 2.0x and 1.0x."""
_LOOSE = regex.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d\d)(\d\d))")
"""A day by its numbers, the year first: "20090312", "2009-3-12"."""


def date_read(text: str) -> str | None:
    """Return a day, month or year as ISO 8601, when the text is one for sure.

    Which of two numbers is the month is never guessed: of "05/09/2018" only the year
    is known. Days that no calendar has, as "2012-02-31", are none.
    """
    value = one_line(text)
    found = written_date(value) or date_in_words(value)
    loose = _LOOSE.fullmatch(value) if found is None else None
    if loose is not None and 1900 <= int(loose[1]) < 2100:
        month, day = int(loose[2] or loose[4]), int(loose[3] or loose[5])
        found = f"{loose[1]}-{month:02}-{day:02}"
    return found if found and last_day(found) else None


def date_of(element: XmlElement | None, written: Written, *, of: str) -> str | None:
    """Return the date that an element tells, the first that can be read.

    It is looked for in `iso-date`, in other attributes of a date, and in its words.
    What was written otherwise is kept, and what cannot be read is reported.

    Args:
        element: such as `activity-date`.
        written: of the record.
        of: the field's name.
    """
    for value in _said(element):
        found = date_read(value)
        if found is None:
            written.miss("date", value, of=of)
            continue
        if value != found:
            written.keep(of, value)
        return found
    return None


def activity_days(activity: XmlElement, written: Written) -> dict[str, str]:
    """Return an activity's dates by their words ("Actual start"), in their order.

    Of several of one type the first counts, and the others are kept as written. One
    whose type is unknown is reported.
    """
    found: dict[str, str] = {}
    for element in activity.findall("{*}activity-date"):
        stated = word_of(element, "type")
        what = _DATES.get(stated.lower())
        name = "activity_date" if what is None else key_of(what)
        day = date_of(element, written, of=name)
        if day is None:
            continue
        if what is None:
            told = f"of type {stated}" if stated else "without a type"
            written.miss("code", f"{day} {told}", of="activity_date")
        elif found.setdefault(what, day) != day:
            written.keep(name, day)
        for note in narratives(element) if word_of(element, "iso-date") else ():
            if date_read(note) is None:
                written.keep(name, note)
    return {
        what: found[what] for what in dict.fromkeys(_DATES.values()) if what in found
    }


def transaction_days(activity: XmlElement, written: Written) -> dict[str, str]:
    """Return the first and the last date of transactions, by the names of fields."""
    days = [
        day
        for element in activity.findall("{*}transaction/{*}transaction-date")
        if (day := date_of(element, written, of="transaction_date"))
    ]
    if not days:
        return {}
    return {"first_transaction": min(days), "last_transaction": max(days, key=last_day)}


def key_of(what: str) -> str:
    """Return the name of the field that a word such as "Actual start" is of."""
    return what.lower().replace(" ", "_")


def _said(element: XmlElement | None) -> Iterator[str]:
    """Yield what may be an element's date, the surest first."""
    if element is None:
        return
    others = (
        one_line(str(value))
        for name, value in element.attrib.items()
        if "date" in etree.QName(name).localname.lower() and name != "iso-date"
    )
    stated = [word_of(element, "iso-date"), *others]
    if not any(stated) or not any(map(date_read, filter(None, stated))):
        stated += narratives(element)
    yield from filter(None, stated)
