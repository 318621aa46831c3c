"""Filters as a page shows them: values with counts to choose from, and chips."""

from collections.abc import Mapping

from assistant.pages.address import Asked
from assistant.wording import Wording
from vectorstore.catalogue.facets import FACETS, FacetName
from vectorstore.records import Record

SHOWN_AT_ONCE = 7
"""Values of a facet that are seen without opening the rest."""

LABELS: Mapping[FacetName, str] = {
    "platform": "panel.platform",
    "kind": "search.kind",
    "language": "panel.language",
    "country": "search.country",
    "sector": "search.sector",
    "sdg": "search.sdg",
    "year": "search.year",
}


class Choice(Record):
    """A value of a facet."""

    value: str
    label: str
    count: str | None  # None where it was not counted
    chosen: bool


class FacetView(Record):
    """A facet with its values."""

    name: FacetName
    label: str
    choices: tuple[Choice, ...]  # seen at once
    rest: tuple[Choice, ...]
    more: str  # what opens the rest


class Chip(Record):
    """An active filter and the address without it."""

    label: str
    remove: str  # what removing it is called
    address: str


def facet_views(
    asked: Asked, values: Mapping[FacetName, Mapping[str, int]], say: Wording
) -> tuple[FacetView, ...]:
    """Return the facets that have a value, chosen values first, then by count.

    Years go from the last to the first.
    """
    views: list[FacetView] = []
    for name in FACETS:
        chosen = asked.chosen(name)
        counts = values.get(name, {})
        others = [value for value in counts if value not in chosen]
        if name == "year":
            others.sort(reverse=True)
        ordered = [*chosen, *others]
        if not ordered:
            continue
        choices = [
            _choice(name, value, _count(name, value, counts), value in chosen, say)
            for value in ordered
        ]
        at_once = max(SHOWN_AT_ONCE, len(chosen))
        if len(choices) == at_once + 1:
            at_once += 1  # one more is shorter than what opens it
        rest = choices[at_once:]
        views.append(
            FacetView(
                name=name,
                label=say.say(LABELS[name]),
                choices=tuple(choices[:at_once]),
                rest=tuple(rest),
                more=say.say("search.more", count=say.number(len(rest))),
            )
        )
    return tuple(views)


def chips_of(asked: Asked, say: Wording) -> tuple[Chip, ...]:
    """Return a chip for each active filter, in order of the facets."""
    chips = [
        _chip(asked, name, value, value_label(name, value, say), say)
        for name in FACETS
        for value in asked.chosen(name)
    ]
    for name, date, sentence in (
        ("first", asked.first, "search.from_value"),
        ("last", asked.last, "search.to_value"),
    ):
        if date:
            label = say.say(sentence, date=say.date(date))
            chips.append(_chip(asked, name, date, label, say))
    return tuple(chips)


def value_label(name: FacetName, value: str, say: Wording) -> str:
    """Return what a value is called on the screen."""
    match name:
        case "kind":
            return say.kind_name(value)
        case "language":
            return say.language_name(value)
        case "country":
            return say.country_name(value)
        case "sector":
            return say.sector_name(value)
        case "sdg":
            return say.say("search.sdg_value", number=value)
        case _:
            return value


def uncounted(asked: Asked) -> tuple[FacetName, ...]:
    """Return the facets with a choice, which are counted without it."""
    return tuple(name for name in FACETS if asked.chosen(name))


def _count(name: FacetName, value: str, counts: Mapping[str, int]) -> int | None:
    if name == "sdg" and "." in value:
        return None  # goals are counted, targets are not
    return counts.get(value, 0)


def _choice(
    name: FacetName, value: str, count: int | None, chosen: bool, say: Wording
) -> Choice:
    return Choice(
        value=value,
        label=value_label(name, value, say),
        count=None if count is None else say.number(count),
        chosen=chosen,
    )


def _chip(asked: Asked, name: str, value: str, label: str, say: Wording) -> Chip:
    return Chip(
        label=label,
        remove=say.say("search.remove", name=label),
        address=asked.dropping(name, value),
    )
