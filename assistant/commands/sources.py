"""`galaxy sources`: what is taken in from where, and kept in step."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.commands.terminal import Json, print_json, reported, settings

app = typer.Typer(help="See, add, sync and remove sources.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME…")]
LetsManyGo = Annotated[
    bool,
    typer.Option("--let-many-go", help="Delete also more than half of the records."),
]


@app.command("list")
def list_sources(as_json: Json = False) -> None:
    """List platforms and addresses with counts, last harvests and failures."""
    with reported(as_json=as_json):
        from assistant.commands.display import print_status
        from assistant.galaxy import open_galaxy

        with open_galaxy(settings(), purpose="galaxy sources list") as galaxy:
            told = galaxy.status()
        if as_json:
            print_json(told)
        else:
            print_status(told)


@app.command("add")
def add(
    target: Annotated[str, typer.Argument(metavar="URL|TABLE")],
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="What a table's columns mean; see `guess`."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    platform: Annotated[
        str | None, typer.Option(help="Platform that publishes the records.")
    ] = None,
    publisher: Annotated[str | None, typer.Option()] = None,
    licence: Annotated[str | None, typer.Option()] = None,
    language: Annotated[
        str | None, typer.Option(help="Language of the records (BCP 47).")
    ] = None,
    visibility: Annotated[
        Literal["public", "staff"] | None, typer.Option(help="Who may read them.")
    ] = None,
    record_url: Annotated[
        str | None,
        typer.Option(help="Page of one record, {id} in place of its identifier."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Kind of records that state none.")
    ] = None,
    entries: Annotated[
        str | None, typer.Option(help="Where a JSON page's list is: response.docs.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="JSON field that tells records apart.")
    ] = None,
    paging: Annotated[
        Literal["link", "next", "offset", "page", "none"] | None,
        typer.Option(help="What tells the next page; found by a look where it can."),
    ] = None,
    next_field: Annotated[
        str | None, typer.Option(help="JSON field with the next page's address.")
    ] = None,
    page_param: Annotated[
        str | None, typer.Option(help="Parameter with the page or offset.")
    ] = None,
    size_param: Annotated[
        str | None, typer.Option(help="Parameter with the size of a page.")
    ] = None,
    size: Annotated[
        int | None, typer.Option(min=1, help="Records of a page to ask for.")
    ] = None,
    first: Annotated[
        int | None, typer.Option(min=0, help="Number of the first page or offset.")
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", help="Another host it may lead to; repeat it."),
    ] = None,
    delay: Annotated[
        float | None, typer.Option(min=0, help="Seconds between two requests.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the first records; store nothing.")
    ] = False,
    later: Annotated[
        bool, typer.Option("--later", help="Fetch no more than the first page now.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Add an address of IATI XML or JSON and harvest it, or a table with a mapping."""
    if "://" not in target:
        if mapping is None and not preview:
            raise typer.BadParameter(
                f"{target} is no address; for a table add --map, made with `galaxy "
                "sources guess`, and for other files use `galaxy ingest`"
            )
        said = {"platform": platform, "publisher": publisher, "licence": licence}
        said |= {"language": language, "visibility": visibility, "kind": kind}
        _add_table(Path(target), mapping, said, only_shows=preview, as_json=as_json)
        return
    if mapping is not None:
        raise typer.BadParameter("--map is for tables, not for addresses")
    with reported(as_json=as_json):
        from assistant.app import Draft, options_from
        from assistant.commands.display import ingest_progress
        from assistant.commands.source_display import print_look, print_sync_report
        from assistant.galaxy import open_galaxy

        options = options_from(
            platform=platform,
            publisher=publisher,
            licence=licence,
            language=language,
            visibility=visibility,
            record_url=record_url,
            kind=kind,
        )
        draft = Draft(
            url=target,
            name=name,
            entries=entries,
            key=key,
            paging=paging,
            next_field=next_field,
            page_param=page_param,
            size_param=size_param,
            size=size,
            first=first,
            hosts=tuple(allow_host or ()),
            delay_s=delay,
            options=options,
        )
        with open_galaxy(settings(), purpose="galaxy sources add") as galaxy:
            look = galaxy.look(draft)
            if not preview:
                galaxy.add_source(look.source)
            if preview or later:
                if as_json:
                    print_json(look)
                else:
                    print_look(look)
                return
            with ingest_progress() as on_progress:
                report = galaxy.sync([look.source.name], on_progress=on_progress)
        if as_json:
            print_json(report)
        else:
            print_sync_report(report)
        if report.nothing_came or report.every_item_failed:
            raise typer.Exit(1)


