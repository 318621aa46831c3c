"""The part of the register that one question may look at, with its organizations."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from assistant.partners.register import VALUES, Entry, Register
from assistant.partners.word_counts import Owners
from vectorstore.catalogue.filtering import tests_of
from vectorstore.catalogue.participations import organization_id
from vectorstore.embeddings.languages import stepped
from vectorstore.records import (
    DocumentId,
    Filters,
    OrganizationId,
    Participation,
    Readers,
    Role,
)
from vectorstore.resolution import Alias, Link, NameUse, resolve
from vectorstore.text.cities import cities_named
from vectorstore.text.countries import countries_named
from vectorstore.text.organization_names import is_generic

FADES_YEARS = 4.0
"""Years after which a record weighs 1/e."""
_DAYS_A_YEAR = 365.25
_AFTER_RECORDS = "~"
"""Sorts behind all days: a record's key stands for its organization, if there is one,
so that ids stay the same as needs and offers come and go."""
DOING = frozenset(
    {
        Role.IMPLEMENTING,
        Role.ACCOUNTABLE,
        Role.EXTENDING,
        Role.OWNER,
        Role.PARTICIPATING,
    }
)
"""Roles in which an organization did the work itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organization as the records of a view know it."""

    id: OrganizationId
    name: str  # as most of the records write it, else most needs and offers
    country: str | None
    kind: str | None
    is_generic: bool  # a state as such
    keys: frozenset[str]  # of all its names
    rows: tuple[int, ...]  # its records, copies left out, in the register's order
    offers: tuple[int, ...]  # those of its offers that are open
    postings: tuple[int, ...]  # all of its needs and offers

    @property
    def every(self) -> tuple[int, ...]:
        """All that names it."""
        return self.rows + self.postings


@dataclass(slots=True, kw_only=True)
class Passages:
    """The vectors of the passages of records."""

    vectors: NDArray[np.float32]  # (chunks, dimensions)
    owners: NDArray[np.int32]  # (chunks,): the row of each
    languages: tuple[str, ...]  # (chunks,)
    _stepped: NDArray[np.float32] | None = None

    @classmethod
    def of(cls, register: Register, mask: NDArray[np.bool_]) -> "Passages":
        """Take the passages of the records that a mask leaves; all without a copy."""
        kept = mask[register.owners]
        if kept.all():
            return cls(
                vectors=register.vectors,
                owners=register.owners,
                languages=register.languages,
            )
        return cls(
            vectors=register.vectors[kept],
            owners=register.owners[kept],
            languages=tuple(compress(register.languages, kept)),
        )

    def stepped(self, steps: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return the vectors with the steps of their languages off, made once."""
        if self._stepped is None:
            self._stepped = stepped(self.vectors, self.languages, steps)
        return self._stepped


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The records that count for a question, and who took part in them."""

    register: Register
    mask: NDArray[np.bool_]  # (rows,): records and open offers, which count
    done: NDArray[np.bool_]  # (rows,): told to have begun and not to be only pledged
    organizations: tuple[Organization, ...]
    owners: Owners  # which organizations each record has
    links: tuple[Link, ...]  # names that were taken for one
    today: str  # ISO 8601 day on which the question looks
    passages: "Passages"  # of the records that count
    names: NDArray[np.float32]  # (organizations, dimensions): vectors of their names
    recency: NDArray[np.float64]  # (rows,): 1 for today, fading with age; 0 undated
    _in_roles: dict[frozenset[Role], Owners] = field(
        default_factory=dict[frozenset[Role], Owners]
    )
    _given: dict[OrganizationId, tuple[str | None, str | None]] = field(
        default_factory=dict[OrganizationId, tuple[str | None, str | None]]
    )

    @property
    def count(self) -> int:
        """How many records and open offers count."""
        return int(self.mask.sum())

    def owners_in(self, roles: frozenset[Role]) -> Owners:
        """Return which organizations each record has in any of some roles."""
        if roles not in self._in_roles:
            key_to = {k: n for n, o in enumerate(self.organizations) for k in o.keys}
            pairs = [
                (row, key_to[key])
                for row in np.flatnonzero(self.mask).tolist()
                for key, part in self.register.entries[row].parts
                if part.role in roles
            ]
            self._in_roles[roles] = Owners.of(
                pairs,
                texts=len(self.register.entries),
                count=len(self.organizations),
            )
        return self._in_roles[roles]

    def parts_of(self, organization: Organization, row: int) -> list[Participation]:
        """Return an organization's parts in a record, in the source's order."""
        return [
            part
            for key, part in self.register.entries[row].parts
            if key in organization.keys
        ]

    def site_of(self, organization: Organization) -> str | None:
        """Return an organization's own site, as most of its records give it."""
        return self._contacts(organization)[0]

    def mailbox_of(self, organization: Organization) -> str | None:
        """Return an office's mailbox of an organization, as most of its records do."""
        return self._contacts(organization)[1]

    def _contacts(self, organization: Organization) -> tuple[str | None, str | None]:
        """Return site and mailbox; some bodies have hundreds of records."""
        if organization.id not in self._given:
            parts = [
                part
                for row in organization.every
                for part in self.parts_of(organization, row)
            ]
            self._given[organization.id] = (
                _most_given(part.uri for part in parts),
                _most_given(part.mailbox for part in parts),
            )
        return self._given[organization.id]


