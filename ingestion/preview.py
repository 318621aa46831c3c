"""What would be read of a source, shown before anything is stored."""

from ingestion.items import Item, LeftOut, Parsed, Problem
from ingestion.sources.live import LiveSource
from vectorstore.records import Record, Role

RECORDS_SHOWN = 5
_TEXT_CHARACTERS = 400
AMOUNT = "amount: "
"""How the metadata keys of normalized amounts begin."""


class PartyShown(Record):
    """An organization and its part."""

    name: str
    role: Role
    country: str | None


class RecordShown(Record):
    """A record as it would be stored."""

    path: str
    title: str
    kind: str | None
    language: str | None  # as stated; None: it would be told by its words
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    sdgs: tuple[str, ...]
    started: str | None
    ended: str | None
    organizations: tuple[PartyShown, ...]
    amounts: tuple[str, ...]
    uri: str | None
    text: str  # the beginning of it


class Preview(Record):
    """The first records of a source, and what of it would be left out."""

    found: int  # records in all that was looked at
    records: tuple[RecordShown, ...]
    failed: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]


class SourceLook(Record):
    """What is made of an address and what its first page gives."""

    source: LiveSource
    preview: Preview


def preview_of(parsed: Parsed, *, shown: str, limit: int = RECORDS_SHOWN) -> Preview:
    """Return what a person needs to see of parsed records."""
    return Preview(
        found=len(parsed.items),
        records=tuple(_shown(item, shown) for item in parsed.items[:limit]),
        failed=parsed.problems,
        left_out=parsed.left_out,
    )


def _shown(item: Item, shown: str) -> RecordShown:
    text = "\n\n".join(block.text for block in item.blocks)
    return RecordShown(
        path=f"{shown}#{item.fragment}" if item.fragment else shown,
        title=item.title,
        kind=item.facets.kind,
        language=item.language,
        countries=item.facets.countries,
        sectors=item.facets.sectors,
        sdgs=item.facets.sdgs,
        started=item.started,
        ended=item.ended,
        organizations=tuple(
            PartyShown(name=part.name, role=part.role, country=part.country)
            for part in item.participations
        ),
        amounts=tuple(
            value for name, value in item.metadata.items() if name.startswith(AMOUNT)
        ),
        uri=item.uri,
        text=text[:_TEXT_CHARACTERS],
    )
