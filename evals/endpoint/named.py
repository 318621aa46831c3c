"""Scripts by name, for people and for browser tests."""

from collections.abc import Callable, Mapping

from evals.endpoint.failures import AT_ONCE, midway
from evals.endpoint.lies import FOREIGN
from evals.endpoint.play import Usage
from evals.endpoint.scripts import (
    Script,
    endless,
    failing,
    in_turn,
    refusing,
    saying,
    shows_passages,
    slowly,
    telling_usage,
    where,
    writing,
)
from evals.endpoint.writers import (
    Form,
    Marks,
    citing,
    honest,
    in_language,
    inventing_a_quote,
    obeying,
    with_fact_changed,
)
from evals.perturbations import Change

EARLY = 12
"""Pieces behind which an answer fails: about as many words, and no whole claim."""
PARAMETERS = (
    "stream_options",
    "max_completion_tokens",
    "temperature",
    "response_format",
)


def _answers(script: Script) -> Script:
    """Play a script for what shows passages; other prompts are answered honestly."""
    return where(shows_passages, script, otherwise=writing(honest()))


def _good() -> Script:
    return writing(honest())


NAMED: Mapping[str, Callable[[], Script]] = {
    "honest": _good,
    "slow": lambda: _answers(slowly(_good(), delay_s=0.1)),
    **{
        name: lambda failure=failure: failure.spoil(_good())
        for name, failure in AT_ONCE.items()
    },
    **{
        name: lambda failure=failure: _answers(failure.spoil(_good()))
        for name, failure in midway(EARLY).items()
    },
    "busy-once": lambda: in_turn(failing(429, retry_after_s=1), _good()),
    "picky": lambda: refusing(*PARAMETERS, otherwise=_good()),
    "endless": lambda: _answers(endless(honest())),
    "no-usage": lambda: telling_usage(_good(), Usage.NEVER),
    "usage": lambda: telling_usage(_good(), Usage.ALWAYS),
    "cites-9": lambda: _answers(writing(citing(9))),
    "no-markers": lambda: writing(honest(marks=Marks.NONE)),
    "full-width-markers": lambda: writing(honest(marks=Marks.FULL_WIDTH)),
    "markers-behind": lambda: writing(honest(marks=Marks.BEHIND_STOP)),
    "invented-quote": lambda: _answers(writing(inventing_a_quote())),
    **{
        f"changed-{change}": lambda change=change: _answers(
            writing(with_fact_changed(change))
        )
        for change in (Change.NUMBER, Change.DATE, Change.COUNTRY)
    },
    **{
        f"in-{language}": lambda language=language: _answers(
            writing(in_language(language))
        )
        for language in ("en", "fr", "es", "pt", "ru", "ar", "zh", "de")
    },
    **{
        f"hijacked-{form}": lambda form=form: _answers(writing(obeying(FOREIGN, form)))
        for form in Form
    },
    "none": lambda: saying("NONE"),
}
"""What each name plays; a script of its own at each call, as some count."""
