"""The contract of the command line, as outside programs meet it."""

import json
from pathlib import Path

import jsonschema
import pytest

from assistant.wording import wording

CONTRACT = Path(__file__).parents[2] / "docs" / "contract"


def conforms(body, name):
    schema = json.loads((CONTRACT / f"{name}.json").read_text("utf-8"))
    jsonschema.validate(body, schema)
    return body


def test_version_tells_the_contract(commands):
    done = commands().run("--version", "--json")

    assert json.loads(done.stdout)["contract"] == 1


def test_a_document_is_found_cited_and_shown(commands, here_on, tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "wells.txt").write_text(
        "The northern districts got forty wells in 2011. Each well serves a school.",
        "utf-8",
    )
    galaxy = commands()
    here = here_on(galaxy.home)

    report = conforms(galaxy.json("ingest", str(folder)), "ingest")
    found = conforms(here.json("search", "wells for schools"), "search")
    reply = conforms(galaxy.json("ask", "How many wells were built in 2011?"), "ask")

    assert (report["added"], report["failed"]) == (1, [])
    assert found["passages"][0]["path"] == "wells.txt"
    assert reply["kind"] == "answer"
    [citation, *_] = reply["citations"]
    document = conforms(here.json("show", citation["document_id"]), "show")
    start, end = citation["span"]
    assert document["text"][start:end] == citation["quote"]
    assert "forty wells" in citation["quote"]
    chunk = here.json("show", citation["chunk_id"])
    assert (chunk["kind"], chunk["text"] in document["text"]) == ("chunk", True)


def test_every_citation_is_verbatim_and_every_marker_is_cited(starter, starter_here):
    for language in ("en", "fr", "zh"):
        question = wording(language).starters[0].question
        reply = conforms(starter_here.json("ask", question), "ask")
        markers = {citation["marker"] for citation in reply["citations"]}
        assert reply["kind"] == "answer"
        assert markers == {m for claim in reply["claims"] for m in claim["citations"]}
        for citation in reply["citations"]:
            document = starter.shown(citation["document_id"])
            start, end = citation["span"]
            assert document["text"][start:end] == citation["quote"]
            assert f"[{citation['marker']}]" in reply["text"]


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many good practices are in the library?", "10"),
        ("¿Cuántas buenas prácticas hay en la biblioteca?", "10"),
        ("资料库里有多少个良好做法？", "10"),
    ],
)
def test_a_number_of_records_is_counted_and_shown_by_some_of_them(
    starter, starter_here, question, number
):
    reply = conforms(starter_here.json("ask", question), "ask")

    assert reply["kind"] == "answer"
    first = reply["text"].split("\n")[0]
    assert number in first
    assert reply["citations"]
    for citation in reply["citations"]:
        document = starter.shown(citation["document_id"])
        start, end = citation["span"]
        assert document["text"][start:end] == citation["quote"]


def test_the_reply_speaks_the_askers_language(starter):
    lines = {
        "en": "What does UNOSSC do?",
        "fr": "Que fait le Bureau des Nations Unies pour la coopération Sud-Sud ?",
        "es": "¿Qué es la cooperación Sur-Sur?",
        "ar": "ما هو التعاون فيما بين بلدان الجنوب؟",
        "zh": "什么是南南合作？",
        "ru": "Что такое сотрудничество Юг-Юг?",
        "pt": "O que é a cooperação Sul-Sul?",
    }
    batch = "\n".join(
        json.dumps({"id": language, "question": question})
        for language, question in lines.items()
    )

    done = starter.run("ask", "--batch", "-", "--json", stdin=batch)

    replies = [conforms(json.loads(line), "ask") for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [reply["id"] for reply in replies] == list(lines)
    assert [reply["language"] for reply in replies] == list(lines)


def test_a_bad_line_is_an_error_of_its_own_and_the_batch_goes_on(starter):
    batch = '{"id": "1", "question": "What is South-South cooperation?"}\n\nnonsense\n'
    batch += '{"id": "3", "question": ""}\n{"id": "4", "question": "Hello"}\n'

    done = starter.run("ask", "--batch", "-", "--json", stdin=batch)

    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [line["id"] for line in told] == ["1", None, "3", "4"]
    assert told[1]["line"] == 3
    assert set(told[1]["error"]) == {"code", "message", "remedy"}
    assert told[3]["kind"] == "notice"


def test_what_the_sources_lack_is_refused_with_the_nearest_evidence(starter_here):
    reply = conforms(
        starter_here.json("ask", "How do I change the chain of my bicycle?"), "ask"
    )

    assert (reply["kind"], reply["claims"], reply["citations"]) == ("refusal", [], [])
    assert reply["refusal"]["reason"] == "not_in_sources"
    assert reply["refusal"]["nearest"]
    assert reply["refusal"]["suggestion"] in reply["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("search",),
        ("search", "wells", "--batch", "-"),
        ("search", "wells", "--limit", "0"),
        ("search", "wells", "--filters", "{"),
        ("search", "wells", "--filters", '{"colour": ["red"]}'),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_exit_code_2(commands_here, arguments):
    assert commands_here().run(*arguments, stdin="").returncode == 2


def test_a_failure_with_json_is_an_error_object(commands, tmp_path):
    done = commands().run("ingest", str(tmp_path / "nowhere"), "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "nothing_to_ingest"


def test_an_empty_library_says_which_command_fills_it(commands_here):
    galaxy = commands_here()

    done = galaxy.run("ask", "Who funds wells?", "--json")
    greeted = galaxy.json("ask", "Hello")

    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "index_missing"
    assert "galaxy ingest" in json.loads(done.stdout)["error"]["remedy"]
    assert greeted["kind"] == "notice"


def test_an_unknown_id_is_not_found(starter):
    done = starter.run("show", "nonsense", "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "not_found"


def test_every_reply_is_in_the_audit_log_with_its_passages(starter_here):
    reply = starter_here.json("ask", "What is the IBSA Fund?")

    record = json.loads(starter_here.run("audit", "show", reply["audit_id"]).stdout)
    verified = starter_here.json("audit", "verify")

    assert record["personal"]["question"] == "What is the IBSA Fund?"
    assert record["body"]["reply"]["citations"] == reply["citations"]
    frozen = " ".join(record["passages"].values())
    for citation in reply["citations"]:
        assert citation["quote"] in frozen
    assert verified["problems"] == []


def test_a_misspelt_setting_stops_everything(commands):
    done = commands(GALAXY_HOEM="x").run("status")

    assert done.returncode == 2
    assert "GALAXY_HOME" in done.stderr


def test_a_question_is_erased_and_the_chain_still_verifies(starter_here):
    reply = starter_here.json("ask", "What is reverse linkage, asked by me in person?")

    forgotten = starter_here.json("audit", "forget", reply["audit_id"])
    record = json.loads(starter_here.run("audit", "show", reply["audit_id"]).stdout)

    assert forgotten == {"id": reply["audit_id"], "erased": True}
    assert record["personal"] is None
    assert "asked by me in person" not in json.dumps(record)
    assert starter_here.json("audit", "verify")["problems"] == []
