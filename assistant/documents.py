"""Writes what can be generated of the docs: `docs/cli.md` and `docs/contract/*.json`.

`python -m assistant.documents` writes them; a test fails when they are stale.
"""

import json
import sys
from pathlib import Path

import typer
from typer.testing import CliRunner

from assistant.app import IngestReport, Preview, SourceLook, SyncReport
from assistant.cli import app
from assistant.organizations.profile import OrganizationProfile
from assistant.partners.reply import PartnersReply
from assistant.postings.reply import (
    AddedPostings,
    MatchesReply,
    PostingsReply,
    PostingView,
)
from assistant.replies import Reply, Request, SearchReply, Shown
from vectorstore.catalogue.corrections import Correction
from vectorstore.library import LibraryStatus
from vectorstore.records import Record

DOCS = Path(__file__).parent.parent / "docs"
BODIES: dict[str, type[Record]] = {
    "request": Request,
    "ingest": IngestReport,
    "search": SearchReply,
    "ask": Reply,
    "partners": PartnersReply,
    "posting": PostingView,
    "postings": PostingsReply,
    "postings-added": AddedPostings,
    "matches": MatchesReply,
    "show": Shown,
    "organization": OrganizationProfile,
    "correction": Correction,
    "status": LibraryStatus,
    "sync": SyncReport,
    "source": SourceLook,
    "preview": Preview,
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
    runner = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"})
    for path in _commands(app, ()):
        told = runner.invoke(app, [*path, "--help"], prog_name="galaxy")
        name = " ".join(("galaxy", *path))
        sections += [f"## `{name}`", "", "```text", told.output.strip(), "```", ""]
    return "\n".join(sections)


def _commands(group: typer.Typer, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the words of every command, groups before what is in them."""
    found = [path]
    for command in group.registered_commands:
        assert command.callback is not None
        found.append((*path, command.name or command.callback.__name__))
    for below in group.registered_groups:
        assert below.typer_instance is not None
        assert below.name is not None
        found += _commands(below.typer_instance, (*path, below.name))
    return found


def write() -> None:
    """Write the files anew."""
    (DOCS / "contract").mkdir(parents=True, exist_ok=True)
    for name, text in contract().items():
        (DOCS / "contract" / name).write_text(text, encoding="utf-8")
    (DOCS / "cli.md").write_text(command_line(), encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write("docs/cli.md and docs/contract written\n")
