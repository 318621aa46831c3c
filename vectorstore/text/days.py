"""Days that a date of ISO 8601 may mean: a year, a month or a day."""

from calendar import monthrange

_FIRST_DAY = "-01-01"


def first_day(date: str) -> str:
    """Return the first day of a year, a month or a day of ISO 8601."""
    return date + _FIRST_DAY[len(date) - 4 :]


def last_day(date: str) -> str:
    """Return the last day of a year, a month or a day; "" where there is none.

    "2027" ends on "2027-12-31"; "2027-02-30" is no day.
    """
    parts = [int(part) for part in date.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    if not (year >= 1 and 1 <= month <= 12):
        return ""
    days = monthrange(year, month)[1]
    day = parts[2] if len(parts) > 2 else days
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= days else ""