@app.command("sync")
def sync(
    names: Names = None,
    all_of_them: Annotated[
        bool, typer.Option("--all", help="All addresses, one after the other.")
    ] = False,
    let_many_go: LetsManyGo = False,
    as_json: Json = False,
) -> None:
    """Fetch what is new at addresses, and follow what was changed and deleted."""
    if bool(names) == all_of_them:
        raise typer.BadParameter("name a source, or take --all")
    with reported(as_json=as_json):
        from assistant.commands.display import ingest_progress
        from assistant.commands.source_display import print_sync_report
        from assistant.galaxy import open_galaxy

        with (
            open_galaxy(settings(), purpose="galaxy sources sync") as galaxy,
            ingest_progress() as on_progress,
        ):
            report = galaxy.sync(
                names or (), lets_many_go=let_many_go, on_progress=on_progress
            )
        if as_json:
            print_json(report)
        else:
            print_sync_report(report)
        if report.nothing_came or report.every_item_failed:
            raise typer.Exit(1)


@app.command("remove")
def remove(
    what: Annotated[str, typer.Argument(metavar="PATH|NAME")], as_json: Json = False
) -> None:
    """Forget a file, a folder or an address with its items; files themselves stay."""
    with reported(as_json=as_json):
        from assistant.galaxy import open_galaxy

        with open_galaxy(settings(), purpose="galaxy sources remove") as galaxy:
            names = {source.name for source in galaxy.status().sources}
            if what in names and not Path(what).exists():
                removed = galaxy.remove_source(what)
            else:
                removed = galaxy.remove(Path(what).resolve())
        if as_json:
            print_json({"removed": removed})
        else:
            typer.echo(f"{removed} items removed.")


@app.command("guess")
def guess(
    table: Annotated[Path, typer.Argument(metavar="TABLE")],
) -> None:
    """Write a mapping of a table to begin with; put it in a file and correct it."""
    with reported(as_json=False):
        from assistant.app import guessed_mapping

        typer.echo(guessed_mapping(table), nl=False)


def _add_table(
    path: Path,
    mapping: Path | None,
    said: dict[str, str | None],
    *,
    only_shows: bool,
    as_json: bool,
) -> None:
    with reported(as_json=as_json):
        from assistant.app import options_from, preview_table, read_mapping
        from assistant.commands.display import ingest_progress, print_ingest_report
        from assistant.commands.source_display import print_preview
        from assistant.galaxy import open_galaxy
        from vectorstore.records import POSTED

        options = options_from(**said)
        read = read_mapping(mapping) if mapping is not None else None
        place = path.resolve()  # as a running server would name it
        preview = preview_table(place, read)  # before anything is kept of a bad one
        if only_shows or read is None:
            if as_json:
                print_json(preview)
            else:
                print_preview(preview)
            return
        with (
            open_galaxy(settings(), purpose="galaxy sources add") as galaxy,
            ingest_progress() as on_progress,
        ):
            galaxy.keep_mapping(place, read)
            report = galaxy.ingest([place], options, on_progress=on_progress)
        if as_json:
            print_json(report)
        else:
            print_ingest_report(report)
            if any(one.kind in POSTED for one in preview.records):
                typer.echo("See what fits: `galaxy needs matches`, or the page /needs.")
        if report.every_item_failed:
            raise typer.Exit(1)
