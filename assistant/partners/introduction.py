"""The draft of a message to an organization that was proposed, for a person to send.

Composed by code from fixed phrases and cited facts, in the language of the partner.
"""

from collections.abc import Iterable, Mapping

from assistant.partners.chips import chips_of
from assistant.partners.proposals import Need, Proposal, Reason
from assistant.partners.reasons import reason as told_in
from assistant.replies import Citation
from assistant.wording import LANGUAGES, Wording, primary, wording
from vectorstore.records import Record

LINK_STARTS = ("http://", "https://")


class Introduction(Record):
    """A draft in one language; nothing of it has been sent."""

    language: str  # one of the seven
    subject: str  # on one line
    text: str  # plain, several lines


def partner_language(
    proposal: Proposal, citations: Iterable[Citation], *, asker: str
) -> str:
    """Return the language to write to an organization in, one of the seven.

    That of the country that it is at home in, else that of the records that name it,
    else the asker's. Official languages are CLDR's, those used as such included.

    Args:
        proposal: who is written to.
        citations: of the reply.
        asker: BCP 47: of the reply.
    """
    cited = {citation.marker: citation.language for citation in citations}
    of_records = [cited[m] for r in proposal.reasons for m in r.citations if m in cited]
    for tag in (*_official(proposal.organization.country), *of_records):
        if primary(tag) in LANGUAGES:
            return primary(tag)
    return wording(asker).language


def introduction(
    proposal: Proposal,
    need: Need,
    citations: Iterable[Citation],
    *,
    language: str,
) -> Introduction:
    """Return a draft that quotes the need and says what the sources tell, with links.

    Args:
        proposal: who is written to.
        need: as it was understood.
        citations: of the reply.
        language: of the draft: one of the seven, else it is English.
    """
    say = wording(language)
    sources = {citation.marker: citation for citation in citations}
    topic = " ".join(need.topic.split())
    subject = say.say("introduction.subject", topic=topic)
    about = [chip.name for chip in chips_of(_stated(need), say)]
    lines = [
        subject,
        "",
        say.say("introduction.greeting", name=proposal.organization.name),
        "",
        say.say("introduction.opening", topic=topic),
    ]
    if about:
        told = say.list_separator.join(about)
        lines.append(say.say("introduction.about", chips=told))
    lines += ["", say.say("introduction.facts")]
    lines += [_fact(one, proposal, sources, say) for one in _done(proposal)]
    lines += [
        "",
        say.say("introduction.request"),
        "",
        say.say("introduction.closing"),
        say.say("introduction.signature"),
        "",
        say.say("introduction.origin"),
    ]
    return Introduction(language=say.language, subject=subject, text="\n".join(lines))


def _stated(need: Need) -> Need:
    """Return a need without what was only inferred, and without whom it looks for."""
    kept = {
        what: tuple(one for one in getattr(need, what) if one not in need.inferred)
        for what in ("sectors", "sdgs")
    }
    return need.model_copy(update={**kept, "inferred": (), "role": None})


def _official(country: str | None) -> tuple[str, ...]:
    from babel.languages import get_official_languages

    return get_official_languages(country, de_facto=True) if country else ()


def _done(proposal: Proposal) -> list[Reason]:
    """Return what was really done; all where nothing was."""
    done = [one for one in proposal.reasons if one.work.deed != "named"]
    return done or list(proposal.reasons)


def _fact(
    reason: Reason, proposal: Proposal, sources: Mapping[int, Citation], say: Wording
) -> str:
    fact = told_in(proposal.organization.name, reason.work, say)
    cited = sources[reason.citations[0]]
    link = cited.uri if cited.uri and cited.uri.startswith(LINK_STARTS) else cited.path
    origin = dict.fromkeys(filter(None, (cited.publisher, cited.platform, link)))
    source = say.list_separator.join(" ".join(part.split()) for part in origin)
    return say.say("introduction.fact", fact=fact, source=source)
