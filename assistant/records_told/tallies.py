"""Rows of a count: by country, year, sector, platform, organization or kind.

Each row has the filters that leave its documents, so that whoever doubts a number can
look at them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.finding import Finder
from assistant.organizations.directory import Directory
from assistant.organizations.profile import OrganizationFound
from assistant.records_told.breakdowns import By
from assistant.replies import CountRow
from assistant.wording import Wording
from vectorstore.catalogue.facets import FacetName
from vectorstore.records import DocumentId, Filters, Readers, Role
from vectorstore.text.sectors import sector_group

MOST_ROWS = 100
"""Rows that a reply holds; of organizations there may be thousands."""
ROWS_WRITTEN = 15
"""Rows of a count in the words of a reply; its `counts` holds more."""
ROW = "– "
"""What a row begins with in the words of a reply."""
_FACETS: dict[By, FacetName] = {
    "country": "country",
    "year": "year",
    "sector": "sector",
    "platform": "platform",
    "kind": "kind",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """A total, and its rows."""

    total: int
    rows: tuple[CountRow, ...] = ()  # most first; years in their order
    further: int = 0  # rows beyond those
    without: int = 0  # documents of the total in no row
    several: bool = False  # whether a document counts in more rows than one
    copies: int = 0  # of the same records, which are not counted


def tallied(
    by: By | None,
    *,
    filters: Filters,
    documents: frozenset[DocumentId] | None,
    finder: Finder,
    directory: Directory,
    readers: Readers,
    before: date | None,
    say: Wording,
    role: Role | None = None,
    every: Sequence[str] = (),
) -> Tallied:
    """Count documents, and those of each value.

    Args:
        by: what the rows are by; None: there are none.
        filters: what is counted.
        documents: only these; None: all that filters leave.
        finder: counts documents.
        directory: counts those of organizations.
        readers: whose eyes the counts are for.
        before: a day from which on nothing is known of organizations.
        say: the language of the labels.
        role: in which organizations are counted; None: any.
        every: values that have rows of their own even where these are of nothing.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    if by == "organization":
        total, counted = directory.counted(
            filters, readers=readers, before=before, among=documents, role=role
        )
        return _by_organization(total, counted, filters, say)
    names = (_FACETS[by],) if by is not None else ()
    counts = finder.facets(names, filters=filters, readers=readers, among=documents)
    if by is None:
        return Tallied(total=counts.documents, copies=counts.copies)
    name = _FACETS[by]
    label = _labels(by, say)
    asked = _asked(by, filters)
    values = {
        value: count
        for value, count in counts.values[name].items()
        if not asked or value in asked
    }
    values |= {value: 0 for value in every if value not in values}
    ordered = sorted(values) if by == "year" else list(values)
    rows = tuple(
        CountRow(
            value=value,
            label=label(value),
            count=values[value],
            filters=_narrowed(filters, by, value),
        )
        for value in ordered
    )
    told = _cut(rows, total=counts.documents, having=counts.having[name])
    return replace(told, copies=counts.copies)


def rows_told(rows: Tallied, say: Wording, *, by: By) -> list[str]:
    """Return the rows as lines, and what has to be known of them."""
    bodies = len(rows.rows) + rows.further
    lines = [say.say("counts.bodies", count=say.number(bodies))] * (
        by == "organization"
    )
    lines += [
        f"{ROW}{row.label}: {say.number(row.count)}" for row in rows.rows[:ROWS_WRITTEN]
    ]
    further = max(len(rows.rows) - ROWS_WRITTEN, 0) + rows.further
    if further:
        lines.append(ROW + say.say("counts.rest", count=say.number(further)))
    if rows.several:
        lines.append(say.say("counts.several"))
    if rows.without:
        lines.append(say.say("counts.without", count=say.number(rows.without)))
    return lines


def _by_organization(
    total: int,
    counted: Sequence[tuple[OrganizationFound, int]],
    filters: Filters,
    say: Wording,
) -> Tallied:
    rows = tuple(
        CountRow(
            value=one.id,
            label=_with_roles(one.name, one.roles, say),
            count=count,
            filters=filters,
        )
        for one, count in counted
    )
    return _cut(rows, total=total, having=total)


def _cut(rows: tuple[CountRow, ...], *, total: int, having: int) -> Tallied:
    return Tallied(
        total=total,
        rows=rows[:MOST_ROWS],
        further=max(len(rows) - MOST_ROWS, 0),
        without=total - having,
        several=sum(row.count for row in rows) > having,
    )


def _with_roles(name: str, roles: tuple[str, ...], say: Wording) -> str:
    told = say.list_separator.join(say.say(f"role.{role}") for role in roles)
    return f"{name} ({told})" if told else name


def _asked(by: By, filters: Filters) -> frozenset[str]:
    """Return the values that the filters ask for themselves: rows are of these alone.

    A document of two countries, counted because of the one, is not told of the other.
    """
    match by:
        case "country":
            return frozenset(filters.country)
        case "sector":
            return frozenset(filter(None, map(sector_group, filters.sector)))
        case _:
            return frozenset()


def _narrowed(filters: Filters, by: By, value: str) -> Filters:
    """Return the filters that leave the documents of a row."""
    if by == "year":
        first, last = date(int(value), 1, 1), date(int(value), 12, 31)
        return filters.model_copy(
            update={
                "from_": max(filter(None, (filters.from_, first))),
                "to": min(filter(None, (filters.to, last))),
            }
        )
    return filters.model_copy(update={by: (value,)})


def _labels(by: By, say: Wording) -> Callable[[str], str]:
    match by:
        case "country":
            return say.country_name
        case "sector":
            return say.sector_name
        case "kind":
            return say.kind_name
        case _:
            return str
