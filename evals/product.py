"""The product as outside programs see it: its commands and the JSON they print."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from pydantic import Field, ValidationError

from assistant.replies import Reply, SearchReply, Shown
from assistant.settings import PREFIX
from ingestion.report import IngestReport
from vectorstore.library import LibraryStatus
from vectorstore.records import Filters, Record

OK = 200
NO_MODEL: Mapping[str, str | None] = {f"{PREFIX}CHAT_MODEL": None}
"""What leaves the product without a chat model, whatever the environment names."""
START_S = 120.0
STOP_S = 20.0
STEP_S = 0.05

Line = TypeVar("Line", Reply, SearchReply)
Body = TypeVar("Body", bound=Record)


class ProductFailed(Exception):
    """A command of the product failed, or broke its contract; the message says how."""


class Asked(Record):
    """One line of a batch."""

    id: str
    question: str
    limit: int = Field(default=10, ge=1, le=100)
    filters: Filters | None = None


class Server:
    """The running server of a home."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self.pid = pid

    def show(self, identifier: str) -> Shown:
        """Return a document or chunk by `GET /api/show/{id}`.

        Raises:
            ProductFailed: it answers with something else.
        """
        import httpx

        reply = httpx.get(
            f"{self.url}/api/show/{quote(identifier, safe='')}",
            timeout=60,
            trust_env=False,
        )
        if reply.status_code != OK:
            raise ProductFailed(f"/api/show/{identifier} gave {reply.status_code}")
        return _read(Shown, reply.text)


class Product:
    """The commands of the product on one home."""

    def __init__(
        self, home: Path, *, environment: Mapping[str, str | None] | None = None
    ) -> None:
        """Take a home, and what else its commands find in their environment.

        None takes a name out of it.
        """
        self._home = home
        self._environment = dict(environment or {})

    @property
    def home(self) -> Path:
        """Where its library is."""
        return self._home

    def ingest(
        self, *arguments: str, on_start: Callable[[int], None] | None = None
    ) -> IngestReport:
        """Run `galaxy ingest`; files that fail are in the report, not an error.

        `on_start` hears the number of its process once it runs.

        Raises:
            ProductFailed: no report came.
        """
        told = self._run("ingest", *arguments, "--json", fails=True, on_start=on_start)
        (line,) = told
        return _read(IngestReport, line)

    def status(self) -> LibraryStatus:
        """Run `galaxy status`."""
        (line,) = self._run("status", "--json")
        return _read(LibraryStatus, line)

    def search(self, asked: Sequence[Asked]) -> tuple[SearchReply, ...]:
        """Run a batch of `galaxy search`; one reply a line, in order.

        Raises:
            ProductFailed: a line failed, is missing, or is not what the contract says.
        """
        return self._batch("search", asked, SearchReply)

    def ask(self, asked: Sequence[Asked]) -> tuple[Reply, ...]:
        """Run a batch of `galaxy ask`; one reply a line, in order.

        Raises:
            ProductFailed: a line failed, is missing, or is not what the contract says.
        """
        return self._batch("ask", asked, Reply)

    @contextmanager
    def serving(self) -> Generator[Server]:
        """Keep `galaxy serve` running on a free port; commands are handed to it.

        Raises:
            ProductFailed: it does not answer within two minutes.
        """
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        command = self._command("serve", "--port", str(port))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own command, no shell
            try:
                url = f"http://127.0.0.1:{port}"
                _wait_for(f"{url}/healthz", process)
                yield Server(url, process.pid)
            finally:
                process.terminate()
                try:
                    process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _batch(
        self, what: str, asked: Sequence[Asked], kind: type[Line]
    ) -> tuple[Line, ...]:
        body = "".join(
            line.model_dump_json(by_alias=True, exclude_none=True) + "\n"
            for line in asked
        )
        lines = self._run(what, "--batch", "-", "--json", given=body, fails=True)
        if len(lines) != len(asked):
            raise ProductFailed(
                f"galaxy {what} gave {len(lines)} lines for {len(asked)} questions; "
                f"the last: {lines[-1][:300]}"
            )
        replies: list[Line] = []
        for line, question in zip(lines, asked, strict=True):
            reply = _read(kind, line)
            if reply.id != question.id:
                raise ProductFailed(f"{reply.id} came where {question.id} was asked")
            replies.append(reply)
        return tuple(replies)

    def _run(
        self,
        *arguments: str,
        given: str | None = None,
        fails: bool = False,
        on_start: Callable[[int], None] | None = None,
    ) -> list[str]:
        with subprocess.Popen(  # noqa: S603 - our own command, no shell
            self._command(*arguments),
            stdin=subprocess.PIPE if given is not None else None,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as running:
            if on_start is not None:
                on_start(running.pid)
            told, _ = running.communicate(given)
        lines = told.splitlines()
        if running.returncode > int(fails) or not lines:
            raise ProductFailed(
                f"galaxy {' '.join(arguments)} ended with {running.returncode}: "
                f"{told[:300]}"
            )
        return lines

    def _command(self, *arguments: str) -> list[str]:
        # The home is set for the command alone; this process keeps its environment.
        environment = shutil.which("env")
        galaxy = Path(sys.executable).with_name("galaxy")
        if environment is None or not galaxy.exists():
            raise ProductFailed(f"{galaxy} is missing: run `make setup`")
        given = {**self._environment, "GALAXY_HOME": str(self._home)}
        unset = [f"--unset={name}" for name, value in given.items() if value is None]
        told = [f"{name}={value}" for name, value in given.items() if value is not None]
        return [environment, *unset, *told, str(galaxy), *arguments]


def _read(kind: type[Body], line: str) -> Body:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        raise ProductFailed(f"this is no {kind.__name__}: {line[:300]}") from error


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    import httpx

    deadline = time.monotonic() + START_S
    # One client: making one takes as long as many of the server's own steps.
    with httpx.Client(timeout=5, trust_env=False) as client:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise ProductFailed(f"galaxy serve ended with {process.returncode}")
            try:
                if client.get(url).status_code == OK:
                    return
            except httpx.TransportError:
                pass
            time.sleep(STEP_S)
    raise ProductFailed(f"{url} did not answer within {START_S:.0f} s")
