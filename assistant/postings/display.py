"""What people read of needs and offers in a terminal; scripts take `--json`."""

from collections.abc import Iterator

from rich.console import Console

from assistant.postings.reply import (
    AddedPostings,
    MatchesReply,
    PostingsReply,
    PostingView,
)
from assistant.postings.wording import cooperation_name, state_label
from assistant.wording import Wording, wording


def print_postings(reply: PostingsReply) -> None:
    """Print a list of postings, and how many there are behind its end."""
    console = _console()
    say = wording("en")
    for posting in reply.postings:
        _print_one(console, posting, say)
    if not reply.postings:
        console.print(say.say("postings.none"))
    elif reply.count > len(reply.postings):
        console.print(f"… {reply.count - len(reply.postings)} more", style="dim")


def print_posting(posting: PostingView) -> None:
    """Print one posting and the last word on it."""
    console = _console()
    _print_one(console, posting, wording("en"))
    if posting.changed and posting.changed.why:
        console.print(f"   {posting.changed.why}", style="dim")


def print_added(added: AddedPostings) -> None:
    """Print what was taken in, and each row that was not, with what to do."""
    console = _console()
    console.print(
        f"{added.added} added, {added.updated} updated, {added.unchanged} unchanged, "
        f"{added.removed} removed."
    )
    say = wording("en")
    for posting in added.postings:
        _print_one(console, posting, say)
    for failed in added.failed:
        console.print(f"Not taken in: {failed.path}: {failed.reason}", style="bold")
    for part in added.left_out:
        console.print(f"Left out: {part.path}: {part.what}", style="dim")


def print_matches(reply: MatchesReply) -> None:
    """Print a posting, what fits it, and the words of both sides."""
    console = _console()
    say = wording(reply.language)
    _print_one(console, reply.posting, say)
    quotes = {
        one.marker: f"“{' '.join(one.quote.split())}” ({one.path})"
        for one in reply.citations
    }
    for note in reply.notes:
        console.print(f"   {note}")
    for match in reply.matches:
        console.print()
        _print_one(console, match.posting, say, rank=f"{match.rank}. ")
        for key, markers in (("need", match.need), ("offer", match.offer)):
            for marker in markers:
                console.print(f"   {say.kind_name(key)}: [{marker}] {quotes[marker]}")
        for reason in match.why:
            console.print(f"   • {reason}")
        for gap in match.gaps:
            console.print(f"   – {gap}", style="dim")
    console.print()


def _print_one(
    console: Console, posting: PostingView, say: Wording, *, rank: str = ""
) -> None:
    console.print(f"{rank}{say.kind_name(posting.kind)}: {posting.title}", style="bold")
    console.print(f"   {' · '.join(_facts(posting, say))}")
    console.print(f"   {posting.id}", style="dim")


def _facts(posting: PostingView, say: Wording) -> Iterator[str]:
    yield state_label(posting.state, posting.until, say)
    if posting.organization is not None:
        yield posting.organization.name
    yield from map(say.country_name, posting.countries)
    yield from posting.sectors
    if posting.cooperation is not None:
        yield cooperation_name(posting.cooperation, say)
    if posting.contact is not None:
        yield posting.contact


def _console() -> Console:
    return Console(highlight=False, markup=False)
