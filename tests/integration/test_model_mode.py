"""Answers of a scripted model over real HTTP: contained, checked, and never the end.

The endpoint is scripted; all in front of it is what runs in production. What holds for
every model is also tried on a real one, where MODEL_URL and MODEL_NAME name it.
"""

import asyncio
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from assistant.app import Services, SourceOptions, model_mode, open_services
from assistant.errors import ModelUnavailable
from assistant.llm import ChatModel, Endpoint
from assistant.replies import Released, Reply, Request
from assistant.settings import Settings
from evals.endpoint.play import Cut, Usage
from evals.endpoint.scripts import (
    Script,
    by_number,
    cut,
    endless,
    failing,
    in_turn,
    malformed,
    page,
    refusing,
    saying,
    slowly,
    stalling,
    telling_usage,
    where,
    writing,
)
from evals.endpoint.server import ScriptedEndpoint
from evals.endpoint.writers import (
    Marks,
    citing,
    honest,
    in_language,
    inventing_a_quote,
    with_fact_changed,
)
from evals.perturbations import Change
from vectorstore.catalogue.audit_log import AuditLog
from vectorstore.records import Visibility

KEY = "sk-of-nobody-0123456789"
QUESTION = "How many wells were dug in Burkina Faso?"
WELLS = """# Wells in the Sahel

Forty-two village wells were dug in Burkina Faso in 2014 with engineers from Morocco.
The wells give water to 30,000 people in 19 villages. The engineers trained 60 local
masons, who keep the pumps running.
"""
CLINICS = """# Clinics on the river

Brazil lent four boats to Guyana in 2016, and nurses reach 25 villages with them. Wells
were not dug there, for the river gives water all the year.
"""
BARRAGES = """# Petits barrages

Le Burkina Faso a construit 17 petits barrages avec le Niger entre 2011 et 2015. Ils
retiennent l'eau des pluies pour les jardins des villages.
"""
SECRET = """# Wells, for staff only

Nine wells of Burkina Faso were dug in the wrong place, says the inner review of 2015.
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A small library, opened once; each test asks it with settings of its own."""
    folder = tmp_path_factory.mktemp("docs")
    home = tmp_path_factory.mktemp("home")
    for name, text in {
        "wells": WELLS,
        "clinics": CLINICS,
        "barrages": BARRAGES,
    }.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    staff = tmp_path_factory.mktemp("staff")
    (staff / "secret.md").write_text(SECRET, "utf-8")
    with open_services(Settings(home=home, workers=1), purpose="test") as services:
        services.ingest([folder], SourceOptions(platform="Test"))
        services.ingest(
            [staff], SourceOptions(platform="Test", visibility=Visibility.STAFF)
        )
        yield services


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as endpoint:
        yield endpoint


@dataclass
class Desk:
    """An assistant with a model, and what it told meanwhile."""

    services: Services
    endpoint: ScriptedEndpoint
    runner: asyncio.Runner
    events: list[str | Released] = field(default_factory=list)

    def ask(self, script: Script, question: str = QUESTION, **request: object) -> Reply:
        """Ask with a script; `events` and `asked` are of this question alone."""
        self.endpoint.script = script
        self.events = []
        self._before = len(self.endpoint.requests)
        readers = request.pop("readers", "public")
        return self.runner.run(
            self.services.assistant.ask(
                Request.model_validate({"question": question, **request}),
                readers=readers,  # type: ignore[arg-type]
                on_event=self.events.append,
            )
        )

    @property
    def asked(self) -> int:
        """Requests to the endpoint for the last question."""
        return len(self.endpoint.requests) - self._before

    def frozen(self, reply: Reply) -> dict:
        """Return the audit record's body."""
        record = self.services.assistant.auditor._log.get(reply.audit_id)
        assert record is not None
        return record.body


