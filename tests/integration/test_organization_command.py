"""`galaxy organizations show` and `corrections`, on a home that nobody else owns."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from assistant.app import SourceOptions, open_services
from assistant.cli import app
from assistant.settings import Settings
from vectorstore.catalogue.participations import organization_id
from vectorstore.text.organization_names import organization_key

CONTRACT = Path(__file__).parents[2] / "docs" / "contract"
GUILD = organization_id(organization_key("Pump Guild", None))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "a.csv").write_text(
        "title,description,year,implementing_agency,country\n"
        "Forty wells,Boreholes and hand pumps for villages.,2006,Pump Guild,Mali\n",
        "utf-8",
    )
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    with open_services(settings, purpose="a test") as services:
        services.ingest([folder], SourceOptions(platform="Guilds"))
        about = services.directory.profile(GUILD)
        services.corrections.request("It was in Niger.", about=about)
    return settings.home


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GALAXY_HOME", str(home))

    def command(*words: str):
        return CliRunner().invoke(app, ["organizations", *words])

    return command


def conforms(line: str, name: str) -> dict:
    body = json.loads(line)
    jsonschema.validate(body, json.loads((CONTRACT / f"{name}.json").read_text()))
    return body


def test_an_organization_is_shown_with_the_quotes_of_its_records(run) -> None:
    done = run("show", GUILD, "--json")
    [line] = done.stdout.splitlines()
    body = conforms(line, "organization")
    assert (body["name"], body["records"]) == ("Pump Guild", 1)
    assert "implementing agency: Pump Guild" in {c["quote"] for c in body["citations"]}

    read = run("show", GUILD, "--language", "fr").stdout
    assert "a travaillé sur « Forty wells » (Mali, 2006)." in read
    assert "[1]" in read


def test_who_is_not_in_the_records_and_a_page_that_is_none_are_said(run) -> None:
    done = run("show", "o0", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout.splitlines()[0])["error"]["code"] == "not_found"
    past = run("show", GUILD, "--page", "2", "--json")
    assert json.loads(past.stdout.splitlines()[0])["error"]["code"] == "bad_request"


def test_staff_list_and_settle_what_people_say_is_wrong(run) -> None:
    [line] = run("corrections", "list", "--state", "open", "--json").stdout.splitlines()
    asked = conforms(line, "correction")
    assert (asked["text"], asked["state"]) == ("It was in Niger.", "open")

    reference = asked["reference"]
    assert run("corrections", "settle", reference).exit_code == 2  # what was done?
    empty = run("corrections", "settle", reference, "--note", " ", "--json")
    assert json.loads(empty.stdout.splitlines()[0])["error"]["code"] == "bad_request"
    done = run("corrections", "settle", reference, "--note", "Mended.", "--json")
    settled = conforms(done.stdout, "correction")
    assert [step["state"] for step in settled["history"]] == ["open", "settled"]
    assert run("corrections", "list", "--state", "open", "--json").stdout == ""
    assert "settled" in run("corrections", "list").stdout
    missing = run("corrections", "settle", "c1", "--note", "x", "--json")
    assert json.loads(missing.stdout.splitlines()[0])["error"]["code"] == "not_found"
