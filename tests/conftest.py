"""What every test shares: no network but loopback, and the real corpus where it is."""

import os
from pathlib import Path

import pytest
from pytest_socket import disable_socket, socket_allow_hosts


def pytest_runtest_setup() -> None:
    """Leave tests the loopback interface and nothing else."""
    disable_socket(allow_unix_socket=True)
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real data; the test is skipped where there is none."""
    folder = os.environ.get("GALAXY_CORPUS")
    if not folder:
        pytest.skip("GALAXY_CORPUS is unset: the real corpus is not here")
    return Path(folder).resolve()
