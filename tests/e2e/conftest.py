"""A real browser on a real server: Chromium, `galaxy serve`, the starter library."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

GALAXY = Path(sys.executable).parent / "galaxy"
SCREENSHOTS = "SCREENSHOTS"
"""Names a folder for pictures of what the tests saw."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first is the same browser without windows, and takes a fifth less time."""
WAIT_MS = 60_000
SWALLOWED_MS = 10_000
"""After so long, what a press should have opened will not open."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a browser test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


class Server:
    """`galaxy` on a home of its own, and the server that owns it."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.log = home.parent / f"{home.name}.log"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GALAXY_")}
        self._environment = {**kept, "GALAXY_HOME": str(home), **environment}
        self.url = ""

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run a command to its end and return the object that it prints."""
        done = subprocess.run(
            [str(GALAXY), *arguments],
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def running(self) -> Iterator["Server"]:
        """Serve on a free port until the context ends."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (
            self.log.open("w", encoding="utf-8") as log,
            subprocess.Popen(
                [str(GALAXY), "serve", "--port", str(port)],
                env=self._environment,
                stdout=log,
                stderr=log,
            ) as process,
        ):
            try:
                self.url = f"http://127.0.0.1:{port}"
                self._wait(process)
                yield self
            finally:
                process.terminate()
                process.wait(timeout=30)

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        for _ in range(600):
            if process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"the server did not come up:\n{self.log.read_text('utf-8')}")


class Chat:
    """One visitor's screen."""

    def __init__(self, page: Page, *, url: str, name: str) -> None:
        self.page = page
        self.url = url
        self._name = name
        self._pictures = 0
        self.problems: list[str] = []
        page.set_default_timeout(WAIT_MS)
        page.on("request", lambda request: self._look_at(request.url))
        page.on("websocket", lambda line: self._look_at(line.url))
        page.on("pageerror", lambda error: self.problems.append(f"error {error}"))
        page.on(
            "response",
            lambda answer: (
                self.problems.append(f"{answer.status} {answer.url}")
                if answer.status >= 400
                else None
            ),
        )

    def _look_at(self, url: str) -> None:
        own = self.url.removeprefix("http")
        if not url.startswith((f"http{own}/", f"ws{own}/", "data:", "blob:")):
            self.problems.append(f"foreign request {url}")

    def open(self) -> "Chat":
        """Go to the first address and wait for the first screen."""
        self.page.goto(f"{self.url}/")
        self.page.wait_for_selector("#starters button:enabled")
        return self

    def send(self, question: str) -> Locator:
        """Ask, and return what comes first: an answer, or a plain sentence."""
        before = self.page.locator(".ai-message .message-content").count()
        box = self.page.locator("#chat-input")
        box.click()
        self.page.keyboard.insert_text(question)
        self.page.keyboard.press("Enter")
        messages = self.page.locator(".ai-message .message-content")
        messages.nth(before).wait_for()
        return messages.nth(before)

    def ask(self, question: str) -> Locator:
        """Ask, and return what came when all had come."""
        messages = self.page.locator(".ai-message .message-content")
        self.send(question)
        # The answer's own component follows its first line.
        self.page.wait_for_function("!document.querySelector('#stop-button')")
        return messages.last

    def open_thumb(self, at: int = 0) -> Locator:
        """Press a thumb down and return the dialog that asks why.

        A message that moves up while others are drawn swallows a press: who sees
        nothing happen presses again.
        """
        thumb = self.page.get_by_role("button", name="Not helpful").nth(at)
        dialog = self.page.get_by_role("dialog")
        thumb.click()
        try:
            dialog.wait_for(timeout=SWALLOWED_MS)
        except PlaywrightTimeoutError:
            thumb.click()
            dialog.wait_for()
        return dialog

    def open_marker(self, number: int = 1) -> Locator:
        """Press a citation's number and return the source card."""
        self.page.locator(f".galaxy-marker[data-marker='{number}']").last.click()
        card = self.page.locator(".galaxy-source")
        card.wait_for()
        # It slides in: what is measured is where it comes to rest.
        card.evaluate(
            """async (element) => {
                for (let e = element; e; e = e.parentElement)
                    await Promise.allSettled(e.getAnimations().map((a) => a.finished))
            }"""
        )
        return card

    def picture(self, what: str) -> None:
        """Keep a picture where the caller asked for pictures."""
        folder = os.environ.get(SCREENSHOTS)
        if folder:
            self._pictures += 1
            safe = re.sub(r"[^\w-]+", "-", f"{self._name}-{self._pictures}-{what}")
            self.page.wait_for_timeout(400)  # animations end
            self.page.screenshot(path=str(Path(folder) / f"{safe}.png"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine, with nothing of its own to say to anyone."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "browser tests need Chromium: apt-get install chromium fonts-noto"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
            ],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def starter_server(
    tmp_path_factory: pytest.TempPathFactory, starter_library: Path
) -> Iterator[Server]:
    """A server with the starter library."""
    server = Server(tmp_path_factory.mktemp("e2e") / "home")
    shutil.copytree(starter_library, server.home)
    with server.running():
        yield server


@pytest.fixture
def own_starter_server(
    tmp_path: Path, starter_library: Path
) -> Iterator[Callable[..., Server]]:
    """Make a server with a starter library of the test's own, to do harm to.

    Keyword arguments go to its environment.
    """
    with ExitStack() as stack:

        def on(**environment: str) -> Server:
            server = Server(tmp_path / "home", **environment)
            shutil.copytree(starter_library, server.home)
            return stack.enter_context(server.running())

        yield on


@pytest.fixture(scope="module")
def serving(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Server]]:
    """Make a server on a few small files, by their names and texts, for a module.

    Keyword arguments go to its environment.
    """
    with ExitStack() as stack:

        def on(documents: dict[str, str], **environment: str) -> Server:
            folder = tmp_path_factory.mktemp("served")
            return _served(stack, folder, documents, environment)

        yield on


@pytest.fixture
def server_on(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Make a server as `serving` does, for one test."""
    with ExitStack() as stack:

        def on(documents: dict[str, str], **environment: str) -> Server:
            return _served(stack, tmp_path, documents, environment)

        yield on


def _served(
    stack: ExitStack,
    folder: Path,
    documents: dict[str, str],
    environment: dict[str, str],
) -> Server:
    files = folder / "documents"
    files.mkdir()
    for name, text in documents.items():
        (files / name).write_text(text, "utf-8")
    server = Server(folder / "home", **environment)
    server.command("ingest", str(files), "--json")
    return stack.enter_context(server.running())


@pytest.fixture
def visit(
    browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Chat]]:
    """Open the chat as a visitor; no visit may end with a foreign or failed request."""
    contexts: list[BrowserContext] = []
    chats: list[Chat] = []

    def open_chat(
        url: str, *, locale: str = "en-US", width: int = 1280, height: int = 800
    ) -> Chat:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        contexts.append(context)
        chat = Chat(context.new_page(), url=url, name=request.node.name)
        chats.append(chat)
        return chat.open()

    yield open_chat
    for context in contexts:
        context.close()
    assert [problem for chat in chats for problem in chat.problems] == []


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Server]:
    """A server on a home that holds nothing."""
    with Server(tmp_path / "empty").running() as server:
        yield server
