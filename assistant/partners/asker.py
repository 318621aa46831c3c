"""Who is not proposed: nobody to themselves, and none of a country left out."""

from assistant.partners.need import Understood
from assistant.partners.view import Organization
from vectorstore.text.countries import country_name
from vectorstore.text.organization_names import is_of_a_state, words_of_names

_OF_COUNTRY = " @"


def may_be_proposed(organization: Organization, need: Understood) -> bool:
    """Tell whether a body is neither the asker nor of a country that is left out."""
    is_left_out = organization.country in need.left_out.countries
    return not is_left_out and not asks_itself(organization, need)


def asks_itself(organization: Organization, need: Understood) -> bool:
    """Tell whether a need names a body as who has it.

    "The Ministry of Health of Kenya needs …" is that ministry's need, "Embrapa wants …"
    Embrapa's. Names are known as sources write them, so that it is missed in another
    language.
    """
    told = words_of_names(need.text)
    keys = [key.partition(_OF_COUNTRY)[0].split() for key in organization.keys]
    is_state = organization.kind == "government" or is_of_a_state(organization.name)
    if not is_state:
        return any(key and set(told[: len(key)]) == set(key) for key in keys)
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
