"""`galaxy partners`, as outside programs meet it."""

import json
import urllib.request
from pathlib import Path

import jsonschema
import pytest

CONTRACT = Path(__file__).parents[2] / "docs" / "contract" / "partners.json"


def conforms(line):
    body = json.loads(line)
    jsonschema.validate(body, json.loads(CONTRACT.read_text("utf-8")))
    return body


@pytest.fixture
def galaxy(commands, commands_here, tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.csv").write_text(
        "title,description,year,implementing_agency,country\n"
        "Forty wells,Boreholes and hand pumps for villages.,2006,Pump Guild,Mali\n"
        "A road bridge,Two lanes over the river.,2008,Span Works,Ghana\n",
        "utf-8",
    )
    commands_here().json("ingest", str(tmp_path / "files"))
    return commands()


def test_alone_in_a_batch_and_through_a_server_it_says_the_same(galaxy):
    need = "Villages in Mali need wells with hand pumps"
    alone = galaxy.json("partners", need, "--limit", "1", "--before", "2010-01-01")
    conforms(json.dumps(alone))
    [proposal] = alone["proposals"]
    assert proposal["organization"]["name"] == "Pump Guild"

    batch = json.dumps({"id": "a", "question": need, "limit": 1})
    batch += '\n{"id": "b", "question": " "}\n'
    batch += '{"id": "c", "question": "x", "filters": {"country": ["XQ"]}}\n'
    with galaxy.serving() as url:
        done = galaxy.run("partners", "--batch", "-", "--json", stdin=batch)
        read = galaxy.run("partners", need)
        asked = urllib.request.Request(
            f"{url}/api/partners",
            data=json.dumps({"question": need}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            over_http = conforms(answer.read())
    first, *bad = map(json.loads, done.stdout.splitlines())
    assert conforms(json.dumps(first))["id"] == "a"
    assert first["proposals"][0]["organization"] == proposal["organization"]
    assert over_http["proposals"][0]["organization"] == proposal["organization"]
    assert [line["error"]["code"] for line in bad] == ["bad_request", "bad_request"]
    assert done.returncode == 1
    assert "1. Pump Guild" in read.stdout
    assert "[1]" in read.stdout


def test_wrong_usage_and_an_empty_library_say_what_to_do(commands):
    galaxy = commands()
    assert galaxy.run("partners").returncode == 2
    assert galaxy.run("partners", "x", "--batch", "-", stdin="").returncode == 2
    done = galaxy.run("partners", "wells", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "index_missing"


def test_names_are_joined_and_told_apart_by_people(commands_here, tmp_path):
    (tmp_path / "a.csv").write_text(
        "title,description,year,implementing_agency,country\n"
        "Forty wells,Boreholes with hand pumps.,2006,Pump Guild (PGU),Mali\n"
        "Ten wells,Boreholes and hand pumps for herders.,2007,PGU,Mali\n"
        "Six wells,Boreholes and hand pumps for schools.,2008,Well Works,Mali\n",
        "utf-8",
    )
    galaxy = commands_here()
    galaxy.json("ingest", str(tmp_path / "a.csv"))
    need = "Villages in Mali need wells with hand pumps"

    def names():
        told = galaxy.json("partners", need)
        return sorted(p["organization"]["name"] for p in told["proposals"])

    link = galaxy.json("organizations", "links")
    assert (link["why"], link["detail"]) == ("acronym", "pgu")
    assert names() == ["Pump Guild (PGU)", "Well Works"]

    galaxy.json("organizations", "apart", "PGU", "Pump Guild (PGU)", "--note", "two")
    galaxy.json("organizations", "same", "PGU", "Well Works")
    assert names() == ["Pump Guild (PGU)", "Well Works"]
    told = galaxy.json("organizations", "links", "--name", "works")
    assert {told["one"], told["other"]} == {"PGU", "Well Works"}
    assert told["why"] == "person"

    done = galaxy.run("organizations", "same", "PGU", "Nobody at all", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "not_found"
