"""The server's chat page and its doors, over HTTP on a real server."""

import json
import tomllib
import urllib.error
import urllib.request
from importlib.resources import files

import pytest

from assistant.wording import LANGUAGES, wording


@pytest.fixture(scope="module")
def address(starter) -> str:
    return starter.url


def fetch(
    url: str, *, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=body, method=method, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            read = answer.read().decode("utf-8", "replace")
            return answer.status, dict(answer.headers.items()), read
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers.items()), error.read().decode()


def test_the_first_address_leads_to_the_chat(address: str) -> None:
    status, _, page = fetch(address + "/", Accept="text/html", Accept_Language="ru-RU")
    assert status == 200
    assert '<html lang="ru-RU" dir="ltr">' in page
    assert "://" not in page


def test_the_page_comes_whole_to_a_browser_that_takes_packed_answers(
    address: str,
) -> None:
    status, headers, page = fetch(
        address + "/chat/", Accept="text/html", Accept_Encoding="gzip, br"
    )
    assert (status, headers.get("content-encoding")) == (200, None)
    assert "<title>South-South Galaxy</title>" in page
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_welcomed_in_its_own_words(
    address: str, language: str
) -> None:
    say = wording(language)
    region = f"{language}-XX"
    _, _, settings = fetch(f"{address}/chat/project/settings?language={region}")
    told = json.loads(settings)
    [profile] = told["chatProfiles"]
    assert say.say("chat.welcome") in profile["markdown_description"]
    assert say.say("chat.disclaimer") in profile["markdown_description"]
    assert [s["message"] for s in profile["starters"]] == [
        starter.question for starter in say.starters
    ]
    assert say.say("notice.capabilities") in told["markdown"]
    assert told["features"]["spontaneous_file_upload"]["enabled"] is False
    _, _, texts = fetch(f"{address}/chat/project/translations?language={region}")
    chat = json.loads(texts)["translation"]["chat"]
    assert chat["watermark"] == say.say("chat.footer")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/chat/project/file?session_id=x"),
        ("POST", "/chat/mcp"),
        ("GET", "/chat/copilot/index.js"),
    ],
)
def test_doors_that_are_not_used_are_closed(
    address: str, method: str, path: str
) -> None:
    body = b"{}" if method == "POST" else None
    assert fetch(address + path, method=method, body=body)[0] == 404


def test_another_sites_page_cannot_open_the_chats_line(address: str) -> None:
    line = f"{address}/chat/ws/socket.io/?EIO=4&transport=polling"
    assert fetch(line)[0] == 200
    assert fetch(line, Origin="https://elsewhere.example")[0] == 403


def test_the_session_folder_is_not_served(address: str) -> None:
    for path in ("/chat/public/../.chainlit/config.toml", "/chat/public/%2e%2e/x"):
        status, _, text = fetch(address + path)
        assert "session_timeout" not in text
        assert status == 200 or status >= 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_to_begin_with_is_answered(address: str, language: str) -> None:
    kinds = {}
    for starter in wording(language).starters:
        body = json.dumps({"question": starter.question}).encode()
        _, _, text = fetch(
            f"{address}/api/ask",
            method="POST",
            body=body,
            Accept="application/json",
            Content_Type="application/json",
        )
        reply = json.loads(text)
        kinds[starter.question] = (reply["kind"], reply["language"])
    assert kinds == dict.fromkeys(kinds, ("answer", language))


def test_no_wording_file_is_left_out() -> None:
    folder = files("assistant").joinpath("locales")
    found = {
        path.name.removesuffix(".toml")
        for path in folder.iterdir()
        if "starters" in tomllib.loads(path.read_text("utf-8"))
    }
    assert found == set(LANGUAGES)
