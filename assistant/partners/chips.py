"""What was understood of a need, in words that people can take away or add to."""

from typing import Literal, get_args

from assistant.partners.proposals import CooperationKind, Need, SoughtRole
from assistant.wording import Wording
from vectorstore.records import Record
from vectorstore.text.regions import known_countries
from vectorstore.text.sectors import chosen_sector, sector_groups

What = Literal["countries", "sectors", "role", "kind"]


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
    """Return what was understood: countries, sectors, role and kind, in that order."""
    chips = [_country(code, say) for code in need.countries]
    for name in need.sectors:
        chip = _sector(name, say)
        if name in need.inferred:
            told = say.say("partners.inferred", name=chip.name)
            chip = chip.model_copy(update={"name": told})
        chips.append(chip)
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
        "sectors": [_sector(name, say) for name in sector_groups().values()],
        "role": [_role(role, say) for role in get_args(SoughtRole)],
        "kind": [_kind(kind, say) for kind in get_args(CooperationKind)],
    }
    return tuple(
        ChoiceGroup(label=say.say(f"partners.{what}"), choices=tuple(chips))
        for what, chips in groups.items()
    )


def _country(code: str, say: Wording) -> Chip:
    return Chip(what="countries", value=code, name=say.country_name(code))


def _sector(name: str, say: Wording) -> Chip:
    group = chosen_sector(name)
    told = say.say(f"sector.{group}") if group else name
    return Chip(what="sectors", value=name, name=told)


def _role(role: SoughtRole, say: Wording) -> Chip:
    return Chip(what="role", value=role, name=say.say(f"partners.role_{role}"))


def _kind(kind: CooperationKind, say: Wording) -> Chip:
    key = f"partners.kind_{kind.replace('-', '_')}"
    return Chip(what="kind", value=kind, name=say.say(key))
