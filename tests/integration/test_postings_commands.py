"""The commands of needs and offers: add, close, reopen and match."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from assistant.cli import app as command_line
from assistant.galaxy import Galaxy, open_galaxy
from assistant.settings import load_settings

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "docs" / "contract"


def conforms(body: dict[str, Any], name: str) -> dict[str, Any]:
    schema = json.loads((CONTRACT / f"{name}.json").read_text("utf-8"))
    jsonschema.validate(body, schema)
    return body


@pytest.fixture
def one_opening(tmp_path, monkeypatch) -> Iterator[None]:
    """Have all commands of a test use one opening of its home."""
    monkeypatch.setenv("GALAXY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GALAXY_WORKERS", "1")
    with open_galaxy(load_settings(), purpose="a test") as galaxy:

        @contextmanager
        def opened(*_: object, **__: object) -> Iterator[Galaxy]:
            yield galaxy

        monkeypatch.setattr("assistant.galaxy.open_galaxy", opened)
        yield


@pytest.mark.usefixtures("one_opening")
def test_the_commands_add_close_and_match(tmp_path):
    runner = CliRunner()

    def galaxy(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
        done = runner.invoke(command_line, [*arguments, "--json"])
        assert done.exit_code == code, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]

    need = ("needs", "add", "--title", "Réparation de pompes", "--text",
            "Nous cherchons des formateurs pour réparer nos pompes à eau.",
            "--organization", "Office de l’Eau", "--country", "SN", "--sector", "Eau",
            "--sdg", "6", "--until", "2099-06-30", "--language", "fr")  # fmt: skip
    [added] = galaxy(*need)
    [again] = galaxy(*need)
    [posting] = conforms(added, "postings-added")["postings"]
    assert (added["added"], again["added"], again["unchanged"]) == (1, 0, 1)
    assert posting["platform"] == "South-South Galaxy"
    [shown] = galaxy("show", posting["id"])
    assert "jusqu'au: 2099-06-30" in shown["text"]
    assert "organisation: Office de l’Eau" in shown["text"]

    table = tmp_path / "offers.csv"
    table.write_text(
        "title,description,sector,sdg,country,contact\n"
        "Pump repair,We train people to repair water pumps.,Water,6,TG,a.b@x.example\n"
        "Nowhere,We train.,Water,6,Xland,\n",
        "utf-8",
    )
    [report] = galaxy("offers", "add", str(table))
    [failed] = conforms(report, "postings-added")["failed"]
    assert failed["path"] == "offers.csv#row=3"
    assert [left["what"] for left in report["left_out"]] == [
        "column 'contact': persons' contacts"
    ]
    [offer] = report["postings"]
    [reply] = galaxy("needs", "match", posting["id"])
    assert conforms(reply, "matches")["matches"][0]["posting"]["id"] == offer["id"]
    [kept] = galaxy("offers", "matches")
    assert conforms(kept, "matches")["matches"][0]["posting"]["id"] == posting["id"]
    read = runner.invoke(command_line, ["needs", "match", posting["id"]])
    assert "We train people to repair water pumps." in read.output

    [closed] = galaxy("offers", "close", offer["id"], "--because", "taken")
    assert conforms(closed, "posting")["state"] == "closed"
    assert galaxy("offers", "list") == []
    assert [one["id"] for one in galaxy("offers", "list", "--state", "all")] == [
        offer["id"]
    ]
    assert galaxy("needs", "matches") == []
    galaxy("offers", "reopen", offer["id"])
    assert len(galaxy("needs", "matches")) == 1

    [bad] = galaxy("needs", "add", "--title", "X", "--country", "XQ", code=1)
    assert "XQ" in bad["error"]["message"]
    [personal] = galaxy(
        "needs", "add", "--title", "X", "--contact", "j.r@x.example", code=1
    )
    assert "person" in personal["error"]["message"]
    assert runner.invoke(command_line, ["needs", "add"]).exit_code == 2
    assert runner.invoke(command_line, ["needs", "add", str(tmp_path)]).exit_code == 2
