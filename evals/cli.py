"""The command line: `galaxy-eval SUITE`.

Tables go to stdout, what is going on to stderr. Nothing is judged by the exit code but
whether the suite could be run: 0 it ran or was skipped, 1 it could not, 2 usage.
"""

from pathlib import Path
from typing import Annotated

import typer

from evals.cases import Split, SuiteName

app = typer.Typer(
    name="galaxy-eval",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def run(
    suite: Annotated[
        SuiteName,
        typer.Argument(
            help="answers: recall, quotes, citations, refusals. sdg: targets asked "
            "across languages, beside plain dense ranking. languages: each pair of "
            "languages. bench: speed."
        ),
    ],
    split: Annotated[
        Split, typer.Option(help="dev: to choose by. test: to report.")
    ] = Split.TEST,
    home: Annotated[
        Path | None,
        typer.Option(help="A GALAXY_HOME to reuse, filled if empty; else temporary."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="bench: take in this part of GALAXY_CORPUS alone, such as dpg; "
            "repeat it for more.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the measures to this file, as JSON.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON in place of tables.")
    ] = False,
) -> None:
    """Measure the product over the starter library and GALAXY_CORPUS."""
    from assistant.errors import AssistantError
    from evals.cases import BadSuite
    from evals.product import ProductFailed
    from evals.run import run_suite

    try:
        told = run_suite(suite, split=split, home=home, say=_say, only=only or ())
    except (AssistantError, BadSuite, ProductFailed) as error:
        typer.echo(f"galaxy-eval: {error}", err=True)
        raise typer.Exit(1) from error
    if told is None:
        return
    body = told.measured.model_dump_json(indent=2)
    if out is not None:
        out.write_text(body + "\n", "utf-8")
    if as_json:
        typer.echo(body)
    else:
        told.show()


def main() -> None:
    """Run the command line."""
    from assistant.quiet import keep_quiet

    keep_quiet()
    app()


def _say(words: str) -> None:
    typer.echo(words, err=True)


if __name__ == "__main__":
    main()
