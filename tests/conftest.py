"""What every test shares; the network is shut but for loopback (see pyproject)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# As the program does (assistant/quiet.py), and before anything imports numpy: its
# other threads wait by spinning, beside a second worker that has work for the core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from filelock import FileLock
from hypothesis import settings

from assistant.quiet import collect_seldom
from vectorstore.embeddings.protocol import Tokens
from vectorstore.tokens import join

# A busy machine is no failure: what is tested is the outcome, never the time.
# Whether a change passes depends on the change alone, so that .ci/run tries the same
# examples each time; at a desk each run tries others, and GALAXY_EXAMPLES more.
settings.register_profile(
    "galaxy",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=int(os.environ.get("GALAXY_EXAMPLES", "100")),
)
settings.load_profile("galaxy")

collect_seldom()

GALAXY = Path(sys.executable).parent / "galaxy"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that start programs first, in whatever order they came.

    The small ones fill the gaps at the end, so that no worker is left alone with a
    long file (`--no-loadscope-reorder` keeps this order).
    """
    slow = Path(__file__).parent / "integration"
    items.sort(key=lambda item: slow not in item.path.parents)


@pytest.fixture(scope="session")
def unpacked() -> Callable[[bytes], Tokens]:
    """Read what is stored of one passage's tokens, of unit length again."""

    def read(stored: bytes) -> Tokens:
        joined = join([stored])
        vectors = joined.vectors / joined.lengths[:, None]
        spans = tuple((int(start), int(end)) for start, end in joined.sentences)
        return Tokens(vectors=vectors, sentences=spans)

    return read


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real data; the test is skipped where there is none."""
    folder = os.environ.get("GALAXY_CORPUS")
    if not folder:
        pytest.skip("GALAXY_CORPUS is unset: the real corpus is not here")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def starter_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that `galaxy ingest --starter` made, to be copied and never opened.

    It takes half a minute of a processor, so the workers of a run make one together,
    and so do several runs where STARTER_LIBRARY names a folder for it.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    if folder := os.environ.get("STARTER_LIBRARY"):
        shared = Path(folder)
    made = shared / "starter-library"
    with FileLock(shared / "starter-library.lock"):
        if not made.exists():
            _ingest_starter(shared / "starter-library-begun").rename(made)
    return made


def _ingest_starter(home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GALAXY_")}
    done = subprocess.run(
        [str(GALAXY), "ingest", "--starter", "--json"],
        env={**kept, "GALAXY_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["failed"] == []
    return home
