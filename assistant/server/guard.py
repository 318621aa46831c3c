"""What every response and request goes through: headers, origins and sizes.

Pure ASGI, so that streams and websockets pass untouched.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 1_000_000
"""No question, batch line or feedback comes near it."""

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"SAMEORIGIN",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
NOTHING_ELSE = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The policy of all that does not bring its own: data, and pages without scripts."""


class Guard:
    """Refuses large bodies and foreign origins, and adds the security headers."""

    def __init__(self, app: App, *, closed: tuple[str, ...] = ()) -> None:
        """Guard an application; paths under `closed` answer 404."""
        self._app = app
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        if scope["path"].startswith(self._closed):
            await _refuse(scope, send, 404, "There is nothing here.")
        elif not _own_origin(headers):
            await _refuse(scope, send, 403, "Another site may not ask from here.")
        elif int(headers.get(b"content-length", b"0") or 0) > MAX_BODY_BYTES:
            await _refuse(scope, send, 413, "The request is too large.")
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, _limited(receive), _with_headers(send))


def _own_origin(headers: dict[bytes, bytes]) -> bool:
    """Tell whether a request comes from our own page, or from no page at all."""
    origin = headers.get(b"origin")
    if origin is None:
        return True
    return urlsplit(origin.decode("latin-1")).netloc == headers.get(
        b"host", b""
    ).decode("latin-1")


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY_BYTES:  # a body without a length: act as if it broke off
            return {"type": "http.disconnect"}
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message.get("headers", []))
            known = {name.lower() for name, _ in own}
            policy = {b"content-security-policy": NOTHING_ELSE}
            own += [
                (name, value)
                for name, value in {**HEADERS, **policy}.items()
                if name not in known
            ]
            message = {**message, "headers": own}
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
