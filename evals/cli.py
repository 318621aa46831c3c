"""The command line: `galaxy-eval SUITE`.

Tables go to stdout, what is going on to stderr. Nothing is judged by the exit code but
whether the suite could be run: 0 it ran or was skipped, 1 it could not, 2 usage.
"""

from pathlib import Path
from typing import Annotated

import typer

from evals.cases import CARD, Split, SuiteName

app = typer.Typer(
    name="galaxy-eval",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _suite(name: str | None) -> str | None:
    known = [CARD, *SuiteName]
    if name is not None and name not in known:
        raise typer.BadParameter(f"choose one of {', '.join(known)}")
    return name


@app.command()
def run(
    suite: Annotated[
        str | None,
        typer.Argument(
            callback=_suite,
            metavar="[SUITE]",
            help="answers: recall, quotes, citations, refusals, beside a plain "
            "LangChain pipeline. parallel: one text asked in each language, found in "
            "each. xquad: XQuAD's questions, from --data. support: verdicts on claims "
            "and their passages. safety: instructions in documents, and a model that "
            "obeys them. partners: who implemented later projects of gcof, "
            "proposed from earlier ones. organizations: which names are joined. bench: "
            "speed. card: write docs/system-card.md from the summaries that --keep "
            "wrote.",
        ),
    ] = None,
    endpoint: Annotated[
        bool,
        typer.Option(
            "--endpoint",
            help="Ask the questions of `answers` of the chat model that "
            "GALAXY_CHAT_MODEL names; no SUITE is needed.",
        ),
    ] = False,
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
    sizes: Annotated[
        str,
        typer.Option(
            metavar="CHUNKS,…",
            help="bench: search libraries of so many chunks, such as 10000 alone; "
            "else 10000,50000,100000.",
        ),
    ] = "",
    activities: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=1_000_000,
            help="bench: ingest so many made-up IATI activities, and tell the memory "
            "that it takes; else 50000, some twenty minutes. 0 leaves it out.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="xquad: the folder of xquad.en.json and others. support: a file of "
            "AttributionBench, to report on besides."
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="answers: no LangChain pipeline, no removed sources."
        ),
    ] = False,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Write the summary into evals/measured/ too."),
    ] = False,
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
    from evals.kept import keep as write_summary
    from evals.product import ProductFailed
    from evals.run import Chosen, run_suite
    from vectorstore.errors import VectorstoreError

    if endpoint:
        if suite not in {None, SuiteName.ANSWERS, SuiteName.ENDPOINT}:
            raise typer.BadParameter(f"--endpoint asks no {suite}")
        suite = SuiteName.ENDPOINT
    if suite is None:
        raise typer.BadParameter(f"choose one of {', '.join([CARD, *SuiteName])}")
    if suite == CARD:
        from evals.card import write

        _say(f"{write()} written")
        return
    chosen = Chosen(
        suite=SuiteName(suite),
        split=split,
        home=home,
        only=only or (),
        sizes=_numbers(sizes),
        activities=activities,
        data=data,
        quick=quick,
    )
    try:
        told = run_suite(chosen, say=_say)
    except (AssistantError, BadSuite, ProductFailed, VectorstoreError) as error:
        typer.echo(f"galaxy-eval: {error}", err=True)
        raise typer.Exit(1) from error
    if told is None:
        return
    if keep:
        _say(f"{write_summary(told.measured)} written")
    body = told.measured.model_dump_json(indent=2)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(body + "\n", "utf-8")
    if as_json:
        typer.echo(body)
    else:
        told.show()


def main() -> None:
    """Run the command line."""
    from assistant.quiet import collect_seldom, keep_quiet

    keep_quiet()
    collect_seldom()
    app()


def _numbers(given: str) -> list[int]:
    try:
        numbers = [int(part) for part in given.split(",") if part.strip()]
    except ValueError:
        numbers = [0]
    if any(number < 1 for number in numbers):
        raise typer.BadParameter(f"{given!r} is no list of numbers such as 10000,50000")
    return numbers


def _say(words: str) -> None:
    typer.echo(words, err=True)


if __name__ == "__main__":
    main()
