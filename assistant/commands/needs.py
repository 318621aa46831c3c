"""`galaxy needs` and `galaxy offers`: add, list, close, open again, and match them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.commands.terminal import Json, print_json, reported, settings

if TYPE_CHECKING:
    from assistant.app import IngestReport
    from assistant.galaxy import Galaxy
    from assistant.postings.reply import AddedPostings
    from vectorstore.records import Posted

State = Literal["open", "closed", "expired", "all"]
Id = Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")]
Because = Annotated[
    str | None, typer.Option("--because", help="Why, for those who come later.")
]
Several = list[str] | None
Limit = Annotated[int, typer.Option("--limit", min=1, max=100, help="Matches.")]
Staff = Annotated[
    bool, typer.Option("--staff", help="See those for staff too, not only public ones.")
]
Country = Annotated[
    Several, typer.Option("--country", metavar="KE", help="Repeat it for several.")
]
Sector = Annotated[Several, typer.Option("--sector", help="Repeat it for several.")]
Sdg = Annotated[Several, typer.Option("--sdg", help="A goal or a target, as 6 or 6.1.")]
OWN_PLATFORM = "South-South Galaxy"
"""The platform of what is given field by field: it is published here first."""


def commands(kind: "Posted") -> typer.Typer:
    """Return the commands for needs, or the same ones for offers."""
    app = typer.Typer(help=f"Add, list, close and match {kind}s.", no_args_is_help=True)
    _adds(app, kind)
    _lists(app, kind)
    _says(app, kind)
    _matches(app, kind)
    return app


def _adds(app: typer.Typer, kind: "Posted") -> None:
    @app.command("add", help=f"Take in {kind}s from files, or one by its fields.")
    def add(
        files: Annotated[
            list[Path] | None,
            typer.Argument(metavar="FILE…", help="CSV, XLSX or JSON, a row each."),
        ] = None,
        title: Annotated[str | None, typer.Option()] = None,
        text: Annotated[
            str | None, typer.Option("--text", help="What it is, in a few sentences.")
        ] = None,
        organization: Annotated[str | None, typer.Option()] = None,
        country: Country = None,
        sector: Sector = None,
        sdg: Sdg = None,
        cooperation: Annotated[
            str | None,
            typer.Option("--cooperation", help="Such as training or technical."),
        ] = None,
        since: Annotated[
            str | None, typer.Option("--from", metavar="DATE", help="First day.")
        ] = None,
        until: Annotated[
            str | None, typer.Option("--until", metavar="DATE", help="Last day.")
        ] = None,
        contact: Annotated[
            str | None,
            typer.Option("--contact", help="An office's mailbox or page; no person's."),
        ] = None,
        language: Annotated[
            str | None, typer.Option("--language", help="Of its words (BCP 47).")
        ] = None,
        platform: Annotated[
            str | None, typer.Option(help="Platform that publishes them.")
        ] = None,
        licence: Annotated[str | None, typer.Option()] = None,
        visibility: Annotated[
            Literal["public", "staff"] | None, typer.Option(help="Who may read them.")
        ] = None,
        as_json: Json = False,
    ) -> None:
        said = {
            "title": title or "",
            "text": text or "",
            "organization": organization or "",
            "country": "; ".join(country or ()),
            "sector": "; ".join(sector or ()),
            "sdg": "; ".join(sdg or ()),
            "cooperation": cooperation or "",
            "from": since or "",
            "until": until or "",
            "contact": contact or "",
        }
        _add(
            kind,
            list(files or ()),
            {name: value for name, value in said.items() if value.strip()},
            said_of={
                "platform": platform,
                "licence": licence,
                "language": language,
                "visibility": visibility,
            },
            as_json=as_json,
        )


def _lists(app: typer.Typer, kind: "Posted") -> None:
    @app.command("list", help=f"List {kind}s, those that were taken in last first.")
    def listed(
        state: Annotated[State, typer.Option("--state")] = "open",
        country: Country = None,
        sector: Sector = None,
        sdg: Sdg = None,
        limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 100,
        staff: Staff = False,
        as_json: Json = False,
    ) -> None:
        with reported(as_json=as_json):
            from assistant.galaxy import open_galaxy
            from assistant.postings.display import print_postings
            from assistant.postings.reply import PostingsQuery

            query = PostingsQuery(
                kind=kind,
                state=None if state == "all" else state,
                country=tuple(country or ()),
                sector=tuple(sector or ()),
                sdg=tuple(sdg or ()),
                limit=limit,
            )
            with open_galaxy(settings(), purpose=f"galaxy {kind}s list") as galaxy:
                found = galaxy.postings.listed(query, readers=_readers(staff=staff))
            if as_json:
                for posting in found.postings:
                    print_json(posting)
            else:
                print_postings(found)


def _says(app: typer.Typer, kind: "Posted") -> None:
    @app.command("close", help=f"Close a {kind}: it is matched no more.")
    def close(identifier: Id, because: Because = None, as_json: Json = False) -> None:
        _say(kind, identifier, closed=True, why=because, as_json=as_json)

    @app.command("reopen", help=f"Open a closed {kind} again.")
    def reopen(identifier: Id, because: Because = None, as_json: Json = False) -> None:
        _say(kind, identifier, closed=False, why=because, as_json=as_json)


def _matches(app: typer.Typer, kind: "Posted") -> None:
    other = "offer" if kind == "need" else "need"

    @app.command("match", help=f"Find the open {other}s that fit a {kind} now.")
    def match(
        identifier: Id,
        limit: Limit = 10,
        language: Annotated[
            str | None,
            typer.Option("--language", help="Of the sentences, else its own."),
        ] = None,
        staff: Staff = False,
        as_json: Json = False,
    ) -> None:
        with reported(as_json=as_json):
            from assistant.galaxy import open_galaxy
            from assistant.postings.display import print_matches

            with open_galaxy(settings(), purpose=f"galaxy {kind}s match") as galaxy:
                reply = galaxy.postings.match(
                    identifier,
                    limit=limit,
                    language=language,
                    readers=_readers(staff=staff),
                )
            if as_json:
                print_json(reply)
            else:
                print_matches(reply)

    @app.command("matches", help=f"Show what is kept for open {kind}s that have any.")
    def matches(limit: Limit = 10, staff: Staff = False, as_json: Json = False) -> None:
        with reported(as_json=as_json):
            from assistant.galaxy import open_galaxy
            from assistant.postings.display import print_matches
            from assistant.postings.reply import PostingsQuery

            query = PostingsQuery(kind=kind, state="open")
            with open_galaxy(settings(), purpose=f"galaxy {kind}s matches") as galaxy:
                replies = galaxy.postings.matches(
                    query, limit=limit, readers=_readers(staff=staff)
                )
            for reply in replies:
                if as_json:
                    print_json(reply)
                else:
                    print_matches(reply)
            if not replies and not as_json:
                typer.echo(f"No open {kind} has an open {other} that fits it.")


def _readers(*, staff: bool) -> Literal["staff", "public"]:
    return "staff" if staff else "public"


def _say(
    kind: "Posted", identifier: str, *, closed: bool, why: str | None, as_json: bool
) -> None:
    with reported(as_json=as_json):
        from assistant.galaxy import open_galaxy
        from assistant.postings.display import print_posting
        from assistant.postings.reply import PostingWord

        word = PostingWord(id=identifier, kind=kind, closed=closed, why=why)
        with open_galaxy(settings(), purpose=f"galaxy {kind}s") as galaxy:
            view = galaxy.postings.say(word)
        if as_json:
            print_json(view)
        else:
            print_posting(view)


def _add(
    kind: "Posted",
    files: list[Path],
    said: dict[str, str],
    *,
    said_of: dict[str, str | None],
    as_json: bool,
) -> None:
    if bool(files) == bool(said):
        raise typer.BadParameter("name a FILE, or say it with --title and --text")
    folders = [str(path) for path in files if path.is_dir()]
    if folders:
        raise typer.BadParameter(
            f"{folders[0]!r} is a folder; `galaxy ingest` takes folders"
        )
    with reported(as_json=as_json):
        from assistant.app import options_from, write_own_posting
        from assistant.galaxy import open_galaxy
        from assistant.postings.display import print_added

        current = settings()
        own = {"platform": said_of["platform"] or OWN_PLATFORM} if said else {}
        options = options_from(**(said_of | own)).model_copy(update={"kind": kind})
        language = said_of["language"]
        paths = files or [
            write_own_posting(current.home, kind, said, language=language)
        ]
        with open_galaxy(current, purpose=f"galaxy {kind}s add") as galaxy:
            report = galaxy.ingest(paths, options)
            added = _added(galaxy, report, paths)
        if as_json:
            print_json(added)
        else:
            print_added(added)
        if report.every_item_failed:
            raise typer.Exit(1)


def _added(
    galaxy: "Galaxy", report: "IngestReport", paths: list[Path]
) -> "AddedPostings":
    from assistant.postings.reply import (
        AddedPostings,
        FailedPosting,
        LeftOutPart,
        PostingsQuery,
    )

    places = tuple(str(path.expanduser().absolute()) for path in paths)
    query = PostingsQuery(places=places, limit=10_000)
    held = galaxy.postings.listed(query, readers="staff")
    return AddedPostings(
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
        removed=report.removed,
        failed=tuple(
            FailedPosting(path=one.path, reason=one.reason) for one in report.failed
        ),
        left_out=tuple(
            LeftOutPart(path=one.path, what=one.what) for one in report.left_out
        ),
        postings=held.postings,
    )


needs = commands("need")
offers = commands("offer")
