"""No command tries to reach anything but this machine."""

import urllib.request

import pytest

WATCHER = """
import os, socket

_connect, _lookup = socket.socket.connect, socket.getaddrinfo
_HERE = ("127.", "::1", "localhost")

def _note(what):
    with open(os.environ["WATCH_LOG"], "a", encoding="utf-8") as log:
        log.write(f"{os.getpid()} {what}\\n")

def _outside(host):
    return isinstance(host, (str, bytes)) and host and not str(host).startswith(_HERE)

def connect(self, address, *more):
    if self.family in (socket.AF_INET, socket.AF_INET6) and _outside(address[0]):
        _note(f"connect {address}")
        raise OSError("no network in this test")
    return _connect(self, address, *more)

def lookup(host, *more, **named):
    if _outside(host):
        _note(f"lookup {host}")
        raise OSError("no network in this test")
    return _lookup(host, *more, **named)

socket.socket.connect, socket.getaddrinfo = connect, lookup
_note("watching")
"""


@pytest.fixture
def watched(commands, tmp_path):
    """Commands whose every process notes what it tries to reach."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCHER, "utf-8")
    log = tmp_path / "attempts.log"
    galaxy = commands(PYTHONPATH=str(tmp_path / "watch"), WATCH_LOG=str(log))
    return galaxy, log


def test_ingest_serve_and_ask_reach_for_nothing_outside(watched, tmp_path):
    galaxy, log = watched
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "note.txt").write_text("Forty wells were dug in the north.", "utf-8")
    (folder / "page.html").write_text("<h1>Wells</h1><p>They work.</p>", "utf-8")
    (folder / "notes.md").write_text("# Seeds\n\nSeeds are shared.", "utf-8")

    galaxy.json("ingest", str(folder))
    galaxy.json("ask", "How many wells were dug?")
    with galaxy.serving() as url:
        urllib.request.urlopen(f"{url}/chat/", timeout=30).read()
        galaxy.json("ask", "Who shares seeds?")

    told = log.read_text("utf-8").splitlines()
    assert any("watching" in line for line in told)
    assert [line for line in told if "watching" not in line] == []
