"""Who an item is and whether it changed: document ids and revisions."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from ingestion import flagging
from ingestion.items import Item, Parsed
from ingestion.sources import SourceFile
from ingestion.workers import Job, digest
from vectorstore.records import DocumentId, Provenance

RECIPE = "4"
"""Changes when reading, cutting or what is stored of chunks changes, so that everything
is read and embedded again."""
DATA_RECIPE = "10"
"""Changes when what is read beside the text changes: files are read again, and what
their text is the same of keeps its vectors."""

GENERAL_KINDS = frozenset({"document", "record"})
"""What parsing calls an item that says no more of its kind."""


def jobs_of(
    file: SourceFile,
    parsed: Parsed,
    *,
    retrieved_at: datetime,
    seen: "Counter[str] | None" = None,
) -> Iterator[Job]:
    """Yield a job for each item of a file, in order.

    A document's id comes from the file's place and the item's fragment; the second item
    with the same fragment is told apart by "~2". A revision is two hashes: of what is
    embedded, and of everything. `seen` counts fragments over the parts of a file.
    """
    options = file.options
    seen = Counter() if seen is None else seen
    for found in parsed.items:
        item = _with_kind(found, options.kind)
        fragment = item.fragment or ""
        seen[fragment] += 1
        if seen[fragment] > 1:
            fragment = f"{fragment}~{seen[fragment]}"
        uri = item.uri or options.uri
        if uri is None and options.record_url is not None and fragment:
            uri = options.record_url.replace("{id}", quote(fragment, safe=""))
        if uri is None and options.base_url is not None:
            base = options.base_url.rstrip("/")
            uri = f"{base}/{quote(file.shown)}"
            uri += f"#{quote(fragment, safe='=&-._~')}" if fragment else ""
        provenance = Provenance(
            platform=options.platform,
            publisher=item.publisher or options.publisher,
            uri=uri,
            licence=options.licence,
            published=item.published or options.published,
            retrieved_at=retrieved_at,
            visibility=options.visibility,
        )
        embedded = item.model_dump_json(include={"title", "blocks", "language"})
        everything = provenance.model_dump_json(exclude={"retrieved_at"})
        yield Job(
            id=DocumentId("d" + digest(file.place, fragment)),
            place=file.place,
            path=f"{file.shown}#{fragment}" if fragment else file.shown,
            revision=digest(RECIPE, embedded, options.language or "")
            + "."
            + digest(item.model_dump_json(), everything, file.shown, flagging.RECIPE),
            item=item,
            provenance=provenance,
            language_hint=options.language,
        )


def _with_kind(item: Item, kind: str | None) -> Item:
    """Return an item with the kind that its source says; its own, if any, stays."""
    if kind is None or item.facets.kind not in GENERAL_KINDS:
        return item
    facets = item.facets.model_copy(update={"kind": kind})
    return item.model_copy(update={"facets": facets})


def same_text(revision: str, other: str) -> bool:
    """Tell whether two revisions hold the same embedded text."""
    return revision.partition(".")[0] == other.partition(".")[0]
