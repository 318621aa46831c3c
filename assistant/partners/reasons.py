"""The words of a proposal: what an organization has done, and what is not known."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from assistant.partners.evidence import Evidence, was_not_done
from assistant.partners.need import Understood
from assistant.partners.proposals import Deed, Work
from assistant.partners.register import Entry
from assistant.partners.signals import Signals
from assistant.partners.view import DOING, Organization, View
from assistant.postings.wording import state_label
from assistant.wording import Wording
from vectorstore.records import Role

QUIET_YEARS = 5
"""Years without a record from which that is told."""
PLANNED = "planned"
"""The status of what begins after today, where its source tells none."""
_COUNTRIES = 3
_NAMES = 3

_DEEDS: Mapping[Role, Deed] = {
    Role.FUNDING: "funded",
    Role.RECIPIENT: "received",
    Role.OWNER: "owns",
    Role.OFFERING: "offers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a proposal is worded from."""

    view: View
    organization: Organization
    signals: Signals
    need: Understood
    is_loose: bool  # none of the cited records is near to the need
    is_pledged: bool  # none of what is cited was done, and nothing is offered


def was_done(evidence: Evidence, *, today: str) -> bool:
    """Tell whether a record is of work that began, and was no pledge or plan."""
    return work(evidence, today=today).status is None


def work(evidence: Evidence, *, today: str) -> Work:
    """Return what an organization did, as of a day, in a record that names it."""
    document = evidence.document
    is_to_come = (document.started or "") > today
    status = was_not_done(document) or (PLANNED if is_to_come else None)
    deed = _DEEDS.get(evidence.role, "worked") if status is None else "named"
    ended = document.ended or ""
    return Work(
        deed=deed,
        title=" ".join(document.title.split()),
        countries=document.facets.countries,
        started=(document.started or "")[:4] or None,
        ended=(ended if deed == "offers" else ended[:4]) or None,
        status=status,
    )


def reason(name: str, done: Work, say: Wording) -> str:
    """Return what an organization did: "has worked on", never "will"."""
    places = [say.country_name(code) for code in done.countries[:_COUNTRIES]]
    when = years(done)
    if done.deed == "offers":  # it is shown while it is open
        when = state_label("open", done.ended, say)
    inner = say.list_separator.join(filter(None, [*places, when]))
    return say.say(
        f"partners.{done.deed}",
        name=name,
        title=done.title,
        details=say.say("partners.details", details=inner) if inner else "",
        status=say.say("partners.planned") if done.status == PLANNED else done.status,
    )


def years(done: Work) -> str:
    """Return the years of a work: "2006", "2006–2008", or "" of an undated one."""
    first, last = done.started or "", done.ended or ""
    return f"{first}–{last}" if first and last > first else first or last


def gaps(told: Told, say: Wording) -> tuple[str, ...]:
    """Return what the sources do not say of an organization, the gravest first."""
    return tuple(_gaps(told, say))


def _gaps(told: Told, say: Wording) -> Iterator[str]:
    organization, view = told.organization, told.view
    entries = [view.register.entries[row] for row in organization.rows]
    if told.is_loose:
        yield say.say("partners.gap_loose")
    roles = {
        part.role for row in organization.rows
        for part in view.parts_of(organization, row)
    }  # fmt: skip
    if not entries:
        yield say.say("partners.gap_no_record")
    elif told.is_pledged:
        yield say.say("partners.gap_pledged")
    elif told.signals.wanted & DOING and not roles & DOING:
        yield say.say("partners.gap_not_doing")
    elif not told.signals.wanted & DOING and not roles & told.signals.wanted:
        yield say.say("partners.gap_not_funding")
    been = {code for entry in entries for code in entry.facets.countries}
    known = [code for code in told.need.need.countries if code != organization.country]
    if entries and known and not been & set(known):
        names = map(say.country_name, known[:_COUNTRIES])
        yield say.say("partners.gap_countries", countries=say.enumerate(names))
    members = told.need.members
    if entries and members and not known and not been & set(members):
        names = map(say.region_name, told.need.need.regions)
        yield say.say("partners.gap_countries", countries=say.enumerate(names))
    yield from _other_work(told.need, entries, roles, say)
    yield from _dates(view.today, entries, say)
    yield from _home(organization, say)
    if len(organization.keys) > 1:
        written = {
            part.name for row in organization.every
            for part in view.parts_of(organization, row)
        } - {organization.name}  # fmt: skip
        if written:
            names = say.list_separator.join(sorted(written)[:_NAMES])
            yield say.say("partners.gap_names", names=names)
    yield from _contact(organization, view, say)


def _other_work(
    need: Understood, entries: Sequence[Entry], roles: Set[Role], say: Wording
) -> Iterator[str]:
    """Yield what of a need nothing that was done is about.

    Fields are often inferred, of needs and of records: it seems so.
    """
    of = {group for entry in entries for group in entry.groups}
    if of and need.sectors and not of & set(need.sectors):
        names = (say.say(f"sector.{group}") for group in need.sectors)
        yield say.say("partners.gap_sectors", sectors=say.list_separator.join(names))
    kind = need.need.kind
    told = {kind for entry in entries for kind in entry.kinds}
    is_funder = kind == "financial" and Role.FUNDING in roles
    if kind is not None and entries and kind not in told and not is_funder:
        name = say.say(f"partners.kind_{kind.replace('-', '_')}")
        yield say.say("partners.gap_kind", kind=name)


def record_gaps(organization: Organization, view: View, say: Wording) -> Iterator[str]:
    """Yield what all its records leave open of an organization, whatever is needed."""
    roles = {
        part.role for row in organization.rows
        for part in view.parts_of(organization, row)
    }  # fmt: skip
    entries = [view.register.entries[row] for row in organization.rows]
    if not entries:
        yield say.say("partners.gap_no_record_at_all")
    elif not roles & DOING:
        yield say.say("partners.gap_not_doing")
    yield from _dates(view.today, entries, say)
    yield from _home(organization, say)
    yield from _contact(organization, view, say)


def _home(organization: Organization, say: Wording) -> Iterator[str]:
    if organization.country is None and organization.kind != "multilateral":
        yield say.say("partners.gap_home")


def _contact(organization: Organization, view: View, say: Wording) -> Iterator[str]:
    if not (view.site_of(organization) or view.mailbox_of(organization)):
        yield say.say("partners.gap_contact")


def _dates(today: str, entries: Sequence[Entry], say: Wording) -> Iterator[str]:
    if not entries:
        return
    days = (entry.ended or entry.day for entry in entries)
    last = max((day for day in days if day), default=None)
    if last is None:
        yield say.say("partners.gap_undated")
    elif int(today[:4]) - int(last[:4]) >= QUIET_YEARS:
        yield say.say("partners.gap_since", year=last[:4])
