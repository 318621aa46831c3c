"""The real command line on real folders, as outside programs use it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

GALAXY = Path(sys.executable).parent / "galaxy"


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


@pytest.fixture
def commands(tmp_path: Path) -> Callable[..., Commands]:
    """Commands on a home of their own; keyword arguments go to the environment."""

    def on(name: str = "home", **environment: str) -> Commands:
        return Commands(tmp_path / name, **environment)

    return on


@pytest.fixture
def attended(commands: Callable[..., Commands]) -> Iterator[Commands]:
    """Commands on a home that a server owns, so that none of them has to open it."""
    galaxy = commands()
    galaxy.home.mkdir()
    with galaxy.serving():
        yield galaxy


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Commands on a served home that holds the starter library; do not add to it."""
    home = tmp_path_factory.mktemp("starter") / "home"
    ready = Commands(home, GALAXY_QUESTIONS_A_MINUTE="1000")
    report = ready.json("ingest", "--starter")
    assert report["failed"] == []
    with ready.serving():
        yield ready


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Commands on a served home of a module's own, empty at first."""
    ready = Commands(tmp_path_factory.mktemp("served") / "home")
    ready.home.mkdir()
    with ready.serving():
        yield ready
