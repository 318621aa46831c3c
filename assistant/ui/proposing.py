"""What a person does with proposals on the screen: change the need, draft a message.

Each returns what its component shows: an answer of its own, or a problem in words.
"""

import logging
from collections.abc import Mapping

import chainlit as cl
from pydantic import ValidationError

from assistant.partners.introduction import introduction, partner_language
from assistant.partners.proposals import ChosenNeed
from assistant.ui.connection import Connection
from assistant.ui.conversation import carry_out, proposed_before, visitor_language
from assistant.wording import wording
from vectorstore.records import Record

LOG = logging.getLogger(__name__)


class Again(Record):
    """A need as a person has changed it."""

    key: str  # the audit record of the reply that it is a change of
    need: ChosenNeed


class DraftWanted(Record):
    """The organization that a message is for."""

    key: str
    rank: int  # of the proposal
    language: str | None  # None: the partner's


async def match_again(
    connection: Connection, payload: Mapping[str, object]
) -> dict[str, str]:
    """Match what a person made of a need, as a new turn; what was before stays."""
    say = wording(visitor_language())
    try:
        wanted = Again.model_validate(payload)
    except ValidationError:
        LOG.warning("a changed need cannot be used", exc_info=True)
        return {"problem": say.say("partners.failed")}
    before = proposed_before(wanted.key)
    if before is None:
        return {"problem": say.say("partners.failed")}
    request, reply = before
    changed = request.model_copy(
        update={"need": wanted.need, "language": reply.language}
    )
    # As Chainlit does with a message: what is below a run can be given a thumb.
    async with cl.Step(name="on_message", type="run"):
        problem = await carry_out(connection, changed, say)
    return {"problem": problem} if problem else {}


async def draft(payload: Mapping[str, object]) -> dict[str, str]:
    """Return the draft of a message to a proposed organization."""
    say = wording(visitor_language())
    try:
        wanted = DraftWanted.model_validate(payload)
    except ValidationError:
        LOG.warning("a draft cannot be made", exc_info=True)
        return {"problem": say.say("partners.failed")}
    before = proposed_before(wanted.key)
    proposed = before[1].partners if before else None
    if before is None or proposed is None:
        return {"problem": say.say("partners.draft_gone")}
    found = [one for one in proposed.proposals if one.rank == wanted.rank]
    if not found:
        return {"problem": say.say("partners.draft_gone")}
    cited = before[1].citations
    language = wanted.language or partner_language(
        found[0], cited, asker=proposed.need.language
    )
    made = introduction(found[0], proposed.need, cited, language=language)
    return made.model_dump()
