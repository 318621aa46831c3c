"""What a command works with: the running server, or this process as the owner."""

import asyncio
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from assistant.app import (
    Draft,
    IngestReport,
    LiveSource,
    Progress,
    Services,
    SourceLook,
    SourceOptions,
    SyncReport,
    TableMapping,
    open_services,
)
from assistant.organizations.profile import OrganizationProfile
from assistant.partners.reply import PartnersReply
from assistant.postings.reply import (
    MatchesReply,
    PostingsQuery,
    PostingsReply,
    PostingView,
    PostingWord,
)
from assistant.replies import Reply, Request, SearchReply, Shown
from assistant.server.handover import running_server
from assistant.settings import Settings
from vectorstore.library import LibraryStatus
from vectorstore.records import Readers


class PostingsDesk(Protocol):
    """Needs and offers, as the command line uses them; see `assistant.postings`."""

    def listed(self, query: PostingsQuery, *, readers: Readers) -> PostingsReply:
        """Return needs or offers."""
        ...

    def say(self, said: PostingWord) -> PostingView:
        """Close one, or open it again."""
        ...

    def match(
        self,
        identifier: str,
        *,
        limit: int,
        language: str | None = None,
        readers: Readers,
    ) -> MatchesReply:
        """Return what fits one, computed anew."""
        ...

    def matches(
        self, query: PostingsQuery, *, limit: int, readers: Readers
    ) -> tuple[MatchesReply, ...]:
        """Return what is kept for those that have a match."""
        ...


class Galaxy(Protocol):
    """The whole product, as the command line uses it."""

    @property
    def postings(self) -> PostingsDesk:
        """The needs and the offers."""
        ...

    def search(self, request: Request, *, readers: Readers) -> SearchReply:
        """Find passages."""
        ...

    def ask(self, request: Request, *, readers: Readers) -> Reply:
        """Answer a question."""
        ...

    def partners(self, request: Request, *, readers: Readers) -> PartnersReply:
        """Propose organizations for a need."""
        ...

    def show(self, identifier: str, *, readers: Readers) -> Shown:
        """Return a document or chunk."""
        ...

    def organization(
        self, identifier: str, *, page: int, language: str, readers: Readers
    ) -> OrganizationProfile:
        """Return what records say of an organization."""
        ...

    def status(self) -> LibraryStatus:
        """Tell what the library holds."""
        ...

    def remove(self, place: Path) -> int:
        """Forget a file or folder; return how many items went."""
        ...

    def ingest(
        self,
        paths: Sequence[Path],
        options: SourceOptions,
        *,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Take in files and folders."""
        ...

    def keep_mapping(self, place: Path, mapping: TableMapping) -> None:
        """Read a table by what is said of its columns, from its next ingest on."""
        ...

    def look(self, draft: Draft) -> SourceLook:
        """Fetch the first page of an address and store nothing."""
        ...

    def add_source(self, source: LiveSource) -> None:
        """Keep an address; nothing is fetched yet."""
        ...

    def remove_source(self, name: str) -> int:
        """Forget an address with its records; return how many went."""
        ...

    def sync(
        self,
        names: Sequence[str],
        *,
        lets_many_go: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> SyncReport:
        """Bring addresses up to date; no names: all of them."""
        ...


class LocalGalaxy:
    """The product in this process."""

    def __init__(self, services: Services, runner: asyncio.Runner) -> None:
        self._services = services
        self._assistant = services.assistant
        self._run = runner.run  # one event loop, for the connections of a model

    @property
    def postings(self) -> PostingsDesk:
        """The needs and the offers."""
        return self._services.postings

    def search(self, request: Request, *, readers: Readers) -> SearchReply:
        """Find passages."""
        return self._run(self._assistant.search(request, readers=readers))

    def ask(self, request: Request, *, readers: Readers) -> Reply:
        """Answer a question."""
        return self._run(self._assistant.ask(request, readers=readers, channel="cli"))

    def partners(self, request: Request, *, readers: Readers) -> PartnersReply:
        """Propose organizations for a need."""
        return asyncio.run(
            self._services.partners.propose(request, readers=readers, channel="cli")
        )

    def show(self, identifier: str, *, readers: Readers) -> Shown:
        """Return a document or chunk."""
        return self._run(self._assistant.show(identifier, readers=readers))

    def organization(
        self, identifier: str, *, page: int, language: str, readers: Readers
    ) -> OrganizationProfile:
        """Return what records say of an organization."""
        return self._services.directory.profile(
            identifier, page=page, language=language, readers=readers
        )

    def status(self) -> LibraryStatus:
        """Tell what the library holds."""
        return self._assistant.status()

    def remove(self, place: Path) -> int:
        """Forget a file or folder; return how many items went."""
        return self._services.remove(place)

    def ingest(
        self,
        paths: Sequence[Path],
        options: SourceOptions,
        *,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Take in files and folders."""
        return self._services.ingest(paths, options, on_progress=on_progress)

    def keep_mapping(self, place: Path, mapping: TableMapping) -> None:
        """Read a table by what is said of its columns, from its next ingest on."""
        self._services.keep_mapping(place, mapping)

    def look(self, draft: Draft) -> SourceLook:
        """Fetch the first page of an address and store nothing."""
        return self._services.live_sources.look(draft)

    def add_source(self, source: LiveSource) -> None:
        """Keep an address; nothing is fetched yet."""
        self._services.live_sources.add(source)

    def remove_source(self, name: str) -> int:
        """Forget an address with its records; return how many went."""
        return self._services.live_sources.remove(name)

    def sync(
        self,
        names: Sequence[str],
        *,
        lets_many_go: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> SyncReport:
        """Bring addresses up to date; no names: all of them."""
        return self._services.live_sources.sync(
            names, lets_many_go=lets_many_go, on_progress=on_progress
        )


@contextmanager
def open_galaxy(settings: Settings, *, purpose: str) -> Generator[Galaxy]:
    """Use the running server where there is one, else own the index.

    Raises:
        VectorstoreError: the store cannot be opened; says what to do.
    """
    remote = running_server(settings.home)
    if remote is not None:
        try:
            yield remote
        finally:
            remote.close()
        return
    with (
        open_services(settings, purpose=purpose) as services,
        asyncio.Runner() as runner,
    ):
        yield LocalGalaxy(services, runner)
        if services.assistant.model is not None:
            runner.run(services.assistant.model.close())
