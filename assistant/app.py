"""Composition: opens the store, the embedder and the assistant, and runs ingests.

The only module beside the command line that knows ingestion.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.settings import Settings
from ingestion.errors import IngestionError, PageFailed, PageMissing
from ingestion.parsing.mapping import TableMapping
from ingestion.preview import Preview, SourceLook
from ingestion.report import IngestReport, Progress, SyncReport
from ingestion.source_files import SourceOptions, options_from
from ingestion.sources.live import Draft, LiveSource

if TYPE_CHECKING:
    from assistant.modelled import ModelMode
    from assistant.organizations.corrections import Corrections
    from assistant.organizations.directory import Directory
    from assistant.partners.matching import Partners
    from assistant.postings.desk import Postings
    from assistant.server.page_images import PageImage, Pages
    from assistant.service import Assistant
    from ingestion.page_images import PageImages
    from ingestion.pipeline import Ingest
    from ingestion.sources import SourceFile
    from ingestion.sources.keeping import LiveSources
    from vectorstore.catalogue.audit_log import AuditLog
    from vectorstore.library import FileRow, Library
    from vectorstore.records import Posted, Span
    from vectorstore.search import Search

__all__ = [
    "CONTRACT",
    "Draft",
    "IngestReport",
    "IngestionError",
    "LiveSource",
    "Preview",
    "Progress",
    "Services",
    "SourceLook",
    "SourceOptions",
    "SyncReport",
    "TableMapping",
    "guessed_mapping",
    "now",
    "open_services",
    "options_from",
    "preview_table",
    "program_version",
    "read_mapping",
    "write_own_posting",
]

DISTRIBUTION = "south-south-galaxy-assistant"
CONTRACT = 1


def program_version() -> str:
    """Return the version of the installed program."""
    return version(DISTRIBUTION)


def guessed_mapping(path: Path) -> str:
    """Return a mapping file to begin with; see `ingestion.table_sources.guessed`."""
    from ingestion.table_sources import guessed

    return guessed(path)


def preview_table(path: Path, mapping: TableMapping | None) -> Preview:
    """Return the first records of a table; see `ingestion.table_sources`."""
    from ingestion import table_sources

    return table_sources.preview_table(path, mapping)


def read_mapping(path: Path) -> TableMapping:
    """Return what a mapping file says; see `ingestion.mapping_files`."""
    from ingestion import mapping_files

    return mapping_files.read_mapping(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a server or a command works with while it owns the index."""

    settings: Settings
    library: "Library"
    assistant: "Assistant"
    partners: "Partners"
    directory: "Directory"
    corrections: "Corrections"
    postings: "Postings"
    pages: "Pages"
    _one_ingest: Lock = field(default_factory=Lock)
    _one_harvest: Lock = field(default_factory=Lock)

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
        with self._one_ingest:
            report = self._new_ingest(on_progress).run(paths, options)
            self._follow()
            return report

    def _follow(self) -> None:
        """Have what depends on documents follow their changes."""
        self.partners.registers.embed_names()
        self.postings.matcher.follow()
        self.partners.refresh()

    def _take_in(
        self,
        files: "Sequence[SourceFile]",
        under: str,
        on_progress: Callable[[Progress], None] | None,
    ) -> IngestReport:
        with self._one_ingest:
            report = self._new_ingest(on_progress).run_files(files, under=under)
            self._follow()
            return report

    def _new_ingest(self, on_progress: Callable[[Progress], None] | None) -> "Ingest":
        from ingestion.pipeline import Ingest
        from ingestion.workers import EmbedderSettings

        settings = self.settings
        key = settings.embeddings_key
        return Ingest(
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
        )

    @property
    def live_sources(self) -> "LiveSources":
        """The addresses that are kept in step."""
        from ingestion.sources.fetching import FetchLimits
        from ingestion.sources.keeping import LiveSources

        settings = self.settings
        return LiveSources(
            library=self.library,
            folder=settings.home / "live",
            limits=FetchLimits(
                max_bytes=settings.fetch_max_bytes,
                page_s=settings.fetch_timeout_s,
                delay_s=settings.fetch_delay_s,
                hosts=settings.fetch_hosts,
                private=settings.fetch_private_hosts,
            ),
            take_in=self._take_in,
            now=now,
            one_at_a_time=self._one_harvest,
        )

    def keep_mapping(self, place: Path, mapping: TableMapping) -> None:
        """Read a table by what is said of its columns, from its next ingest on."""
        from vectorstore.catalogue.mappings import TableMappings

        said = mapping.model_dump_json(exclude_defaults=True)
        TableMappings(self.library.engine).keep(str(place), said, at=now())

    def warm_up(self) -> None:
        """Do once what the first question would otherwise wait for."""
        if self.assistant.model is not None:
            self.assistant.model.warm_up()
        if self.library.chunk_count():
            self.library.warm_up()
            self.assistant.search_engine.find("South-South", language="en", limit=1)
            self.partners.warm_up()
        self.postings.matcher.follow()  # what a killed run left

    def remove(self, place: Path) -> int:
        """Forget a file or folder and all its items; return how many items went."""
        with self._one_ingest:
            from vectorstore.catalogue.mappings import TableMappings

            known = sorted(self.library.known_files(str(place)))
            TableMappings(self.library.engine).forget(known)
            removed = self.library.forget_files(known)
            self.postings.matcher.follow()
            return removed


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
        """Draw a page; see `assistant.server.page_images.Drawing`."""
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


