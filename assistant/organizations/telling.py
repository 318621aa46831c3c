"""Words an organization's records: what each says that it did, cited, and totals."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.organizations.profile import (
    Companion,
    Joined,
    NameWritten,
    OrganizationProfile,
    PostingTold,
    RecordTold,
    Tally,
)
from assistant.partners.evidence import (
    Cited,
    Evidence,
    evidence_in,
    is_hidden,
    was_not_done,
)
from assistant.partners.reasons import reason, record_gaps, work
from assistant.partners.register import Entry
from assistant.partners.view import DOING, Organization, View
from assistant.wording import Wording
from vectorstore.library import Library
from vectorstore.records import Document, Filters, Participation, Readers
from vectorstore.resolution import Link, Why
from vectorstore.text.sectors import sector_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """An organization with those of its records that are told."""

    view: View
    organization: Organization
    of_key: Mapping[str, int]  # the place of the organization of each key
    rows: tuple[int, ...]
    filters: Filters
    readers: Readers

    @property
    def entries(self) -> list[Entry]:
        """The records."""
        return [self.view.register.entries[row] for row in self.rows]

    def parts(self, row: int) -> list[Participation]:
        """Return what the organization is in a record."""
        return self.view.parts_of(self.organization, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which of the records are told."""

    page: int  # from 1
    pages: int
    size: int


def told_of(
    limited: Limited,
    library: Library,
    *,
    say: Wording,
    paging: Paging,
    postings: Sequence[PostingTold],
) -> OrganizationProfile:
    """Return a profile with the records of one page, newest first.

    Records that changed since they were looked up are left out of the page.
    """
    view, one = limited.view, limited.organization
    entries = limited.entries
    order = sorted(
        limited.rows, key=lambda row: _age(view.register.entries[row]), reverse=True
    )
    start = (paging.page - 1) * paging.size
    cited = Cited(
        library=library,
        readers=limited.readers,
        similarities={},
        not_named=say.say("partners.not_named"),
    )
    told = [
        record
        for row in order[start : start + paging.size]
        if (record := _told(limited, row, library, cited, say)) is not None
    ]
    parts = [part for row in one.every for part in limited.parts(row)]
    years = [year for row in one.rows if (year := _year(view.register.entries[row]))]
    return OrganizationProfile(
        id=one.id,
        name=one.name,
        country=one.country,
        kind=one.kind,
        uri=view.site_of(one),
        mailbox=view.mailbox_of(one),
        language=say.language,
        identifiers=tuple(sorted({p.identifier for p in parts if p.identifier})),
        names=_names(limited),
        links=tuple(_links(limited, say)),
        first=min(years, default=None),
        last=max(years, default=None),
        records=len(entries),
        roles=_tallies(
            ({part.role.value for part in limited.parts(row)} for row in limited.rows),
            lambda role: say.say(f"role.{role}"),
        ),
        countries=_tallies((e.facets.countries for e in entries), say.country_name),
        sectors=_tallies((entry.sectors for entry in entries), say.sector_name),
        years=tuple(
            sorted(
                _tallies((filter(None, (_year(e),)) for e in entries), str),
                key=lambda tally: tally.value,
                reverse=True,
            )
        ),
        told=tuple(told),
        postings=tuple(postings),
        gaps=tuple(record_gaps(one, view, say)),
        citations=tuple(cited.citations),
        filters=limited.filters,
        page=paging.page,
        pages=paging.pages,
    )


