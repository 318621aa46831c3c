"""A question with a misspelt word is offered again as the sources spell it."""

import asyncio
import re
from collections.abc import Iterator
from html import unescape
from shutil import copytree

import httpx
import pytest

from assistant.app import Services, open_services
from assistant.replies import Reply, Request
from assistant.server.web import create_app
from assistant.settings import Settings
from assistant.wording import wording
from ingestion.source_files import SourceOptions
from vectorstore.records import EVERYTHING, Filters
from vectorstore.spelling import spelt_like

COMPOST = (
    "Vermicomposting turns the peels of the market into earth: women of Sucre sell it "
    "by the sack.\n"
)
LAIT = "La pasteurisation du lait au Niger repose sur des chaudières communales.\n"
CHEESE = "Сыроварни Киргизии обучают пастухов варить твёрдый сыр на высоте.\n"
SECRET = "Desalination pumps were left to rust on the atoll, says the audit.\n"


@pytest.fixture(scope="module")
def services(tmp_path_factory, starter_library) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("misspelt") / "home"
    copytree(starter_library, home)
    folder = tmp_path_factory.mktemp("files")
    texts = {"compost": COMPOST, "lait": LAIT, "cheese": CHEESE, "secret": SECRET}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    hidden = "files:\n  secret.txt:\n    visibility: staff\n"
    (folder / "source.yaml").write_text(hidden, "utf-8")
    with open_services(Settings(home=home, workers=1), purpose="a test") as services:
        assert services.ingest([folder], SourceOptions()).failed == ()
        yield services


def ask(services: Services, question: str, **more: object) -> Reply:
    request = Request.model_validate({"question": question, **more})
    return asyncio.run(services.assistant.ask(request))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("alimentacao escollar no Brasill", "alimentacao escolar no Brasil"),
        ("watter sisterns brazl", "watter sisterns Brazil"),
    ],
)
def test_a_refused_question_is_offered_as_the_sources_spell_it(
    services, question, meant
):
    reply = ask(services, question)

    assert reply.kind == "refusal"
    assert reply.refusal is not None
    assert reply.refusal.choices == (meant,)
    say = wording(reply.language)
    assert reply.text.endswith(f"{say.say('refusal.meant')}\n– {meant}")
    assert ask(services, meant).kind == "answer"


@pytest.mark.parametrize(
    "question",
    [
        "What does zorblaxing do?",  # nothing is spelt like it
        "What is said of desalinasion?",  # only staff may read the word
        "堆肥是什麽東西呢？",
    ],
)
def test_nothing_is_offered_that_would_not_help(services, question) -> None:
    reply = ask(services, question)

    assert reply.kind == "refusal"
    assert reply.refusal is not None
    assert reply.refusal.choices == ()


def test_filters_limit_what_words_are_offered(services) -> None:
    kept = ask(
        services, "alimentacao escollar no Brasill", filters=Filters(kind=("need",))
    )

    assert kept.refusal is not None
    assert kept.refusal.choices == ()


@pytest.mark.parametrize(
    ("word", "language", "near"),
    [
        ("Morroco", "en", "Morocco"),
        ("Guatemla", "en", "Guatemala"),  # no text names it
        ("Marok", "fr", "Maroc"),
        ("vermicompostng", "en", "vermicomposting"),
        ("vermicompostng", "fr", None),
        ("peles", "en", "peels"),
        ("pel", "en", None),  # too short to tell
        ("42nd", "en", None),
        ("الصيني", "ar", None),  # of a country that is spelt nearly so
        ("Malian", "en", None),
    ],
)
def test_the_nearest_word_is_a_country_or_stands_in_a_text(
    services, word, language, near
):
    library = services.assistant.library

    found = spelt_like(library, word, language, filters=EVERYTHING, readers="public")

    assert found == near


def test_a_search_tells_what_may_have_been_meant(services) -> None:
    query = "alimentacao escollar no Brasill"

    found = asyncio.run(services.assistant.search(Request(question=query)))
    whole = asyncio.run(
        services.assistant.search(Request(question="alimentação escolar no Brasil"))
    )

    assert found.meant == "alimentacao escolar no Brasil"
    assert whole.meant is None


async def test_the_search_page_leads_to_what_may_have_been_meant(services) -> None:
    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        query = "alimentacao escollar no Brasill"
        page = await client.get("/search", params={"q": query, "lang": "pt"})
        [address] = re.findall(r'Quis dizer isto\? <a href="([^"]+)">', page.text)
        meant = await client.get(unescape(address))

    assert meant.status_code == 200
    assert "alimentacao escolar no Brasil" in meant.text
    assert "Quis dizer isto?" not in meant.text
