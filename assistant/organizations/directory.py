"""Finds organizations by name, place and role, and tells what their records say.

What is told comes from the view that proposals look at too: copies left out, names
joined with their reasons, and nothing that the readers must not see.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import overload

import numpy as np

from assistant.errors import BadRequest, EvidenceUnavailable, NotFound
from assistant.organizations.naming import Mention, Names
from assistant.organizations.profile import (
    OrganizationFound,
    OrganizationProfile,
    PostingTold,
)
from assistant.organizations.telling import Limited, Paging, told_of
from assistant.partners.matching import Partners
from assistant.partners.view import Organization, View, passing
from assistant.partners.views import VIEWS
from assistant.replies import Request
from assistant.wording import wording
from vectorstore.catalogue.participations import organization_id
from vectorstore.errors import VectorstoreError
from vectorstore.records import (
    EVERYTHING,
    DocumentId,
    Filters,
    OrganizationId,
    Readers,
    Role,
)
from vectorstore.text.normalization import fold_word

RECORDS_A_PAGE = 20
_ANY = Request(question="organizations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which organizations are looked for; what is empty or None leaves all."""

    name: str = ""
    country: str | None = None  # ISO 3166-1 alpha-2: where it is based or worked
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """A view with what is looked up in it."""

    view: View
    places: dict[OrganizationId, int]  # by the id of each of its names
    folded: tuple[str, ...]  # all names of each, to be searched
    of_key: dict[str, int]
    countries: frozenset[str]  # that they are based in or worked in
    listed: tuple[int, ...]  # all places, those with most records first
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed(Sequence[OrganizationFound]):
    """Organizations of a view, each told of when it is looked at: a page of them is."""

    view: View
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> OrganizationFound: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[OrganizationFound]: ...

    def __getitem__(
        self, at: int | slice
    ) -> OrganizationFound | Sequence[OrganizationFound]:
        if isinstance(at, slice):
            return _Listed(view=self.view, places=self.places[at])
        return _found(self.view, self.view.organizations[self.places[at]])


