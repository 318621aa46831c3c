"""What the screen shows of a need and of the proposals for it.

Nothing here is Markdown or HTML: the components put every string on the screen as text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from assistant.partners.address import organization_address
from assistant.partners.answering import told_of
from assistant.partners.chips import Chip, ChoiceGroup, all_choices, chips_of
from assistant.partners.proposals import Proposal, Proposed, Reason
from assistant.replies import Reply, Verdict
from assistant.surroundings import Surroundings
from assistant.ui.answers import Part, copy_text, reference
from assistant.ui.cards import Card, cited_card, safe_link
from assistant.wording import LANGUAGES, Wording, wording
from vectorstore.records import Record
from vectorstore.text.languages import is_right_to_left
from vectorstore.text.mailboxes import is_public_mailbox

SHOWN = 5
"""Proposals that are open at first; the others are one press away."""
_NOT_IN_ADDRESS = frozenset("?&%,:;<> \n\r")
_FSI, _PDI = "\u2068", "\u2069"
"""Around words that run in a direction of their own, where there is no element."""

Labels = Mapping[str, str]
Direction = Literal["ltr", "rtl"]


class NeedView(Record):
    """A need as it was understood, for a person to change."""

    key: str  # the audit record of its reply
    language: str
    direction: Direction
    topic: str
    chips: tuple[Chip, ...]
    choices: tuple[ChoiceGroup, ...]
    is_edited: bool
    labels: Labels


class Bar(Record):
    """What one signal gives to a score."""

    label: str
    points: str  # as a number in the reader's language
    share: int  # of the largest of the reply, in percent; negative where it takes away


class LanguageChoice(Record):
    """A language that a draft can be in."""

    tag: str
    name: str


class ReasonView(Record):
    """One thing that an organization has done."""

    parts: tuple[Part, ...]


class ProposalView(Record):
    """One organization that is proposed."""

    rank: int
    name: str
    address: str  # of its page, on this server
    open_label: str
    about: tuple[str, ...]  # home, kind of cooperation, years
    reasons: tuple[ReasonView, ...]
    gaps: tuple[str, ...]
    bars: tuple[Bar, ...]
    website: str | None  # http or https, or none at all
    mailbox: str | None  # of the organization, never of a person
    draft_label: str  # of the button, with the name
    draft_heading: str


class ProposalsView(Record):
    """All that the component of proposals needs."""

    key: str
    language: str
    direction: Direction
    proposals: tuple[ProposalView, ...]
    shown: int  # how many of them are open at first
    cards: tuple[Card, ...]
    languages: tuple[LanguageChoice, ...]
    copy_text: str
    reference: str
    labels: Labels


def need_view(reply: Reply, proposed: Proposed, *, is_edited: bool) -> NeedView:
    """Lay out the need of a reply with everything that it can be changed to."""
    say = wording(reply.language)
    keys = (
        "need", "remove", "add_label", "choose", "add", "again", "nothing_chosen",
        "edited", "failed", "matched",
    )  # fmt: skip
    return NeedView(
        key=reply.audit_id,
        language=reply.language,
        direction=_direction(reply.language),
        topic=proposed.need.topic,
        chips=chips_of(proposed.need, say),
        choices=all_choices(say),
        is_edited=is_edited,
        # A name is put in where it is shown.
        labels={key: say.sentences[f"partners.{key}"] for key in keys},
    )


def proposals_view(
    reply: Reply, proposed: Proposed, passages: Mapping[str, Surroundings]
) -> ProposalsView:
    """Lay out proposals.

    Args:
        reply: what was said.
        proposed: its proposals, at least one.
        passages: each cited chunk in its document, by its id; one may be missing when
            its source changed meanwhile.
    """
    say = wording(reply.language)
    most = max(abs(p) for one in proposed.proposals for p in one.parts.values())
    partial = {
        cited.marker
        for cited in reply.citations
        if cited.verdict is not Verdict.SUPPORTED
    }
    partners = (
        "why", "website", "contact_label", "unknown", "draft", "draft_language",
        "draft_note", "draft_copy", "draft_copied", "draft_close", "draft_gone", "mail",
    )  # fmt: skip
    chat = ("copy", "copied", "copy_failed", "partial")
    hidden = max(len(proposed.proposals) - SHOWN, 0)
    return ProposalsView(
        key=reply.audit_id,
        language=reply.language,
        direction=_direction(reply.language),
        proposals=tuple(
            _proposal(one, say, most=most, partial=partial)
            for one in proposed.proposals
        ),
        shown=SHOWN,
        cards=tuple(
            cited_card(cited, passages.get(cited.chunk_id), say)
            for cited in reply.citations
        ),
        languages=tuple(
            LanguageChoice(tag=tag, name=say.language_name(tag)) for tag in LANGUAGES
        ),
        copy_text=copy_text(reply),
        reference=reference(reply, say),
        labels={key: say.say(f"partners.{key}") for key in partners}
        | {key: say.say(f"chat.{key}") for key in chat}
        | {"more": say.say("partners.more", count=say.number(hidden))},
    )


def _proposal(
    proposal: Proposal, say: Wording, *, most: float, partial: set[int]
) -> ProposalView:
    organization = proposal.organization
    name, uri = organization.name, organization.uri
    parts = sorted(proposal.parts.items(), key=lambda part: -abs(part[1]))
    return ProposalView(
        rank=proposal.rank,
        name=name,
        address=organization_address(organization.id),
        open_label=say.say("partners.open", name=name),
        about=(*told_of(proposal, say), *_years(proposal)),
        reasons=tuple(_reason(name, one, partial) for one in proposal.reasons),
        gaps=proposal.gaps,
        bars=tuple(
            Bar(
                label=say.say(f"partners.part_{part}"),
                points=say.number(round(points, 2)),
                share=round(100 * points / most) if most else 0,
            )
            for part, points in parts
        ),
        website=safe_link(uri),
        mailbox=_mailbox(organization.mailbox),
        draft_label=say.say("partners.draft_to", name=name),
        draft_heading=say.say("partners.draft_label", name=f"{_FSI}{name}{_PDI}"),
    )


def _reason(name: str, reason: Reason, partial: set[int]) -> ReasonView:
    partly = any(marker in partial for marker in reason.citations)
    return ReasonView(
        parts=(
            *_apart(reason.text, (name, reason.work.title), partly=partly),
            Part(text=" "),
            *(Part(text=f"[{m}]", marker=m) for m in reason.citations),
        )
    )


def _apart(text: str, names: Sequence[str], *, partly: bool) -> Iterator[Part]:
    """Cut a sentence around names, each of which may run in its own direction."""
    known = sorted(filter(None, names), key=len, reverse=True)
    pattern = "|".join(map(re.escape, known)) or "(?!)"
    for piece in re.split(f"({pattern})", text):
        if piece:
            yield Part(text=piece, apart=piece in known, partly=partly)


def _years(proposal: Proposal) -> tuple[str, ...]:
    """Return the years from the first to the last of what is cited, if any is dated."""
    told = [
        year
        for one in proposal.reasons
        for year in (one.work.started, one.work.ended)
        if year
    ]
    if not told:
        return ()
    first, last = min(told), max(told)
    return (first if first == last else f"{first}–{last}",)


def _mailbox(address: str | None) -> str | None:
    """Return a mailbox to write to; an address with more in it is none."""
    is_one = address is not None and not set(address) & _NOT_IN_ADDRESS
    return address if address and is_one and is_public_mailbox(address) else None


def _direction(language: str) -> Direction:
    return "rtl" if is_right_to_left(language) else "ltr"
