"""An organization that fits a need, as proposed: what it did, and what is open."""

from collections.abc import Sequence

from assistant.partners.cooperation import cooperation
from assistant.partners.evidence import Cited, Evidence
from assistant.partners.proposals import OrganizationView, Proposal, Reason
from assistant.partners.reasons import Told, gaps, reason, work
from assistant.partners.scoring import Ranked
from assistant.wording import wording


def proposal(
    one: Ranked, found: Sequence[Evidence], told: Told, cited: Cited, *, rank: int
) -> Proposal:
    """Return what is proposed, and cite the records that tell of it.

    Args:
        one: the organization's place and score.
        found: its records and offers, the best first; at least one.
        told: what is said of it beside them.
        cited: takes the citations, and numbers them.
        rank: from 1.
    """
    say = wording(told.need.need.language)
    organization = told.organization
    return Proposal(
        rank=rank,
        organization=OrganizationView(
            id=organization.id,
            name=organization.name,
            country=organization.country,
            kind=organization.kind,
            uri=told.view.site_of(organization),
            mailbox=told.view.mailbox_of(organization),
        ),
        score=one.score,
        parts=dict(one.parts),
        cooperation=cooperation(
            organization.country,
            kind=organization.kind,
            needed_in=told.need.places,
            beside=[
                part
                for part in found[0].document.participations
                if part.name != organization.name
            ],
        ),
        reasons=tuple(
            Reason(
                text=reason(organization.name, done, say),
                citations=cited.cite(evidence),
                work=done,
            )
            for evidence in found
            for done in (work(evidence, today=told.view.today),)
        ),
        gaps=gaps(told, say),
    )
