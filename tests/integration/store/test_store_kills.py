"""A store that was killed, robbed or refused heals, or says what to do."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import inspect, text

from vectorstore.catalogue.database import open_engine, upgrade
from vectorstore.errors import (
    IndexMismatch,
    OwnedElsewhere,
    StoreNewer,
    StoreUnavailable,
)
from vectorstore.library import Entry, Library
from vectorstore.lock import OWNER_FILE
from vectorstore.probe import survives

MakeEntry = Callable[..., Entry]
PROGRAM = Path(__file__).with_name("commit_until_killed.py")
KILLS = 4


def killed_run(home: Path, first: int, delay_s: float) -> dict[int, tuple[int, str]]:
    """Commit until killed; return what was reported done: slot -> (turn, state)."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), str(home), str(first)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        assert lines[0], "the program did not start"
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    done: dict[int, tuple[int, str]] = {}
    for line in lines:
        if line.endswith("\n"):
            turn, slot, state = line.split()
            done[int(slot)] = (int(turn), state)
    return done


def test_a_killed_run_loses_nothing_that_was_reported_done(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done: dict[int, tuple[int, str]] = {}
    first = 0
    for _ in range(KILLS):
        done |= killed_run(home, first, random.uniform(0, 1.5))
        last = max(turn for turn, _ in done.values())

        library = Library.open(
            home, fingerprint="m", dimensions=16, purpose="test", wait_s=5
        )

        try:
            assert library.doctor() == []
            assert library.chunk_count() == library.status().chunks
            for slot, (turn, state) in done.items():
                revisions = set(library.documents_of(f"/files/{slot}").values())
                expected = {str(turn)} if state == "here" else set[str]()
                # The one commit under way may have been done but not reported.
                under_way = (last + 1) % 4 == slot
                if not under_way or revisions not in ({str(last + 1)}, set()):
                    assert revisions == expected
            with library.engine.connect() as connection:
                pending = connection.scalar(text("SELECT count(*) FROM pending"))
            assert pending == 0
        finally:
            library.close()
        first = last + 1


def test_a_second_owner_is_refused_and_told_who_is_the_first(
    tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), str(home), "0"],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()

        with pytest.raises(OwnedElsewhere) as caught:
            open_library(fingerprint="m")

        process.kill()

    assert f"`kill test` (process {process.pid})" in caught.value.message
    assert open_library(fingerprint="m").doctor() == []


