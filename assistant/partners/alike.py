"""Needs of others that are like one that nobody is known to fit."""

from collections.abc import Sequence

from assistant.partners.offered import FITS
from assistant.partners.signals import Asked
from assistant.postings.following import Matcher
from assistant.support.inert import inert_text
from assistant.wording import Wording
from vectorstore.catalogue.postings import Posting
from vectorstore.records import Readers

SHOWN = 3


def alike_needs(
    matcher: Matcher, asked: Asked, *, readers: Readers
) -> tuple[Posting, ...]:
    """Return the needs nearest to one, nearest first; closed ones may be answered.

    Raises:
        VectorstoreError: the store or the embedder failed.
    """
    needs = [
        one for one in matcher.board.postings(readers=readers) if one.kind == "need"
    ]
    if not needs:
        return ()
    [vector] = matcher.embedder.embed_passages([asked.need.text])
    near = matcher.nearness(vector, asked.need.analysis_language, needs)
    found = [one for one in needs if near.get(one.id, 0.0) >= FITS]
    return tuple(sorted(found, key=lambda one: (-near[one.id], one.id))[:SHOWN])


def told_alike(needs: Sequence[Posting], say: Wording) -> tuple[str, ...]:
    """Return a line that names needs with who has them, or none."""
    if not needs:
        return ()
    names: list[str] = []
    for one in needs:
        title = inert_text(one.title, language=one.language, uri=one.uri).strip()
        names.append(say.say("partners.quoted_need", title=title or one.path))
        if one.organization:
            names[-1] += f" ({one.organization})"
    return (say.say("partners.needs_alike", needs=say.list_separator.join(names)),)
