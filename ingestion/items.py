"""An item: what parsing finds in a container and what becomes one document."""

from pydantic import Field

from vectorstore.records import Facets, Participation, Record


class Block(Record):
    """A run of an item's text that belongs together: a paragraph, a table row.

    Blocks are joined by a blank line to make the document's text.
    """

    text: str  # never empty
    headings: tuple[str, ...] = ()  # the heading path above it, outermost first
    page: int | None = None  # from 1
    is_heading: bool = False  # a heading is kept as text too


class Item(Record):
    """One document as found in a file, before it is cleaned, cut and stored."""

    fragment: str | None = None  # "row=12", an identifier, a key; None: the whole file
    title: str
    blocks: tuple[Block, ...]
    language: str | None = None  # as the source states it (BCP 47); None = detect
    uri: str | None = None  # the item's own http(s) address, when the source gives one
    publisher: str | None = None
    published: str | None = None  # ISO 8601 date, month or year
    facets: Facets = Facets()
    metadata: dict[str, str] = Field(default_factory=dict)
    started: str | None = None  # ISO 8601: of an activity's work, actual or planned
    ended: str | None = None
    participations: tuple[Participation, ...] = ()


class Problem(Record):
    """Something in a file that could not be read; the rest of the file was."""

    path: str  # as shown to the person: relative path, with page or row where known
    reason: str  # a sentence: what is wrong and what to do


class LeftOut(Record):
    """Something that was left out on purpose and is reported."""

    path: str
    what: str


class Part(Record):
    """Some records of a long file, one after the other."""

    start: int  # in bytes
    end: int
    number: int  # of its first record in the file, from 1
    line: int  # of the file on which it begins, from 1


class Parsed(Record):
    """All that parsing one file, or a part of one, gave.

    A file without items and problems never happens, unless it has parts to be read.
    """

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    parts: tuple[Part, ...] = ()  # of a file that is too long to be read at once
