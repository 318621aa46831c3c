"""Writes what can be generated of the docs: `docs/cli.md` and `docs/contract/*.json`.

`python -m assistant.documents` writes them; a test fails when they are stale.
"""

import json
import sys
from pathlib import Path

import typer
from typer.main import get_command

from assistant.app import IngestReport
from assistant.cli import app
from assistant.replies import Reply, Request, SearchReply, Shown
from vectorstore.library import LibraryStatus
from vectorstore.records import Record

DOCS = Path(__file__).parent.parent / "docs"
BODIES: dict[str, type[Record]] = {
    "request": Request,
    "ingest": IngestReport,
    "search": SearchReply,
    "ask": Reply,
    "show": Shown,
    "status": LibraryStatus,
}


def contract() -> dict[str, str]:
    """Return the JSON Schema of each body, by file name."""
    return {
        f"{name}.json": json.dumps(
            body.model_json_schema(mode="serialization", by_alias=True),
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
        for name, body in BODIES.items()
    }


def command_line() -> str:
    """Return the help of every command, as Markdown."""
    sections = [
        "# The command line",
        "",
        "Generated from the program (`make docs`). Exit codes: 0 done (a refusal is "
        "done), 1 something failed, 2 usage. With `--json`, stdout carries one JSON "
        "object a line; `docs/contract/` holds a schema for each.",
        "",
    ]
    command = get_command(app)
    _describe(command, typer.Context(command, info_name="galaxy"), sections)
    return "\n".join(sections)


def _describe(command: object, context: typer.Context, sections: list[str]) -> None:
    from click import Context, Group

    assert isinstance(context, Context)
    context.terminal_width = 80
    sections += [f"## `{context.command_path}`", "", "```"]
    sections += [context.command.get_help(context), "```", ""]
    if isinstance(command, Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                _describe(
                    below,
                    typer.Context(below, info_name=name, parent=context),
                    sections,
                )


def write() -> None:
    """Write the files anew."""
    (DOCS / "contract").mkdir(parents=True, exist_ok=True)
    for name, text in contract().items():
        (DOCS / "contract" / name).write_text(text, encoding="utf-8")
    (DOCS / "cli.md").write_text(command_line(), encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write("docs/cli.md and docs/contract written\n")