def _most_given(values: Iterable[str | None]) -> str | None:
    given = Counter(value for value in values if value is not None)
    return min(given, key=lambda value: (-given[value], value), default=None)


def view_of(
    register: Register,
    aliases: Sequence[Alias],
    *,
    before: date | None,
    today: date,
    filters: Filters,
    readers: Readers,
    open_offers: frozenset[DocumentId] = frozenset(),
) -> View:
    """Return what a question may look at.

    Needs and offers tell no name and count for nothing where it looks `before` a day:
    nobody knows which were open then.

    Args:
        register: all records.
        aliases: what people said of names; later words than `before` are not heard.
        before: only records that began before that day; undated ones are out.
        today: the day of the question, from which ages count where `before` is None.
        filters: what evidence is limited to.
        readers: whose eyes it is for.
        open_offers: offers that count, if they pass.
    """
    looking = (before or today).isoformat()
    allowed = passing(register.entries, filters, readers)
    posted = np.array([entry.is_posting for entry in register.entries], np.bool_)
    records = allowed & ~posted
    posted &= allowed & (before is None)
    if before is not None:
        records &= (register.days != "") & (register.days < looking)
    records &= _first_copies(register, records)
    mask = records.copy()
    mask[[row for row in np.flatnonzero(posted).tolist()
          if register.entries[row].id in open_offers]] = True  # fmt: skip
    heard = [a for a in aliases if before is None or a.since < looking]
    organizations, links = _organizations(register, records | posted, mask, heard)
    pairs = [
        (row, n)
        for n, one in enumerate(organizations)
        for row in (*one.rows, *one.offers)
    ]
    return View(
        register=register,
        mask=mask,
        done=_done(register, looking),
        organizations=organizations,
        owners=Owners.of(pairs, texts=len(register.entries), count=len(organizations)),
        links=links,
        today=looking,
        passages=Passages.of(register, mask),
        names=_name_vectors(register, organizations),
        recency=_recency(register, date.fromisoformat(looking)),
    )


def _name_vectors(
    register: Register, organizations: Sequence[Organization]
) -> NDArray[np.float32]:
    found = np.zeros((len(organizations), register.vectors.shape[1]), np.float32)
    for place, one in enumerate(organizations):
        found[place] = register.names[one.name]
    return found


def _done(register: Register, today: str) -> NDArray[np.bool_]:
    told = np.array([not entry.is_undone for entry in register.entries], np.bool_)
    return told & (register.days <= today)


def _recency(register: Register, today: date) -> NDArray[np.float64]:
    found = np.zeros(len(register.entries))
    for row, day in enumerate(register.days.tolist()):
        try:
            age = (today - date.fromisoformat(day)).days / _DAYS_A_YEAR
        except ValueError:
            continue  # undated, or no day of any calendar
        if age >= 0:  # what is to come shows nothing yet
            found[row] = math.exp(-age / FADES_YEARS)
    return found


