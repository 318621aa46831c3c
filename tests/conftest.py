"""What every test shares; the network is shut but for loopback (see pyproject)."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real data; the test is skipped where there is none."""
    folder = os.environ.get("GALAXY_CORPUS")
    if not folder:
        pytest.skip("GALAXY_CORPUS is unset: the real corpus is not here")
    return Path(folder).resolve()
