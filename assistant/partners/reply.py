"""What `partners` gives: the contract's body."""

from assistant.partners.proposals import Need, Proposal
from assistant.replies import Citation
from vectorstore.records import Record


class PartnersReply(Record):
    """What `partners` gives."""

    id: str
    audit_id: str
    need: Need
    proposals: tuple[Proposal, ...]  # best first; none where nobody fits
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]  # of the whole: a name that nothing knows, why none fits
    took_ms: float
