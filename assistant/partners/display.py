"""What people read of proposals in a terminal; scripts take `--json`."""

from rich.console import Console

from assistant.partners.answering import reached, told_of
from assistant.partners.chips import chips_of
from assistant.partners.reply import PartnersReply
from assistant.wording import wording


def print_partners(reply: PartnersReply) -> None:
    """Print the need as it was understood, the proposals, and what they cite."""
    console = Console(highlight=False, markup=False)
    say = wording(reply.need.language)
    need = reply.need
    chips = [chip.name for chip in chips_of(need, say)]
    console.print(say.say("partners.need"), style="bold")
    console.print(need.topic)
    if chips:
        console.print(" · ".join(chips), style="dim")
    for note in reply.notes:
        console.print(f"\n{note}")
    for proposal in reply.proposals:
        name = proposal.organization.name
        console.print(f"\n{proposal.rank}. {name}", style="bold")
        console.print(f"   {' · '.join(told_of(proposal, say))}")
        for reason in proposal.reasons:
            markers = "".join(f"[{marker}]" for marker in reason.citations)
            console.print(f"   • {reason.text} {markers}")
        for told in reached(proposal, say):
            console.print(f"   {told}")
        for gap in proposal.gaps:
            console.print(f"   – {gap}", style="dim")
    console.print()
    for citation in reply.citations:
        quote = " ".join(citation.quote.split())
        console.print(f"[{citation.marker}] {quote} ({citation.path})", style="dim")
