"""The rows of a count as a table whose cells are bars too, each leading to its records.

A table read aloud is the same as one looked at: the bars are decoration.
"""

from urllib.parse import urlsplit

from assistant.pages.address import asked_of, organization_address
from assistant.replies import CountRow, Counts
from assistant.wording import Wording
from vectorstore.records import POSTED, Record

SHOWN_AT_ONCE = 15
"""Rows that are seen without opening the rest."""


class Bar(Record):
    """A row of the table."""

    label: str
    count: str
    share: float  # of the longest bar, in (0, 1]
    address: str  # of the records behind the number, on this server
    open_label: str


class CountTable(Record):
    """A table of counts."""

    caption: str
    label_heading: str
    count_heading: str
    rows: tuple[Bar, ...]  # seen at once
    rest: tuple[Bar, ...]
    more_label: str
    further: str | None  # how many rows there are beyond those


class SearchLink(Record):
    """What leads to a search for all that a reply lists some of."""

    address: str  # on this server
    label: str


def search_link(counts: Counts | None, say: Wording) -> SearchLink | None:
    """Return what leads to all records of a list; None where it is no list."""
    if counts is None or counts.search is None:
        return None
    assert not urlsplit(counts.search).netloc
    if counts.what in POSTED:
        return SearchLink(address=counts.search, label=say.say("postings.title"))
    label = say.say("listed.all", count=say.number(counts.total))
    return SearchLink(address=counts.search, label=label)


def count_table(counts: Counts | None, say: Wording) -> CountTable | None:
    """Lay out the rows of a count; None where there are none."""
    if counts is None or counts.by is None or not counts.rows:
        return None
    longest = max(row.count for row in counts.rows)
    bars = [_bar(row, counts, longest, say) for row in counts.rows]
    rest = bars[SHOWN_AT_ONCE:]
    further = say.say("counts.rest", count=say.number(counts.further))
    return CountTable(
        caption=say.say(f"counts.by_{counts.by}"),
        label_heading=say.say(f"counts.of_{counts.by}"),
        count_heading=say.say("counts.records"),
        rows=tuple(bars[:SHOWN_AT_ONCE]),
        rest=tuple(rest),
        more_label=say.say("counts.rest", count=say.number(len(rest))),
        further=further if counts.further else None,
    )


def _bar(row: CountRow, counts: Counts, longest: int, say: Wording) -> Bar:
    number = say.number(row.count)
    limits = asked_of(row.filters, q=" ".join(counts.words), lang=say.language)
    if counts.by == "organization":
        address = organization_address(row.value, limits=limits, lang=say.language)
    else:
        address = limits.address()
    assert not urlsplit(address).netloc
    return Bar(
        label=row.label,
        count=number,
        share=row.count / longest,
        address=address,
        open_label=say.say("counts.open", label=row.label, count=number),
    )
