"""What people read of an organization in a terminal; scripts take `--json`."""

from rich.console import Console

from assistant.organizations.profile import OrganizationProfile, Tally
from assistant.wording import Wording, wording

_TALLIES = 8
"""Values of a total that are shown; the rest is in `--json`."""


def print_profile(profile: OrganizationProfile) -> None:
    """Print what an organization did, its totals, what is not known, and the quotes."""
    console = Console(highlight=False, markup=False)
    say = wording(profile.language)
    home = f" ({say.country_name(profile.country)})" if profile.country else ""
    console.print(f"{profile.name}{home}", style="bold")
    console.print(say.say("organizations.records", count=say.number(profile.records)))
    if contact := [one for one in (profile.mailbox, profile.uri) if one]:
        told = say.list_separator.join(contact)
        console.print(say.say("partners.contact", contact=told))
    for link in profile.links:
        console.print(link.text, style="dim")
    for key, tallies in (
        ("by_role", profile.roles),
        ("by_country", profile.countries),
        ("by_year", profile.years),
    ):
        if tallies:
            heading = say.say(f"organizations.{key}")
            console.print(f"{heading}: {_tallied(tallies, say)}")
    console.print()
    for record in profile.told:
        markers = "".join(f"[{marker}]" for marker in record.citations)
        console.print(f"• {record.text} {markers}")
        if record.companions:
            names = say.list_separator.join(one.name for one in record.companions)
            console.print(f"  {say.say('organizations.with')}: {names}", style="dim")
    console.print()
    for gap in profile.gaps:
        console.print(f"– {gap}", style="dim")
    for citation in profile.citations:
        quote = " ".join(citation.quote.split())
        console.print(f"[{citation.marker}] {quote} ({citation.path})", style="dim")
    if profile.pages > 1:
        console.print(
            say.say(
                "search.page_of",
                page=say.number(profile.page),
                pages=say.number(profile.pages),
            )
        )


def _tallied(tallies: tuple[Tally, ...], say: Wording) -> str:
    return say.list_separator.join(
        f"{tally.label} {say.number(tally.count)}" for tally in tallies[:_TALLIES]
    )
