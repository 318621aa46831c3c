"""Where a body may be at home whose country its records do not tell.

Its name says it, or else whoever paid for all that it did: most of those who carry out
a country's finance are of that country. Of bodies of many countries nothing is told so.
"""

from collections.abc import Iterator, Sequence

import regex

from assistant.partners.bodies import body_of
from assistant.partners.view import Organization
from vectorstore.records import Document, Role
from vectorstore.text.cities import cities_named
from vectorstore.text.countries import countries_named
from vectorstore.text.demonyms import country_of
from vectorstore.text.organization_names import name_key

RECORDS = 20
"""Records of a body that are looked at."""
_PROVIDER = regex.compile(
    r"(?im)^(?:donor|funder|provider|reporting[ -](?:org(?:ani[sz]ation)?|agency)|"
    r"funding (?:agency|agencies|organi[sz]ations?|countr(?:y|ies)))[^:\n]{0,20}: (.+)$"
)
"""Lines of fields that say who pays."""
_WORD = regex.compile(r"[\p{L}\p{M}]+")


def homes_of(
    organization: Organization, documents: Sequence[Document]
) -> frozenset[str]:
    """Return the countries that a body may be of; empty where nothing tells.

    Args:
        organization: whose home its records may state.
        documents: the records that name it, or the first `RECORDS` of them.
    """
    if organization.country is not None:
        return frozenset({organization.country})
    if body_of(organization.name, organization.kind) == "multilateral":
        return frozenset()
    told = frozenset(_named(organization.name))
    return told or _paid_by(organization, documents)


def _named(name: str) -> Iterator[str]:
    """Yield the countries that a name tells: by theirs, an adjective or a city."""
    yield from (code for code, _ in countries_named(name))
    yield from (code for code, _ in cities_named(name))
    words = _WORD.findall(name)
    for at in range(len(words)):
        told = country_of(words[max(at - 1, 0) : at + 1])
        if told is not None:
            yield told[0]


def _paid_by(
    organization: Organization, documents: Sequence[Document]
) -> frozenset[str]:
    """Return the one country that paid for all that a body did; else none.

    What was done for it tells nothing.
    """
    names = {part.name for d in documents for part in d.participations}
    own = {name for name in names if _is_of(organization, name)}
    payers: set[str] = set()
    for document in documents:
        roles = {part.role for part in document.participations if part.name in own}
        if roles == {Role.RECIPIENT}:
            continue
        paid = set(_payers(document, own))
        if len(paid) != 1:
            return frozenset()
        payers |= paid
    return frozenset(payers) if len(payers) == 1 else frozenset()


def _is_of(organization: Organization, name: str) -> bool:
    return name == organization.name or name_key(name) in organization.keys


def _payers(document: Document, own: set[str]) -> Iterator[str]:
    """Yield the countries of those who paid for a record, but for a body itself."""
    for part in document.participations:
        if part.role is Role.FUNDING and part.name not in own:
            yield from [part.country] if part.country else _named(part.name)
    for line in _PROVIDER.findall(document.text):
        yield from _named(line)
