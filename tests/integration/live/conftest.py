"""A loopback server that pages, fails and changes, and harvests of it."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qs, urlsplit

import pytest

from ingestion.sources.fetching import Fetcher, FetchLimits
from ingestion.sources.harvesting import Harvest, Harvested
from ingestion.sources.live import Draft, LiveSource
from ingestion.sources.mirror import Mirror
from ingestion.sources.settling import declared, settled
from vectorstore.catalogue.database import open_engine, upgrade
from vectorstore.catalogue.synced import SyncedSources

SIZE = 2
Answer = tuple[int, dict[str, str], bytes]


def project(number: int, **changed: object) -> dict[str, object]:
    """Return a record as an API would give it."""
    return {
        "id": f"P-{number}",
        "title": f"Solar pumps in district {number}",
        "description": f"Forty solar pumps water the gardens of district {number}.",
        "country": "Senegal",
        "url": f"https://example.org/projects/{number}",
        **changed,
    }


class Feed:
    """What the server gives; tests change it between harvests."""

    def __init__(self) -> None:
        self.records = [project(number) for number in range(1, 6)]
        self.robots = ""
        self.xml = b""
        self.faults: dict[str, list[Answer]] = defaultdict(list)  # given once each
        self.asked: list[str] = []  # paths, without robots.txt
        self.conditional = 0  # requests that were answered with 304
        self.has_marks = True  # sends ETags
        self.url = ""

    def answer(self, path: str, headers: Callable[[str], str | None]) -> Answer:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, self.robots.encode()
        self.asked.append(path)
        if self.faults[path]:
            return self.faults[path].pop(0)
        found = self._page(parts.path, parse_qs(parts.query), path)
        if found[0] == 200 and self.has_marks:
            mark = f'"{sha256(found[2]).hexdigest()[:12]}"'
            found[1]["ETag"] = mark
            if headers("If-None-Match") == mark:
                self.conditional += 1
                return 304, {"ETag": mark}, b""
        return found

    def _page(self, where: str, query: dict[str, list[str]], path: str) -> Answer:
        kind = {"Content-Type": "application/json"}
        if where == "/iati.xml":
            return 200, {"Content-Type": "text/xml"}, self.xml
        if where == "/plain":
            return 200, kind, json.dumps(self.records).encode()
        if where == "/stuck":
            return 200, kind, json.dumps({"results": self.records[:2]}).encode()
        if where == "/offset":
            start = int(query.get("offset", ["0"])[0])
        else:
            start = (int(query.get("page", ["1"])[0]) - 1) * SIZE
        some = self.records[start : start + SIZE]
        more = start + SIZE < len(self.records)
        following = f"{where}?page={start // SIZE + 2}"
        body: dict[str, object] = {"results": some}
        if where == "/link" and more:
            kind["Link"] = f'<{following}>; rel="next"'
        if where == "/next":
            body |= {"next": following if more else None}
        if where == "/pages" and not some:
            return 404, kind, b"{}"
        return 200, kind, json.dumps(body).encode()


@pytest.fixture
def feed() -> Iterator[Feed]:
    """A served feed of five records, two a page."""
    served = Feed()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = served.answer(self.path, self.headers.get)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            else:  # a body that is cut: the connection ends before it does
                self.close_connection = True
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


class Harvests:
    """Harvests of one address into one home, without an index."""

    def __init__(self, home: Path, private: str) -> None:
        self.home = home
        self.engine = open_engine(home)
        self.state = SyncedSources(self.engine)
        self.slept: list[float] = []
        self.limits = FetchLimits(delay_s=0, private=(private,), max_bytes=100_000)
        self.source: LiveSource | None = None

    def fetcher(self, *hosts: str) -> Fetcher:
        return Fetcher(self.limits, hosts=hosts, sleep=self.slept.append)

    def add(self, url: str, **said: object) -> LiveSource:
        draft = Draft.model_validate({"url": url, "name": "feed", **said})
        with self.fetcher(urlsplit(url).netloc) as fetcher:
            fetched = fetcher.get(declared(draft).start(url))
        assert fetched.body is not None
        self.source, _ = settled(draft, fetched, fetched.body)
        self.state.declare(
            "feed", self.source.model_dump_json(), url=url, platform="example"
        )
        return self.source

    def run(self, *, ends: bool = True, lets_many_go: bool = False) -> Harvested:
        assert self.source is not None
        with self.fetcher(*self.source.hosts) as fetcher:
            found = Harvest(
                self.source,
                fetcher=fetcher,
                state=self.state,
                mirror=Mirror(self.home / "live", self.source.form, self.source.key),
                now=lambda: datetime.now(UTC),
                on_progress=lambda _: None,
            ).run(lets_many_go=lets_many_go)
        if ends:
            self.state.end(
                "feed",
                result="ok" if found.is_whole else "partial",
                failures=(),
                pages=found.pages,
                records=found.records if found.parts or found.is_whole else None,
                at=datetime.now(UTC),
            )
        return found

    def kept(self) -> dict[str, str]:
        """Return the titles of the records that are kept, by identifier."""
        found: dict[str, str] = {}
        for part in sorted((self.home / "live").glob("part-*.json")):
            for record in json.loads(part.read_text("utf-8")):
                found[record["id"]] = record["title"]
        return found


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a catalogue that nothing is in, to be copied."""
    home = tmp_path_factory.mktemp("empty")
    engine = open_engine(home)
    upgrade(engine)
    engine.dispose()
    return home


@pytest.fixture
def harvests(tmp_path: Path, feed: Feed, empty_home: Path) -> Iterator[Harvests]:
    """Harvests of the feed."""
    copytree(empty_home, tmp_path / "home")
    made = Harvests(tmp_path / "home", urlsplit(feed.url).netloc)
    yield made
    made.engine.dispose()
