"""The real command line on real folders, as outside programs use it."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.app import Services, SourceOptions, model_mode, open_services
from assistant.cli import app as command_line
from assistant.galaxy import Galaxy, LocalGalaxy
from assistant.replies import Reply, Request
from assistant.settings import Settings
from evals.endpoint.server import ScriptedEndpoint
from ingestion import pipeline
from ingestion.pools import EmbedPool, ReadPool
from vectorstore.embeddings import factory
from vectorstore.embeddings.engine import LocalEmbedder
from vectorstore.embeddings.factory import open_embedder

GALAXY = Path(sys.executable).parent / "galaxy"
CommandLine = Callable[..., Result]
"""Runs `galaxy` with the words that follow."""


AsksModel = Callable[..., list[Reply]]
"""Asks questions of opened services, as a model at an endpoint would answer them."""


@pytest.fixture(scope="session")
def ask_model() -> AsksModel:
    def ask(
        services: Services, endpoint: ScriptedEndpoint, *questions: str
    ) -> list[Reply]:
        settings = Settings(
            home=services.settings.home,
            chat_model="scripted",
            openai_base_url=endpoint.url,
            openai_api_key="k",
        )
        assistant = services.assistant
        model = model_mode(
            settings, services.library, assistant.search_engine, assistant.auditor.log
        )
        assert model is not None
        written = replace(assistant, model=model)

        async def asked() -> list[Reply]:
            try:
                return [await written.ask(Request(question=one)) for one in questions]
            finally:
                await model.close()

        return asyncio.run(asked())

    return ask


OpensLibrary = Callable[[Mapping[str, str]], Services]
"""Opens services on a new library of files, given by their names and texts."""


@pytest.fixture(scope="module")
def open_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpensLibrary]:
    with ExitStack() as stack:

        def opened(texts: Mapping[str, str]) -> Services:
            folder = tmp_path_factory.mktemp("files")
            for name, text in texts.items():
                (folder / name).write_text(text, "utf-8")
            settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
            services = stack.enter_context(open_services(settings, purpose="a test"))
            assert services.ingest([folder], SourceOptions()).failed == ()
            return services

        yield opened


class Commands:
    """`galaxy` on one home."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GALAXY_")}
        self.url = ""  # of the server, while it runs
        self.environment = {**kept, "GALAXY_HOME": str(home), **environment}

    def run(
        self, *arguments: str, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [str(GALAXY), *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )

    def json(self, *arguments: str, stdin: str | None = None) -> dict[str, Any]:
        """Run a command that succeeds and return its one JSON object."""
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        [line] = done.stdout.splitlines()
        return json.loads(line)

    def shown(self, identifier: str) -> dict[str, Any]:
        """Return what `galaxy show` would, from the running server at once."""
        with urllib.request.urlopen(f"{self.url}/api/show/{identifier}") as answer:
            return json.load(answer)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve on a free port, and yield the address once it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = (self.home.parent / f"serve-{port}.log").open("w+", encoding="utf-8")
        with subprocess.Popen(
            [str(GALAXY), "serve", "--port", str(port)],
            env=self.environment,
            stdout=log,
            stderr=log,
        ) as server:
            try:
                self.url = f"http://127.0.0.1:{port}"
                _wait_for(self.url + "/healthz", server, log.name)
                yield self.url
            finally:
                server.terminate()
                server.wait(timeout=30)
                log.close()


class CommandsHere(Commands):
    """`galaxy` on one home in this process: all of it but the start of a program."""

    def run(
        self, *arguments: str, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        unset = dict.fromkeys(k for k in os.environ if k.startswith("GALAXY_"))
        own = {k: v for k, v in self.environment.items() if k.startswith("GALAXY_")}
        done = CliRunner().invoke(
            command_line, arguments, input=stdin, env={**unset, **own}
        )
        return subprocess.CompletedProcess(
            arguments, done.exit_code, done.stdout, done.stderr
        )


def _wait_for(url: str, server: subprocess.Popen[bytes], log: str) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not come up:\n{Path(log).read_text('utf-8')}")


@pytest.fixture(scope="session")
def one_model() -> Iterator[LocalEmbedder]:
    """The embedded model, which takes seconds to load: one for all that only ask it."""
    opened = LocalEmbedder()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def embedder(one_model: LocalEmbedder) -> LocalEmbedder:
    """The same, under the name that a file gives its own embedder."""
    return one_model


@pytest.fixture(scope="session", autouse=True)
def one_start(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start what is slow to start once a process: the model, and an ingest's workers.

    They are the real ones, and an ingest that ends leaves them to the next one. That
    each program starts and ends its own is tried by the tests that run `galaxy`.
    """
    pools: dict[object, ReadPool | EmbedPool] = {}
    ends: list[Callable[[], None]] = []

    def kept(kind: type[ReadPool | EmbedPool]) -> Callable[..., object]:
        def made(*args: object, **settings: object) -> ReadPool | EmbedPool:
            key = (kind, args, *sorted(settings.items()))
            if key not in pools:
                pool = pools[key] = kind(*args, **settings)  # type: ignore[arg-type]
                ends.append(pool.stop)
                pool.stop = lambda: None
            return pools[key]

        return made

    def opened(*, url: str | None, **settings: Any) -> object:
        if url is None:
            return request.getfixturevalue("one_model")
        return open_embedder(url=url, **settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factory, "open_embedder", opened)
        patch.setattr(pipeline, "ReadPool", kept(ReadPool))
        patch.setattr(pipeline, "EmbedPool", kept(EmbedPool))
        yield
    for end in ends:
        end()


@pytest.fixture
def commands(tmp_path: Path) -> Callable[..., Commands]:
    """Commands on a home of their own; keyword arguments go to the environment."""

    def on(name: str = "home", **environment: str) -> Commands:
        return Commands(tmp_path / name, **environment)

    return on


@pytest.fixture(scope="session")
def here_on() -> Callable[[Path], Commands]:
    """Commands on a given home, for tests of what is done with it.

    How programs meet them is tried with `commands`, which start one each.
    """
    return lambda home: CommandsHere(home, GALAXY_WORKERS="1")


@pytest.fixture
def commands_here(
    tmp_path: Path, here_on: Callable[[Path], Commands]
) -> Callable[[], Commands]:
    """Such commands on a home of the test's own."""
    return lambda: here_on(tmp_path / "home")


@pytest.fixture
def galaxy_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[Services], CommandLine]:
    """The command line on services that are open already, in this process."""

    def on(services: Services) -> CommandLine:
        @contextmanager
        def opened(*_: object, **__: object) -> Iterator[Galaxy]:
            with asyncio.Runner() as runner:
                yield LocalGalaxy(services, runner)

        monkeypatch.setattr("assistant.galaxy.open_galaxy", opened)
        return lambda *words: CliRunner().invoke(command_line, words)

    return on


@pytest.fixture(scope="session")
def starter(
    tmp_path_factory: pytest.TempPathFactory, starter_library: Path
) -> Iterator[Commands]:
    """Commands on a served home that holds the starter library; do not add to it."""
    home = tmp_path_factory.mktemp("starter") / "home"
    copytree(starter_library, home)
    ready = Commands(home, GALAXY_QUESTIONS_A_MINUTE="1000")
    with ready.serving():
        yield ready


@pytest.fixture
def starter_here(starter: Commands, here_on: Callable[[Path], Commands]) -> Commands:
    """Such commands, which hand their work to the server of the starter library."""
    return here_on(starter.home)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Commands on a served home of a module's own, empty at first."""
    ready = Commands(tmp_path_factory.mktemp("served") / "home")
    ready.home.mkdir()
    with ready.serving():
        yield ready