def passing(
    entries: Sequence[Entry], filters: Filters, readers: Readers
) -> NDArray[np.bool_]:
    """Tell of each record whether readers may see it and it lies within filters."""
    found = np.ones(len(entries), np.bool_)
    for name, test in tests_of(filters, readers).items():
        values = VALUES[name]
        found &= np.fromiter(
            (any(map(test, values(entry))) for entry in entries),
            np.bool_,
            len(entries),
        )
    return found


def _first_copies(register: Register, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which records are no copies of an earlier one that counts."""
    kept = np.zeros(len(mask), np.bool_)
    seen: set[int] = set()
    rows = sorted(np.flatnonzero(mask).tolist(), key=lambda r: (register.days[r], r))
    for row in rows:
        key = register.entries[row].copy_key
        if key not in seen:
            seen.add(key)
            kept[row] = True
    return kept


def _organizations(
    register: Register,
    named: NDArray[np.bool_],
    counting: NDArray[np.bool_],
    aliases: Sequence[Alias],
) -> tuple[tuple[Organization, ...], tuple[Link, ...]]:
    parts: dict[str, list[tuple[int, Participation]]] = defaultdict(list)
    for row in np.flatnonzero(named).tolist():
        for key, part in register.entries[row].parts:
            parts[key].append((row, part))
    first_told = [
        _AFTER_RECORDS if entry.is_posting else day or "9999"
        for entry, day in zip(register.entries, register.days.tolist(), strict=True)
    ]
    uses = [
        NameUse(
            key=key,
            names=frozenset(part.name for _, part in told),
            identifiers=frozenset(p.identifier for _, p in told if p.identifier),
            first=min(first_told[row] for row, _ in told),
            count=len({row for row, _ in told}),
        )
        for key, told in sorted(parts.items())
    ]
    found = resolve(uses, aliases)
    groups: dict[str, list[str]] = defaultdict(list)
    for key in sorted(parts):
        groups[found.stands_for[key]].append(key)
    return (
        tuple(
            _organization(
                first,
                keys,
                [one for key in keys for one in parts[key]],
                register,
                counting,
            )
            for first, keys in sorted(groups.items())
        ),
        found.links,
    )


def _organization(
    first: str,
    keys: Sequence[str],
    every: Sequence[tuple[int, Participation]],
    register: Register,
    counting: NDArray[np.bool_],
) -> Organization:
    entries = register.entries
    postings = {row for row, _ in every if entries[row].is_posting}
    done = [(row, part) for row, part in every if row not in postings]
    told = done or every
    names = Counter(part.name for _, part in told)
    name = min(names, key=lambda name: (-names[name], -len(name), name))
    return Organization(
        id=organization_id(first),
        name=name,
        country=_most([part.country for _, part in told], at_least=0.5)
        or _home_of_postings([entries[row] for row in sorted(postings)], name),
        kind=_most([part.kind for _, part in told]),
        is_generic=is_generic(name),
        keys=frozenset(keys),
        rows=tuple(sorted({row for row, _ in done})),
        offers=tuple(sorted(row for row in postings if counting[row])),
        postings=tuple(sorted(postings)),
    )


def _home_of_postings(postings: Sequence[Entry], name: str) -> str | None:
    """Return where who needs or offers something is at home, if no part tells it.

    A city or a country in its name says it; else the one country that its offers state,
    or its needs where it offers nothing.
    """
    if not postings:
        return None
    named = {code for code, _ in (*cities_named(name), *countries_named(name))}
    if named:
        return named.pop() if len(named) == 1 else None
    offers = [one for one in postings if one.facets.kind == "offer"]
    stated = {c for one in offers or postings for c in one.facets.countries}
    return stated.pop() if len(stated) == 1 else None


def _most(values: Sequence[str | None], *, at_least: float = 0.0) -> str | None:
    """Return what most values are; None where they are less than a share of all."""
    counted = Counter(value for value in values if value)
    best = min(counted, key=lambda v: (-counted[v], v), default=None)
    return best if best and counted[best] >= at_least * len(values) else None
