"""What people read of proposals in a terminal; scripts take `--json`."""

from rich.console import Console

from assistant.partners.reply import PartnersReply
from assistant.wording import wording


def print_partners(reply: PartnersReply) -> None:
    """Print the need as it was understood, the proposals, and what they cite."""
    console = Console(highlight=False, markup=False)
    say = wording(reply.need.language)
    need = reply.need
    chips = [
        *map(say.country_name, need.countries),
        *need.sectors,
        *filter(None, (need.role, need.kind)),
    ]
    console.print(say.say("partners.need"), style="bold")
    console.print(need.topic)
    if chips:
        console.print(" · ".join(chips), style="dim")
    for note in reply.notes:
        console.print(f"\n{note}")
    for proposal in reply.proposals:
        organization = proposal.organization
        country = organization.country
        home = f" ({say.country_name(country)})" if country else ""
        kind = proposal.cooperation.replace("-", "_")
        console.print(f"\n{proposal.rank}. {organization.name}{home}", style="bold")
        console.print(f"   {say.say(f'partners.cooperation_{kind}')}")
        for reason in proposal.reasons:
            markers = "".join(f"[{marker}]" for marker in reason.citations)
            console.print(f"   • {reason.text} {markers}")
        for gap in proposal.gaps:
            console.print(f"   – {gap}", style="dim")
    console.print()
    for citation in reply.citations:
        quote = " ".join(citation.quote.split())
        console.print(f"[{citation.marker}] {quote} ({citation.path})", style="dim")
