"""Aid activities in the standard IATI, versions 1.0x and 2.0x."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import regex

from ingestion.items import Item
from ingestion.parsing.fields import compose, iso_date, sdg_ids
from ingestion.parsing.iati_results import documents_linked, results
from ingestion.parsing.iati_text import narratives
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.parties import distinct, kind_of, party
from ingestion.parsing.personal import mailbox_in
from ingestion.parsing.shaping import first_words, is_http, number, one_line
from vectorstore.purposes import purposes
from vectorstore.records import Facets, Participation, Role
from vectorstore.text.countries import country_code, country_name

ACTIVITY = "iati-activity"
"""The element that an activity is."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ROLES = {"1": "Funding", "2": "Accountable", "3": "Extending", "4": "Implementing"}
_PARTS = {
    "1": Role.FUNDING,
    "2": Role.ACCOUNTABLE,
    "3": Role.EXTENDING,
    "4": Role.IMPLEMENTING,
    **{role.value: role for role in Role},
}
_STATUS = {
    "1": "Pipeline/identification",
    "2": "Implementation",
    "3": "Finalisation",
    "4": "Closed",
    "5": "Cancelled",
    "6": "Suspended",
}
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
_MONEY = {
    "1": "Incoming funds",
    "2": "Commitments",
    "3": "Disbursements",
    "4": "Expenditure",
    "11": "Incoming commitments",
    "C": "Commitments",
    "D": "Disbursements",
    "E": "Expenditure",
    "IF": "Incoming funds",
}
"""Words of the standard's code lists for roles, status, dates and transactions."""
_OWN_VOCABULARIES = frozenset({"98", "99", "RO", "RO2"})
_SDG_SECTORS = frozenset({"7", "8"})
_SDG_TAGS = frozenset({"2", "3"})
"""Vocabularies whose codes are goals and targets of sustainable development."""
_RELATED = {
    **{"1": "parent", "2": "children", "3": "siblings", "4": "co_funded"},
    "5": "third_party",
}

_CODED = (("aid_type", "default-aid-type"), ("finance_type", "default-finance-type"))
"""What of a kind of cooperation is kept, as codes."""

_MASKED = regex.compile(
    r"[*x#\s.-]*|(?:name )?(?:withheld|redacted|confidential)|unknown", regex.I
)


class _Contact(NamedTuple):
    """Where an organization is reached, as far as an activity tells."""

    site: str | None
    mailbox: str | None


_NO_CONTACT = _Contact(site=None, mailbox=None)


def activity_item(activity: XmlElement, *, number: int) -> Item | None:
    """Return one activity as an item, or None when it has no words.

    Its fragment is its identifier, else "activity=N". Masked organizations are left
    away. The language is the one that its narratives state themselves: what a whole
    file states is often the publisher's default, and wrong.
    """
    identifier = one_line(activity.findtext("{*}iati-identifier") or "")
    titles = list(narratives(activity.find("{*}title")))
    prose = [
        text
        for element in activity.findall("{*}description")
        for text in narratives(element)
    ]
    dates = _dates(activity)
    countries, places = _places(activity)
    sectors, sector_lines = _sectors(activity)
    sdgs = _sdgs(activity)
    status = _coded(activity.find("{*}activity-status"), _STATUS)
    lines = [
        *_organizations(activity),
        *(f"{what}: {', '.join(named)}" for what, named in places.items() if named),
        *([f"Sector: {'; '.join(sector_lines)}"] if sector_lines else []),
        *([f"SDGs: {', '.join(sdgs)}"] if sdgs else []),
        *([f"Status: {status}"] if status else []),
        *(f"{what}: {day}" for what, day in dates.items()),
        *_money(activity),
        *results(activity),
        *documents_linked(activity),
    ]
    title = titles[0] if titles else ""
    if not (title or prose or lines):
        return None
    paragraphs = dict.fromkeys([*titles[1:], *prose])
    start = dates.get("Actual start") or dates.get("Planned start")
    updated = iso_date(activity.get("last-updated-datetime") or "")
    reporter = next(narratives(activity.find("{*}reporting-org")), None)
    link = one_line(activity.findtext("{*}activity-website") or "")
    return Item(
        fragment=identifier or f"activity={number}",
        title=first_words(title or (prose[0] if prose else identifier), limit=300),
        blocks=compose(title, list(paragraphs), lines),
        language=_language(activity),
        uri=link if is_http(link) else None,
        publisher=reporter,
        published=start or updated,
        facets=Facets(countries=countries, sectors=sectors, sdgs=sdgs, kind="activity"),
        metadata=_metadata(activity, identifier, status, dates, updated)
        | _related(activity),
        started=start,
        ended=dates.get("Actual end") or dates.get("Planned end"),
        participations=distinct(_participations(activity, countries)),
    )


