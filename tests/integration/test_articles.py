"""An article that a question names by its number is quoted alone."""

import asyncio
from collections.abc import Iterator

import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.replies import Request
from assistant.settings import Settings

RIGHTS = (
    "Everyone has the right to clean water in every village of the valley.",
    "Everyone has the right to rest and leisure from the work at the wells.",
    "Nobody shall be kept from the wells because of faith or language.",
    "The keepers of the wells shall be chosen each year by all villagers.",
    "Whoever spoils a well shall repair it before the next harvest.",
)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("rights")
    parts = [f"## Article {n}\n\n{text}\n" for n, text in enumerate(RIGHTS, start=1)]
    text = "\n".join(["# Charter of the Wells\n", *parts])
    (folder / "charter.md").write_text(text, "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    with open_services(settings, purpose="a test") as opened:
        assert opened.ingest([folder], SourceOptions(platform="Test")).failed == ()
        yield opened


@pytest.mark.parametrize("number", range(1, len(RIGHTS) + 1))
def test_the_article_of_that_number_is_quoted_alone(services, number):
    asked = f"What does article {number} of the Charter of the Wells say?"
    reply = asyncio.run(services.assistant.ask(Request(question=asked)))
    assert [c.quote for c in reply.citations] == [RIGHTS[number - 1]]