@pytest.fixture(scope="module")
def open_desk(served: Services, endpoint: ScriptedEndpoint):
    """Open an assistant with other settings."""

    @contextmanager
    def opened(**settings: object) -> Iterator[Desk]:
        told = {
            "home": served.settings.home,
            "chat_model": "scripted",
            "openai_base_url": endpoint.url,
            "openai_api_key": KEY,
            "chat_silence_s": 0.6,
            **settings,
        }
        assistant = served.assistant
        model = model_mode(
            Settings.model_validate(told),
            served.library,
            assistant.search_engine,
            AuditLog(served.library.engine),
        )
        assert model is not None
        services = replace(served, assistant=replace(assistant, model=model))
        with asyncio.Runner() as runner:
            yield Desk(services, endpoint, runner)
            runner.run(model.close())

    return opened


@pytest.fixture
def desk(open_desk) -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk


def hold_to_the_sources(desk: Desk, reply: Reply) -> None:
    """What must be so of every answer, whatever the model did."""
    cited = {citation.marker: citation for citation in reply.citations}
    assert sorted(cited) == list(range(1, len(cited) + 1))
    for citation in reply.citations:
        document = desk.services.library.document(citation.document_id)
        assert document is not None
        assert document.text[slice(*citation.span)] == citation.quote
        assert citation.verdict in {"supported", "partial"}
        assert citation.verdict_reason
    for claim in reply.claims:
        assert claim.citations
        assert set(claim.citations) <= set(cited)
        verdicts = [cited[marker].verdict for marker in claim.citations]
        assert claim.verdict == max(verdicts, key=["supported", "partial"].index)
        assert "[" not in claim.text
        assert claim.text in reply.text
    released = [event for event in desk.events if isinstance(event, Released)]
    if reply.mode == "model":
        assert [event.claim for event in released] == list(reply.claims)
        told = [citation for event in released for citation in event.citations]
        assert told == list(reply.citations)
    else:
        assert released == []


def in_quotes(desk: Desk, reply: Reply, sentence: str = "unavailable") -> None:
    """The reply is the sources' own words, and says so first."""
    assert (reply.kind, reply.mode, reply.model) == ("answer", "quoting", None)
    assert sentence in reply.text.split("\n")[0]
    assert "Forty-two village wells" in reply.text
    hold_to_the_sources(desk, reply)


def test_an_honest_answer_is_released_claim_by_claim(desk):
    reply = desk.ask(writing(honest()))

    assert (reply.kind, reply.mode, reply.model) == ("answer", "model", "scripted")
    assert "Forty-two village wells were dug" in reply.claims[0].text
    assert reply.text.split("\n")[0].startswith(
        "Written by a language model (scripted)"
    )
    assert desk.events[:2] == ["searching", "writing"]
    assert desk.asked == 1
    assert 0 < reply.first_token_ms <= reply.took_ms
    hold_to_the_sources(desk, reply)


def test_the_audit_record_tells_how_the_words_came_about(desk):
    reply = desk.ask(telling_usage(writing(honest()), Usage.ALWAYS))

    body = desk.frozen(reply)
    assert body["model"] == "scripted"
    assert [told["name"] for told in body["prompts"]] == ["answer_question"]
    assert all(len(told["sha256"]) == 64 for told in body["prompts"])
    assert body["tokens"]["prompt"] > 0
    assert body["tokens"]["completion"] > 0
    assert body["parameters"]["answer_tokens"] == 600
    assert body["reply"]["text"] == reply.text
    shown = {passage["chunk_id"] for passage in body["passages"]}
    assert {citation.chunk_id for citation in reply.citations} <= shown


@pytest.mark.parametrize("marks", list(Marks))
def test_markers_count_wherever_they_stand_and_are_found_where_there_are_none(
    desk, marks
):
    reply = desk.ask(writing(honest(marks=marks, sentences=1)))

    assert [claim.citations for claim in reply.claims] == [(1,)]
    assert "village wells" in reply.citations[0].quote
    hold_to_the_sources(desk, reply)


