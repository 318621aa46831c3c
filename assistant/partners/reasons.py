"""The words of a proposal: what an organization has done, and what is not known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.partners.evidence import Evidence, was_not_done
from assistant.partners.need import Understood
from assistant.partners.signals import Signals
from assistant.partners.view import DOING, Organization, View
from assistant.wording import Wording
from vectorstore.records import Role

QUIET_YEARS = 5
"""Years without a record from which that is told."""
_COUNTRIES = 3
_NAMES = 3

_SENTENCE = {
    Role.FUNDING: "partners.funded",
    Role.RECIPIENT: "partners.received",
    Role.OWNER: "partners.owns",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a proposal is worded from."""

    view: View
    organization: Organization
    signals: Signals
    need: Understood
    is_loose: bool  # none of the cited records is near to the need


def reason(told: Told, evidence: Evidence, say: Wording) -> str:
    """Return what an organization did in a record: "has worked on", never "will"."""
    document = evidence.document
    places = [say.country_name(code) for code in document.facets.countries[:_COUNTRIES]]
    years = _years(document.started, document.ended)
    inner = say.list_separator.join([*places, *([years] if years else [])])
    details = say.say("partners.details", details=inner) if inner else ""
    status = was_not_done(document)
    key = _SENTENCE.get(evidence.role, "partners.worked")
    if status is not None:
        key = "partners.named"
    return say.say(
        key,
        name=told.organization.name,
        title=" ".join(document.title.split()),
        details=details,
        status=status,
    )


def _years(started: str | None, ended: str | None) -> str:
    first = (started or "")[:4]
    last = (ended or "")[:4]
    if first and last and last > first:
        return f"{first}–{last}"
    return first or last


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
    if not roles & told.signals.wanted:
        named = "gap_not_doing" if told.signals.wanted & DOING else "gap_not_funding"
        yield say.say(f"partners.{named}")
    been = {code for entry in entries for code in entry.facets.countries}
    known = [code for code in told.need.need.countries if code != organization.country]
    if known and not been & set(known):
        names = map(say.country_name, known[:_COUNTRIES])
        yield say.say("partners.gap_countries", countries=say.enumerate(names))
    yield from _dates(view.today, (entry.ended or entry.day for entry in entries), say)
    if organization.country is None and organization.kind != "multilateral":
        yield say.say("partners.gap_home")
    if len(organization.keys) > 1:
        written = {
            part.name for row in organization.rows
            for part in view.parts_of(organization, row)
        } - {organization.name}  # fmt: skip
        if written:
            names = say.list_separator.join(sorted(written)[:_NAMES])
            yield say.say("partners.gap_names", names=names)
    if view.site_of(organization) is None:
        yield say.say("partners.gap_contact")


def _dates(today: str, days: Iterable[str | None], say: Wording) -> Iterator[str]:
    last = max((day for day in days if day), default=None)
    if last is None:
        yield say.say("partners.gap_undated")
    elif int(today[:4]) - int(last[:4]) >= QUIET_YEARS:
        yield say.say("partners.gap_since", year=last[:4])
