"""What is told of one organization: the contract's body."""

from assistant.replies import Citation
from vectorstore.catalogue.postings import PostingState
from vectorstore.records import Filters, Posted, Record


class Tally(Record):
    """How many records have a value."""

    value: str
    label: str  # in the language of the words
    count: int


class NameWritten(Record):
    """A name as sources write it, and how many records do."""

    name: str
    records: int


class Joined(Record):
    """Two names that are taken for one organization, and why."""

    one: str
    other: str
    why: str  # identifier, acronym, spelling, translation, person
    detail: str  # the identifier, the acronym, or how alike in 100
    text: str


class Companion(Record):
    """Another organization of the same record."""

    id: str
    name: str
    roles: tuple[str, ...]


class RecordTold(Record):
    """What one record says that the organization did, cited."""

    document_id: str
    title: str
    title_language: str  # BCP 47
    platform: str
    roles: tuple[str, ...]  # funding, implementing, ...: as the source tells
    text: str  # "… has worked on …", never "will"
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2
    sectors: tuple[str, ...]  # groups such as "120"; others as the source names them
    inferred: (
        str | None
    )  # group that it is taken to be of, where the source states none
    sdgs: tuple[str, ...] = ()  # as its source states them: "3" or "3.4"
    inferred_sdg: str | None = None  # goal that it is taken to be of, where none is
    started: str | None  # ISO 8601, as its source tells it
    ended: str | None
    status: str | None  # by which the work was not, or not yet, done
    companions: tuple[Companion, ...]  # in the source's order
    citations: tuple[int, ...]  # markers, at least one


class PostingTold(Record):
    """A need or an offer of the organization."""

    document_id: str
    kind: Posted
    title: str
    language: str  # BCP 47
    state: PostingState  # on the day of the reply
    until: str | None  # ISO 8601: its last day, as far as it is told


class OrganizationProfile(Record):
    """What `organizations show` gives: one organization, as its records tell of it."""

    id: str
    name: str  # as most of the records write it
    country: str | None  # ISO 3166-1 alpha-2: where it is based
    kind: str | None  # "government", "company", "ngo", ...
    uri: str | None = None  # its own site
    mailbox: str | None = None  # of an office of it, as a source publishes it
    language: str  # BCP 47: of the words
    identifiers: tuple[str, ...]
    names: tuple[NameWritten, ...]  # most often written first
    links: tuple[Joined, ...]  # why those names are one organization
    first: str | None  # year of its first dated record
    last: str | None
    records: int  # within the filters, copies left out
    roles: tuple[Tally, ...]  # of those records, most first
    countries: tuple[Tally, ...]
    sectors: tuple[Tally, ...]
    years: tuple[Tally, ...]  # newest first
    told: tuple[RecordTold, ...]  # those of the page, newest first
    postings: tuple[PostingTold, ...]  # needs and offers, those taken in last first
    gaps: tuple[str, ...]  # what the sources do not say
    citations: tuple[Citation, ...]  # of the page
    filters: Filters
    page: int  # from 1
    pages: int


class OrganizationFound(Record):
    """An organization in a list."""

    id: str
    name: str
    country: str | None
    kind: str | None
    records: int
    postings: int = 0  # needs and offers
    roles: tuple[str, ...]  # most often first
    first: str | None  # year
    last: str | None