def test_a_passage_that_does_not_exist_is_replaced_by_the_one_that_carries_it(desk):
    reply = desk.ask(writing(citing(9)))

    assert reply.claims[0].citations == (1,)
    assert "[9]" not in reply.text
    hold_to_the_sources(desk, reply)


def test_an_invented_quote_is_left_out_and_so_is_the_answer(desk):
    reply = desk.ask(writing(inventing_a_quote()))

    assert reply.kind == "refusal"
    assert reply.refusal.reason == "ungrounded"
    assert reply.mode == "model"
    assert "doubled its budget" not in reply.text
    assert desk.frozen(reply)["left_out"][0]["reason"] == "fabricated"


@pytest.mark.parametrize("change", [Change.NUMBER, Change.DATE, Change.COUNTRY])
def test_a_changed_fact_never_reaches_anybody(desk, change):
    lie = with_fact_changed(change, language="en")
    both = where(
        lambda request: len(request.passages) > 1,
        writing(lambda request: f"{lie(request)} {honest(sentences=1)(request)}"),
        otherwise=saying("NONE"),  # nothing to repair it by
    )

    reply = desk.ask(both)

    hold_to_the_sources(desk, reply)
    assert reply.kind == "answer"
    assert (
        "Statements left out, because the sources do not carry them: 1." in reply.text
    )
    [left_out] = desk.frozen(reply)["left_out"]
    assert left_out["text"] not in reply.text


def test_a_claim_is_repaired_once_by_its_passage(desk):
    lie = writing(with_fact_changed(Change.NUMBER, language="en"))
    true = "The wells give water to 30,000 people in 19 villages."

    reply = desk.ask(by_number({desk_number(desk, 1): lie}, saying(true)))

    assert desk.asked == 2
    assert reply.kind == "answer"
    assert "left out" not in reply.text
    assert [told["name"] for told in desk.frozen(reply)["prompts"]] == [
        "answer_question",
        "repair_claim",
    ]
    hold_to_the_sources(desk, reply)


def desk_number(desk: Desk, offset: int) -> int:
    """Return the number of a request to come."""
    return len(desk.endpoint.requests) + offset


def test_a_repair_that_is_as_wrong_is_left_out(desk):
    reply = desk.ask(writing(with_fact_changed(Change.NUMBER, language="en")))

    assert reply.kind == "refusal"
    assert reply.refusal.reason == "ungrounded"
    assert desk.asked == 2


def test_another_language_is_asked_for_again_and_then_given_up(desk):
    reply = desk.ask(writing(in_language("fr")))

    in_quotes(desk, reply, "did not answer in your language")
    assert desk.asked == 2
    assert "was not in English" in desk.endpoint.requests[-1].request.prompt


def test_another_language_once_is_forgiven(desk):
    reply = desk.ask(in_turn(writing(in_language("fr")), writing(honest())))

    assert reply.mode == "model"
    assert "formé" not in reply.text
    hold_to_the_sources(desk, reply)


@pytest.mark.parametrize(
    ("script", "why", "requests"),
    [
        (failing(500), "failed", 3),
        (failing(429, retry_after_s=0.02), "busy", 3),
        (failing(401), "refused", 1),
        (malformed(writing(honest()), after=3), "malformed", 1),
        (page(), "malformed", 1),
        (saying(""), "malformed", 1),
        (stalling(writing(honest()), after=2), "timeout", 1),
        (stalling(writing(honest()), after=0), "timeout", None),
        (cut(writing(honest()), after=3), "unreachable", 1),
        (cut(writing(honest()), after=3, how=Cut.MID_EVENT), "unreachable", 1),
    ],
)
def test_every_failure_ends_in_the_words_of_the_sources(desk, script, why, requests):
    reply = desk.ask(script)

    in_quotes(desk, reply)
    assert desk.frozen(reply)["stopped"] == why
    assert requests in {None, desk.asked}