@dataclass(slots=True)
class Directory:
    """The organizations of one library. Blocking; safe to call from several threads.

    Raises everywhere:
        EvidenceUnavailable: the store failed; `retryable` tells whether to try again.
    """

    partners: Partners
    _kept: list[_Index] = field(default_factory=list[_Index])
    _lock: Lock = field(default_factory=Lock)

    def found(
        self, wanted: Wanted, *, readers: Readers = "public"
    ) -> Sequence[OrganizationFound]:
        """Return the organizations that fit, those with most records first."""
        index = self._index(readers)
        words = _folded(wanted.name).split()
        organizations = index.view.organizations
        return _Listed(
            view=index.view,
            places=[
                place
                for place in index.listed
                if all(word in index.folded[place] for word in words)
                and _is_at(index.view, organizations[place], wanted.country)
                and _is_in(index.view, organizations[place], wanted.role)
            ],
        )

    def countries(self, *, readers: Readers = "public") -> set[str]:
        """Return the countries that organizations are based in or worked in."""
        return set(self._index(readers).countries)

    def profile(
        self,
        identifier: str,
        *,
        page: int = 1,
        language: str = "en",
        filters: Filters = EVERYTHING,
        readers: Readers = "public",
    ) -> OrganizationProfile:
        """Return what the records say of an organization, a page of them cited.

        The id of any of its names will do.

        Args:
            identifier: of the organization.
            page: of its records, from 1.
            language: of the words, BCP 47.
            filters: what its records are limited to.
            readers: whose eyes it is for.

        Raises:
            NotFound: no record that the readers may see names it.
            BadRequest: there are fewer pages.
        """
        index = self._index(readers)
        place = index.places.get(OrganizationId(identifier))
        if place is None:
            raise NotFound(
                f"there is no organization {identifier!r}",
                remedy="Take an id from a proposal, or look for its name on "
                "/organizations.",
            )
        view, one = index.view, index.view.organizations[place]
        entries = view.register.entries
        rows = list(one.rows)
        if filters != EVERYTHING:
            passed = passing(entries, filters, readers)
            allowed = {entries[n].copy_key for n in np.flatnonzero(passed).tolist()}
            rows = [row for row in rows if entries[row].copy_key in allowed]
        pages = max(-(-len(rows) // RECORDS_A_PAGE), 1)
        if not 1 <= page <= pages:
            raise BadRequest(
                f"there is no page {page}: its records have {pages}",
                remedy=f"Take a page from 1 to {pages}.",
            )
        limited = Limited(
            view=view,
            organization=one,
            of_key=index.of_key,
            rows=tuple(rows),
            filters=filters,
            readers=readers,
        )
        try:
            return told_of(
                limited,
                self.partners.library,
                say=wording(language),
                paging=Paging(page=page, pages=pages, size=RECORDS_A_PAGE),
                postings=self._postings(one, readers),
            )
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error

    def _postings(
        self, organization: Organization, readers: Readers
    ) -> list[PostingTold]:
        today = self.partners.now().date()
        return [
            PostingTold(
                document_id=one.id,
                kind=one.kind,
                title=one.title,
                language=one.language,
                state=one.state_on(today),
                until=one.until,
            )
            for one in self.partners.matcher.board.postings(
                organizations=[organization_id(key) for key in organization.keys],
                readers=readers,
            )
        ]

    def counted(
        self,
        filters: Filters,
        *,
        readers: Readers,
        before: date | None = None,
        among: frozenset[str] | None = None,
        role: Role | None = None,
    ) -> tuple[int, list[tuple[OrganizationFound, int]]]:
        """Count the records that name organizations, and those of each, most first.

        Args:
            filters: what is counted.
            readers: whose eyes the counts are for.
            before: only records that began before that day.
            among: only these documents; None: all.
            role: only what organizations did in that; None: in any.
        """
        view = self._index(readers, before=before).view
        entries = view.register.entries
        # A record counts where any of its copies is among those that are counted.
        allowed = {
            entries[row].copy_key
            for row in np.flatnonzero(passing(entries, filters, readers)).tolist()
            if among is None or entries[row].id in among
        }
        rows = {
            row
            for one in view.organizations
            for row in one.rows
            if entries[row].copy_key in allowed
        }
        counted: list[tuple[OrganizationFound, int]] = []
        named: set[int] = set()
        for one in view.organizations:
            theirs = {
                row for row in rows.intersection(one.rows)
                if role is None
                or any(part.role is role for part in view.parts_of(one, row))
            }  # fmt: skip
            named |= theirs
            if theirs:
                counted.append((_found(view, one, within=theirs), len(theirs)))
        counted.sort(key=lambda pair: (-pair[1], pair[0].name, pair[0].id))
        return len(named), counted

    def mentioned(self, text: str, *, readers: Readers) -> list[Mention]:
        """Return the organizations that a text names, in its order."""
        return self._index(readers).names.found(text)

    def documents_of(
        self,
        places: Collection[int],
        *,
        roles: frozenset[Role] | None,
        readers: Readers,
    ) -> frozenset[DocumentId]:
        """Return the records of any of some mentioned organizations, and their copies.

        Args:
            places: of the organizations, as a mention tells them.
            roles: only what they did in these; None: in any.
            readers: whose eyes it is for.
        """
        view = self._index(readers).view
        entries = view.register.entries
        theirs = [view.organizations[place] for place in places]
        works = {
            entries[row].copy_key
            for one in theirs
            for row in one.rows
            if roles is None or any(p.role in roles for p in view.parts_of(one, row))
        }
        return frozenset(entry.id for entry in entries if entry.copy_key in works)

    def _index(self, readers: Readers, *, before: date | None = None) -> _Index:
        request = _ANY.model_copy(update={"before": before})
        view = self.partners.view(request, readers)
        with self._lock:
            for kept in self._kept:
                if kept.view is view:
                    return kept
            made = _indexed(view)
            self._kept = [made, *self._kept][:VIEWS]
            return made


def _indexed(view: View) -> _Index:
    of_key = {key: n for n, one in enumerate(view.organizations) for key in one.keys}
    names: list[set[str]] = [set() for _ in view.organizations]
    rows = {row for one in view.organizations for row in one.every}
    for row in rows:
        for key, part in view.register.entries[row].parts:
            names[of_key[key]].add(part.name)
    homes = frozenset(one.country for one in view.organizations if one.country)
    order = sorted(
        enumerate(view.organizations),
        key=lambda pair: (-len(pair[1].rows), pair[1].name, pair[1].id),
    )
    return _Index(
        view=view,
        places={organization_id(key): place for key, place in of_key.items()},
        folded=tuple(_folded("\n".join(sorted(told))) for told in names),
        of_key=of_key,
        countries=homes.union(*{view.register.countries[row] for row in rows}),
        listed=tuple(place for place, _ in order),
        names=Names.of(view, names),
    )


def _folded(text: str) -> str:
    return fold_word(text.casefold())


def _is_at(view: View, one: Organization, country: str | None) -> bool:
    if country is None or one.country == country:
        return True
    return any(country in view.register.countries[row] for row in one.every)


def _is_in(view: View, one: Organization, role: Role | None) -> bool:
    if role is None:
        return True
    return any(
        part.role is role for row in one.every for part in view.parts_of(one, row)
    )


def _found(
    view: View, one: Organization, *, within: set[int] | None = None
) -> OrganizationFound:
    rows: Sequence[int] = [r for r in one.rows if within is None or r in within]
    roles = Counter(
        role
        for row in (rows if within is not None else one.every)
        for role in {part.role.value for part in view.parts_of(one, row)}
    )
    years = [day[:4] for row in rows if (day := view.register.entries[row].day)]
    return OrganizationFound(
        id=one.id,
        name=one.name,
        country=one.country,
        kind=one.kind,
        records=len(rows),
        postings=len(one.postings) if within is None else 0,
        roles=tuple(sorted(roles, key=lambda role: (-roles[role], role))),
        first=min(years, default=None),
        last=max(years, default=None),
    )