def write_own_posting(
    home: Path, kind: "Posted", said: Mapping[str, str], *, language: str | None
) -> Path:
    """Write a need or an offer that was given field by field; return its file.

    Raises:
        IngestionError: a value cannot be used; nothing was written.
    """
    from ingestion.own_postings import write_posting
    from ingestion.parsing.posting_fields import Field

    named = {Field(name): value for name, value in said.items()}
    return write_posting(home, kind, named, language=language)


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
    from assistant.answers import evidence, quoting
    from assistant.audit import Auditor
    from assistant.organizations.corrections import Corrections
    from assistant.organizations.directory import Directory
    from assistant.partners.matching import Partners
    from assistant.partners.register import Registers
    from assistant.postings.desk import Postings
    from assistant.postings.following import Matcher
    from assistant.server.page_images import Pages
    from assistant.service import Assistant
    from ingestion.page_images import PageImages
    from vectorstore import search
    from vectorstore.catalogue.audit_log import AuditLog
    from vectorstore.catalogue.postings import Board
    from vectorstore.embeddings.factory import open_embedder
    from vectorstore.goals import Goals
    from vectorstore.library import Library
    from vectorstore.purposes import Purposes

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
        log = AuditLog(library.engine)
        board = Board(library.engine)
        matcher = Matcher(library=library, embedder=embedder, board=board)
        engine = search.Search(library, embedder)
        auditor = Auditor(
            log,
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
        partners = Partners(
            library=library,
            embedder=embedder,
            auditor=auditor,
            now=now,
            registers=Registers(
                library=library,
                embedder=embedder,
                home=settings.home,
                purposes=Purposes(embedder),
                goals=Goals(embedder),
            ),
            matcher=matcher,
        )
        directory = Directory(partners=partners)
        yield Services(
            settings=settings,
            library=library,
            assistant=Assistant(
                library=library,
                embedder=embedder,
                search_engine=engine,
                auditor=auditor,
                partners=partners,
                now=now,
                directory=directory,
                model=model_mode(settings, library, engine, log),
            ),
            partners=partners,
            directory=directory,
            corrections=Corrections(library=library, now=now),
            postings=Postings(library=library, board=board, matcher=matcher, now=now),
            pages=Pages(library=library, drawing=WorkerDrawing(images)),
        )
    finally:
        images.close()
        library.close()


def model_mode(
    settings: Settings, library: "Library", engine: "Search", log: "AuditLog"
) -> "ModelMode | None":
    """Return what writes answers by a model, where one is configured.

    Raises:
        PromptError: a prompt cannot be used; at the start, not at the first question.
    """
    if settings.chat_model is None:
        return None  # what only a model needs is not even loaded
    from assistant.modelled import open_mode

    return open_mode(settings, library, engine, used_on=log.tokens_on, now=now)
