"""What `galaxy-eval` takes, and says where it cannot run."""

import pytest
from typer.testing import CliRunner

from evals.cli import app


def invoke(*words):
    return CliRunner().invoke(app, words)


@pytest.fixture(autouse=True)
def without_settings(monkeypatch):
    for name in ("GALAXY_CHAT_MODEL", "GALAXY_CORPUS", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("words", [["--endpoint"], ["answers", "--endpoint"]])
def test_without_a_chat_model_its_answers_cannot_be_measured(words):
    done = invoke(*words)

    assert done.exit_code == 1
    assert "GALAXY_CHAT_MODEL" in done.stderr
    assert "OPENAI_BASE_URL" in done.stderr


@pytest.mark.parametrize("words", [["bench", "--endpoint"], ["nothing"], []])
def test_what_is_no_suite_is_a_usage_error(words):
    assert invoke(*words).exit_code == 2
