"""The command: `python -m evals.endpoint --port N --script NAME`."""

import time
from typing import Annotated

import typer

from evals.endpoint.named import NAMED
from evals.endpoint.scripts import slowly
from evals.endpoint.server import ScriptedEndpoint

LOOK_S = 0.1


def _script(name: str) -> str:
    if name not in NAMED:
        raise typer.BadParameter(f"choose one of {', '.join(NAMED)}")
    return name


def main(
    port: Annotated[int, typer.Option(help="0: any that is free.")] = 0,
    script: Annotated[
        str, typer.Option(callback=_script, metavar="NAME", help=", ".join(NAMED))
    ] = "honest",
    delay_s: Annotated[
        float, typer.Option(min=0, help="Seconds before each piece of an answer.")
    ] = 0,
) -> None:
    """Serve a scripted model on loopback until interrupted.

    The address for OPENAI_BASE_URL goes to stdout, what becomes of requests to stderr.
    """
    chosen = NAMED[script]()
    if delay_s:
        chosen = slowly(chosen, delay_s=delay_s)
    with ScriptedEndpoint(chosen, port=port) as endpoint:
        typer.echo(endpoint.url)
        told = 0
        try:
            while True:
                time.sleep(LOOK_S)
                for exchange in endpoint.requests[told:]:
                    if exchange.ending is None:
                        break
                    told += 1
                    request = exchange.request
                    typer.echo(
                        f"{request.number}: {len(request.passages)} passages, "
                        f"{exchange.sent} pieces sent, {exchange.ending}",
                        err=True,
                    )
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    typer.run(main)
