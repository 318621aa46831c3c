"""The commands under `galaxy audit`: list, show, verify."""

from typing import Annotated

import typer

from assistant.commands.terminal import Json, print_json, reported, settings

app = typer.Typer(help="Read the audit log.", no_args_is_help=True)


@app.command("list")
def audit_list(
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 20,
    as_json: Json = False,
) -> None:
    """List audit records, newest first."""
    with reported(as_json=as_json):
        from assistant.audit import open_log

        for record in open_log(settings().home).entries(limit=limit):
            if as_json:
                print_json(record)
            else:
                typer.echo(f"{record.number:>6}  {record.at}  {record.id}")


@app.command("show")
def audit_show(identifier: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show an audit record with its frozen passages, as JSON."""
    with reported(as_json=True):
        from assistant.audit import open_log, read_record

        print_json(read_record(open_log(settings().home), identifier))


@app.command("verify")
def audit_verify(
    head: Annotated[
        str | None, typer.Option(help="The head of an earlier report, to find a cut.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check that no record was changed, and print the head of the chain."""
    with reported(as_json=as_json):
        from assistant.audit import open_log

        verified = open_log(settings().home).verify(head=head)
        if as_json:
            print_json(verified)
        else:
            for problem in verified.problems:
                typer.echo(problem)
            typer.echo(f"{verified.records} records, head {verified.head or '-'}")
        if verified.problems:
            raise typer.Exit(1)


@app.command("forget")
def audit_forget(
    identifier: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False
) -> None:
    """Erase the question of an audit record; the chain still verifies."""
    with reported(as_json=as_json):
        from assistant.audit import open_log, read_record

        log = open_log(settings().home)
        read_record(log, identifier)
        erased = log.forget(identifier)
        if as_json:
            print_json({"id": identifier, "erased": erased})
        else:
            typer.echo("Erased." if erased else "It was erased before.")
