"""The REST API over HTTP, on a real library of three small files."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.server.web import create_app
from assistant.settings import Settings

WELLS = "Forty-two village wells were dug in Burkina Faso in 2014.\n"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "wells.txt").write_text(WELLS, "utf-8")
    (folder / "source.yaml").write_text("files: {wells.txt: {published: 2015}}\n")
    (folder / "milk.txt").write_text(
        "Brazil teaches hospitals to run human milk banks.\n", "utf-8"
    )
    secret = folder / "secret"
    secret.mkdir()
    (secret / "plan.txt").write_text("The embassy plans a bridge in Lomé.\n", "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    with open_services(settings, purpose="a test") as opened:
        opened.ingest([folder / "wells.txt", folder / "milk.txt"], SourceOptions())
        opened.ingest([secret], SourceOptions(visibility="staff"))
        yield opened


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(services, ui=False)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as opened:
        yield opened


async def asked(
    client: httpx.AsyncClient, question: str, **more: Any
) -> httpx.Response:
    return await client.post(
        "/api/ask",
        json={"question": question, **more},
        headers={"Accept": "application/json"},
    )


async def test_before_leaves_only_evidence_that_is_dated_earlier(
    client: httpx.AsyncClient,
) -> None:
    async def found(before: str) -> list[str]:
        body = {"question": "wells and milk banks", "before": before}
        reply = (await client.post("/api/search", json=body)).json()
        return [passage["title"] for passage in reply["passages"]]

    assert await found("2015-01-01") == []
    assert await found("2015-01-02") == ["wells"]
    refused = (await asked(client, "Who has milk banks?", before="2014-01-01")).json()
    assert refused["refusal"]["reason"] == "nothing_found"


async def test_a_question_is_answered_with_the_words_of_a_source(
    client: httpx.AsyncClient,
) -> None:
    reply = (await asked(client, "How many wells were dug in Burkina Faso?")).json()
    assert reply["kind"] == "answer"
    [first, *_] = reply["citations"]
    shown = (await client.get(f"/api/show/{first['document_id']}")).json()
    start, end = first["span"]
    assert shown["text"][start:end] == first["quote"]
    assert "Forty-two" in first["quote"]


async def test_events_tell_the_steps_and_then_the_reply(
    client: httpx.AsyncClient,
) -> None:
    body = {"question": "How many wells were dug in Burkina Faso?"}
    answer = await client.post("/api/ask", json=body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    assert [name for name, _ in events] == [
        "event: step",
        "event: step",
        "event: reply",
    ]
    told = [json.loads(data.removeprefix("data: ")) for _, data in events]
    assert told[0] == {"step": "searching"}
    assert told[1] == {"step": "reading"}
    assert told[2]["kind"] == "answer"


async def test_a_failure_on_the_way_is_an_event_too(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/ask", json={"question": " "})
    name, data = answer.text.strip().split("\n")
    assert name == "event: error"
    assert json.loads(data.removeprefix("data: "))["error"]["code"] == "bad_request"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "question"),
        ({"question": "x", "limit": 0}, "limit"),
        ({"question": "x", "filters": {"planet": ["Mars"]}}, "filters.planet"),
        ({"question": "x", "unknown": 1}, "unknown"),
        ({"question": "a" * 4_001}, "4000"),
        ({"question": "x", "language": "not a tag"}, "not a tag"),
    ],
)
async def test_a_request_that_cannot_be_used_is_named(
    client: httpx.AsyncClient, body: dict[str, Any], named: str
) -> None:
    answer = await client.post(
        "/api/ask", json=body, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "bad_request"
    assert named in error["message"]
    assert error["remedy"]


@pytest.mark.parametrize("route", ["search", "ask"])
async def test_half_a_character_breaks_nothing(
    client: httpx.AsyncClient, route: str
) -> None:
    answer = await client.post(
        f"/api/{route}",
        content=b'{"question": "wells \\ud800"}',
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    assert answer.status_code == 200
    told = answer.json()
    assert told.get("question", told.get("query")) == "wells \ufffd"


async def test_search_by_address_and_by_body_find_the_same(
    client: httpx.AsyncClient,
) -> None:
    by_address = await client.get("/api/search", params={"q": "milk banks", "limit": 1})
    by_body = await client.post(
        "/api/search", json={"question": "milk banks", "limit": 1}
    )
    [one] = by_address.json()["passages"]
    assert one["text"].startswith("Brazil")
    assert [one] == by_body.json()["passages"]


async def test_what_is_for_staff_is_neither_found_nor_shown(
    client: httpx.AsyncClient, services: Services
) -> None:
    found = (await client.get("/api/search", params={"q": "bridge in Lomé"})).json()
    assert all("embassy" not in passage["text"] for passage in found["passages"])
    hidden = await services.assistant.search(
        _request("bridge in Lomé"), readers="staff"
    )
    answer = await client.get(f"/api/show/{hidden.passages[0].document_id}")
    assert "embassy" in hidden.passages[0].text
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_a_large_body_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/ask", content=b" " * 1_000_001)
    assert answer.status_code == 413


async def test_a_large_body_without_a_length_is_refused_too(
    client: httpx.AsyncClient,
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 100_000

    answer = await client.post("/api/ask", content=endless())
    assert answer.status_code == 400


async def test_another_sites_page_may_not_ask(client: httpx.AsyncClient) -> None:
    body = {"question": "wells"}
    foreign = await client.post(
        "/api/search", json=body, headers={"Origin": "https://elsewhere.example"}
    )
    own = await client.post("/api/search", json=body, headers={"Origin": "http://here"})
    assert (foreign.status_code, own.status_code) == (403, 200)


async def test_the_docs_page_needs_nothing_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/api/docs")
    assert "POST /api/ask" in page.text
    assert "://" not in page.text.replace("http://here", "")
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (
        "/api/show/{identifier}"
        in (await client.get("/api/openapi.json")).json()["paths"]
    )


async def test_an_unexpected_failure_shows_a_reference_and_nothing_else(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(services, ui=False)

    @app.get("/api/broken")
    async def broken() -> None:
        raise RuntimeError("the password is in here")

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as opened:
        answer = await opened.get("/api/broken")
    assert answer.status_code == 500
    assert "password" not in answer.text
    reference = answer.json()["error"]["message"].split()[-1].strip(")")
    assert reference in caplog.text


async def test_health(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}


def _request(question: str) -> Any:
    from assistant.replies import Request

    return Request(question=question)


def test_there_is_no_chat_where_none_is_wanted(services: Services) -> None:
    paths = {
        getattr(route, "path", "") for route in create_app(services, ui=False).routes
    }
    assert not any(path.startswith("/chat") for path in paths)
    assert Path(services.settings.home).is_dir()


async def test_who_asks_too_often_is_told_when_to_come_back(services: Services) -> None:
    settings = services.settings.model_copy(update={"questions_a_minute": 2})
    few = replace(services, settings=settings)
    app = create_app(few, ui=False)
    here = httpx.ASGITransport(app=app, client=("192.0.2.1", 1))
    there = httpx.ASGITransport(app=app, client=("192.0.2.2", 1))
    async with (
        httpx.AsyncClient(transport=here, base_url="http://here") as first,
        httpx.AsyncClient(transport=there, base_url="http://here") as second,
    ):
        assert (
            await first.get("/api/search", params={"q": "wells"})
        ).status_code == 200
        assert (await asked(first, "Who has milk banks?")).status_code == 200
        for refused in (
            await first.get("/api/search", params={"q": "wells"}),
            await first.post("/api/search", json={"question": "wells"}),
            await first.post("/api/ask", json={"question": "wells"}),
        ):
            assert refused.status_code == 429
            assert refused.json()["error"]["code"] == "too_many_questions"
            assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert (await first.get("/healthz")).status_code == 200
        assert (await asked(second, "Who has milk banks?")).status_code == 200
