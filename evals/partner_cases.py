"""Needs with known answers: later projects of `gcof`, their organizations hidden.

A project with an implementing agency becomes a need: its title, description, country
and sector, with the name of every organization that took part masked. What is asked is
who implemented it, from the records of before a day alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from assistant.partners.register import Entry
from assistant.partners.view import View
from vectorstore.library import Library
from vectorstore.records import Document, Participation, Role

MASK = "…"
_FILE = "GlobalChineseOfficialFinance"
FIT_YEARS = (2009, 2010, 2011)
JUDGED_FROM = date(2012, 1, 1)
_FIELDS = ("title", "description", "recipient_condensed", "crs_sector_name")
_BRACKETS = regex.compile(r"\s*\(([^)]*)\)")
_LEGAL = regex.compile(
    r"(?:,?\s+(?:Co|Ltd|Corp|Inc|Company|Corporation|Limited|Group|S\.A)\.?,?)+$",
    regex.I,
)
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCase:
    """One need."""

    id: str
    year: int
    before: date  # only records from before it may be used
    need: str
    gold: frozenset[str]  # keys of the names of who implemented it
    countries: frozenset[str]
    sectors: frozenset[str]  # groups

    def places(self, view: View) -> frozenset[int]:
        """Return the places of those among a view's organizations that it seeks.

        Only who implemented something before counts: nobody else can be found.
        """
        return frozenset(
            place
            for place, one in enumerate(view.organizations)
            if one.keys & self.gold and implemented(view, place)
        )


def implemented(view: View, place: int) -> bool:
    """Tell whether an organization of a view implemented any of its records."""
    one = view.organizations[place]
    return any(
        part.role is Role.IMPLEMENTING
        for row in one.rows
        for part in view.parts_of(one, row)
    )


def cases_to_fit(library: Library, entries: Sequence[Entry]) -> list[PartnerCase]:
    """Return the projects of 2009-2011, each asked of the records before its year."""
    return [
        case
        for entry in entries
        if entry.day and int(entry.day[:4]) in FIT_YEARS
        for case in _case(library, entry, before=date(int(entry.day[:4]), 1, 1))
    ]


def cases_to_judge(library: Library, entries: Sequence[Entry]) -> list[PartnerCase]:
    """Return the projects of 2012 and later, asked of the records before 2012."""
    return [
        case
        for entry in entries
        if entry.day and entry.day >= JUDGED_FROM.isoformat()
        for case in _case(library, entry, before=JUDGED_FROM)
    ]


def _case(library: Library, entry: Entry, *, before: date) -> Iterator[PartnerCase]:
    gold = frozenset(k for k, part in entry.parts if part.role is Role.IMPLEMENTING)
    if not gold:
        return
    document = library.document(entry.id)
    if document is None or _FILE not in document.path:
        return
    assert entry.day is not None
    yield PartnerCase(
        id=document.path.rpartition("#")[2],
        year=int(entry.day[:4]),
        before=before,
        need=masked(_told(document), [part for _, part in entry.parts]),
        gold=gold,
        countries=frozenset(entry.facets.countries),
        sectors=entry.sectors,
    )


def _told(document: Document) -> str:
    fields = document.metadata
    return "\n".join(fields[name] for name in _FIELDS if fields.get(name))


def masked(text: str, parts: Sequence[Participation]) -> str:
    """Return a text without the names of organizations, in whatever form.

    The whole name, without what is in brackets, without its legal form, and what is in
    brackets, the acronym, are all masked.
    """
    forms: set[str] = set()
    for part in parts:
        bare = " ".join(_BRACKETS.sub(" ", part.name).split())
        forms |= {part.name, bare, _LEGAL.sub("", bare)}
        forms |= {match.group(1).strip() for match in _BRACKETS.finditer(part.name)}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        if len(form) >= _SHORTEST:
            whole = rf"(?<!\w){regex.escape(form)}(?!\w)"
            text = regex.sub(whole, MASK, text, flags=regex.I)
    return text
