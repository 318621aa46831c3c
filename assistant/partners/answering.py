"""Proposals as the answer to a question, and the refusal where nobody fits.

The text is plain, like every reply's: it names no word of the need, so that erasing the
question erases all that was personal.
"""

from assistant.answers.answering import Composed, compose_refusal
from assistant.answers.quoted import Evidence
from assistant.partners.chips import chips_of
from assistant.partners.matching import Matched
from assistant.partners.proposals import Need, Proposal, Proposed
from assistant.replies import Claim, RefusalReason, Verdict
from assistant.wording import Wording, wording
from vectorstore.records import EVERYTHING

_BY_GRAVITY = (
    Verdict.UNSUPPORTED,
    Verdict.UNCHECKED,
    Verdict.PARTIAL,
    Verdict.SUPPORTED,
)


def compose_proposals(matched: Matched) -> Composed:
    """Put proposals into words: each reason is a claim and carries its markers."""
    say = wording(matched.need.language)
    intro = "answer_intro_loose" if matched.is_loose else "answer_intro"
    lines = [say.say(f"partners.{intro}"), *understood(matched.need, say)]
    lines += matched.remarks
    for proposal in matched.proposals:
        lines += ["", heading(proposal, say)]
        for reason in proposal.reasons:
            markers = "".join(f"[{marker}]" for marker in reason.citations)
            lines.append(f"• {reason.text} {markers}")
        lines += [f"– {told}" for told in (*reached(proposal, say), *proposal.gaps)]
    verdicts = {cited.marker: cited.verdict for cited in matched.citations}
    return Composed(
        text="\n".join(lines),
        claims=tuple(
            Claim(
                text=reason.text,
                citations=reason.citations,
                verdict=min(
                    (verdicts[marker] for marker in reason.citations),
                    key=_BY_GRAVITY.index,
                ),
            )
            for proposal in matched.proposals
            for reason in proposal.reasons
        ),
        citations=matched.citations,
        partners=Proposed(need=matched.need, proposals=matched.proposals),
    )


def compose_nobody(matched: Matched, seen: Evidence) -> Composed:
    """Say that no known organization fits, what lies nearest, and whom to ask."""
    need = matched.need
    refused = compose_refusal(
        RefusalReason.NOT_IN_SOURCES if seen.passages else RefusalReason.NOTHING_FOUND,
        seen.passages,
        language=need.language,
        filtered=seen.request.limits != EVERYTHING,
        told=" ".join(matched.remarks),
        suggestion="partners.ask_platforms" if seen.passages else None,
    )
    return Composed(
        text=refused.text,
        refusal=refused.refusal,
        partners=Proposed(need=need, proposals=()),
    )


def understood(need: Need, say: Wording) -> tuple[str, ...]:
    """Return a line that says how a need was understood; none where nothing was."""
    names = [chip.name for chip in chips_of(need, say)]
    if not names:
        return ()
    return (say.say("partners.understood", chips=say.list_separator.join(names)),)


def heading(proposal: Proposal, say: Wording) -> str:
    """Return "1. Name (country, kind of cooperation)"."""
    details = say.list_separator.join(told_of(proposal, say))
    return f"{proposal.rank}. {proposal.organization.name} ({details})"


def reached(proposal: Proposal, say: Wording) -> tuple[str, ...]:
    """Return a line with the organization's own mailbox and site, if sources do."""
    organization = proposal.organization
    told = [one for one in (organization.mailbox, organization.uri) if one]
    if not told:
        return ()
    return (say.say("partners.contact", contact=say.list_separator.join(told)),)


def told_of(proposal: Proposal, say: Wording) -> tuple[str, ...]:
    """Return an organization's country, if known, and the kind of cooperation."""
    country = proposal.organization.country
    cooperation = proposal.cooperation.replace("-", "_")
    told = say.say(f"partners.cooperation_{cooperation}")
    return (*((say.country_name(country),) if country else ()), told)
