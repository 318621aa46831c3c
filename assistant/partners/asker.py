"""Whether a need is the organization's own: nobody is proposed to themselves."""

from assistant.partners.need import Understood
from assistant.partners.view import Organization
from vectorstore.text.countries import country_name
from vectorstore.text.organization_names import is_of_a_state, words_of_names

_OF_COUNTRY = " @"


def asks_itself(organization: Organization, need: Understood) -> bool:
    """Tell whether a body of a state of the need's is named by the need's words.

    "The Ministry of Health of Kenya needs …" is that ministry's need. Names are known
    as sources write them, so that it is missed in another language.
    """
    country = organization.country
    if (country not in need.countries and country != need.home) or not (
        organization.kind == "government" or is_of_a_state(organization.name)
    ):
        return False
    told = words_of_names(need.text)
    home = set(words_of_names(country_name(country or "") or ""))
    for key in organization.keys:
        named = set(key.partition(_OF_COUNTRY)[0].split()) - home
        if len(named) > 1 and any(
            named <= set(told[at : at + len(named)]) for at in range(len(told))
        ):
            return True
    return False
