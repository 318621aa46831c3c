"""The five packages are ours, and nobody else's."""

import importlib.metadata
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("assistant", "evals", "ingestion", "prompts", "vectorstore")


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_is_the_one_of_this_checkout(name):
    found = importlib.util.find_spec(name)

    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).is_relative_to(ROOT)


def test_no_other_distribution_installs_our_names():
    claimed = {
        (distribution.metadata["Name"], path.parts[0])
        for distribution in importlib.metadata.distributions()
        for path in distribution.files or ()
        if path.parts and path.parts[0] in PACKAGES
    }

    ours = "south-south-galaxy-assistant"
    assert {owner for owner, _ in claimed} <= {ours}


def test_no_file_is_too_long_to_be_read_at_once():
    long = {
        str(path.relative_to(ROOT)): lines
        for name in PACKAGES
        for path in (ROOT / name).rglob("*.py")
        if "versions" not in path.parts
        and (lines := len(path.read_text("utf-8").splitlines())) > 420
    }

    assert long == {}
