"""Readers and a writer at once; and a Chroma server instead of the embedded one."""

import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vectorstore.errors import StoreUnavailable
from vectorstore.library import Entry, Library

MakeEntry = Callable[..., Entry]


def test_readers_see_each_commit_whole_while_it_is_written(
    library: Library, make_entry: MakeEntry
) -> None:
    probe = make_entry("probe", "Constant water.")
    library.commit([probe])
    stop = threading.Event()
    wrong: list[str] = []
    searches = [0, 0]

    def read(reader: int) -> None:
        while not stop.is_set():
            near = dict(library.nearest(probe.vectors[0], limit=50))
            words = dict(library.covering([(frozenset({"water"}), 1.0)], limit=50))
            stored = library.chunks([*near, *words])
            if probe.chunks[0].id not in near or probe.chunks[0].id not in words:
                wrong.append("the unchanged chunk was lost")
            for found in stored.values():
                turn = found.provenance.licence
                if turn is not None and turn not in found.chunk.text:
                    wrong.append(f"{found.chunk.text!r} of turn {turn}")
                if found.provenance.visibility == "staff":
                    wrong.append("staff only")
            searches[reader] += 1

    threads = [threading.Thread(target=read, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(12):
        library.commit(
            [
                make_entry(
                    "changing",
                    *(f"Water turn{turn} part {n}." for n in range(10)),
                    revision=str(turn),
                    licence=f"turn{turn}",
                )
            ]
        )
    stop.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert min(searches) > 0
    assert library.doctor() == []


def test_the_first_staff_document_never_slips_through_to_the_public(
    library: Library, make_entry: MakeEntry
) -> None:
    public = make_entry("public", "Open water.")
    library.commit([public])
    secret = make_entry("secret", "Hidden water.", visibility="staff")
    stop = threading.Event()
    leaks: list[str] = []

    def read() -> None:
        while not stop.is_set():
            found = library.nearest(secret.vectors[0], limit=9)
            leaks.extend(i for i, _ in found if i == secret.chunks[0].id)

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(8):
        library.commit([secret])
        library.commit((), removed=[secret.document.id])
    stop.set()
    thread.join()

    assert leaks == []


@pytest.fixture
def chroma_server(tmp_path: Path) -> Iterator[str]:
    """A real Chroma server on the loopback interface."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    with subprocess.Popen(
        [program, "run", "--path", tmp_path / "server", "--port", str(port)],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the Chroma server did not come up")
        yield url
        process.terminate()
        process.wait(timeout=30)


def test_a_chroma_server_serves_several_libraries_without_mixing_them(
    tmp_path: Path,
    chroma_server: str,
    open_library: Callable[..., Library],
    make_entry: MakeEntry,
) -> None:
    one = open_library(chroma_url=chroma_server)
    entry = make_entry("wells", "Deep wells.", "Water.")
    one.commit([entry])
    two = Library.open(
        tmp_path / "other",
        fingerprint="m",
        dimensions=8,
        purpose="a test",
        chroma_url=chroma_server,
    )
    two.close()
    one.close()

    again = open_library(chroma_url=chroma_server)

    assert again.nearest(entry.vectors[1], limit=1)[0][0] == entry.chunks[1].id
    again.commit((), removed=[entry.document.id])
    assert again.nearest(entry.vectors[1], limit=1) == []
    assert again.doctor() == []


def test_a_server_that_does_not_answer_is_named(
    open_library: Callable[..., Library],
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(StoreUnavailable) as caught:
        open_library(chroma_url=f"http://127.0.0.1:{port}")

    assert caught.value.retryable
    assert f"127.0.0.1:{port}" in caught.value.message
