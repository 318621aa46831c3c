"""Organizations in the nested fields of an entry, as JSON, YAML and XML have them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ingestion.parsing.fields import is_link_name, title_rank
from ingestion.parsing.parties import kind_of, parties_in, party, party_role, role_named
from ingestion.parsing.personal import is_personal, mailbox_in
from ingestion.parsing.shaping import normalized, one_line
from vectorstore.records import Participation, Role

if TYPE_CHECKING:
    from ingestion.parsing.entries import Value

_LISTS = frozenset(
    "organizations organisations organization organisation partners agencies "
    "institutions participating participants owners organizaciones organizacoes "
    "организации 机构 المنظمات".split()
)
_ROLE_NAMES = frozenset(
    {"org type", "role", "type", "organization role", "organisation role"}
)
_IDENTIFIERS = frozenset({"ref", "identifier", "id", "org id", "iati identifier"})


def entry_parties(
    fields: "Mapping[str, Value]", *, countries: Sequence[str]
) -> Iterator[Participation]:
    """Yield the organizations that an entry's fields name, in order.

    A field may hold names ("implementing_partner": "…"), or a list of small entries
    with a name and a role ("organizations": [{"name": …, "org_type": "owner"}]).
    """
    for name, value in fields.items():
        is_list = bool(set(normalized(name).split()) & _LISTS)
        role = party_role(name) or (Role.PARTICIPATING if is_list else None)
        if role is None:
            continue
        for part in [value] if isinstance(value, str | Mapping) else value:
            if isinstance(part, str):
                yield from parties_in(part, role=role, countries=countries)
            elif isinstance(part, Mapping):
                yield from _named(part, role, countries)


def mailboxes_in(fields: "Mapping[str, Value]") -> dict[str, str]:
    """Return the mailboxes that an entry gives of offices, by what they are of.

    That is the name in a small entry ("organizations": [{"name": …, "email": …}]), in
    small letters, or "" for the entry's own field.
    """
    found: dict[str, str] = {}
    for name, value in fields.items():
        if isinstance(value, str):
            if is_personal(name) and (mailbox := mailbox_in(value)) is not None:
                found.setdefault("", mailbox)
            continue
        for part in [value] if isinstance(value, Mapping) else value:
            if isinstance(part, Mapping):
                own = mailboxes_in(part).get("")
                if own is not None and (named := _name_of(part)):
                    found.setdefault(one_line(named).casefold(), own)
    return found


def with_mailboxes(
    parts: Sequence[Participation], mailboxes: Mapping[str, str]
) -> tuple[Participation, ...]:
    """Return parts with their mailboxes; one of nobody in particular is the only one's.

    Args:
        parts: of a document.
        mailboxes: as `mailboxes_in` gives them.
    """
    is_one = len({part.name for part in parts}) == 1
    others = mailboxes.get("") if is_one else None
    return tuple(
        part.model_copy(
            update={
                "mailbox": mailboxes.get(part.name.casefold(), part.mailbox or others)
            }
        )
        for part in parts
    )


def _name_of(fields: "Mapping[str, Value]") -> str:
    named = [
        (rank, text)
        for field, text in fields.items()
        if isinstance(text, str) and (rank := title_rank(field)) is not None
    ]
    return min(named)[1] if named else ""


def _named(
    fields: "Mapping[str, Value]", role: Role, countries: Sequence[str]
) -> Iterator[Participation]:
    """Yield the organization of a small entry, in the role that it states itself."""
    stated = [
        text
        for field, text in fields.items()
        if isinstance(text, str) and normalized(field) in _ROLE_NAMES
    ]
    identifier = next(
        (
            text
            for field, text in fields.items()
            if isinstance(text, str) and normalized(field) in _IDENTIFIERS
        ),
        None,
    )
    made = party(
        _name_of(fields),
        role=next(filter(None, map(role_named, stated)), role),
        kind=next(filter(None, map(kind_of, stated)), None),
        identifier=identifier,
        countries=countries,
        site=next(
            (
                text
                for field, text in fields.items()
                if isinstance(text, str) and is_link_name(field)
            ),
            None,
        ),
    )
    if made is not None:
        yield made
