"""Addresses are added, found, kept in step and forgotten, as an operator does it."""

import json
import urllib.request
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
from typer.testing import CliRunner

from assistant.cli import app

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"


def conforms(body, name):
    schema = json.loads((CONTRACT / f"{name}.json").read_text("utf-8"))
    jsonschema.validate(body, schema)
    return body


def first_found(galaxy, query):
    address = f"{galaxy.url}/api/search?q={quote(query)}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        return json.loads(answer.read())["passages"][0]


def test_a_platform_is_connected_by_one_command_while_the_server_runs(feed, commands):
    galaxy = commands(
        GALAXY_FETCH_PRIVATE_HOSTS=feed.url.removeprefix("http://"),
        GALAXY_FETCH_DELAY_S="0",
    )
    galaxy.home.mkdir()
    address = f"{feed.url}/link?page=1&api_key=hidden"
    with galaxy.serving():
        added = galaxy.json(
            *("sources", "add", address, "--name", "pumps"),
            *("--platform", "Pump Watch", "--licence", "CC BY 4.0"),
        )
        passage = first_found(galaxy, "solar pumps water gardens of district 3")
        feed.records[2] = {**feed.records[2], "description": "Camels water district 3."}
        del feed.records[0]
        feed.faults["/link?page=2"] = [(404, {}, b"")]
        partial = galaxy.json("sources", "sync", "--all")
        synced = galaxy.json("sources", "sync", "pumps")
        again = first_found(galaxy, "camels water")
        told = galaxy.json("sources", "list")
        removed = galaxy.json("sources", "remove", "pumps")

    assert (added["added"], added["failed"]) == (5, [])
    [source] = conforms(added, "sync")["sources"]
    assert (source["result"], source["pages"], source["records"]) == ("ok", 3, 5)
    assert passage["path"] == "pumps#P-3"
    assert passage["uri"] == "https://example.org/projects/3"
    assert (passage["platform"], passage["licence"]) == ("Pump Watch", "CC BY 4.0")
    assert (partial["removed"], partial["sources"][0]["result"]) == (0, "partial")
    assert [problem["path"] for problem in partial["failed"]] == [
        f"pumps: {feed.url}/link?page=2"
    ]
    assert (synced["updated"], synced["removed"]) == (0, 1)
    assert (partial["updated"], again["path"]) == (1, "pumps#P-3")
    [state] = conforms(told, "status")["sources"]
    assert (state["result"], state["records"], state["failures"]) == ("ok", 4, [])
    assert state["completed_at"] is not None
    assert "hidden" not in json.dumps([added, partial, told])
    assert removed == {"removed": 4}
    assert not (galaxy.home / "live" / "pumps").exists()


@pytest.fixture
def galaxy(tmp_path, monkeypatch):
    """The command line in this process, on a home of its own."""
    monkeypatch.setenv("GALAXY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GALAXY_FETCH_DELAY_S", "0")
    return lambda *words: CliRunner().invoke(app, ["sources", *words, "--json"])


def test_a_preview_shows_the_first_records_and_stores_nothing(
    feed, galaxy, monkeypatch
):
    monkeypatch.setenv("GALAXY_FETCH_PRIVATE_HOSTS", feed.url.removeprefix("http://"))

    look = json.loads(galaxy("add", f"{feed.url}/link?page=1", "--preview").stdout)
    told = json.loads(galaxy("list").stdout)

    conforms(look, "source")
    assert (look["source"]["key"], look["source"]["paging"]["how"]) == ("id", "link")
    assert look["preview"]["records"][0]["title"] == "Solar pumps in district 1"
    assert look["preview"]["records"][0]["countries"] == ["SN"]
    assert told["sources"] == []


def test_what_cannot_be_fetched_or_named_is_said_with_a_remedy(feed, galaxy):
    refused = galaxy("add", f"{feed.url}/plain")
    unknown = galaxy("sync", "wells")
    neither = galaxy("sync")

    [told] = [json.loads(line) for line in refused.stdout.splitlines()]
    assert told["error"]["code"] == "fetch_refused"
    assert "GALAXY_FETCH_PRIVATE_HOSTS" in told["error"]["remedy"]
    assert json.loads(unknown.stdout)["error"]["code"] == "unusable_source"
    assert (refused.exit_code, unknown.exit_code, neither.exit_code) == (1, 1, 2)
