"""Who takes part in an IATI activity, and where organizations are reached."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import regex

from ingestion.parsing.iati_text import narratives, narratives_in, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.parties import kind_of, party
from ingestion.parsing.personal import mailbox_in
from ingestion.parsing.shaping import is_http, one_line
from ingestion.parsing.unread import Written
from vectorstore.records import Participation, Role

_ROLES = {"1": "Funding", "2": "Accountable", "3": "Extending", "4": "Implementing"}
_PARTS = {
    "1": Role.FUNDING,
    "2": Role.ACCOUNTABLE,
    "3": Role.EXTENDING,
    "4": Role.IMPLEMENTING,
    **{role.value: role for role in Role},
}
_TYPES = {
    **{"10": "government", "11": "local government", "15": "other public sector"},
    **{"21": "international NGO", "22": "national NGO", "23": "regional NGO"},
    **{"24": "partner country based NGO", "30": "public private partnership"},
    **{"40": "multilateral", "60": "foundation", "70": "private sector"},
    **{"71": "private sector in provider country", "80": "academic or research"},
    **{"72": "private sector in recipient country", "90": "other"},
    **{"73": "private sector in third country"},
}
"""Words of the standard's code lists for roles and types of organizations."""
_MASKED = regex.compile(
    r"[*x#\s.-]*|(?:name )?(?:withheld|redacted|confidential)|unknown", regex.I
)
_OF_PERSONS = ("person-name", "telephone", "mailing-address", "department", "job-title")


class Contact(NamedTuple):
    """Where an organization is reached, as far as an activity tells."""

    name: str
    site: str | None
    mailbox: str | None


def by_role(activity: XmlElement) -> dict[str, list[str]]:
    """Return the organizations that take part by their roles' words, masked ones not.

    One without a name is its identifier, else "unnamed" with what kind it is.
    """
    roles: dict[str, list[str]] = defaultdict(list)
    for organization in activity.findall("{*}participating-org"):
        code = word_of(organization, "role")
        role = _ROLES.get(code, code or "Participating")
        for name in list(narratives(organization)) or _unnamed(organization):
            if not is_withheld(name) and name not in roles[role]:
                roles[role].append(name)
    return roles


def is_withheld(name: str) -> bool:
    """Tell whether a name stands for one that its publisher does not give."""
    return _MASKED.fullmatch(name) is not None


def _unnamed(organization: XmlElement) -> list[str]:
    stated = word_of(organization, "type")
    told = f"unnamed ({_TYPES.get(stated, stated)})" if stated else ""
    return list(filter(None, [word_of(organization, "ref") or told]))


def organization_lines(roles: dict[str, list[str]]) -> Iterator[str]:
    """Yield a line a role; an organization in all roles is named once for all."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for role, names in roles.items():
        if names:
            grouped.setdefault(tuple(names), []).append(role)
    for names, same in grouped.items():
        word = "organization" if len(names) == 1 else "organizations"
        yield f"{', '.join(same)} {word}: {'; '.join(names)}"


def participations(
    activity: XmlElement,
    countries: tuple[str, ...],
    contacts: Iterable[Contact],
    written: Written,
) -> Iterator[Participation]:
    """Yield each organization's part, whatever languages its name is given in.

    Roles are codes in 2.0x and words in 1.0x. Of several narratives the first names
    it; one that has only an identifier stays unnamed and is left away. An identifier
    of no form that registers give is kept as written.
    """
    reached = {contact.name.casefold(): contact for contact in contacts}
    for organization in activity.findall("{*}participating-org"):
        code = word_of(organization, "role").casefold()
        name = next(narratives(organization), "")
        contact = reached.get(name.casefold())
        reference = word_of(organization, "ref")
        made = party(
            name,
            role=_PARTS.get(code, Role.PARTICIPATING),
            kind=kind_of(organization.get("type") or ""),
            identifier=reference,
            countries=countries,
            site=contact.site if contact else None,
            mailbox=contact.mailbox if contact else None,
        )
        is_known = made is not None and made.identifier is not None
        if reference and not is_known and name and not is_withheld(name):
            written.keep("organization_refs", f"{name}: {reference}")
        if made is not None:
            yield made


def contacts_of_others(
    activity: XmlElement,
    contacts: Iterable[Contact],
    parts: Iterable[Participation],
    written: Written,
) -> dict[str, str]:
    """Return where organizations are reached that take no part, by names of fields.

    Of those that do, it stands with their part. What is of persons is left out and
    reported.
    """
    if any(map(_is_of_a_person, activity.findall("{*}contact-info"))):
        written.leave_persons()
    named = {part.name.casefold() for part in parts}
    return {
        f"contact: {name}" if name else "contact": "; ".join(filter(None, reached))
        for name, *reached in contacts
        if name.casefold() not in named and any(reached)
    }


def contacts_in(activity: XmlElement) -> list[Contact]:
    """Return what contacts tell of organizations, each once.

    Of several the first site and the first mailbox of an office. A contact that names
    no organization is the reporting one's.
    """
    reporter = next(iter(narratives_in(activity, "reporting-org")), "")
    found: dict[str, Contact] = {}
    for contact in activity.findall("{*}contact-info"):
        name = next(iter(narratives_in(contact, "organisation")), reporter)
        site = address_in(contact.findtext("{*}website") or "")
        emails = " ".join(e.text or "" for e in contact.findall("{*}email"))
        known = found.get(name.casefold(), Contact(name, None, None))
        found[name.casefold()] = Contact(
            name=known.name,
            site=known.site or site,
            mailbox=known.mailbox or mailbox_in(emails),
        )
    return list(found.values())


def address_in(text: str) -> str | None:
    """Return an address of the web, also where it begins with "www."; else None."""
    address = one_line(text)
    if address.startswith("www."):
        address = f"https://{address}"
    return address if is_http(address) else None


def _is_of_a_person(contact: XmlElement) -> bool:
    emails = [one_line(e.text or "") for e in contact.findall("{*}email")]
    return any(mailbox_in(email) is None for email in emails if email) or any(
        narratives_in(contact, tag) for tag in _OF_PERSONS
    )
