"""Files whose items are on their way into the store, and what happened to all."""

from collections import Counter
from dataclasses import dataclass, field

from ingestion.flagging import flagged
from ingestion.items import LeftOut, Problem
from ingestion.sources import SourceFile
from ingestion.workers import Job
from vectorstore.records import Document, DocumentId


@dataclass(slots=True)
class Tally:
    """What has happened so far."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    files: int = 0
    failed: list[Problem] = field(default_factory=list[Problem])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])


@dataclass(slots=True)
class OpenFile:
    """A file whose items are on their way into the store."""

    source: SourceFile
    content_hash: str
    stored: dict[DocumentId, str]  # before this run: id -> revision
    vanished: set[DocumentId] = field(init=False)  # of those: not found again so far
    under_way: int = 0
    seen: Counter[str] = field(default_factory=Counter[str])
    scheduled: bool = False
    is_whole: bool = True  # no part of it was lost
    problems: list[Problem] = field(default_factory=list[Problem])

    def __post_init__(self) -> None:
        """Begin with nothing found again; what is new takes no room here."""
        self.vanished = set(self.stored)

    def find(self, document: DocumentId) -> None:
        """Note that an item is still there, or is new."""
        self.vanished.discard(document)

    def lose(self, document: DocumentId) -> None:
        """Note that nothing is left of an item."""
        if document in self.stored:
            self.vanished.add(document)


def with_new_data(former: Document, job: Job) -> Document:
    """Return a stored document with the item's new data around its old text."""
    item = job.item
    return former.model_copy(
        update={
            "path": job.path,
            "revision": job.revision,
            "provenance": job.provenance,
            "facets": item.facets,
            "metadata": flagged(item, text=former.text, language=former.language),
            "started": item.started,
            "ended": item.ended,
            "participations": item.participations,
        }
    )
