"""Organisations in the standard IATI: what one plans to spend, and its documents."""

from collections.abc import Iterator

from ingestion.items import Item
from ingestion.parsing.fields import compose
from ingestion.parsing.iati import updated_on
from ingestion.parsing.iati_dates import date_of
from ingestion.parsing.iati_money import amount_of
from ingestion.parsing.iati_results import documents_linked
from ingestion.parsing.iati_text import in_all, narratives, narratives_in, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import first_words, is_http, number, one_line
from ingestion.parsing.unread import Unread, Written
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


def organisation_item(
    organisation: XmlElement, *, number: int, unread: Unread | None = None
) -> Item | None:
    """Return one organisation as an item, or None when it has no name.

    Its fragment is its identifier, else "organisation=N". It takes part in nothing
    here: a budget is no work that proposals may show as done.

    Args:
        organisation: the element.
        number: of it in its file, from 1.
        unread: what is told of values that cannot be read; the rest is kept.
    """
    identifier = one_line(
        organisation.findtext("{*}organisation-identifier")
        or organisation.findtext("{*}iati-identifier")
        or ""
    )
    fragment = identifier or f"organisation={number}"
    written = Written(fragment, unread)
    names = narratives_in(organisation, "name")
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
    updated = updated_on(organisation, written)
    found = {
        "organisation-identifier": identifier,
        "last_updated": updated or "",
        **documents_linked(organisation)[1],
    }
    lines = [
        *([f"Identifier: {identifier}"] if identifier else []),
        *([f"Reported by: {publisher}"] if publisher and not is_own else []),
        *_budgets(organisation, written),
        *(f"Document: {title}" for title in _documents(organisation)),
    ]
    return Item(
        fragment=fragment,
        title=first_words(name, limit=300),
        blocks=compose(name, names[1:], lines),
        uri=website,
        publisher=publisher,
        published=updated,
        facets=Facets(countries=countries, kind="organization"),
        metadata=written.beside({name: v for name, v in found.items() if v}),
    )


def website_of(element: XmlElement) -> str | None:
    """Return the address that a publisher gives as an organisation's own."""
    for name in _WEBSITES:
        found = one_line(element.findtext(f"{{*}}{name}") or "")
        if is_http(found):
            return found
    return None


def _budgets(organisation: XmlElement, written: Written) -> Iterator[str]:
    """Yield a line a budget: for whom or where, in which period, how much."""
    default = organisation.get("default-currency") or ""
    for tag, (words, whom) in _BUDGETS.items():
        for budget in organisation.findall(f"{{*}}{tag}"):
            name = tag.replace("-", "_")
            found = amount_of(budget.find("{*}value"), written, of=name)
            if found is None:
                continue
            amount, currency = found
            said = words.format(_named(budget, whom)) if whom else words
            period = _period(budget, written, of=f"{name}_period")
            told = f"{said}{period}: {number(round(amount, 2))} {currency or default}"
            yield told.rstrip()


def _named(budget: XmlElement, tag: str) -> str:
    element = budget.find(f"{{*}}{tag}")
    if element is None:
        return "others"
    code = element.get("code") or element.get("ref") or ""
    stated = in_all(narratives(element))
    return stated or country_name(code.upper()) or code or "others"


def _period(budget: XmlElement, written: Written, *, of: str) -> str:
    days = [
        date_of(budget.find(f"{{*}}period-{which}"), written, of=of)
        for which in ("start", "end")
    ]
    told = " to ".join(day for day in days if day)
    return f" ({told})" if told else ""


def _documents(organisation: XmlElement) -> Iterator[str]:
    for link in organisation.findall("{*}document-link"):
        title = in_all(narratives_in(link, "title"))
        if title and is_http(word_of(link, "url")):
            yield title
