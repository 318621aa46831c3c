"""Handing commands over to the running server, which owns the index.

The server leaves its address and a secret in `server.json` of its home (mode 0600); a
command that finds it alive asks it instead of opening the index.
"""

import json
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.app import (
    Draft,
    IngestReport,
    LiveSource,
    Progress,
    SourceLook,
    SourceOptions,
    SyncReport,
    TableMapping,
)
from assistant.errors import AssistantError, NotFound, ServerUnreachable
from assistant.organizations.profile import OrganizationProfile
from assistant.partners.reply import PartnersReply
from assistant.postings.handed import RemotePostings
from assistant.replies import Reply, Request, SearchReply, Shown
from vectorstore.library import LibraryStatus
from vectorstore.records import Readers, Record

if TYPE_CHECKING:
    import httpx

ADDRESS_FILE = "server.json"
HEADER = "X-Galaxy-Token"


class ServerAddress(Record):
    """Where the running server listens for commands of the same user."""

    url: str
    token: str
    pid: int


def announce(home: Path, *, host: str, port: int) -> ServerAddress:
    """Write the address file, readable by its owner only."""
    loopback = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound
    name = f"[{loopback}]" if ":" in loopback else loopback
    address = ServerAddress(
        url=f"http://{name}:{port}", token=secrets.token_urlsafe(32), pid=os.getpid()
    )
    place = home / ADDRESS_FILE
    place.unlink(missing_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(address.model_dump_json())
    return address


def withdraw(home: Path) -> None:
    """Remove the address file when the server stops."""
    (home / ADDRESS_FILE).unlink(missing_ok=True)


def running_server(home: Path) -> "RemoteGalaxy | None":
    """Return the server that owns this home, if one answers."""
    import httpx

    try:
        address = ServerAddress.model_validate_json(
            (home / ADDRESS_FILE).read_text("utf-8")
        )
    except (OSError, ValueError):
        return None
    client = httpx.Client(
        base_url=address.url,
        headers={HEADER: address.token},
        timeout=httpx.Timeout(600.0, connect=5.0),
        trust_env=False,  # never through a proxy: this is loopback
    )
    try:
        alive = client.get("/internal/alive", timeout=5.0).status_code == 200
    except httpx.HTTPError:
        alive = False
    if not alive:
        client.close()
        return None
    return RemoteGalaxy(client)


class RemoteGalaxy:
    """The running server, as commands use it."""

    def __init__(self, client: "httpx.Client") -> None:
        self._client = client

    @property
    def postings(self) -> RemotePostings:
        """The server's needs and offers."""
        return RemotePostings(self._send)

    def search(self, request: Request, *, readers: Readers) -> SearchReply:
        """Search through the server."""
        return SearchReply.model_validate(
            self._post("/internal/search", request, readers)
        )

    def ask(self, request: Request, *, readers: Readers) -> Reply:
        """Ask through the server."""
        return Reply.model_validate(self._post("/internal/ask", request, readers))

    def partners(self, request: Request, *, readers: Readers) -> PartnersReply:
        """Have the server propose organizations for a need."""
        return PartnersReply.model_validate(
            self._post("/internal/partners", request, readers)
        )

    def show(self, identifier: str, *, readers: Readers) -> Shown:
        """Show through the server."""
        response = self._send(
            "GET", "/internal/show", params={"id": identifier, "readers": readers}
        )
        return Shown.model_validate(response)

    def organization(
        self, identifier: str, *, page: int, language: str, readers: Readers
    ) -> OrganizationProfile:
        """Have the server tell what records say of an organization."""
        asked = {"id": identifier, "language": language, "readers": readers}
        response = self._send(
            "GET", "/internal/organization", params={**asked, "page": page}
        )
        return OrganizationProfile.model_validate(response)

    def status(self) -> LibraryStatus:
        """Tell what the server's library holds."""
        return LibraryStatus.model_validate(self._send("GET", "/internal/status"))

    def remove(self, place: Path) -> int:
        """Forget a file or folder; return how many items went."""
        body = {"place": str(place)}
        return int(self._send("POST", "/internal/remove", json=body)["removed"])

    def ingest(
        self,
        paths: Sequence[Path],
        options: SourceOptions,
        *,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Have the server take in files and folders; hear of its progress meanwhile."""
        body = {
            "paths": [str(path.resolve()) for path in paths],
            "options": options.model_dump(mode="json"),
        }
        told = self._stepwise("/internal/ingest", body, on_progress)
        return IngestReport.model_validate(told)

    def keep_mapping(self, place: Path, mapping: TableMapping) -> None:
        """Have the server keep what is said of a table's columns."""
        body = {"place": str(place), "mapping": mapping.model_dump(mode="json")}
        self._send("POST", "/internal/sources/mapping", json=body)

    def look(self, draft: Draft) -> SourceLook:
        """Have the server fetch the first page of an address."""
        body = draft.model_dump(mode="json")
        return SourceLook.model_validate(
            self._send("POST", "/internal/sources/look", json=body)
        )

    def add_source(self, source: LiveSource) -> None:
        """Have the server keep an address."""
        body = source.model_dump(mode="json")
        self._send("POST", "/internal/sources/add", json=body)

    def remove_source(self, name: str) -> int:
        """Have the server forget an address; return how many items went."""
        body = {"name": name}
        told = self._send("POST", "/internal/sources/remove", json=body)
        return int(told["removed"])

    def sync(
        self,
        names: Sequence[str],
        *,
        lets_many_go: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> SyncReport:
        """Have the server bring addresses up to date, and hear of its progress."""
        body = {"names": list(names), "lets_many_go": lets_many_go}
        told = self._stepwise("/internal/sources/sync", body, on_progress)
        return SyncReport.model_validate(told)

    def _stepwise(
        self,
        path: str,
        body: dict[str, Any],
        on_progress: Callable[[Progress], None] | None,
    ) -> dict[str, Any]:
        """Hear of the progress of long work and return its report."""
        import httpx

        try:
            with self._client.stream(
                "POST", path, json=body, timeout=httpx.Timeout(None, connect=5.0)
            ) as response:
                for line in response.iter_lines():
                    told = json.loads(line)
                    if "progress" in told and on_progress:
                        on_progress(Progress.model_validate(told["progress"]))
                    if "error" in told:
                        raise failure_from(told["error"])
                    if "report" in told:
                        return told["report"]
        except httpx.HTTPError as error:
            raise _unreachable() from error
        raise _unreachable()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _post(self, path: str, request: Request, readers: Readers) -> dict[str, Any]:
        body = {
            "request": request.model_dump(mode="json", by_alias=True),
            "readers": readers,
        }
        return self._send("POST", path, json=body)

    def _send(self, method: str, path: str, **details: object) -> dict[str, Any]:
        import httpx

        try:
            response = self._client.request(
                method, path, **cast("dict[str, Any]", details)
            )
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise _unreachable() from error
        if response.status_code >= 400:
            raise failure_from(answer["error"])
        return answer


def failure_from(told: dict[str, str]) -> AssistantError:
    """Rebuild a failure that the server told of."""
    kind = NotFound if told["code"] == NotFound.code else AssistantError
    failure = kind(told["message"], remedy=told["remedy"])
    failure.code = told["code"]
    return failure


def _unreachable() -> ServerUnreachable:
    return ServerUnreachable(
        "the running server did not answer",
        remedy="Look at its window or log; restart it with `galaxy serve`.",
    )
