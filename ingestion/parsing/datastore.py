"""Activities as IATI's Datastore flattens them: one array for each place in the XML.

Arrays of one activity need not align: where a name is in two languages, or a code is
missing, the second of one array does not belong to the second of another. What belongs
together is taken together only where the lengths agree; else each is taken alone, and
what needs the other (a role, a currency, a kind of date) is left unsaid.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from lxml import etree

from ingestion.items import Item
from ingestion.parsing.iati import ACTIVITY, activity_item
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.unread import Unread

if TYPE_CHECKING:
    from ingestion.parsing.entries import Value

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODE, _NAME = "code", "narrative"
_MARKER = (_CODE, "vocabulary", "significance")


def is_flattened(fields: "Mapping[str, Value]") -> bool:
    """Tell whether an entry is an activity of the Datastore."""
    return "iati_identifier" in fields and any(
        name.startswith(("title_narrative", "description_narrative", "reporting_org"))
        for name in fields
    )


def flattened_item(
    fields: "Mapping[str, Value]", *, number: int, unread: Unread | None = None
) -> Item | None:
    """Return an activity as an item, or None when it has no words.

    Args:
        fields: the entry.
        number: of it in its file, from 1.
        unread: what is told of values that cannot be read; the activity is kept.
    """
    return activity_item(_activity(fields), number=number, unread=unread)


def _activity(fields: "Mapping[str, Value]") -> XmlElement:
    """Return the element that an entry was flattened from, as far as it can be told."""
    made = etree.Element(ACTIVITY)
    for name, attribute in (
        ("default_currency", "default-currency"),
        ("last_updated_datetime", "last-updated-datetime"),
        ("humanitarian", "humanitarian"),
    ):
        if value := _first(fields, name):
            made.set(attribute, value)
    _add(made, "iati-identifier", text=_first(fields, "iati_identifier"))
    _add(made, "activity-website", text=_first(fields, "activity_website"))
    for tag in ("title", "description"):
        _narratives(_add(made, tag), fields, f"{tag}_narrative")
    reference = _first(fields, "reporting_org_ref")
    reporter = _add(made, "reporting-org", {"ref": reference} if reference else None)
    _narratives(reporter, fields, "reporting_org_narrative")
    if status := _first(fields, "activity_status_code"):
        _add(made, "activity-status", {"code": status})
    for tag, base, parts in (
        ("participating-org", "participating_org", ("role", "ref", "type", _NAME)),
        ("recipient-country", "recipient_country", (_CODE, _NAME)),
        ("recipient-country", "transaction_recipient_country", (_CODE, _NAME)),
        ("recipient-region", "recipient_region", (_NAME,)),
        ("recipient-region", "transaction_recipient_region", (_NAME,)),
        ("sector", "sector", (_CODE, "vocabulary", _NAME)),
        ("sector", "transaction_sector", (_CODE, "vocabulary", _NAME)),
        ("tag", "tag", (_CODE, "vocabulary")),
        ("related-activity", "related_activity", ("ref", "type")),
        ("activity-date", "activity_date", ("iso_date", "type")),
        ("other-identifier", "other_identifier", ("ref", "type")),
        ("policy-marker", "policy_marker", (*_MARKER, _NAME)),
    ):
        for values in _together(fields, base, parts):
            _element(made, tag, values)
    for name in _all(fields, "location_name_narrative"):
        _add(_add(_add(made, "location"), "name"), "narrative", text=name)
    for day in _all(fields, "transaction_transaction_date_iso_date"):
        _add(_add(made, "transaction"), "transaction-date", {"iso-date": day})
    _documents(made, fields)
    _money(made, fields)
    return made


def _together(
    fields: "Mapping[str, Value]", base: str, parts: Sequence[str]
) -> Iterator[dict[str, str]]:
    """Yield what belongs together of arrays; of those that do not align, each alone.

    A longer array whose values are all the same is true of each; a shorter one is not,
    since nobody knows whose value is missing.
    """
    arrays = {part: _all(fields, f"{base}_{part}") for part in parts}
    arrays = {part: values for part, values in arrays.items() if values}
    if not arrays:
        return
    main = next(part for part in (_NAME, _CODE, *parts) if part in arrays)
    many = len(arrays[main])
    aligned = {part: values for part, values in arrays.items() if len(values) == many}
    same = {
        part: values[0]
        for part, values in arrays.items()
        if len(values) > many and len(set(values)) == 1 and part != _NAME
    }
    for at in range(many):
        found = {part: values[at] for part, values in aligned.items()}
        yield {**{p: v for p, v in same.items() if p != "ref"}, **found}
    if main == _NAME and _CODE in arrays and _CODE not in aligned:
        for code in arrays[_CODE]:
            yield {_CODE: code}


def _element(above: XmlElement, tag: str, values: Mapping[str, str]) -> None:
    element = _add(above, tag)
    for part, value in values.items():
        if part == _NAME:
            _add(element, "narrative", text=value)
        elif value:
            element.set(part.replace("_", "-"), value)


def _money(made: XmlElement, fields: "Mapping[str, Value]") -> None:
    """Add budgets and transactions whose kind and currency are sure."""
    for tag, base, kind in (
        ("budget", "budget", None),
        ("transaction", "transaction", "transaction_transaction_type_code"),
    ):
        sums = _all(fields, f"{base}_value")
        kinds = _all(fields, kind) if kind else [""] * len(sums)
        currencies = _all(fields, f"{base}_value_currency")
        own = set(currencies) | {_first(fields, "default_currency")}
        if currencies and len(own) == 1:
            currencies = currencies[:1] * len(sums)
        if len(kinds) != len(sums) or (currencies and len(currencies) != len(sums)):
            continue
        for value, code, currency in zip_longest(sums, kinds, currencies, fillvalue=""):
            element = _add(made, tag)
            inner = _add(element, "value", text=value)
            if currency:
                inner.set("currency", currency)
            if kind:
                _add(element, "transaction-type", {"code": code})


def _documents(made: XmlElement, fields: "Mapping[str, Value]") -> None:
    """Add documents, with their addresses where each title surely has one."""
    titles = _all(fields, "document_link_title_narrative")
    addresses = _all(fields, "document_link_url")
    own = addresses if len(addresses) == len(titles) else []
    for title, address in zip_longest(titles, own, fillvalue=""):
        link = _add(made, "document-link", {"url": address} if address else None)
        _add(_add(link, "title"), "narrative", text=title)
    for address in () if own else addresses:
        _add(made, "document-link", {"url": address})


def _narratives(element: XmlElement, fields: "Mapping[str, Value]", name: str) -> None:
    texts = _all(fields, name)
    languages = _all(fields, f"{name}_lang") or _all(fields, f"{name}_xml_lang")
    if len(languages) != len(texts):
        languages = languages * len(texts) if len(set(languages)) == 1 else []
    for text, language in zip_longest(texts, languages[: len(texts)], fillvalue=""):
        made = _add(element, "narrative", text=text)
        if language:
            made.set(_LANG, language)


def _add(
    above: XmlElement,
    tag: str,
    attributes: Mapping[str, str] | None = None,
    *,
    text: str = "",
) -> XmlElement:
    element = etree.SubElement(above, tag, dict(attributes or {}))
    element.text = "".join(one for one in text if one.isprintable() or one in "\n\t")
    return element


def _all(fields: "Mapping[str, Value]", name: str) -> list[str]:
    value = fields.get(name, "")
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, Mapping):
        return []
    return [part for part in value if isinstance(part, str)]


def _first(fields: "Mapping[str, Value]", name: str) -> str:
    return next(iter(_all(fields, name)), "")