def _metadata(
    activity: XmlElement,
    identifier: str,
    status: str,
    dates: dict[str, str],
    updated: str | None,
) -> dict[str, str]:
    found = {"iati-identifier": identifier, "status": status}
    found |= {what.lower().replace(" ", "_"): day for what, day in dates.items()}
    found["last_updated"] = updated or ""
    for name, tag in _CODED:
        codes = (one_line(e.get("code") or "") for e in activity.findall(f"{{*}}{tag}"))
        found[name] = "; ".join(dict.fromkeys(filter(None, codes)))
    found["default_currency"] = activity.get("default-currency") or ""
    for role, names in _by_role(activity).items():
        found[f"{role.lower()}_organizations"] = "; ".join(names)
    return {name: value for name, value in found.items() if value}


def _language(activity: XmlElement) -> str | None:
    narrative = activity.find("{*}title/{*}narrative")
    element = narrative if narrative is not None else activity.find("{*}title")
    stated = element.get(_LANG) if element is not None else None
    return stated.lower() if stated and len(stated) == 2 else stated or None


def _by_role(activity: XmlElement) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = defaultdict(list)
    for organization in activity.findall("{*}participating-org"):
        code = one_line(organization.get("role") or "")
        role = _ROLES.get(code, code or "Participating")
        for name in narratives(organization):
            if not _MASKED.fullmatch(name) and name not in roles[role]:
                roles[role].append(name)
    return roles


def _participations(
    activity: XmlElement, countries: tuple[str, ...]
) -> Iterator[Participation]:
    """Yield each organization's part, whatever languages its name is given in.

    Roles are codes in 2.0x and words in 1.0x. Of several narratives the first names
    it; one that has only an identifier stays unnamed and is left away.
    """
    contacts = _contacts(activity)
    for organization in activity.findall("{*}participating-org"):
        code = one_line(organization.get("role") or "").casefold()
        name = next(narratives(organization), "")
        contact = contacts.get(name.casefold(), _NO_CONTACT)
        made = party(
            name,
            role=_PARTS.get(code, Role.PARTICIPATING),
            kind=kind_of(organization.get("type") or ""),
            identifier=organization.get("ref"),
            countries=countries,
            site=contact.site,
            mailbox=contact.mailbox,
        )
        if made is not None:
            yield made


def _contacts(activity: XmlElement) -> dict[str, _Contact]:
    """Return what contacts tell of organizations, by their names in small letters.

    Of several the first site and the first mailbox of an office. A contact that names
    no organization is the reporting one's.
    """
    reporter = next(narratives(activity.find("{*}reporting-org")), "")
    found: dict[str, _Contact] = {}
    for contact in activity.findall("{*}contact-info"):
        name = next(narratives(contact.find("{*}organisation")), reporter)
        site = one_line(contact.findtext("{*}website") or "")
        if site.startswith("www."):
            site = f"https://{site}"
        emails = " ".join(e.text or "" for e in contact.findall("{*}email"))
        known = found.get(name.casefold(), _NO_CONTACT)
        found[name.casefold()] = _Contact(
            site=known.site or (site if is_http(site) else None),
            mailbox=known.mailbox or mailbox_in(emails),
        )
    return found


def _organizations(activity: XmlElement) -> Iterator[str]:
    """Yield a line a role; an organization in all roles is named once for all."""
    roles = {role: names for role, names in _by_role(activity).items() if names}
    grouped: dict[tuple[str, ...], list[str]] = {}
    for role, names in roles.items():
        grouped.setdefault(tuple(names), []).append(role)
    for names, same in grouped.items():
        word = "organization" if len(names) == 1 else "organizations"
        yield f"{', '.join(same)} {word}: {'; '.join(names)}"