def test_a_server_that_asks_for_patience_gets_it(desk):
    began = time.monotonic()

    reply = desk.ask(in_turn(failing(429, retry_after_s=0.4), writing(honest())))

    assert reply.mode == "model"
    assert time.monotonic() - began >= 0.4


def test_no_server_at_all_is_no_end_either(open_desk):
    with open_desk(openai_base_url="http://127.0.0.1:9/v1") as desk:
        in_quotes(desk, desk.ask(writing(honest())))


@pytest.mark.parametrize("how", list(Cut))
def test_what_was_released_before_a_stream_broke_stays(desk, how):
    text = (
        "Forty-two village wells were dug in Burkina Faso in 2014 [1]. The wells give"
    )
    script = cut(saying(f"{text} water to everyone [1]."), after=24, how=how)

    reply = desk.ask(script)

    assert reply.mode == "model"
    assert [claim.text for claim in reply.claims] == [
        "Forty-two village wells were dug in Burkina Faso in 2014."
    ]
    assert "stopped before its end" in reply.text
    hold_to_the_sources(desk, reply)


def test_a_model_that_finds_nothing_is_a_refusal(desk):
    reply = desk.ask(saying("NONE"))

    assert reply.kind == "refusal"
    assert reply.refusal.reason == "not_in_sources"
    assert reply.refusal.nearest
    assert desk.events == ["searching", "writing"]


def test_a_question_without_evidence_never_reaches_the_model(desk):
    reply = desk.ask(writing(honest()), "Who won the chess championship of 1972?")

    assert reply.kind == "refusal"
    assert desk.asked == 0


def test_a_count_is_made_by_code_and_never_reaches_the_model(desk):
    reply = desk.ask(writing(honest()), "How many documents are there, by platform?")
    assert reply.counts is not None
    assert [(row.value, row.count) for row in reply.counts.rows] == [("Test", 3)]
    assert (reply.mode, desk.asked) == ("quoting", 0)


def test_thoughts_of_a_model_are_left_out(desk):
    thinking = writing(lambda r: f"<think>Wells? [1] Yes.</think>\n{honest()(r)}")

    reply = desk.ask(thinking)

    assert "Yes" not in reply.text
    assert "Forty-two" in reply.claims[0].text


@pytest.mark.parametrize(
    "parameters",
    [
        ("stream_options",),
        ("max_completion_tokens",),
        ("max_completion_tokens", "max_tokens"),
        ("temperature",),
        ("stream_options", "max_completion_tokens", "temperature"),
    ],
)
def test_what_an_endpoint_refuses_is_found_out_once(open_desk, parameters):
    with open_desk() as desk:
        script = refusing(*parameters, otherwise=writing(honest()))

        first = desk.ask(script)
        second = desk.ask(script)

        assert first.mode == second.mode == "model"
        assert desk.asked == 1


def test_a_cap_that_is_ignored_is_kept_by_us(open_desk):
    with open_desk(chat_answer_tokens=60) as desk:
        reply = desk.ask(slowly(endless(honest(sentences=1)), delay_s=0.001))

        assert reply.mode == "model"
        assert len(reply.text) < 1_000
        left = desk.endpoint.wait_until(
            lambda: desk.endpoint.requests[-1].disconnected, within_s=5
        )
        assert left
        hold_to_the_sources(desk, reply)


