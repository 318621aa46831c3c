"""What every test shares; the network is shut but for loopback (see pyproject)."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

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


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real data; the test is skipped where there is none."""
    folder = os.environ.get("GALAXY_CORPUS")
    if not folder:
        pytest.skip("GALAXY_CORPUS is unset: the real corpus is not here")
    return Path(folder).resolve()
