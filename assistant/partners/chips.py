"""What was understood of a need, in words that people can take away or add to."""

from typing import Literal, get_args

from assistant.partners.proposals import CooperationKind, Need, SoughtRole
from assistant.wording import Wording
from vectorstore.records import Record
from vectorstore.text.goals import GOALS
from vectorstore.text.regions import known_countries, known_groups
from vectorstore.text.sectors import chosen_sector, sector_groups

What = Literal["countries", "regions", "sectors", "sdgs", "role", "kind"]


class Chip(Record):
    """One thing that was understood or can be chosen."""

    what: What
    value: str  # as `ChosenNeed` takes it
    name: str  # in the reader's language


class ChoiceGroup(Record):
    """All that can be chosen of one sort, by name."""

    label: str
    choices: tuple[Chip, ...]


def chips_of(need: Need, say: Wording) -> tuple[Chip, ...]:
    """Return what was understood: places, sectors, goals, role, kind, in order."""
    chips = [_country(code, say) for code in need.countries]
    chips += [_region(name, say) for name in need.regions]
    about = [_sector(name, say) for name in need.sectors]
    about += [_goal(number, say) for number in need.sdgs]
    chips += [_marked(chip, need, say) for chip in about]
    if need.role is not None:
        chips.append(_role(need.role, say))
    if need.kind is not None:
        chips.append(_kind(need.kind, say))
    return tuple(chips)


def all_choices(say: Wording) -> tuple[ChoiceGroup, ...]:
    """Return everything that can be chosen; countries in the order of their names."""
    countries = [_country(code, say) for code in known_countries()]
    groups: dict[What, list[Chip]] = {
        "countries": sorted(countries, key=lambda chip: chip.name.casefold()),
        "regions": [_region(name, say) for name in known_groups()],
        "sectors": [_sector(name, say) for name in sector_groups().values()],
        "sdgs": [_goal(number, say) for number in GOALS],
        "role": [_role(role, say) for role in get_args(SoughtRole)],
        "kind": [_kind(kind, say) for kind in get_args(CooperationKind)],
    }
    return tuple(
        ChoiceGroup(label=say.say(f"partners.{what}"), choices=tuple(chips))
        for what, chips in groups.items()
    )


def _marked(chip: Chip, need: Need, say: Wording) -> Chip:
    """Return a chip that says so where its value is inferred."""
    if chip.value not in need.inferred:
        return chip
    told = say.say("partners.inferred", name=chip.name)
    return chip.model_copy(update={"name": told})


def _country(code: str, say: Wording) -> Chip:
    return Chip(what="countries", value=code, name=say.country_name(code))


def _region(name: str, say: Wording) -> Chip:
    return Chip(what="regions", value=name, name=say.region_name(name))


def _sector(name: str, say: Wording) -> Chip:
    group = chosen_sector(name)
    told = say.say(f"sector.{group}") if group else name
    return Chip(what="sectors", value=name, name=told)


def _goal(number: str, say: Wording) -> Chip:
    told = say.say("search.sdg_value", number=number)
    return Chip(what="sdgs", value=number, name=told)


def _role(role: SoughtRole, say: Wording) -> Chip:
    return Chip(what="role", value=role, name=say.say(f"partners.role_{role}"))


def _kind(kind: CooperationKind, say: Wording) -> Chip:
    key = f"partners.kind_{kind.replace('-', '_')}"
    return Chip(what="kind", value=kind, name=say.say(key))
