"""An answer that a model writes is stopped, or nobody listens any more."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.asking import ask_stepwise
from assistant.audit import read_record
from assistant.replies import Released, Reply, Request
from assistant.settings import Settings
from assistant.wording import wording
from evals.endpoint.scripts import slowly, writing
from evals.endpoint.server import ScriptedEndpoint
from evals.endpoint.writers import honest
from vectorstore.catalogue.audit_log import AuditLog

WELLS = Request(question="How many wells were dug in Burkina Faso?")
STOPPED = wording("en").say("chat.stopped")


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def services(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedEndpoint
) -> Iterator[Services]:
    folder: Path = tmp_path_factory.mktemp("docs")
    (folder / "wells.txt").write_text(
        "Forty-two village wells were dug in Burkina Faso in 2014.\n", "utf-8"
    )
    (folder / "care.txt").write_text(
        "A committee of villagers in Burkina Faso looks after each well.\n", "utf-8"
    )
    settings = Settings(
        home=tmp_path_factory.mktemp("home"),
        workers=1,
        chat_model="scripted",
        openai_base_url=model.url,
    )
    with open_services(settings, purpose="a test") as opened:
        opened.ingest([folder], SourceOptions())
        yield opened


async def left(model: ScriptedEndpoint) -> bool:
    """Whether the last request's client is gone, which may take a moment."""
    last = model.requests[-1]
    return await asyncio.to_thread(
        model.wait_until, lambda: last.disconnected, within_s=5
    )


async def test_a_stopped_answer_is_what_was_let_out_by_then(
    services: Services, model: ScriptedEndpoint
) -> None:
    model.script = slowly(writing(honest(sentences=2)), delay_s=0.1)
    stop = asyncio.Event()
    released: list[Released] = []
    replies: list[Reply] = []
    async for told in ask_stepwise(
        services.assistant, WELLS, channel="test", stop=stop
    ):
        if isinstance(told, Released):
            released.append(told)
            stop.set()
        elif isinstance(told, Reply):
            replies.append(told)
    [reply] = replies
    assert reply.claims == tuple(one.claim for one in released)
    assert reply.text.endswith(STOPPED)
    assert await left(model)
    kept = read_record(AuditLog(services.library.engine), reply.audit_id)
    assert kept.body["reply"]["text"] == reply.text


async def test_an_answer_stopped_before_its_first_claim_brings_no_reply(
    services: Services, model: ScriptedEndpoint
) -> None:
    model.script = slowly(writing(honest()), delay_s=0, first_s=60)
    stop = asyncio.Event()
    told: list[str | Released | Reply] = []
    asked = len(model.requests)
    async for event in ask_stepwise(
        services.assistant, WELLS, channel="test", stop=stop
    ):
        told.append(event)
        if event == "writing":
            await asyncio.to_thread(
                model.wait_until, lambda: len(model.requests) > asked, within_s=10
            )
            stop.set()
    assert told == ["searching", "writing"]
    assert await left(model)


async def test_who_listens_no_more_ends_the_models_request(
    services: Services, model: ScriptedEndpoint
) -> None:
    model.script = slowly(writing(honest(sentences=2)), delay_s=0.1)
    async with aclosing(
        ask_stepwise(services.assistant, WELLS, channel="test")
    ) as events:
        async for event in events:
            if isinstance(event, Released):
                break
    assert await left(model)
