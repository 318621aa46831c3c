"""A second opinion on a claim, by a model other than the writer.

It can only take away: what code does not let through, no model does.
"""

from collections.abc import Callable
from dataclasses import replace

from assistant.llm import ChatModel, Messages
from assistant.replies import Verdict
from assistant.support.reasons import Reason
from assistant.writing.budget import as_shown
from assistant.writing.checking import Carried, Refused, Support
from prompts.loading import prompt

VERDICT_TOKENS = 200
"""A model may think aloud before its one word."""


async def confirmed(
    carried: Carried,
    judge: ChatModel,
    count: Callable[[Messages, str, int, int], None],
) -> Carried | Refused:
    """Ask the judge of each support; verbatim ones need no judge.

    A support that it denies is left out, one that it finds partial becomes so. What is
    no verdict changes nothing: code has decided already.

    Raises:
        ModelUnavailable: the judge does not answer.
    """
    kept: list[Support] = []
    for support in carried.supports:
        if support.reason is None:
            kept.append(support)
            continue
        match await _verdict(carried.draft.text, support, judge, count):
            case Verdict.UNSUPPORTED:
                continue
            case Verdict.PARTIAL:
                part = Reason(key="part")
                kept.append(replace(support, verdict=Verdict.PARTIAL, reason=part))
            case _:
                kept.append(support)
    if not kept:
        return Refused(draft=carried.draft, reason=Reason(key="judged"))
    return replace(carried, supports=tuple(kept))


async def _verdict(
    claim: str,
    support: Support,
    judge: ChatModel,
    count: Callable[[Messages, str, int, int], None],
) -> Verdict | None:
    messages = prompt("judge_claim").render(
        claim=claim, passage=as_shown(support.shown.passage, 1)
    )
    text, usage = await judge.complete(messages, cap_tokens=VERDICT_TOKENS)
    count(messages, text, usage.prompt, usage.completion)
    words = text.lower().replace("*", " ").replace(".", " ").split()
    said = [Verdict(word) for word in words if word in set(Verdict)]
    return said[-1] if said else None
