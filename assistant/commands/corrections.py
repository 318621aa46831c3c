"""`galaxy organizations corrections`: what people say is wrong, and what came of it.

Reads and writes the catalogue beside its owner.
"""

from typing import Annotated, Literal

import typer

from assistant.commands.terminal import Json, print_json, reported, settings

app = typer.Typer(
    help="See what people say is wrong, and settle it.", no_args_is_help=True
)


@app.command("list")
def list_corrections(
    state: Annotated[
        Literal["open", "settled"] | None,
        typer.Option("--state", help="Only those of a state."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List correction requests with their history, oldest first."""
    with reported(as_json=as_json):
        from assistant.audit import open_catalogue
        from vectorstore.catalogue.corrections import CorrectionLog

        log = CorrectionLog(open_catalogue(settings().home))
        for one in log.listed(state=state):
            if as_json:
                print_json(one)
                continue
            typer.echo(
                f"{one.reference} {one.state} {one.at:%Y-%m-%d} {one.organization} "
                f"({one.organization_id})"
            )
            if one.quote:
                typer.echo(f"  quote: {' '.join(one.quote.split())}")
            typer.echo(f"  {' '.join(one.text.split())}")
            for step in one.history[1:]:
                typer.echo(f"  {step.state} {step.at:%Y-%m-%d}: {step.note}")


@app.command("settle")
def settle_correction(
    reference: Annotated[str, typer.Argument(metavar="ID", help="As listed.")],
    note: Annotated[str, typer.Option("--note", help="What was done about it.")],
    as_json: Json = False,
) -> None:
    """Keep that a request is settled, and what was done; its history stays."""
    with reported(as_json=as_json):
        from assistant.app import now
        from assistant.audit import open_catalogue
        from assistant.organizations.corrections import settle
        from vectorstore.catalogue.corrections import CorrectionLog

        log = CorrectionLog(open_catalogue(settings().home))
        settled = settle(log, reference, note=note, at=now())
        if as_json:
            print_json(settled)
        else:
            typer.echo("Kept.")
