"""Runs the server: owns the index, listens, and tells commands where it is."""

import gc
import logging
import socket
from contextlib import closing

from assistant.app import open_services
from assistant.errors import AssistantError, PortTaken
from assistant.server.handover import announce, running_server, withdraw
from assistant.settings import Settings

LOG = logging.getLogger(__name__)

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def run_server(settings: Settings, *, host: str, port: int) -> None:
    """Serve until stopped.

    Raises:
        PortTaken: something else listens there.
        AssistantError: guests may not use this address, or a server runs already.
        VectorstoreError: the store cannot be opened.
    """
    if host not in LOOPBACK and not settings.guests_anywhere:
        raise AssistantError(
            f"on {host} anyone who reaches the address could ask without signing in",
            remedy="Serve on 127.0.0.1, or set GALAXY_GUESTS_ANYWHERE=true.",
        )
    listening = _bind(host, port)
    with closing(listening):
        already = running_server(settings.home)
        if already is not None:
            already.close()
            raise AssistantError(
                f"a server already runs for {str(settings.home)!r}",
                remedy="Use that one, or set GALAXY_HOME to another folder.",
            )
        with open_services(settings, purpose="galaxy serve") as services:
            import uvicorn

            from assistant.pages.operators import Operators
            from assistant.server.internal import internal_router
            from assistant.server.rehearsal import rehearsing
            from assistant.server.web import create_app

            address = announce(settings.home, host=host, port=port)
            try:
                app = create_app(
                    services,
                    internal_router=internal_router(services, token=address.token),
                )
                services.warm_up()
                # What is held from now on is no garbage: of 50,000 records it is
                # millions of objects, which each collection would go through.
                gc.collect()
                gc.freeze()
                print_address(
                    host,
                    port,
                    operator=Operators(settings.home).path,
                    empty=not services.library.chunk_count(),
                )
                server = uvicorn.Server(
                    uvicorn.Config(app, log_level="warning", access_log=False)
                )
                with rehearsing(services.assistant):
                    server.run(sockets=[listening])
            finally:
                withdraw(settings.home)


def print_address(host: str, port: int, *, operator: str, empty: bool) -> None:
    """Tell the person where to go, and what to do first when nothing is there.

    `operator` is the path that shows what is for operators only.
    """
    import typer

    shown = f"[{host}]" if ":" in host else host
    base = f"http://{shown}:{port}"
    typer.echo(f"The chat is at {base} (stop with Ctrl-C).", err=True)
    typer.echo(f"Search: {base}/search", err=True)
    typer.echo(f"For you as the operator, keep it secret: {base}{operator}", err=True)
    if empty:
        typer.echo(
            "The library is empty: `galaxy ingest --starter`, or your own PATH.",
            err=True,
        )


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(
            f"{host}:{port} cannot be listened on ({error.strerror})",
            remedy=f"Stop what listens there, or take another: --port {port + 1}.",
        ) from error
    listening.set_inheritable(True)
    return listening