def test_closing_lets_the_next_one_in(
    tmp_path: Path, open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    first = open_library()
    first.commit([make_entry("wells", "Wells.")])
    with pytest.raises(OwnedElsewhere):
        open_library()

    first.close()

    assert not (tmp_path / "home" / OWNER_FILE).exists()
    assert open_library().chunk_count() == 1


def test_a_failed_opening_lets_the_next_one_in(
    open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    first = open_library()
    first.commit([make_entry("wells", "Wells.")])
    first.close()

    with pytest.raises(IndexMismatch) as caught:
        open_library(fingerprint="another")

    assert "'model/16'" in caught.value.message
    assert open_library().chunk_count() == 1


def test_an_emptied_library_takes_another_embedder_of_other_dimensions(
    open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    first = open_library()
    entry = make_entry("wells", "Wells.")
    first.commit([entry])
    first.commit((), removed=[entry.document.id])
    first.close()

    second = open_library(fingerprint="another", dimensions=8)
    other = Entry(
        place=entry.place,
        document=entry.document,
        chunks=entry.chunks,
        vectors=np.eye(1, 8, dtype=np.float32),
    )
    second.commit([other])

    assert second.nearest(other.vectors[0], limit=1)[0][0] == entry.chunks[0].id


def test_lost_words_are_rebuilt_from_the_catalogue(
    tmp_path: Path, open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    first = open_library()
    first.commit([make_entry("wells", "Deep wells.", "Water.")])
    first.close()
    shutil.rmtree(tmp_path / "home" / "words")

    second = open_library()

    assert second.doctor() == []
    assert len(second.covering([(frozenset({"wells"}), 1.0)], limit=9)) == 2  # a title


def test_damaged_words_are_rebuilt_too(
    tmp_path: Path, open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    first = open_library()
    first.commit([make_entry("wells", "Deep wells.")])
    first.close()
    (tmp_path / "home" / "words" / "meta.json").write_text("{")

    assert open_library().doctor() == []


def spoil(chroma: Path, how: str) -> None:
    """Damage Chroma's files as a full disk or a careless hand does."""
    if how == "folder gone":
        shutil.rmtree(chroma)
    elif how == "database is garbage":
        (chroma / "chroma.sqlite3").write_bytes(b"garbage " * 4096)
    else:
        segments = [path for path in chroma.glob("*/*") if path.is_file()]
        assert segments, "there is no index on disk yet"
        for path in segments:
            path.write_bytes(b"")


@pytest.mark.parametrize(
    "how", ["folder gone", "database is garbage", "index cut to nothing"]
)
def test_damaged_vectors_are_built_anew_from_the_catalogue(
    tmp_path: Path,
    open_library: Callable[..., Library],
    make_entry: MakeEntry,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    # Chroma writes its index to files only from a thousand vectors on.
    entry = make_entry("wells", *(f"Deep well {n}." for n in range(1_200)))
    first = open_library()
    first.commit([entry])
    first.close()
    spoil(tmp_path / "home" / "chroma", how)

    second = open_library()

    assert "vectors" in caplog.text
    found = [second.nearest(entry.vectors[n], limit=1)[0][0] for n in (0, 700, 1_199)]
    assert found == [entry.chunks[n].id for n in (0, 700, 1_199)]
    assert second.doctor() == []
    second.commit([make_entry("more", "More.")])
    assert second.documents_of(entry.place) == {entry.document.id: "1"}


def test_vectors_that_nobody_has_make_their_documents_be_taken_in_again(
    tmp_path: Path, open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    entry = make_entry("wells", "Deep wells.")
    first = open_library()
    first.commit([entry])
    with first.engine.begin() as connection:
        connection.execute(text("UPDATE chunks SET vector = NULL"))
    first.close()
    shutil.rmtree(tmp_path / "home" / "chroma")

    second = open_library()

    assert second.documents_of(entry.place) == {entry.document.id: ""}
    second.commit([entry])
    assert second.doctor() == []


def test_a_commit_that_fails_halfway_shows_nothing_and_is_healed(
    tmp_path: Path, open_library: Callable[..., Library], make_entry: MakeEntry
) -> None:
    library = open_library()
    before = make_entry("wells", "Deep wells.")
    library.commit([before])
    words = tmp_path / "home" / "words"
    words.rename(tmp_path / "aside")
    half = make_entry("half", "Half stored.")

    with pytest.raises(StoreUnavailable):
        library.commit([half])

    (tmp_path / "aside").rename(words)
    found = [i for i, _ in library.nearest(half.vectors[0], limit=9)]
    assert found == [before.chunks[0].id]
    assert library.chunk_count() == 1
    [finding] = library.doctor()
    assert (finding.index, finding.surplus, finding.repaired) == ("vectors", 1, False)
    library.close()
    again = open_library()
    assert again.doctor() == []
    again.commit([half])
    assert again.chunk_count() == 2
    assert again.nearest(half.vectors[0], limit=1)[0][0] == half.chunks[0].id


def test_a_commit_that_failed_can_be_tried_again_at_once(
    tmp_path: Path, library: Library, make_entry: MakeEntry
) -> None:
    words = tmp_path / "home" / "words"
    words.rename(tmp_path / "aside")
    entry = make_entry("wells", "Deep wells.")
    with pytest.raises(StoreUnavailable) as kept:
        library.commit([entry])
    (tmp_path / "aside").rename(words)

    library.commit([entry])

    assert kept.value.remedy
    assert library.nearest(entry.vectors[0], limit=1)[0][0] == entry.chunks[0].id
    assert library.doctor() == []


def test_the_doctor_repairs_what_disagrees(
    library: Library, make_entry: MakeEntry
) -> None:
    entry = make_entry("wells", "Deep wells.", "Water.")
    library.commit([entry])
    with library.engine.begin() as connection:
        connection.execute(text("DELETE FROM chunks WHERE ordinal = 1"))

    findings = library.doctor(repair=True)

    assert [(f.index, f.surplus, f.repaired) for f in findings] == [
        ("vectors", 1, True),
        ("words", 1, True),
    ]
    assert library.doctor() == []


def test_a_store_of_a_newer_program_is_refused_and_left_alone(
    tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    open_library().close()
    engine = open_engine(tmp_path / "home")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreNewer) as caught:
        open_library()

    assert "newer version" in caught.value.remedy


def test_an_upgrade_that_stops_halfway_leaves_nothing(tmp_path: Path) -> None:
    engine = open_engine(tmp_path)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE settings (x)"))
    with pytest.raises(StoreUnavailable):
        upgrade(engine)
    assert inspect(engine).get_table_names() == ["settings"]
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE settings"))

    upgrade(engine)

    assert "chunks" in inspect(engine).get_table_names()
    engine.dispose()


def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from vectorstore.catalogue.models import Base

    engine = open_engine(tmp_path)
    upgrade(engine)
    upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_an_index_that_crashes_its_reader_is_told_and_costs_nothing(
    tmp_path, monkeypatch
):
    folder = tmp_path / "chroma"
    folder.mkdir()
    crash = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    program = tmp_path / "vectorstore"
    program.mkdir()
    (program / "__init__.py").write_text("", "utf-8")
    (program / "probe.py").write_text(crash, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    assert not survives(folder, "chunks", surplus=[], dimensions=16)


def test_a_whole_index_survives_the_first_touch(tmp_path):
    assert survives(tmp_path / "chroma", "chunks", surplus=[], dimensions=16)
