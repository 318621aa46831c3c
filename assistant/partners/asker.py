"""Who is not proposed: nobody to themselves, and nobody whom a need leaves out."""

from collections.abc import Callable, Sequence

from assistant.partners.homes import homes_of
from assistant.partners.need import Understood
from assistant.partners.view import Organization
from vectorstore.records import Document
from vectorstore.text.countries import country_name
from vectorstore.text.organization_names import is_of_a_state, words_of_names

_OF_COUNTRY = " @"


def may_be_proposed(
    organization: Organization,
    need: Understood,
    documents: Callable[[Organization], Sequence[Document]] = lambda _: (),
) -> bool:
    """Tell whether a body is neither the asker nor left out, by its name or country.

    Args:
        organization: the body.
        need: what is needed, and what is left out.
        documents: reads the records that name it, where they may tell its country.
    """
    left = need.left_out
    is_left_out = bool(left.homes) and not left.homes.isdisjoint(
        homes_of(organization, () if organization.country else documents(organization))
    )
    named = is_left_out or _is_named_behind(organization, left.clauses)
    return not named and not asks_itself(organization, need)


def _is_named_behind(organization: Organization, clauses: Sequence[str]) -> bool:
    """Tell whether a clause of what is left out begins with a body's name."""
    keys = _names(organization)
    return any(_begins_with_one(words_of_names(clause), keys) for clause in clauses)


def _names(organization: Organization) -> list[list[str]]:
    """Return the words of each of a body's names, without its country."""
    return [key.partition(_OF_COUNTRY)[0].split() for key in organization.keys]


def _begins_with_one(told: Sequence[str], keys: Sequence[Sequence[str]]) -> bool:
    return any(key and set(told[: len(key)]) == set(key) for key in keys)


def asks_itself(organization: Organization, need: Understood) -> bool:
    """Tell whether a need names a body as who has it.

    "The Ministry of Health of Kenya needs …" is that ministry's need, "Embrapa wants …"
    Embrapa's. Names are known as sources write them, so that it is missed in another
    language.
    """
    told = words_of_names(need.text)
    keys = _names(organization)
    is_state = organization.kind == "government" or is_of_a_state(organization.name)
    if not is_state:
        return _begins_with_one(told, keys)
    country = organization.country
    if country not in need.countries and country != need.home:
        return False
    home = set(words_of_names(country_name(country or "") or ""))
    for key in keys:
        named = set(key) - home
        if len(named) > 1 and any(
            named <= set(told[at : at + len(named)]) for at in range(len(told))
        ):
            return True
    return False
