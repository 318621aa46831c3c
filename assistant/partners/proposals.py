"""What is needed, and who is proposed for it: parts of the contract's bodies."""

from typing import Literal

from pydantic import Field

from vectorstore.records import Record

MOST = 20
"""Countries or sectors that may be chosen; more say nothing."""

SoughtRole = Literal["funding", "implementing"]
CooperationKind = Literal[
    "technical", "financial", "training", "technology", "public-private"
]
Cooperation = Literal["south-south", "triangular", "north-south", "unknown"]
Deed = Literal["worked", "funded", "received", "owns", "named", "offers"]


class ChosenNeed(Record):
    """What a person chose of a need, instead of what its words say of these six.

    What is left out is chosen to be nothing in particular.
    """

    countries: tuple[str, ...] = Field(
        default=(),
        max_length=MOST,
        description="ISO 3166-1 alpha-2 codes, or names in any of seven languages.",
    )
    regions: tuple[str, ...] = Field(
        default=(),
        max_length=MOST,
        description='Groups of countries, such as "western-africa" or '
        '"least-developed-countries", or names in any of seven languages. Of a region '
        "and a group, the countries of both count.",
    )
    sectors: tuple[str, ...] = Field(
        default=(),
        max_length=MOST,
        description="Codes of the DAC, or names as a reply's need has them.",
    )
    sdgs: tuple[str, ...] = Field(
        default=(),
        max_length=MOST,
        description='Goals of sustainable development, "1" to "17", and their targets, '
        'such as "6.1".',
    )
    role: SoughtRole | None = None
    kind: CooperationKind | None = None


class Need(Record):
    """A need as it is shown back to the person."""

    topic: str  # the need's own words, at most 200 code points
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2, most often named first
    regions: tuple[str, ...] = ()  # groups of countries, where no country is named
    sectors: tuple[str, ...]  # names of groups, surest first
    sdgs: tuple[
        str, ...
    ] = ()  # goals, as "6", and inferred or chosen targets, as "6.1"
    inferred: tuple[
        str, ...
    ] = ()  # of sectors, goals and targets, those that no word names
    role: SoughtRole | None  # that is looked for
    kind: CooperationKind | None  # of cooperation
    language: str  # BCP 47: of the reply


class OrganizationView(Record):
    """An organization as a proposal names it."""

    id: str
    name: str
    country: str | None  # ISO 3166-1 alpha-2
    kind: str | None  # "government", "company", "ngo", ...
    uri: str | None  # its own site
    mailbox: str | None = None  # of an office of it, as a source publishes it


class Work(Record):
    """What an organization did in one record."""

    deed: Deed
    title: str  # of the record, on one line
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2
    started: str | None  # year
    ended: str | None  # year; of an offer, its last day
    status: str | None  # by which it was not, or not yet, done


class Reason(Record):
    """One thing that an organization has done, cited."""

    text: str  # of `work`, in the reply's language
    citations: tuple[int, ...]  # markers, at least one
    work: Work


class Proposal(Record):
    """An organization that fits, why, and what is not known of it."""

    rank: int  # from 1
    organization: OrganizationView
    score: float  # comparable within one reply only
    parts: dict[str, float]  # by signal; they add up to the score
    cooperation: Cooperation
    reasons: tuple[Reason, ...]  # at least one
    gaps: tuple[str, ...]


class Proposed(Record):
    """A need and the proposals for it, in the reply to a question."""

    need: Need
    proposals: tuple[Proposal, ...]  # best first; none where nobody fits