def _told(
    limited: Limited, row: int, library: Library, cited: Cited, say: Wording
) -> RecordTold | None:
    entry = limited.view.register.entries[row]
    document = library.document(entry.id)
    if document is None or is_hidden(document, limited.readers):
        return None
    found = _evidence(document, limited.parts(row))
    if not found:
        return None
    try:
        markers = [marker for evidence in found for marker in cited.cite(evidence)]
    except LookupError:  # its passages are being written anew
        return None
    sectors = [sector_group(s) or s for s in document.facets.sectors]
    return RecordTold(
        document_id=document.id,
        title=document.title,
        title_language=document.language,
        platform=document.provenance.platform,
        roles=tuple(dict.fromkeys(evidence.role.value for evidence in found)),
        text=reason(
            limited.organization.name, work(found[0], today=limited.view.today), say
        ),
        countries=document.facets.countries,
        sectors=tuple(dict.fromkeys(sectors)),
        inferred=entry.purpose.group if entry.purpose and not sectors else None,
        sdgs=document.facets.sdgs,
        inferred_sdg=entry.goal.number
        if entry.goal and not document.facets.sdgs
        else None,
        started=document.started,
        ended=document.ended,
        status=was_not_done(document),
        companions=_companions(limited, entry),
        citations=tuple(dict.fromkeys(markers)),
    )


def _evidence(document: Document, parts: Sequence[Participation]) -> list[Evidence]:
    """Return what a document shows of each role, that of who did the work first."""
    doing_first = sorted(parts, key=lambda part: part.role not in DOING)
    roles = {part.role: part for part in reversed(doing_first)}
    ordered = dict.fromkeys(part.role for part in doing_first)
    found = (
        evidence_in(document, [roles[role]], wanted=frozenset(), nearness=0.0)
        for role in ordered
    )
    return [evidence for evidence in found if evidence is not None]


def _companions(limited: Limited, entry: Entry) -> tuple[Companion, ...]:
    organizations = limited.view.organizations
    roles: dict[int, dict[str, None]] = {}
    for key, part in entry.parts:
        place = limited.of_key[key]
        if organizations[place] is not limited.organization:
            roles.setdefault(place, {})[part.role.value] = None
    return tuple(
        Companion(
            id=organizations[place].id,
            name=organizations[place].name,
            roles=tuple(theirs),
        )
        for place, theirs in roles.items()
    )


def _names(limited: Limited) -> tuple[NameWritten, ...]:
    rows = limited.organization.every
    written = Counter(
        name for row in rows for name in {part.name for part in limited.parts(row)}
    )
    ordered = sorted(written, key=lambda name: (-written[name], name))
    return tuple(NameWritten(name=n, records=written[n]) for n in ordered)


def _links(limited: Limited, say: Wording) -> Iterable[Joined]:
    names = _name_of_keys(limited)
    for link in limited.view.links:
        if link.one in names and link.other in names:
            yield _joined(link, names, limited.readers, say)


def _joined(
    link: Link, names: Mapping[str, str], readers: Readers, say: Wording
) -> Joined:
    one, other = names[link.one], names[link.other]
    # What staff noted for each other is not for everyone.
    hidden = link.why is Why.PERSON and readers != "staff"
    detail = "" if hidden else link.detail
    told = detail.upper() if link.why is Why.ACRONYM else detail
    text = say.say(f"organizations.why_{link.why}", one=one, other=other, detail=told)
    return Joined(
        one=one, other=other, why=link.why.value, detail=detail, text=text.strip()
    )


def _name_of_keys(limited: Limited) -> dict[str, str]:
    """Return the name that most records write for each of the keys."""
    written: dict[str, Counter[str]] = {}
    for row in limited.organization.every:
        for key, part in limited.view.register.entries[row].parts:
            if key in limited.organization.keys:
                written.setdefault(key, Counter())[part.name] += 1
    return {
        key: min(told, key=lambda n: (-told[n], n)) for key, told in written.items()
    }


def _tallies(
    values: Iterable[Iterable[str]], label: Callable[[str], str]
) -> tuple[Tally, ...]:
    """Count each value once a record, most first, ties by value."""
    counts = Counter(value for some in values for value in set(some))
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    return tuple(
        Tally(value=value, label=label(value), count=counts[value]) for value in ordered
    )


def _year(entry: Entry) -> str | None:
    return entry.day[:4] if entry.day else None


def _age(entry: Entry) -> tuple[str, str]:
    return (entry.day or "", entry.id)
