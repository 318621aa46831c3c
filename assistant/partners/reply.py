"""What `partners` gives: the contract's body."""

from typing import Literal

from assistant.partners.need import Need
from assistant.replies import Citation
from vectorstore.records import Record

Cooperation = Literal["south-south", "triangular", "north-south", "unknown"]


class OrganizationView(Record):
    """An organization as a proposal names it."""

    id: str
    name: str
    country: str | None  # ISO 3166-1 alpha-2
    kind: str | None  # "government", "company", "ngo", ...
    uri: str | None


class Reason(Record):
    """One thing that an organization has done, cited."""

    text: str
    citations: tuple[int, ...]  # markers, at least one


class Proposal(Record):
    """An organization that fits, why, and what is not known of it."""

    rank: int  # from 1
    organization: OrganizationView
    score: float  # comparable within one reply only
    parts: dict[str, float]  # by signal; they add up to the score
    cooperation: Cooperation
    reasons: tuple[Reason, ...]  # at least one
    gaps: tuple[str, ...]


class PartnersReply(Record):
    """What `partners` gives."""

    id: str
    audit_id: str
    need: Need
    proposals: tuple[Proposal, ...]  # best first; none where nobody fits
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]  # of the whole: why there are no proposals
    took_ms: float
