"""Answers that a server gives nobody before the first person asks."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from threading import Event

import pytest

from assistant.app import Services, model_mode, open_services
from assistant.server.rehearsal import rehearse, rehearsing
from assistant.settings import Settings
from assistant.support.clauses import told
from assistant.wording import LANGUAGES
from evals.endpoint.scripts import saying
from evals.endpoint.server import ScriptedEndpoint
from vectorstore.catalogue.audit_log import AuditLog
from vectorstore.search import Search


@contextmanager
def opened(starter_library: Path, home: Path) -> Iterator[Services]:
    copytree(starter_library, home)
    with open_services(Settings(home=home, workers=1), purpose="test") as services:
        yield services


@pytest.fixture(scope="module")
def services(
    starter_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Services]:
    with opened(starter_library, tmp_path_factory.mktemp("rehearsal") / "home") as one:
        yield one


class Counting:
    """The embedder, counting the questions that it is given."""

    def __init__(self, embedder) -> None:
        self.embedder = embedder
        self.questions: list[str] = []

    def read_question(self, text: str):
        self.questions.append(text)
        return self.embedder.read_question(text)

    def __getattr__(self, name: str):
        return getattr(self.embedder, name)


def audited(services: Services) -> int:
    return len(AuditLog(services.library.engine).entries(limit=100))


def test_each_language_is_answered_in_and_nothing_is_kept(services: Services) -> None:
    assistant = services.assistant
    embedder = Counting(assistant.embedder)
    engine = Search(services.library, embedder)
    watched = replace(assistant, search_engine=engine)

    rehearse(watched)

    assert len(embedder.questions) >= len(LANGUAGES)
    assert audited(services) == 0


def test_a_model_is_asked_nothing_while_its_claims_are_judged(
    services: Services,
) -> None:
    assistant, library = services.assistant, services.library
    with ScriptedEndpoint(saying("Nothing.")) as endpoint:
        settings = Settings(
            home=services.settings.home,
            chat_model="scripted",
            openai_base_url=endpoint.url,
        )
        log = AuditLog(library.engine)
        mode = model_mode(settings, library, assistant.search_engine, log)
        told.cache_clear()

        rehearse(replace(assistant, model=mode))

        assert endpoint.requests == ()
    assert told.cache_info().currsize > len(LANGUAGES)


def test_it_ends_before_the_next_question(services: Services) -> None:
    done = Event()
    done.set()
    assistant = services.assistant
    embedder = Counting(assistant.embedder)
    engine = Search(services.library, embedder)
    watched = replace(assistant, search_engine=engine)

    rehearse(watched, until=done)

    assert embedder.questions == []


def test_an_empty_library_has_nothing_to_rehearse(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", workers=1)
    with open_services(settings, purpose="test") as empty:
        rehearse(empty.assistant)


def test_what_is_done_beside_it_goes_on_where_it_fails(
    starter_library: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(starter_library, tmp_path / "home") as broken:
        broken.library.engine.dispose()
        catalogue = tmp_path / "home" / "catalogue.sqlite"
        catalogue.write_bytes(b"not a catalogue" * 1000)

        with caplog.at_level(logging.WARNING), rehearsing(broken.assistant):
            went_on = True

    assert went_on
    assert "were not rehearsed" in caplog.text
