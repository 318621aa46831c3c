"""Composition: opens the store, the embedder and the assistant, and runs ingests.

The only module beside the command line that knows ingestion.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.settings import Settings
from ingestion.errors import IngestionError, PageFailed, PageMissing
from ingestion.report import IngestReport, Progress
from ingestion.source_files import SourceOptions

if TYPE_CHECKING:
    from assistant.page_images import PageImage, Pages
    from assistant.partners.matching import Partners
    from assistant.service import Assistant
    from ingestion.page_images import PageImages
    from vectorstore.library import FileRow, Library
    from vectorstore.records import Span

__all__ = [
    "CONTRACT",
    "IngestReport",
    "IngestionError",
    "Progress",
    "Services",
    "SourceOptions",
    "now",
    "open_services",
    "program_version",
]

DISTRIBUTION = "south-south-galaxy-assistant"
CONTRACT = 1


def program_version() -> str:
    """Return the version of the installed program."""
    return version(DISTRIBUTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a server or a command works with while it owns the index."""

    settings: Settings
    library: "Library"
    assistant: "Assistant"
    partners: "Partners"
    pages: "Pages"
    _one_ingest: Lock = field(default_factory=Lock)

    def ingest(
        self,
        paths: Sequence[Path],
        options: SourceOptions,
        *,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Take in files and folders; a second ingest waits for the first.

        Raises:
            IngestionError: a path or source file cannot be used; nothing was changed.
            VectorstoreError: the store failed; what was committed stays.
        """
        from ingestion.pipeline import Ingest
        from ingestion.workers import EmbedderSettings

        settings = self.settings
        key = settings.embeddings_key
        with self._one_ingest:
            report = Ingest(
                library=self.library,
                embedding=EmbedderSettings(
                    url=settings.embeddings_url,
                    model=settings.embeddings_model,
                    api_key=key.get_secret_value() if key else None,
                ),
                workers=settings.workers,
                max_file_bytes=settings.max_file_bytes,
                file_timeout_s=settings.file_timeout_s,
                now=now,
                on_progress=on_progress,
            ).run(paths, options)
            self.partners.registers.embed_names()
            return report

    def warm_up(self) -> None:
        """Do once what the first question would otherwise wait for."""
        if self.library.chunk_count():
            self.library.warm_up()
            self.assistant.search_engine.find("South-South", language="en", limit=1)
            self.partners.warm_up()

    def remove(self, place: Path) -> int:
        """Forget a file or folder and all its items; return how many items went."""
        with self._one_ingest:
            known = self.library.known_files(str(place))
            return self.library.forget_files(sorted(known))


class WorkerDrawing:
    """Has pages drawn in a worker process, and says failures as the assistant does."""

    def __init__(self, images: "PageImages") -> None:
        self._images = images

    async def draw(
        self,
        file: "FileRow",
        *,
        page: int,
        text: str,
        span: "Span | None",
        language: str,
    ) -> "PageImage":
        """Draw a page; see `assistant.page_images.Drawing`."""
        from assistant.errors import NotFound, PageUnavailable
        from ingestion.page_images import PageOrder

        try:
            return await self._images.draw(
                PageOrder(
                    path=Path(file.place),
                    content_hash=file.content_hash,
                    page=page,
                    text=text,
                    span=span,
                    language=language,
                )
            )
        except PageMissing as error:
            raise NotFound(error.message, remedy=error.remedy) from error
        except PageFailed as error:
            raise PageUnavailable(error.message, remedy=error.remedy) from error


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_services(settings: Settings, *, purpose: str) -> Generator[Services]:
    """Own the index for as long as the context lasts.

    Args:
        settings: where and how.
        purpose: what others are told that holds the index, such as "galaxy ingest".

    Raises:
        VectorstoreError: the store cannot be opened; says what to do.
    """
    from assistant import evidence, quoting
    from assistant.audit import Auditor
    from assistant.page_images import Pages
    from assistant.partners.matching import Partners
    from assistant.partners.register import Registers
    from assistant.service import Assistant
    from ingestion.page_images import PageImages
    from vectorstore import search
    from vectorstore.catalogue.audit_log import AuditLog
    from vectorstore.embeddings.factory import open_embedder
    from vectorstore.library import Library

    key = settings.embeddings_key
    embedder = open_embedder(
        url=settings.embeddings_url,
        model=settings.embeddings_model,
        api_key=key.get_secret_value() if key else None,
        threads=settings.workers,
    )
    library = Library.open(
        settings.home,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        chroma_url=settings.chroma_url,
        purpose=purpose,
    )
    images = PageImages()
    try:
        auditor = Auditor(
            AuditLog(library.engine),
            version=program_version(),
            index=embedder.fingerprint,
            parameters={
                "word_bonus": search.WORD_BONUS,
                "name_bonus": search.NAME_BONUS,
                "sentence_weight": quoting.SENTENCE_WEIGHT,
                "passage_weight": quoting.PASSAGE_WEIGHT,
                "coverage_weight": quoting.COVERAGE_WEIGHT,
                "evidence_enough": evidence.calibration().pooled.enough,
            },
        )
        yield Services(
            settings=settings,
            library=library,
            assistant=Assistant(
                library=library,
                embedder=embedder,
                search_engine=search.Search(library, embedder),
                auditor=auditor,
                now=now,
            ),
            partners=Partners(
                library=library,
                embedder=embedder,
                auditor=auditor,
                now=now,
                registers=Registers(
                    library=library, embedder=embedder, home=settings.home
                ),
            ),
            pages=Pages(library=library, drawing=WorkerDrawing(images)),
        )
    finally:
        images.close()
        library.close()
