"""The scripted model as a program: each script has a name to start it by."""

import subprocess
import sys

import httpx

from evals.endpoint.named import NAMED


def test_each_named_script_can_be_made():
    assert all(callable(make()) for make in NAMED.values())


def test_the_command_serves_a_named_script():
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "evals.endpoint", "--script", "none"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            said = {"role": "user", "content": "What was dug?"}
            answer = httpx.post(
                f"{url}/chat/completions",
                json={"model": "m", "messages": [said]},
                trust_env=False,
            ).json()
        finally:
            process.terminate()

    assert answer["choices"][0]["message"]["content"] == "NONE"
