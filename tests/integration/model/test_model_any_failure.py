"""What holds of a model that fails or lies, whatever it says.

The scripted one is tried, the same behind a relay, and the one that MODEL_URL and
MODEL_NAME name: a relay spoils its answers, or says what it never said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import regex

from assistant.wording import wording
from evals.endpoint.failures import AT_ONCE, RETRY_S, Failure, midway
from evals.endpoint.lies import (
    BEHIND,
    changing_numbers,
    citing_beside,
    saying_behind,
)
from evals.endpoint.relay import Upstream, relaying
from evals.endpoint.scripts import (
    Script,
    failing,
    in_turn,
    lying,
    shows_passages,
    slowly,
    where,
    writing,
)
from evals.endpoint.server import ScriptedEndpoint
from evals.endpoint.writers import honest

AT_THE_FIRST_WORD = AT_ONCE | midway(1)
IN_THE_SECOND_CLAIM = midway(40)
BROKE_OFF = wording("en").say("answer.model_broke_off")
HEARD_OUT = {None, "length", "language"}
"""What an answer ends by that nothing was done to."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model that others spoil."""

    script: Script
    is_scripted: bool  # it answers with true sentences of the passages
    silence_s: float  # in which it surely speaks
    stall_s: float  # after which it counts as stalled, where it is to stall

    def spoiled(self, failure: Failure) -> Script:
        return self.only_answers(failure.spoil(self.script))

    def only_answers(self, script: Script) -> Script:
        """Play a script for answers, and the model itself for all else."""
        return where(shows_passages, script, otherwise=self.script)


@pytest.fixture(scope="session")
def behind() -> Iterator[ScriptedEndpoint]:
    """A model that only a relay asks."""
    with ScriptedEndpoint(writing(honest(sentences=3))) as endpoint:
        yield endpoint


@pytest.fixture(params=["scripted", "relayed", "named"])
def model(request):
    if request.param == "named":
        named = relaying(request.getfixturevalue("named"))
        return Model(script=named, is_scripted=False, silence_s=120, stall_s=10)
    script = writing(honest(sentences=3))
    if request.param == "relayed":
        behind = request.getfixturevalue("behind")
        script = relaying(Upstream(url=behind.url, model="behind"))
    return Model(script=script, is_scripted=True, silence_s=5, stall_s=0.6)


@pytest.fixture
def ask(model, open_desk):
    """Ask with a script, and return the desk with the reply."""
    with open_desk(chat_silence_s=model.silence_s) as desk:
        yield lambda script: (desk, desk.ask(script))


@pytest.fixture
def ask_failing(model, open_desk):
    """Ask a model that fails, which may be by silence."""

    def asked(failure: Failure):
        stalls = failure.why == "timeout"
        silence_s = model.stall_s if stalls else model.silence_s
        with open_desk(chat_silence_s=silence_s) as desk:
            return desk, desk.ask(model.spoiled(failure))

    return asked


@pytest.mark.parametrize("name", AT_THE_FIRST_WORD)
def test_a_failure_before_the_first_claim_ends_in_the_words_of_the_sources(
    ask_failing, name
):
    failure = AT_THE_FIRST_WORD[name]

    desk, reply = ask_failing(failure)

    desk.in_quotes(reply)
    assert desk.frozen(reply)["stopped"] == failure.why


@pytest.mark.parametrize("name", IN_THE_SECOND_CLAIM)
def test_a_failure_behind_a_claim_ends_in_the_words_of_the_sources_too(
    ask_failing, model, name
):
    failure = IN_THE_SECOND_CLAIM[name]

    desk, reply = ask_failing(failure)

    stopped = desk.frozen(reply)["stopped"]
    desk.hold_to_the_sources(reply)
    if model.is_scripted:
        assert (reply.mode, stopped) == ("model", failure.why)
        assert BROKE_OFF in reply.text
    elif stopped == failure.why and reply.mode == "quoting":  # no claim had passed
        desk.in_quotes(reply)
    else:  # it may have said little, and ended before
        assert stopped in {failure.why, *HEARD_OUT}


def test_a_model_that_is_slow_or_busy_once_is_waited_for(ask, model):
    busy = in_turn(failing(429, retry_after_s=RETRY_S), model.script)

    desk, reply = ask(slowly(busy, delay_s=0.005))

    assert reply.mode == "model" or not model.is_scripted
    assert desk.asked > 1
    assert desk.frozen(reply)["stopped"] in HEARD_OUT
    desk.hold_to_the_sources(reply)


@pytest.mark.parametrize("name", BEHIND)
def test_what_no_source_says_reaches_nobody_behind_what_they_say(ask, model, name):
    lie = saying_behind(BEHIND[name])

    desk, reply = ask(model.only_answers(lying(model.script, lie)))

    shown = f"{reply.text} {' '.join(claim.text for claim in reply.claims)}"
    for word in ("doubled", "grants.example", "collector.example", "programme", "!["):
        assert word not in shown
    assert "The whole report" not in shown
    assert reply.claims or not model.is_scripted
    desk.hold_to_the_sources(reply)


def test_a_passage_that_does_not_exist_is_cited_by_nobody(ask, model):
    lie = citing_beside(9)

    desk, reply = ask(model.only_answers(lying(model.script, lie)))

    assert reply.claims or not model.is_scripted
    assert "[9]" not in reply.text
    desk.hold_to_the_sources(reply)


def test_changed_numbers_reach_nobody(ask, model):
    desk, reply = ask(model.only_answers(lying(model.script, changing_numbers)))

    quotes = {citation.marker: citation.quote for citation in reply.citations}
    for claim in reply.claims:
        carried = " ".join(quotes[marker] for marker in claim.citations)
        assert _numbers(claim.text) <= _numbers(carried)
    assert desk.frozen(reply)["left_out"] or not model.is_scripted
    desk.hold_to_the_sources(reply)


def _numbers(text: str) -> set[str]:
    return set(regex.findall(r"\d+", text))
