"""The list of organizations: found by name, country and role, a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from assistant.organizations.directory import Wanted
from assistant.organizations.profile import OrganizationFound
from assistant.pages.address import ORGANIZATIONS, BadParameter, organization_address
from assistant.wording import Wording
from vectorstore.records import Record, Role
from vectorstore.text.countries import country_name

ORGANIZATIONS_A_PAGE = 50
LONGEST = 200
"""Code points of a name that is looked for."""


class Option(Record):
    """A value to choose."""

    value: str
    label: str
    chosen: bool


class Entry(Record):
    """An organization in the list."""

    name: str
    address: str
    facts: tuple[str, ...]


class OrganizationsView(Record):
    """All that the page shows."""

    name: str
    countries: tuple[Option, ...]
    roles: tuple[Option, ...]
    is_asked: bool
    found: str
    entries: tuple[Entry, ...]
    page: str
    pages: int
    pages_text: str
    previous: str | None
    next: str | None


def wanted_from(query: Mapping[str, str]) -> tuple[Wanted, int]:
    """Read which organizations are looked for, and the page of them.

    Raises:
        BadParameter: one parameter cannot be used; says which and why.
    """
    name = " ".join(query.get("q", "").split())
    if len(name) > LONGEST:
        raise BadParameter("problem.too_long", limit=LONGEST)
    country = query.get("country", "").strip().upper() or None
    if country is not None and country_name(country) is None:
        raise BadParameter("problem.country", value=country)
    role = query.get("role", "").strip()
    if role and role not in list(Role):
        raise BadParameter("organizations.unknown_role", value=role)
    page = query.get("page", "").strip() or "1"
    if not (page.isascii() and page.isdigit() and len(page) < 6 and int(page) > 0):
        raise BadParameter("problem.page", value=page)
    wanted = Wanted(name=name, country=country, role=Role(role) if role else None)
    return wanted, int(page)


def organizations_view(
    wanted: Wanted,
    found: Sequence[OrganizationFound],
    *,
    page: int,
    countries: Iterable[str],
    say: Wording,
    lang: str | None,
) -> OrganizationsView:
    """Lay out a page of the list.

    Raises:
        BadParameter: there are fewer pages.
    """
    pages = max(-(-len(found) // ORGANIZATIONS_A_PAGE), 1)
    if page > pages:
        raise BadParameter(
            "problem.past_the_end", page=say.number(page), pages=say.number(pages)
        )
    start = (page - 1) * ORGANIZATIONS_A_PAGE
    named = sorted((say.country_name(code), code) for code in countries)
    return OrganizationsView(
        name=wanted.name,
        countries=tuple(
            Option(value=code, label=label, chosen=code == wanted.country)
            for label, code in named
        ),
        roles=tuple(
            Option(
                value=role.value,
                label=say.say(f"role.{role}"),
                chosen=role is wanted.role,
            )
            for role in Role
        ),
        is_asked=wanted != Wanted(),
        found=say.say("organizations.found", count=say.number(len(found))),
        entries=tuple(
            _entry(one, say, lang)
            for one in found[start : start + ORGANIZATIONS_A_PAGE]
        ),
        page=say.number(page),
        pages=pages,
        pages_text=say.number(pages),
        previous=_address(wanted, page - 1, lang) if page > 1 else None,
        next=_address(wanted, page + 1, lang) if page < pages else None,
    )


def _entry(one: OrganizationFound, say: Wording, lang: str | None) -> Entry:
    years = dict.fromkeys(filter(None, (one.first, one.last)))
    facts = [
        say.say("organizations.records", count=say.number(one.records)),
        say.say("organizations.postings", count=say.number(one.postings))
        if one.postings
        else None,
        say.country_name(one.country) if one.country else None,
        say.organization_kind_name(one.kind) if one.kind else None,
        say.list_separator.join(say.say(f"role.{role}") for role in one.roles),
        "–".join(years),
    ]
    return Entry(
        name=one.name,
        address=organization_address(one.id, lang=lang),
        facts=tuple(fact for fact in facts if fact),
    )


def _address(wanted: Wanted, page: int, lang: str | None) -> str:
    told = {
        "q": wanted.name,
        "country": wanted.country,
        "role": wanted.role.value if wanted.role else None,
        "page": str(page) if page > 1 else None,
        "lang": lang,
    }
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{ORGANIZATIONS}?{query}" if query else ORGANIZATIONS
