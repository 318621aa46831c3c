"""The ways in which a model fails, and what the product is to call each.

They spoil what any script sends, that of a real model too (`evals.endpoint.relay`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.errors import WhyUnavailable
from evals.endpoint.play import Cut
from evals.endpoint.scripts import (
    Script,
    cut,
    failing,
    malformed,
    page,
    saying,
    stalling,
)

RETRY_S = 0.05


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail."""

    spoil: Callable[[Script], Script]
    why: WhyUnavailable


AT_ONCE: Mapping[str, Failure] = {
    "error": Failure(lambda _: failing(500), "failed"),
    "busy": Failure(lambda _: failing(429, retry_after_s=RETRY_S), "busy"),
    "wrong-key": Failure(
        lambda _: failing(401, message="Incorrect API key provided"), "refused"
    ),
    "page": Failure(lambda _: page(), "malformed"),
    "empty": Failure(lambda _: saying(""), "malformed"),
    "stall-at-once": Failure(lambda script: stalling(script, after=0), "timeout"),
}
"""Those that bring no word of the model, by name."""


def midway(after: int) -> Mapping[str, Failure]:
    """Return those that come behind so many pieces, by name."""
    cuts = {"ended": Cut.ENDED, "closed": Cut.CLOSED, "mid-event": Cut.MID_EVENT}
    return {
        "stall": Failure(lambda script: stalling(script, after=after), "timeout"),
        "malformed": Failure(
            lambda script: malformed(script, after=after), "malformed"
        ),
        **{
            name: Failure(
                lambda script, how=how: cut(script, after=after, how=how),
                "unreachable",
            )
            for name, how in cuts.items()
        },
    }
