"""What every test shares; the network is shut but for loopback (see pyproject)."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure: what is tested is the outcome, never the time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real data; the test is skipped where there is none."""
    folder = os.environ.get("GALAXY_CORPUS")
    if not folder:
        pytest.skip("GALAXY_CORPUS is unset: the real corpus is not here")
    return Path(folder).resolve()