def _places(activity: XmlElement) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Return the countries' codes, and names of countries, regions and locations.

    A name that is of no country ("Global") is kept as it stands, and so is a region's;
    of a region that gives its code alone, the code's name.
    """
    codes: dict[str, None] = {}
    countries: dict[str, None] = {}
    for element in (
        *activity.findall("{*}recipient-country"),
        *activity.findall("{*}transaction/{*}recipient-country"),
    ):
        stated = next(narratives(element), "")
        code = country_code((element.get("code") or "").upper()) or country_code(stated)
        if code is not None:
            codes[code] = None
            countries[stated or country_name(code) or code] = None
        elif stated:
            countries[stated] = None
    regions: dict[str, None] = {}
    for element in (
        *activity.findall("{*}recipient-region"),
        *activity.findall("{*}transaction/{*}recipient-region"),
    ):
        told = list(narratives(element))
        of_code = _regions().get(one_line(element.get("code") or ""))
        regions |= dict.fromkeys(told or ([of_code] if of_code else []))
    locations = {
        text: None
        for element in activity.findall("{*}location/{*}name")
        for text in narratives(element)
        if text not in countries
    }
    named = {
        "Country": list(countries),
        "Region": list(regions),
        "Location": list(locations)[:10],
    }
    return tuple(codes), named


@cache
def _regions() -> dict[str, str]:
    source = files("ingestion").joinpath("parsing/dac_regions.toml")
    return tomllib.loads(source.read_text("utf-8"))


def _sectors(activity: XmlElement) -> tuple[tuple[str, ...], list[str]]:
    """Return sectors as filters name them, and as a person reads them.

    The code of a publisher's own vocabulary (98, 99) means nothing to others and may
    be the DAC's for something else: its name stands for it, and without one it is no
    sector that others could look for.
    """
    codes: dict[str, None] = {}
    lines: dict[str, None] = {}
    for element in (
        *activity.findall("{*}sector"),
        *activity.findall("{*}transaction/{*}sector"),
    ):
        code = one_line(element.get("code") or "")
        name = next(narratives(element), "")
        vocabulary = one_line(element.get("vocabulary") or "")
        if vocabulary in _SDG_SECTORS:
            continue
        is_own = vocabulary in _OWN_VOCABULARIES
        facet = name if is_own else code
        if facet:
            codes[facet] = None
        purpose = "" if is_own else purposes().get(code, "").partition(":")[0]
        if name or code:
            lines[name or (f"{purpose} ({code})" if purpose else code)] = None
    return tuple(codes), list(lines)


def _sdgs(activity: XmlElement) -> tuple[str, ...]:
    """Return goals and targets, of sectors in their vocabularies and of tags."""
    codes = [
        one_line(element.get("code") or "")
        for tag, vocabularies in (("sector", _SDG_SECTORS), ("tag", _SDG_TAGS))
        for element in activity.findall(f"{{*}}{tag}")
        if one_line(element.get("vocabulary") or "") in vocabularies
    ]
    return tuple(dict.fromkeys(sdg for code in codes for sdg in sdg_ids(code)))


def _related(activity: XmlElement) -> dict[str, str]:
    """Return the identifiers of parents, children and the like."""
    found: dict[str, list[str]] = defaultdict(list)
    for element in activity.findall("{*}related-activity"):
        kind = _RELATED.get(one_line(element.get("type") or ""))
        reference = one_line(element.get("ref") or "")
        if kind and reference:
            found[kind].append(reference)
    return {kind: "; ".join(references) for kind, references in found.items()}


def _coded(element: XmlElement | None, words: dict[str, str]) -> str:
    if element is None:
        return ""
    text = next(narratives(element), "")
    return text or words.get(one_line(element.get("code") or ""), "")


def _dates(activity: XmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in activity.findall("{*}activity-date"):
        what = _DATES.get(one_line(element.get("type") or "").lower())
        # A zone behind the day, as "2020-01-01+08:00", is cut off by iso_date.
        day = iso_date(element.get("iso-date") or one_line(element.text or ""))
        if what and day:
            found.setdefault(what, day)
    return {
        what: found[what] for what in dict.fromkeys(_DATES.values()) if what in found
    }


def _money(activity: XmlElement) -> Iterator[str]:
    """Yield the sums of budgets and of each kind of transaction, a line a currency."""
    totals: dict[tuple[str, str], float] = defaultdict(float)
    default = activity.get("default-currency") or ""
    for element, what in (
        *((budget, "Budget") for budget in activity.findall("{*}budget")),
        *((entry, _kind_of(entry)) for entry in activity.findall("{*}transaction")),
    ):
        value = element.find("{*}value")
        amount = amount_of(value)
        if what and amount is not None and value is not None:
            totals[what, value.get("currency") or default] += amount
    for (what, currency), total in totals.items():
        yield f"{what}: {number(round(total, 2))} {currency}".rstrip()


def _kind_of(transaction: XmlElement) -> str:
    kind = transaction.find("{*}transaction-type")
    code = one_line(kind.get("code") or "") if kind is not None else ""
    return _MONEY.get(code, "")


def amount_of(value: XmlElement | None) -> float | None:
    """Return the number that a value element holds; None where it is none."""
    try:
        return float(
            one_line((value.text if value is not None else "") or "").replace(",", "")
        )
    except ValueError:
        return None
