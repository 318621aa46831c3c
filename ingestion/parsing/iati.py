"""Aid activities in the standard IATI, versions 1.0x and 2.0x."""

from ingestion.items import Item
from ingestion.parsing.fields import compose
from ingestion.parsing.iati_dates import (
    activity_days,
    date_read,
    key_of,
    transaction_days,
)
from ingestion.parsing.iati_marks import marks, marks_kept, reporters
from ingestion.parsing.iati_money import money
from ingestion.parsing.iati_parties import (
    address_in,
    by_role,
    contacts_in,
    contacts_of_others,
    organization_lines,
    participations,
)
from ingestion.parsing.iati_places import places_of
from ingestion.parsing.iati_results import documents_linked, results
from ingestion.parsing.iati_sectors import sdgs_of, sectors_of
from ingestion.parsing.iati_text import in_all, narratives_in, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.parties import distinct
from ingestion.parsing.shaping import first_words, one_line
from ingestion.parsing.unread import Unread, Written
from vectorstore.records import Facets

ACTIVITY = "iati-activity"
"""The element that an activity is."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = {
    "1": "Pipeline/identification",
    "2": "Implementation",
    "3": "Finalisation",
    "4": "Closed",
    "5": "Cancelled",
    "6": "Suspended",
}
"""Words of the standard's code list for status."""


def activity_item(
    activity: XmlElement, *, number: int, unread: Unread | None = None
) -> Item | None:
    """Return one activity as an item, or None when it has no words.

    Its fragment is its identifier, else "activity=N". Masked organizations are left
    away. The language is the one that its narratives state themselves: what a whole
    file states is often the publisher's default, and wrong. Values that were brought
    to another form stand in its data as written, too.

    Args:
        activity: the element.
        number: of it in its file, from 1.
        unread: what is told of values that cannot be read; the activity is kept.
    """
    identifier = one_line(activity.findtext("{*}iati-identifier") or "")
    fragment = identifier or f"activity={number}"
    written = Written(fragment, unread)
    titles = narratives_in(activity, "title")
    prose = narratives_in(activity, "description")
    dates = activity_days(activity, written)
    countries, places = places_of(activity, written)
    sectors, sector_lines = sectors_of(activity, written)
    sdgs = sdgs_of(activity, written)
    status = _status(activity, written)
    roles = by_role(activity)
    reporter, reference, reported = reporters(activity)
    documents, addresses = documents_linked(activity)
    lines = [
        *organization_lines(roles),
        *reported,
        *(f"{what}: {', '.join(named)}" for what, named in places.items() if named),
        *([f"Sector: {'; '.join(sector_lines)}"] if sector_lines else []),
        *([f"SDGs: {', '.join(sdgs)}"] if sdgs else []),
        *([f"Status: {status}"] if status else []),
        *(f"{what}: {day}" for what, day in dates.items()),
        *money(activity, written),
        *marks(activity, written),
        *results(activity, written),
        *documents,
    ]
    title = titles[0] if titles else ""
    if not (title or prose or lines):
        return None
    paragraphs = dict.fromkeys([*titles[1:], *prose])
    start = dates.get("Actual start") or dates.get("Planned start")
    updated = updated_on(activity, written)
    website = activity.findtext("{*}activity-website") or ""
    link = address_in(website)
    if one_line(website) and link != one_line(website):
        written.keep("activity_website", one_line(website))
    contacts = contacts_in(activity)
    parts = distinct(participations(activity, countries, contacts, written))
    metadata = {
        "iati-identifier": identifier,
        "reporting_organization_ref": reference or "",
        "status": status,
        **{key_of(what): day for what, day in dates.items()},
        **transaction_days(activity, written),
        "last_updated": updated or "",
        **marks_kept(activity),
        "default_currency": activity.get("default-currency") or "",
        **{
            f"{role.lower()}_organizations": "; ".join(names)
            for role, names in roles.items()
        },
        **contacts_of_others(activity, contacts, parts, written),
        **addresses,
    }
    return Item(
        fragment=fragment,
        title=first_words(title or (prose[0] if prose else identifier), limit=300),
        blocks=compose(title, list(paragraphs), lines),
        language=_language(activity),
        uri=link,
        publisher=reporter,
        published=start or updated,
        facets=Facets(countries=countries, sectors=sectors, sdgs=sdgs, kind="activity"),
        metadata=written.beside({name: v for name, v in metadata.items() if v}),
        started=start,
        ended=dates.get("Actual end") or dates.get("Planned end"),
        participations=parts,
    )


def updated_on(record: XmlElement, written: Written) -> str | None:
    """Return the day on which a record was last changed; its time stays beside it."""
    stated = word_of(record, "last-updated-datetime")
    day = date_read(stated)
    if stated and day is None:
        written.miss("date", stated, of="last_updated")
    elif stated and day != stated:
        written.keep("last_updated", stated)
    return day


def _language(activity: XmlElement) -> str | None:
    narrative = activity.find("{*}title/{*}narrative")
    element = narrative if narrative is not None else activity.find("{*}title")
    stated = element.get(_LANG) if element is not None else None
    return stated.lower() if stated and len(stated) == 2 else stated or None


def _status(activity: XmlElement, written: Written) -> str:
    """Return the status in its own words, else in those of its code."""
    code = word_of(activity.find("{*}activity-status"), "code")
    told = in_all(narratives_in(activity, "activity-status")) or _STATUS.get(code, "")
    if code and not told:
        written.miss("code", code, of="status")
    return told
