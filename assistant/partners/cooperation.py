"""What kind of cooperation a proposal would be, as far as homes tell it."""

from collections.abc import Iterable

from assistant.partners.proposals import Cooperation
from vectorstore.records import Participation, Role
from vectorstore.text.regions import is_south


def cooperation(
    home: str | None,
    *,
    kind: str | None,
    needed_in: Iterable[str],
    beside: Iterable[Participation],
) -> Cooperation:
    """Return the kind of cooperation between an organization and a need's countries.

    Triangular is what partners of the South did together with a funder of the North or
    a multilateral one, in the record that is cited. Where the need names no country,
    it is taken to be of the South.

    Args:
        home: the organization's country, ISO 3166-1 alpha-2.
        kind: of the organization.
        needed_in: countries of the need.
        beside: the other organizations of the cited record.
    """
    places = [south for code in needed_in if (south := is_south(code)) is not None]
    for_south = any(places) if places else True
    if kind == "multilateral":
        return "triangular" if for_south else "unknown"
    own = is_south(home) if home else None
    if own is None or not for_south:
        return "unknown"
    if not own:
        return "north-south"
    helped = any(
        part.role is Role.FUNDING
        and (
            part.kind == "multilateral"
            or (part.country is not None and is_south(part.country) is False)
        )
        for part in beside
    )
    return "triangular" if helped else "south-south"
