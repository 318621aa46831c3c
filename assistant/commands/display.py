"""What people read in a terminal; scripts take `--json`."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from assistant.app import IngestReport
from assistant.app import Progress as IngestProgress
from assistant.replies import Reply, SearchReply, Shown
from vectorstore.library import LibraryStatus

PROBLEMS_SHOWN = 20


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f} items/s" if speed else "", style="dim")


@contextmanager
def ingest_progress() -> Generator[Callable[[IngestProgress], None]]:
    """Show a bar with rate and time left on stderr while an ingest runs."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("discovering", total=None)

        def hear(told: IngestProgress) -> None:
            where = f" {told.path}" if told.path else ""
            done = f"{told.files_done}/{told.files} files"
            if told.stage == "fetching":
                done = f"{told.files_done} pages"
            bar.update(
                task,
                description=f"{done}{where}"[:60],
                completed=told.done,
                total=told.found or None,
            )

        yield hear


def print_ingest_report(report: IngestReport) -> None:
    """Say what an ingest did, with every failure and its reason."""
    console = Console(highlight=False)
    console.print(
        f"{report.files} files: {report.added} items added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.removed} removed; "
        f"{report.chunks} chunks stored; {report.took_s:.1f} s."
    )
    for name, lines in (
        ("Failed", [f"{p.path}: {p.reason}" for p in report.failed]),
        ("Left out", [f"{p.path}: {p.what}" for p in report.left_out]),
    ):
        if lines:
            console.print(f"{name} ({len(lines)}):", style="bold")
            for line in lines[:PROBLEMS_SHOWN]:
                console.print(f"  {line}", markup=False)
            if len(lines) > PROBLEMS_SHOWN:
                console.print(f"  … {len(lines) - PROBLEMS_SHOWN} more; see --json")


def print_search(reply: SearchReply) -> None:
    """List the passages with their sources."""
    console = Console(highlight=False)
    if not reply.passages:
        console.print("Nothing found. Try other words, or fewer filters.")
    if reply.meant:
        console.print(f"Did you mean: {reply.meant}", markup=False)
    for passage in reply.passages:
        console.print(f"{passage.rank}. {passage.title}", style="bold", markup=False)
        page = f", p. {passage.page}" if passage.page else ""
        console.print(
            f"   {passage.platform}{page} · {passage.path} · {passage.language} · "
            f"{passage.score:.2f} · {passage.chunk_id}",
            style="dim",
            markup=False,
        )
        console.print(f"   {' '.join(passage.readable.split())[:300]}", markup=False)


def print_reply(reply: Reply) -> None:
    """Write the reply and, under it, where each citation is from."""
    console = Console(highlight=False)
    console.print(reply.text, markup=False)
    if reply.citations:
        console.print()
    for citation in reply.citations:
        page = f", p. {citation.page}" if citation.page else ""
        link = f" · {citation.uri}" if citation.uri else ""
        console.print(
            f"[{citation.marker}] {citation.title}{page} · {citation.platform} · "
            f"{citation.path}{link}",
            style="dim",
            markup=False,
        )


def print_shown(shown: Shown) -> None:
    """Write a document or chunk with its provenance."""
    console = Console(highlight=False)
    console.print(shown.title, style="bold", markup=False)
    for name in ("platform", "publisher", "uri", "path", "licence", "published"):
        value = getattr(shown, name)
        if value:
            console.print(f"{name}: {value}", style="dim", markup=False)
    console.print()
    console.print(shown.text, markup=False)


def print_status(status: LibraryStatus) -> None:
    """Tell what the library holds, platform by platform."""
    console = Console(highlight=False)
    console.print(f"{status.documents} items, {status.chunks} chunks.")
    for platform in status.platforms:
        console.print()
        console.print(platform.name, style="bold", markup=False)
        dated = dict.fromkeys(
            d for d in (platform.published_first, platform.published_last) if d
        )
        for name, told in (
            ("items", str(platform.documents)),
            ("kinds", _listed(platform.kinds)),
            ("languages", _listed(platform.languages)),
            ("licences", _listed(platform.licences) or "none stated"),
            ("dated", " to ".join(dated) or "never"),
            ("harvested", f"{platform.retrieved_last:%Y-%m-%d %H:%M} UTC"),
        ):
            console.print(f"  {name:10} {told}", markup=False)
    for source in status.sources:
        console.print()
        console.print(source.name, style="bold", markup=False)
        harvest, whole = source.started_at, source.completed_at
        for name, told in (
            ("address", source.url),
            ("platform", source.platform),
            ("records", f"{source.records} on {source.pages} pages"),
            ("synced", f"{harvest:%Y-%m-%d %H:%M} UTC" if harvest else "never"),
            ("result", source.result),
            ("whole", f"{whole:%Y-%m-%d %H:%M} UTC" if whole else "never"),
        ):
            console.print(f"  {name:10} {told}", markup=False)
        for mishap in source.failures[:PROBLEMS_SHOWN]:
            console.print(f"  failed: {mishap.path}: {mishap.reason}", markup=False)
    if status.failures:
        console.print()
    for failure in status.failures[:PROBLEMS_SHOWN]:
        console.print(f"failed: {failure.path}: {failure.reason}", markup=False)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
