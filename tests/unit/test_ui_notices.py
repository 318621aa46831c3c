"""What a visitor is told before asking."""

import pytest

from assistant.modelled import host_of
from assistant.ui.notices import disclaimer, footer, welcome
from assistant.ui.provision import about, about_in, interface_texts
from assistant.wording import LANGUAGES, wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_model_writes_the_host_is_named_and_nothing_else_is_promised(
    language: str,
) -> None:
    say = wording(language)
    told = disclaimer(say, endpoint="llm.example.org")
    assert say.say("chat.model_notice", endpoint="llm.example.org") in told
    assert told in about_in(say, endpoint="llm.example.org")
    for tell in (welcome, disclaimer, footer):
        assert tell(say, endpoint="llm.example.org") != tell(say, endpoint=None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_model_nothing_is_said_of_one(language: str) -> None:
    say = wording(language)
    assert disclaimer(say, endpoint=None) == say.say("chat.disclaimer")
    assert footer(say, endpoint=None) == say.say("chat.footer")
    before = say.say("chat.model_notice", endpoint="|").split("|")[0]
    assert before not in about()


def test_the_line_below_the_chat_is_that_of_the_mode() -> None:
    quoting, model = interface_texts()["fr"], interface_texts(endpoint="h")["fr"]
    assert quoting["chat"]["watermark"] == wording("fr").say("chat.footer")
    assert model["chat"]["watermark"] == wording("fr").say("chat.footer_model")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (None, "api.openai.com"),
        ("https://user:sk-secret@llm.example.org:8443/v1?key=sk", "llm.example.org"),
        ("http://[::1]:8000/v1", "::1"),
        ("localhost:11434/v1", "localhost"),
    ],
)
def test_the_host_is_told_without_port_key_or_path(
    address: str | None, host: str
) -> None:
    assert host_of(address) == host
