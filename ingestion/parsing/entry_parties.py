"""Organizations in the nested fields of an entry, as JSON, YAML and XML have them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ingestion.parsing.fields import is_link_name, title_rank
from ingestion.parsing.parties import kind_of, parties_in, party, party_role, role_named
from ingestion.parsing.shaping import normalized
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


def _named(
    fields: "Mapping[str, Value]", role: Role, countries: Sequence[str]
) -> Iterator[Participation]:
    """Yield the organization of a small entry, in the role that it states itself."""
    named = [
        (rank, text)
        for field, text in fields.items()
        if isinstance(text, str) and (rank := title_rank(field)) is not None
    ]
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
        min(named)[1] if named else "",
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
