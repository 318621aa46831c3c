"""What people read in a terminal of sources; scripts take `--json`."""

from rich.console import Console

from assistant.app import Preview, SourceLook, SyncReport
from assistant.commands.display import print_ingest_report


def print_sync_report(report: SyncReport) -> None:
    """Say how each address fared, and what changed."""
    console = Console(highlight=False)
    for source in report.sources:
        console.print(
            f"{source.name}: {source.result}, {source.pages} pages "
            f"({source.pages_unchanged} unchanged), {source.records} records.",
            markup=False,
        )
    if not report.sources:
        console.print("There is no address to sync; add one with `galaxy sources add`.")
        return
    print_ingest_report(report)


def print_look(look: SourceLook) -> None:
    """Say how an address will be read, and show its first records."""
    console = Console(highlight=False)
    source = look.source
    console.print(source.name, style="bold", markup=False)
    paging = source.paging
    told = {
        "platform": source.options.platform,
        "form": source.form.upper(),
        "records at": source.entries or None,
        "told apart by": source.key or (None if source.form == "iati" else "content"),
        "next page by": paging.how,
        "field": paging.field,
        "parameter": paging.param,
    }
    for name, value in told.items():
        if value:
            console.print(f"  {name:14} {value}", markup=False)
    print_preview(look.preview)


def print_preview(preview: Preview) -> None:
    """Show the first records as they would be read, and what is left out."""
    console = Console(highlight=False)
    console.print(f"{preview.found} records; the first {len(preview.records)}:")
    for record in preview.records:
        console.print()
        console.print(record.title, style="bold", markup=False)
        parties = [
            f"{one.name} ({one.role.value}"
            + (f", {one.country})" if one.country else ")")
            for one in record.organizations
        ]
        dates = " to ".join(filter(None, (record.started, record.ended)))
        for name, value in (
            ("path", record.path),
            ("kind", record.kind),
            ("language", record.language),
            ("countries", ", ".join(record.countries)),
            ("sectors", "; ".join(record.sectors)),
            ("SDGs", ", ".join(record.sdgs)),
            ("dates", dates),
            ("amounts", "; ".join(record.amounts)),
            ("organizations", "; ".join(parties)),
            ("address", record.uri),
        ):
            if value:
                console.print(f"  {name:14} {value}", markup=False)
        console.print(f"  {' '.join(record.text.split())[:200]}", markup=False)
    for path, what in (
        *((one.path, f"failed: {one.reason}") for one in preview.failed),
        *((one.path, f"left out: {one.what}") for one in preview.left_out),
    ):
        console.print(f"{path}: {what}", markup=False)
