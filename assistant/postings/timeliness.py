"""What time takes from a match: a need or an offer that is old, or about to end.

A policy and no measurement: small beside nearness, so that it orders what fits about
alike and hides nothing. One that has ended is hidden by its state.
"""

from collections.abc import Iterable
from datetime import date

from vectorstore.catalogue.postings import Match, Posting
from vectorstore.text.days import first_day, last_day

AGE = "age"
ENDING = "ending"
"""Names of parts, never positive."""
A_YEAR = 0.01
"""What each year since it was posted takes, behind the first one."""
OLD = 0.04
"""What age takes at most: as much as a shared goal gives."""
SOON = 0.02
"""What its last day takes: as much as a shared country gives."""
SOON_DAYS = 30
"""Days before its last one in which that grows from nothing."""
_DAYS_A_YEAR = 365.25


def taken(posting: Posting, *, on: date) -> dict[str, float]:
    """Return what time takes from a posting on a day, by part; nothing of no date."""
    found: dict[str, float] = {}
    posted = _day(first_day(posting.since)) if posting.since else None
    if posted is not None:
        years = (on - posted).days / _DAYS_A_YEAR
        found[AGE] = -min(A_YEAR * max(years - 1, 0), OLD)
    last = _day(last_day(posting.until)) if posting.until else None
    if last is not None:
        left = max((last - on).days, 0)
        found[ENDING] = -SOON * max(1 - left / SOON_DAYS, 0)
    return {part: round(worth, 6) for part, worth in found.items() if worth}


def timely(match: Match, both: Iterable[Posting], *, on: date) -> Match:
    """Return a match with what time takes from its two sides among its parts."""
    parts = dict(match.parts)
    for posting in both:
        for part, worth in taken(posting, on=on).items():
            parts[part] = round(parts.get(part, 0.0) + worth, 6)
    score = round(sum(parts.values()), 6)
    return match.model_copy(update={"parts": parts, "score": score})


def _day(stated: str) -> date | None:
    try:
        return date.fromisoformat(stated)
    except ValueError:
        return None
