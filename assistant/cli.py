"""The command line: `galaxy`.

With `--json`, stdout carries one compact JSON object a line and nothing else; progress
and logs go to stderr. Exit codes: 0 done, 1 something failed, 2 usage. Heavy libraries
are imported by the command that needs them, so that `--help` is immediate.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.commands import audit, needs, organizations, sources
from assistant.commands.terminal import Json, print_json, reported, run_batch, settings

app = typer.Typer(
    name="galaxy",
    help="The South-South Galaxy assistant: cited answers from the global South.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(audit.app, name="audit")
app.add_typer(organizations.app, name="organizations")
app.add_typer(needs.needs, name="needs")
app.add_typer(needs.offers, name="offers")
app.add_typer(sources.app, name="sources")

Batch = Annotated[
    str | None,
    typer.Option(
        "--batch",
        metavar="FILE.jsonl",
        help="Requests, one a line; - reads stdin. The other options hold for what a "
        "line does not say itself.",
    ),
]
Language = Annotated[
    str | None, typer.Option("--language", help="Force the reply's language (BCP 47).")
]
Context = Annotated[
    list[str] | None,
    typer.Option("--context", help="An earlier turn; repeat it, oldest first."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=100, help="Passages.")]
FiltersJson = Annotated[
    str | None,
    typer.Option(
        "--filters",
        metavar="JSON",
        help='Such as {"country": ["SN"], "sdg": ["3"]}. With --batch for each line, '
        "whose own filters come on top and replace those of the same key.",
    ),
]
NeedJson = Annotated[
    str | None,
    typer.Option(
        "--need",
        metavar="JSON",
        help='Instead of what the text says: {"countries": ["SN"], "regions": '
        '["pacific"], "sectors": ["Health"], "role": "implementing", "kind": '
        '"training"}; all else is open.',
    ),
]
Before = Annotated[
    str | None,
    typer.Option("--before", metavar="DATE", help="Only evidence from before it."),
]
Staff = Annotated[
    bool, typer.Option("--staff", help="See staff documents too, not only public ones.")
]


@app.callback(invoke_without_command=True)
def galaxy(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Cited answers from the knowledge of the global South."""
    if version:
        from assistant.app import CONTRACT, program_version

        if as_json:
            print_json({"version": program_version(), "contract": CONTRACT})
        else:
            typer.echo(f"galaxy {program_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8000,
) -> None:
    """Serve the chat and the API until stopped."""
    with reported(as_json=False):
        from assistant.server.serving import run_server

        run_server(settings(), host=host, port=port)


@app.command()
def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Files and folders.")
    ] = None,
    starter: Annotated[
        bool, typer.Option("--starter", help="The starter library that comes along.")
    ] = False,
    platform: Annotated[
        str | None, typer.Option(help="Platform that publishes these documents.")
    ] = None,
    publisher: Annotated[str | None, typer.Option()] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Address under which the files are public.")
    ] = None,
    licence: Annotated[str | None, typer.Option()] = None,
    language: Annotated[
        str | None, typer.Option(help="Language of the files (BCP 47).")
    ] = None,
    visibility: Annotated[
        Literal["public", "staff"] | None, typer.Option(help="Who may read them.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take in files and folders, and follow what changed in them."""
    with reported(as_json=as_json):
        from assistant.commands.display import ingest_progress, print_ingest_report
        from assistant.galaxy import open_galaxy
        from ingestion.source_files import options_from
        from ingestion.starter import LIBRARY
        from vectorstore.memory import share_pools

        share_pools()  # before any thread starts
        wanted = list(paths or [])
        if starter:
            wanted.append(LIBRARY)
        if not wanted:
            raise typer.BadParameter("name a PATH, or take --starter")
        options = options_from(
            platform=platform,
            publisher=publisher,
            base_url=base_url,
            licence=licence,
            language=language,
            visibility=visibility,
        )
        with (
            open_galaxy(settings(), purpose="galaxy ingest") as galaxy,
            ingest_progress() as on_progress,
        ):
            report = galaxy.ingest(wanted, options, on_progress=on_progress)
        if as_json:
            print_json(report)
        else:
            print_ingest_report(report)
        if report.every_item_failed:
            raise typer.Exit(1)


@app.command()
def search(
    query: Annotated[str | None, typer.Argument()] = None,
    batch: Batch = None,
    language: Language = None,
    context: Context = None,
    limit: Limit = 10,
    filters: FiltersJson = None,
    before: Before = None,
    staff: Staff = False,
    as_json: Json = False,
) -> None:
    """Find the passages for a query, best first."""
    fields = _fields(query, batch, language, context, limit, filters, before)
    _answer("search", fields, batch, staff=staff, as_json=as_json)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    batch: Batch = None,
    language: Language = None,
    context: Context = None,
    limit: Limit = 10,
    filters: FiltersJson = None,
    before: Before = None,
    chosen: NeedJson = None,
    staff: Staff = False,
    as_json: Json = False,
) -> None:
    """Answer a question in the sources' own words, each cited, or propose partners."""
    fields = _fields(question, batch, language, context, limit, filters, before, chosen)
    _answer("ask", fields, batch, staff=staff, as_json=as_json)


@app.command()
def partners(
    need: Annotated[str | None, typer.Argument()] = None,
    batch: Batch = None,
    language: Language = None,
    context: Context = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100, help="Proposals.")
    ] = 10,
    filters: FiltersJson = None,
    before: Before = None,
    chosen: NeedJson = None,
    staff: Staff = False,
    as_json: Json = False,
) -> None:
    """Propose organizations for a need, each with cited evidence of what it did."""
    fields = _fields(need, batch, language, context, limit, filters, before, chosen)
    _answer("partners", fields, batch, staff=staff, as_json=as_json)


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID")],
    staff: Staff = False,
    as_json: Json = False,
) -> None:
    """Show a document or chunk, whole."""
    with reported(as_json=as_json):
        from assistant.commands.display import print_shown
        from assistant.galaxy import open_galaxy

        with open_galaxy(settings(), purpose="galaxy show") as galaxy:
            shown = galaxy.show(identifier, readers="staff" if staff else "public")
        if as_json:
            print_json(shown)
        else:
            print_shown(shown)


