"""`galaxy organizations`: which names are one organization, why, and what people say.

Reads and writes the catalogue beside its owner: a running server hears it at once.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands import corrections
from assistant.commands.terminal import Json, print_json, reported, settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(
    help="See which names are one organization, and correct it.", no_args_is_help=True
)

app.add_typer(corrections.app, name="corrections")

One = Annotated[str, typer.Argument(metavar="NAME", help="As a record writes it.")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="The other name.")]
Note = Annotated[str, typer.Option("--note", help="Why, for those who come later.")]


@app.command("links")
def links(
    name: Annotated[
        str | None, typer.Option("--name", help="Only those of names that hold this.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List names that are taken for one organization, with the reason of each."""
    with reported(as_json=as_json):
        from vectorstore.catalogue.organization_names import (
            read_aliases,
            read_name_uses,
        )
        from vectorstore.resolution import resolve

        engine = _engine()
        uses = {use.key: use for use in read_name_uses(engine)}
        found = resolve(list(uses.values()), read_aliases(engine))
        for link in found.links:
            one, other = (min(uses[key].names) for key in (link.one, link.other))
            if name and name.casefold() not in f"{one}\n{other}".casefold():
                continue
            if as_json:
                told = {"one": one, "other": other, "why": link.why.value}
                print_json({**told, "detail": link.detail})
            else:
                typer.echo(f"{one} = {other} ({link.why.value}: {link.detail})")


@app.command("show")
def show(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="As proposals give it.")
    ],
    page: Annotated[int, typer.Option("--page", min=1, help="Of its records.")] = 1,
    language: Annotated[
        str, typer.Option("--language", help="Of the words (BCP 47).")
    ] = "en",
    staff: Annotated[
        bool, typer.Option("--staff", help="See staff documents too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what the sources say that an organization did, each line cited."""
    with reported(as_json=as_json):
        from assistant.galaxy import open_galaxy
        from assistant.organizations.display import print_profile

        with open_galaxy(settings(), purpose="galaxy organizations show") as galaxy:
            profile = galaxy.organization(
                identifier,
                page=page,
                language=language,
                readers="staff" if staff else "public",
            )
        if as_json:
            print_json(profile)
        else:
            print_profile(profile)


@app.command("same")
def same(one: One, other: Other, note: Note = "", as_json: Json = False) -> None:
    """Say that two names are one organization."""
    _say(one, other, is_same=True, note=note, as_json=as_json)


@app.command("apart")
def apart(one: One, other: Other, note: Note = "", as_json: Json = False) -> None:
    """Say that two names are not one organization, whatever rules say."""
    _say(one, other, is_same=False, note=note, as_json=as_json)


def _say(one: str, other: str, *, is_same: bool, note: str, as_json: bool) -> None:
    with reported(as_json=as_json):
        from assistant.app import now
        from vectorstore.catalogue.organization_names import write_alias
        from vectorstore.resolution import Alias

        engine = _engine()
        moment = now()
        alias = Alias(
            one=_key(engine, one),
            other=_key(engine, other),
            is_same=is_same,
            since=moment.date().isoformat(),
            note=note,
        )
        write_alias(engine, alias, at=moment)
        if as_json:
            print_json(alias)
        else:
            typer.echo("Kept." if is_same else "Kept: they are told apart.")


def _key(engine: "Engine", name: str) -> str:
    """Return the key of a name that records write, or that they hold alone."""
    from assistant.errors import NotFound
    from vectorstore.catalogue.organization_names import read_name_uses

    wanted = " ".join(name.split()).casefold()
    uses = read_name_uses(engine)
    exact = [u.key for u in uses if wanted in {n.casefold() for n in u.names}]
    if len(exact) == 1:
        return exact[0]
    keys = [use.key for use in uses if use.key == wanted]
    if len(keys) == 1:
        return keys[0]
    many = f"{len(exact)} organizations have" if exact else "no record has"
    raise NotFound(
        f"{many} the name {name!r}",
        remedy="Write it as a record does; `galaxy organizations links` shows names.",
    )


def _engine() -> "Engine":
    from assistant.audit import open_catalogue

    return open_catalogue(settings().home)
