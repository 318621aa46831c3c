"""Why a need and an offer fit, and what is not known, in the reader's words."""

from collections.abc import Iterator

from assistant.postings.matching import Part, shared_goals, shared_sectors
from assistant.wording import Wording
from vectorstore.catalogue.postings import Match, Posting, PostingState

_SECTORS = 4


def why(match: Match, one: Posting, other: Posting, say: Wording) -> tuple[str, ...]:
    """Return what both have in common, the weightiest first."""
    return tuple(_why(match, one, other, say))


def _why(match: Match, one: Posting, other: Posting, say: Wording) -> Iterator[str]:
    parts = match.parts
    yield say.say("postings.why_meaning")
    if Part.SECTOR in parts:
        named = say.list_separator.join(shared_sectors(one, other)[:_SECTORS])
        yield say.say("postings.why_sector", sectors=named)
    if Part.GOAL in parts:
        goals = sorted(shared_goals(one, other), key=int)
        named = say.list_separator.join(
            say.say("search.sdg_value", number=goal) for goal in goals
        )
        yield say.say("postings.why_goal", goals=named)
    if Part.COOPERATION in parts and one.cooperation:
        kind = cooperation_name(one.cooperation, say)
        yield say.say("postings.why_cooperation", kind=kind)
    shared = [c for c in one.facets.countries if c in other.facets.countries]
    if Part.COUNTRY in parts and shared:
        names = say.enumerate(map(say.country_name, shared))
        yield say.say("postings.why_country", countries=names)
    elif Part.REGION in parts:
        yield say.say("postings.why_region")


def gaps(other: Posting, say: Wording) -> tuple[str, ...]:
    """Return what the other side does not say of itself, the gravest first."""
    told = {
        "postings.gap_organization": other.organization,
        "postings.gap_contact": other.contact,
        "postings.gap_country": other.facets.countries,
        "postings.gap_until": other.until,
    }
    return tuple(say.say(key) for key, value in told.items() if not value)


def cooperation_name(kind: str, say: Wording) -> str:
    """Return what a kind of cooperation is called."""
    return say.say(f"postings.cooperation_{kind.replace('-', '_')}")


def state_label(state: PostingState, until: str | None, say: Wording) -> str:
    """Return "Open until 30 June 2027", "Closed" or "Expired on …" in a few words."""
    if state == "closed" or until is None:
        return say.say(f"postings.{state}")
    return say.say(f"postings.{state}_date", date=say.date(until))
