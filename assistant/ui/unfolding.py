"""An answer as far as it has come: a reply of the claims that were let out by now."""

from collections.abc import Sequence

from assistant.replies import Released, Reply
from assistant.wording import wording
from assistant.writing.composing import written_lines


def reply_so_far(
    question: str, claims: Sequence[Released], *, model: str, stopped: bool = False
) -> Reply:
    """Return what the reply will begin with; it has no audit record yet.

    Args:
        question: what was asked.
        claims: at least one, in order.
        model: who writes.
        stopped: whether it stays at that, which a note says.
    """
    language = claims[0].language
    lines = written_lines(claims, model=model, language=language)
    if stopped:
        lines += ["", wording(language).say("chat.stopped")]
    return Reply(
        id="",
        audit_id="",
        kind="answer",
        question=question,
        language=language,
        mode="model",
        text="\n".join(lines),
        claims=tuple(released.claim for released in claims),
        citations=tuple(cited for released in claims for cited in released.citations),
        model=model,
        took_ms=0.0,
    )
