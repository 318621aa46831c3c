"""Organisations in the standard IATI: what one plans to spend, and its documents."""

from collections.abc import Iterator

from ingestion.items import Item
from ingestion.parsing.fields import compose, iso_date
from ingestion.parsing.iati import amount_of
from ingestion.parsing.iati_text import narratives
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import first_words, is_http, number, one_line
from vectorstore.records import Facets
from vectorstore.text.countries import country_code, country_name

ORGANISATION = "iati-organisation"
"""The element that an organisation is."""
_BUDGETS = {
    "total-budget": ("Total budget", None),
    "recipient-org-budget": ("Budget for {0}", "recipient-org"),
    "recipient-region-budget": ("Budget for {0}", "recipient-region"),
    "recipient-country-budget": ("Budget for {0}", "recipient-country"),
    "total-expenditure": ("Total expenditure", None),
}
_WEBSITES = ("organisation-website", "website", "reporting-org-website")
"""Where publishers put an address of their own; the standard has no place for it."""


def organisation_item(organisation: XmlElement, *, number: int) -> Item | None:
    """Return one organisation as an item, or None when it has no name.

    Its fragment is its identifier, else "organisation=N". It takes part in nothing
    here: a budget is no work that proposals may show as done.
    """
    identifier = one_line(
        organisation.findtext("{*}organisation-identifier")
        or organisation.findtext("{*}iati-identifier")
        or ""
    )
    names = list(narratives(organisation.find("{*}name")))
    publisher = next(narratives(organisation.find("{*}reporting-org")), None)
    name = names[0] if names else publisher or ""
    if not name:
        return None
    countries = tuple(
        dict.fromkeys(
            code
            for element in organisation.findall(".//{*}recipient-country")
            if (code := country_code((element.get("code") or "").upper()))
        )
    )
    website = website_of(organisation)
    is_own = publisher == name
    updated = iso_date(organisation.get("last-updated-datetime") or "")
    documents = list(_documents(organisation))
    found = {"organisation-identifier": identifier, "last_updated": updated or ""}
    lines = [
        *([f"Identifier: {identifier}"] if identifier else []),
        *([f"Reported by: {publisher}"] if publisher and not is_own else []),
        *_budgets(organisation),
        *(f"Document: {title}" for title, _ in documents),
    ]
    return Item(
        fragment=identifier or f"organisation={number}",
        title=first_words(name, limit=300),
        blocks=compose(name, names[1:], lines),
        uri=website,
        publisher=publisher,
        published=updated,
        facets=Facets(countries=countries, kind="organization"),
        metadata={key: value for key, value in found.items() if value}
        | {f"document: {title}": url for title, url in documents},
    )


def website_of(element: XmlElement) -> str | None:
    """Return the address that a publisher gives as an organisation's own."""
    for name in _WEBSITES:
        found = one_line(element.findtext(f"{{*}}{name}") or "")
        if is_http(found):
            return found
    return None


def _budgets(organisation: XmlElement) -> Iterator[str]:
    """Yield a line a budget: for whom or where, in which period, how much."""
    default = organisation.get("default-currency") or ""
    for tag, (words, whom) in _BUDGETS.items():
        for budget in organisation.findall(f"{{*}}{tag}"):
            value = budget.find("{*}value")
            amount = amount_of(value)
            if amount is None or value is None:
                continue
            said = words.format(_named(budget, whom)) if whom else words
            period = _period(budget)
            currency = value.get("currency") or default
            yield f"{said}{period}: {number(round(amount, 2))} {currency}".rstrip()


def _named(budget: XmlElement, tag: str) -> str:
    element = budget.find(f"{{*}}{tag}")
    if element is None:
        return "others"
    code = element.get("code") or element.get("ref") or ""
    stated = next(narratives(element), "")
    return stated or country_name(code.upper()) or code or "others"


def _period(budget: XmlElement) -> str:
    days = [
        iso_date((element.get("iso-date") or "") if element is not None else "")
        for element in (budget.find("{*}period-start"), budget.find("{*}period-end"))
    ]
    told = " to ".join(day for day in days if day)
    return f" ({told})" if told else ""


def _documents(organisation: XmlElement) -> Iterator[tuple[str, str]]:
    for link in organisation.findall("{*}document-link"):
        url = one_line(link.get("url") or "")
        title = next(narratives(link.find("{*}title")), "")
        if title and is_http(url):
            yield title, url