@app.command()
def status(as_json: Json = False) -> None:
    """Tell what the library holds."""
    with reported(as_json=as_json):
        from assistant.commands.display import print_status
        from assistant.galaxy import open_galaxy

        with open_galaxy(settings(), purpose="galaxy status") as galaxy:
            told = galaxy.status()
        if as_json:
            print_json(told)
        else:
            print_status(told)


@app.command()
def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild what does not agree.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare the catalogue with both indexes."""
    with reported(as_json=as_json):
        from assistant.app import open_services

        with open_services(settings(), purpose="galaxy doctor") as services:
            findings = services.library.doctor(repair=repair)
        for finding in findings:
            if as_json:
                print_json(finding)
            else:
                typer.echo(finding.message)
        if not findings and not as_json:
            typer.echo("Catalogue, vectors and words agree.")
        if findings and not repair:
            raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    from assistant.quiet import collect_seldom, keep_quiet

    keep_quiet()
    collect_seldom()
    app()


def _fields(
    question: str | None,
    batch: str | None,
    language: str | None,
    context: list[str] | None,
    limit: int,
    filters: str | None,
    before: str | None,
    chosen: str | None = None,
) -> dict[str, object]:
    """Return the request that the flags describe; of a batch, what each line lacks."""
    if batch is not None and question is not None:
        raise typer.BadParameter("a QUERY and --batch together: take one of them")
    if batch is None and question is None:
        raise typer.BadParameter("a question is missing; write it in quotes")
    asked: dict[str, object] = {} if question is None else {"question": question}
    return asked | {
        "language": language,
        "context": context or [],
        "limit": limit,
        "filters": _parsed("--filters", filters) if filters else {},
        "before": before,
        "need": _parsed("--need", chosen) if chosen else None,
    }


def _parsed(option: str, told: str) -> object:
    import json

    try:
        return json.loads(told)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"{option} is no JSON: {error}") from error


def _answer(
    what: Literal["search", "ask", "partners"],
    fields: dict[str, object],
    batch: str | None,
    *,
    staff: bool,
    as_json: bool,
) -> None:
    with reported(as_json=as_json):
        from assistant.batch import request_from
        from assistant.commands.display import print_reply, print_search
        from assistant.errors import BadRequest
        from assistant.galaxy import open_galaxy
        from assistant.partners.display import print_partners

        try:  # of a batch, before its first line is read
            request = request_from({"question": "?"} | fields)
        except BadRequest as error:
            raise typer.BadParameter(f"{error.message}. {error.remedy}") from error
        readers = "staff" if staff else "public"
        with open_galaxy(settings(), purpose=f"galaxy {what}") as galaxy:
            run = {
                "search": galaxy.search,
                "ask": galaxy.ask,
                "partners": galaxy.partners,
            }[what]
            if batch is not None:
                failed = run_batch(
                    batch, lambda r: run(r, readers=readers), given=fields
                )
                if failed:
                    raise typer.Exit(1)
            elif as_json:
                print_json(run(request, readers=readers))
            elif what == "search":
                print_search(galaxy.search(request, readers=readers))
            elif what == "partners":
                print_partners(galaxy.partners(request, readers=readers))
            else:
                print_reply(galaxy.ask(request, readers=readers))


if __name__ == "__main__":
    main()
