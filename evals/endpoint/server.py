"""The server: reads requests, plays scripts, and sees whether the client stays."""

import json
import select
import socket
import time
from collections.abc import Callable
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self, cast

from evals.endpoint.exchange import (
    Body,
    Ending,
    Exchange,
    FindPassages,
    Received,
    fenced_passages,
    received,
)
from evals.endpoint.play import MODEL, BrokenOff, Cut, Play, events, whole
from evals.endpoint.scripts import Script, failing, writing
from evals.endpoint.writers import honest

LOOPBACK = "127.0.0.1"
STEP_S = 0.005
"""How often a waiting answer looks whether its client is still there."""


class ScriptedEndpoint:
    """A model on loopback, for as long as the context lasts.

    `script` may be replaced while it runs. Requests for completions are kept with what
    became of them; `/v1/models` names one model.
    """

    def __init__(
        self,
        script: Script | None = None,
        *,
        port: int = 0,
        find_passages: FindPassages = fenced_passages,
    ) -> None:
        self.script = script or writing(honest())
        self._find_passages = find_passages
        self._exchanges: list[Exchange] = []
        self._lock = Lock()
        self._stopping = Event()
        self._server = _server(self, port)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """What `OPENAI_BASE_URL` is set to."""
        return f"http://{LOOPBACK}:{self._server.server_port}/v1"

    @property
    def requests(self) -> tuple[Exchange, ...]:
        """What was asked, in the order of arrival."""
        with self._lock:
            return tuple(self._exchanges)

    @property
    def disconnected(self) -> tuple[int, ...]:
        """The numbers of the requests whose client left before it had all."""
        return tuple(e.request.number for e in self.requests if e.disconnected)

    @property
    def stopping(self) -> bool:
        """Whether it is being shut down."""
        return self._stopping.is_set()

    def wait_until(self, condition: Callable[[], bool], *, within_s: float) -> bool:
        """Wait for a condition on what was asked; tell whether it was met in time."""
        until = time.monotonic() + within_s
        while not (met := condition()) and time.monotonic() < until:
            time.sleep(STEP_S)
        return met

    def start(self) -> None:
        """Serve, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End every answer that is under way, and free the port; once is enough."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def receive(self, body: Body, headers: dict[str, str]) -> Exchange:
        """Keep a request and return it with its number."""
        with self._lock:
            exchange = Exchange(
                request=received(
                    body,
                    number=len(self._exchanges) + 1,
                    at=time.monotonic(),
                    headers=headers,
                    find_passages=self._find_passages,
                )
            )
            self._exchanges.append(exchange)
        return exchange


class _ClientLeft(Exception):
    """Nobody reads what is sent."""


class _Stopped(Exception):
    """The endpoint is being shut down."""


def _server(endpoint: ScriptedEndpoint, port: int) -> ThreadingHTTPServer:
    class Handler(_Handler):
        owner = endpoint

    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: ScriptedEndpoint

    def do_GET(self) -> None:
        if self.path != "/v1/models":
            self._send(404, b'{"error": {"message": "not found"}}')
            return
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "evals"}
        self._send(200, json.dumps({"object": "list", "data": [model]}).encode())

    def do_POST(self) -> None:
        given = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            body = json.loads(given)
        except ValueError:
            body = None
        if self.path != "/v1/chat/completions" or not isinstance(body, dict):
            self._send(404, b'{"error": {"message": "not found"}}')
            return
        exchange = self.owner.receive(cast("Body", body), dict(self.headers.items()))
        with closing(self._play(exchange.request)) as play:
            exchange.ending = self._answered(play, exchange)
        exchange.ended_at = time.monotonic()

    def _play(self, request: Received) -> Play:
        try:
            return self.owner.script(request)
        except ValueError as error:
            # The script cannot be played on this prompt: the test is told, not hung.
            return failing(500, message=f"cannot be played: {error}")(request)

    def _answered(self, play: Play, exchange: Exchange) -> Ending:
        try:
            self._wait(play.first_s)
            if play.raw is not None:
                self._send(play.status, play.raw, play)
            elif exchange.request.streams:
                self._stream(play, exchange)
            else:
                self._send_whole(play, exchange.request)
        except (_ClientLeft, ConnectionError):
            self.close_connection = True
            return Ending.CLIENT_LEFT
        except (BrokenOff, _Stopped) as ended:
            self._close()
            return Ending.CUT if isinstance(ended, BrokenOff) else Ending.STOPPED
        return Ending.CUT if _ends_early(play, exchange) else Ending.WHOLE

    def _stream(self, play: Play, exchange: Exchange) -> None:
        self.send_response(play.status)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        first = True
        for event in events(play, exchange.request):
            if not first:
                self._hold(play, exchange.sent, event)
                if _ends_early(play, exchange):
                    break
                self._wait(play.delay_s)
            self._look()
            self._write_chunk(event)
            if not first:
                exchange.sent += 1
                exchange.sent_at.append(time.monotonic())
            first = False
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _hold(self, play: Play, sent: int, event: bytes) -> None:
        """Stall or break off before an event, where the script says so."""
        if sent == play.stall_after:
            self._wait(None)
        if sent != play.cut_after or play.cut is Cut.ENDED:
            return
        if play.cut is Cut.MID_EVENT:
            self._write_chunk(event[: len(event) // 2])
        raise BrokenOff

    def _send_whole(self, play: Play, request: Received) -> None:
        body = whole(play, request)
        self._wait(play.delay_s * len(play.text) / 4)
        if play.stall_after is not None:
            self._wait(None)
        if play.cut_after is not None:
            self._head(play.status, len(body), play)
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            raise BrokenOff
        self._send(play.status, body, play)

    def _send(self, status: int, body: bytes, play: Play | None = None) -> None:
        self._head(status, len(body), play)
        self.wfile.write(body)

    def _head(self, status: int, length: int, play: Play | None) -> None:
        self.send_response(status)
        given = play or Play()
        self.send_header("Content-Type", given.content_type)
        for name, value in (given.headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _write_chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _wait(self, seconds: float | None) -> None:
        """Wait, for ever if None, while the client is there."""
        until = None if seconds is None else time.monotonic() + seconds
        while until is None or time.monotonic() < until:
            self._look()
            left = STEP_S if until is None else until - time.monotonic()
            time.sleep(max(0.0, min(STEP_S, left)))

    def _look(self) -> None:
        if self.owner.stopping:
            raise _Stopped
        readable, _, _ = select.select([self.connection], [], [], 0)
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            raise _ClientLeft

    def _close(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was asked is kept."""


def _ends_early(play: Play, exchange: Exchange) -> bool:
    return play.cut is Cut.ENDED and exchange.sent == play.cut_after
