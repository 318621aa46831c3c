"""What the commands share: output, errors and exit codes, and reading a batch."""

import logging
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError, BadSettings

if TYPE_CHECKING:
    from assistant.partners.reply import PartnersReply
    from assistant.replies import Reply, Request, SearchReply
    from assistant.settings import Settings
    from vectorstore.records import Record

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]

LOG = logging.getLogger(__name__)


def settings() -> "Settings":
    """Read the environment and set logging up by it."""
    from assistant.quiet import set_up_logging
    from assistant.settings import load_settings

    loaded = load_settings()
    set_up_logging(loaded.log_level)
    return loaded


def print_json(value: "Record | dict[str, Any]") -> None:
    """Write one compact JSON object on a line of its own, and flush it."""
    import json

    if isinstance(value, dict):
        told = value
    else:
        told = value.model_dump(mode="json", by_alias=True)
    line = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    out = sys.stdout.buffer
    out.write(line.encode("utf-8", "replace") + b"\n")
    out.flush()


@contextmanager
def reported(*, as_json: bool) -> Generator[None]:
    """Turn a failure into words on stderr, or an error object, and an exit code.

    A bad setting is a usage error (2); every other failure is 1.
    """
    from assistant.app import IngestionError
    from vectorstore.errors import VectorstoreError

    try:
        yield
    except (AssistantError, IngestionError, VectorstoreError) as error:
        _tell(error.code, error.message, error.remedy, as_json=as_json)
        raise typer.Exit(2 if isinstance(error, BadSettings) else 1) from error
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        typer.echo("Stopped. What was reported done is kept.", err=True)
        raise typer.Exit(130) from None
    except BrokenPipeError:
        raise typer.Exit(1) from None
    except Exception as error:
        LOG.exception("unexpected failure")
        _tell(
            "unexpected",
            f"something unexpected failed ({type(error).__name__})",
            "The details are above; try again, or run `galaxy doctor`.",
            as_json=as_json,
        )
        raise typer.Exit(1) from error


def run_batch(
    source: str,
    run: "Callable[[Request], Reply | SearchReply | PartnersReply]",
    *,
    given: Mapping[str, Any],
) -> bool:
    """Answer each line of a file ("-": standard input) as it comes.

    Args:
        source: the file.
        run: answers a line.
        given: fields for the lines that lack them.

    Returns:
        Whether any line failed.
    """
    from assistant.batch import BadLine, read_requests

    failed = False
    with _opened(source) as lines:
        for number, request in read_requests(lines, given=given):
            if isinstance(request, BadLine):
                failed = True
                _print_failed(
                    request.id, number, "bad_request", request.message, request.remedy
                )
                continue
            try:
                print_json(run(request))
            except AssistantError as error:
                failed = True
                _print_failed(
                    request.id, number, error.code, error.message, error.remedy
                )
            except Exception as error:
                failed = True
                LOG.exception("line %d failed", number)
                _print_failed(
                    request.id,
                    number,
                    "unexpected",
                    f"something unexpected failed ({type(error).__name__})",
                    "The details are in the log; try the line again.",
                )
    return failed


@contextmanager
def _opened(source: str) -> Generator[Any]:
    if source == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] - a real stream when run as a command
        yield sys.stdin
        return
    try:
        with Path(source).open(encoding="utf-8-sig", errors="replace") as file:
            yield file
    except OSError as error:
        raise AssistantError(
            f"the batch {source!r} cannot be read ({error.strerror})",
            remedy="Name a file of JSON Lines, or - for standard input.",
        ) from error


def _print_failed(
    identifier: str | None, number: int, code: str, message: str, remedy: str
) -> None:
    print_json(
        {
            "id": identifier,
            "line": number,
            "error": {"code": code, "message": message, "remedy": remedy},
        }
    )


def _tell(code: str, message: str, remedy: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"error": {"code": code, "message": message, "remedy": remedy}})
    typer.echo(f"galaxy: {message}. {remedy}", err=True)
