"""Settings: misspelt names are refused, values are bounded."""

import pytest

from assistant.errors import BadSettings
from assistant.settings import load_settings


def test_a_misspelt_name_is_refused_with_the_right_one(monkeypatch):
    monkeypatch.setenv("GALAXY_HOEM", "/somewhere")

    with pytest.raises(BadSettings, match="GALAXY_HOME"):
        load_settings()


def test_a_value_out_of_bounds_names_its_variable(monkeypatch):
    monkeypatch.setenv("GALAXY_WORKERS", "0")

    with pytest.raises(BadSettings, match="GALAXY_WORKERS"):
        load_settings()


def test_the_home_is_data_by_default(monkeypatch):
    monkeypatch.delenv("GALAXY_HOME", raising=False)

    assert str(load_settings().home) == "data"


def test_a_key_is_not_shown(monkeypatch):
    monkeypatch.setenv("GALAXY_EMBEDDINGS_KEY", "sk-very-secret")

    assert "very-secret" not in repr(load_settings())
