"""What is generated of the docs is what the code says."""

from pathlib import Path

from assistant.documents import command_line, contract

DOCS = Path(__file__).parents[2] / "docs"


def test_the_command_lines_help_is_current():
    assert (DOCS / "cli.md").read_text("utf-8") == command_line(), "run `make docs`"


def test_the_contract_is_current():
    for name, text in contract().items():
        written = (DOCS / "contract" / name).read_text("utf-8")
        assert written == text, "run `make docs`"