def test_stopping_ends_the_request_and_keeps_what_was_released(desk):
    desk.endpoint.script = slowly(writing(honest(sentences=3)), delay_s=0.05)
    released = asyncio.Event()

    def hear(event: str | Released) -> None:
        if isinstance(event, Released):
            released.set()

    async def ask_and_leave() -> None:
        task = asyncio.create_task(
            desk.services.assistant.ask(Request(question=QUESTION), on_event=hear)
        )
        await asyncio.wait_for(released.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    desk.runner.run(ask_and_leave())

    left = desk.endpoint.wait_until(
        lambda: desk.endpoint.requests[-1].disconnected, within_s=5
    )
    assert left
    log = desk.services.assistant.auditor._log
    [entry] = log.entries(limit=1)
    record = log.get(entry.id)
    assert record is not None
    assert record.body["stopped"] == "stopped"
    assert len(record.body["reply"]["claims"]) == 1


def test_a_follow_up_is_made_whole_before_it_is_looked_up(desk):
    def understood(request) -> bool:
        return not request.passages

    whole = '```json\n{"question": "How many people do the wells in Burkina Faso give \
water to?", "intent": "knowledge"}\n``` I hope this helps.'
    script = where(understood, saying(whole), otherwise=writing(honest()))

    reply = desk.ask(script, "And how many people?", context=[QUESTION])

    assert desk.asked == 2
    assert reply.mode == "model"
    assert "the wells in Burkina Faso give" in desk.endpoint.requests[-1].request.prompt
    assert QUESTION in desk.endpoint.requests[-2].request.prompt


@pytest.mark.parametrize(
    "said",
    ["no JSON", '{"question": ""}', '{"question": 7, "intent": []}', "{" * 5_000,
     '{"question": "Combien de puits ont été creusés dans les villages du Niger ?"}'],
)  # fmt: skip
def test_an_understanding_that_is_of_no_use_does_no_harm(desk, said):
    script = where(lambda r: not r.passages, saying(said), otherwise=writing(honest()))

    reply = desk.ask(script, "And the masons of the wells?", context=[QUESTION])

    assert reply.mode == "model"
    hold_to_the_sources(desk, reply)


def test_limits_that_a_model_tells_are_dropped_where_too_little_lies_there(desk):
    said = json.dumps(
        {
            "question": "How many people do the wells in Burkina Faso give water to?",
            "filters": {"country": ["PE"], "to": 1999},
        }
    )
    script = where(lambda r: not r.passages, saying(said), otherwise=writing(honest()))

    reply = desk.ask(
        script,
        "And how many people?",
        context=["What was done in Peru until 1999?", QUESTION],
    )

    assert reply.mode == "model"
    assert "Forty-two village wells" in desk.endpoint.requests[-1].request.prompt
    hold_to_the_sources(desk, reply)


def test_a_notice_tells_how_answers_are_made(desk):
    reply = desk.ask(writing(honest()), "What can you do?")

    assert desk.asked == 0
    assert "A language model writes an answer" in reply.text
    assert "own words" not in reply.text


def test_passages_of_staff_are_not_sent_out(open_desk):
    question = "Which wells of Burkina Faso were dug in the wrong place?"
    with open_desk() as desk:
        desk.ask(writing(honest()), question, readers="staff")
        assert all(
            "Nine wells" not in exchange.request.prompt
            for exchange in desk.endpoint.requests
        )
    with open_desk(chat_sees_staff=True) as desk:
        desk.ask(writing(honest()), question, readers="staff")
        assert "Nine wells" in desk.endpoint.requests[-1].request.prompt
        public = desk.ask(writing(honest()), question)
        assert "Nine wells" not in desk.endpoint.requests[-1].request.prompt
        assert "Nine wells" not in public.text


def test_a_prompt_keeps_to_its_budget(open_desk):
    question = f"{QUESTION} {'Say it of every village. ' * 60}"
    with open_desk(chat_prompt_tokens=700) as desk:
        desk.ask(writing(honest()), question)
        short = desk.endpoint.requests[-1].request
    with open_desk() as desk:
        desk.ask(writing(honest()), question)
        long = desk.endpoint.requests[-1].request
    assert 1 <= len(short.passages) < len(long.passages)


def test_when_the_days_tokens_are_used_up_the_sources_answer(open_desk):
    with open_desk(chat_daily_tokens=1) as desk:
        # Earlier answers of the day count, though another process gave them.
        reply = desk.ask(writing(honest()))

        assert desk.asked == 0
        in_quotes(desk, reply, "share for today is used up")


def test_a_request_that_an_endpoint_turned_away_took_no_tokens(desk):
    reply = desk.ask(failing(500))

    in_quotes(desk, reply)
    assert not desk.frozen(reply)["tokens"]


def test_who_must_wait_is_told(open_desk):
    with open_desk(chat_at_once=1) as desk:
        desk.endpoint.script = slowly(writing(honest()), delay_s=0.01)
        told: list[list[str | Released]] = [[], []]

        async def both() -> None:
            await asyncio.gather(
                *(
                    desk.services.assistant.ask(
                        Request(question=QUESTION), on_event=events.append
                    )
                    for events in told
                )
            )

        desk.runner.run(both())

        assert sorted("waiting" in events for events in told) == [False, True]
        assert all(any(isinstance(e, Released) for e in events) for events in told)


def test_a_judge_can_only_take_away(open_desk):
    paraphrase = "In 2014, 42 village wells were dug in Burkina Faso [1]."

    def judged(word: str) -> Script:
        return where(
            lambda r: r.body["model"] == "judge",
            saying(word),
            otherwise=saying(paraphrase),
        )

    with open_desk(judge_model="judge") as desk:
        assert desk.ask(judged("supported")).claims[0].verdict == "supported"
        assert desk.ask(judged("It is partial.")).claims[0].verdict == "partial"
        denied = desk.ask(judged("**unsupported**"))
        assert denied.refusal is not None
        assert denied.refusal.reason == "ungrounded"
        assert desk.ask(judged("perhaps")).claims[0].verdict == "supported"


def test_the_key_is_never_in_the_log(open_desk, caplog):
    caplog.set_level(logging.DEBUG, logger="assistant")
    with open_desk() as desk:
        desk.ask(failing(401, message=f"Incorrect API key provided: {KEY}"))

    assert "no answer" in caplog.text or "did not answer" in caplog.text
    assert KEY not in caplog.text


async def test_a_model_says_why_it_is_unavailable(endpoint):
    model = ChatModel(
        Endpoint(model="m", base_url=endpoint.url, api_key=None, retries=0)
    )
    endpoint.script = failing(503)

    with pytest.raises(ModelUnavailable, match="'m'") as caught:
        await model.complete([("user", "Hello?")], cap_tokens=5)
    await model.close()

    assert caught.value.why == "failed"
    assert caught.value.retryable
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("thinks", [False, True])
async def test_a_model_that_never_ends_is_ended(endpoint, thinks):
    model = ChatModel(
        Endpoint(model="m", base_url=endpoint.url, api_key=None, total_s=0.3)
    )
    aloud = endless(honest())
    thoughts = endless(lambda _: "<think> so be it ")
    endpoint.script = slowly(thoughts if thinks else aloud, delay_s=0.02)

    with pytest.raises(ModelUnavailable) as caught:
        await model.complete([("user", "Hello?")], cap_tokens=5_000)
    await model.close()

    assert caught.value.why == "timeout"


@pytest.mark.parametrize(
    "question",
    [QUESTION, "Combien de barrages le Burkina Faso a-t-il construits ?"],
)
def test_a_real_model_is_held_to_the_sources_as_well(open_desk, question):
    url, name = os.environ.get("MODEL_URL"), os.environ.get("MODEL_NAME")
    if not (url and name):
        pytest.skip("MODEL_URL and MODEL_NAME are unset: there is no model to try")
    key = os.environ.get("OPENAI_API_KEY", "none")
    with open_desk(
        openai_base_url=url, chat_model=name, openai_api_key=key, chat_silence_s=120
    ) as desk:
        reply = desk.ask(writing(honest()), question)

        assert reply.kind in {"answer", "refusal"}
        hold_to_the_sources(desk, reply)
