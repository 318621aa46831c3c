"""Rewrites the chat's page so that nothing in it names another host.

Chainlit's page links web fonts, styles and a picture elsewhere: a visitor would be told
to third parties, and without a network the page would wait for them.
"""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import sha256
from typing import Any

from assistant.wording import LANGUAGES, primary
from vectorstore.text.languages import is_right_to_left

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_FOREIGN_TAG = re.compile(
    r"<(?:link|meta)\b[^>]*\b(?:href|content)=\"https?://[^\"]*\"[^>]*>", re.IGNORECASE
)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HTML_TAG = re.compile(r"<html\b[^>]*>", re.IGNORECASE)
_LANGUAGE_ASKED = re.compile(rb"(\blanguage=)([A-Za-z0-9-]+)")
_FIRST_TAG = re.compile(r"\s*([a-zA-Z]{2,3}(?:-[a-zA-Z0-9]+)*)")

_POLICY = (
    "default-src 'self'; "
    # 'unsafe-eval': Chainlit compiles our own components, from our origin, in the page.
    "script-src 'self' 'unsafe-eval' {scripts}; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class ChatPage:
    """Makes every page under a path ours: language, direction, own origin only."""

    def __init__(self, app: App, *, path: str) -> None:
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        asked = scope["type"] == "http" and scope["path"].startswith(self._path)
        if not asked:
            await self._app(scope, receive, send)
            return
        scope = {**scope, "query_string": _in_our_language(scope["query_string"])}
        headers = dict(scope["headers"])
        if b"text/html" in headers.get(b"accept", b""):
            # A page must come unpacked to be rewritten.
            scope = {
                **scope,
                "headers": [
                    pair for pair in scope["headers"] if pair[0] != b"accept-encoding"
                ],
            }
        accepted = headers.get(b"accept-language", b"").decode("latin-1")
        await self._app(scope, receive, _Rewriter(send, preferred(accepted)))


class _Rewriter:
    """Holds a page back until it is whole; everything else passes at once."""

    def __init__(self, send: Send, language: str) -> None:
        self._send = send
        self._language = language
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message.get("headers", []))
            if headers.get(b"content-type", b"").startswith(b"text/html"):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        page, policy = own_page(self._body.decode(), language=self._language)
        body = page.encode()
        headers = [
            (name, value)
            for name, value in self._start.get("headers", [])
            if name not in {b"content-length", b"etag"}
        ]
        headers += [
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", policy.encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept-Language"),
        ]
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _in_our_language(query: bytes) -> bytes:
    """Ask Chainlit for "fr" where a browser says "fr-CA": it looks for exact tags."""

    def ours(matched: re.Match[bytes]) -> bytes:
        language = primary(matched.group(2).decode("latin-1"))
        return (
            matched.group(1) + language.encode()
            if language in LANGUAGES
            else matched[0]
        )

    return _LANGUAGE_ASKED.sub(ours, query)


def own_page(page: str, *, language: str) -> tuple[str, str]:
    """Return the page without foreign links, and the policy that holds it to that."""
    direction = "rtl" if is_right_to_left(language) else "ltr"
    page = _FOREIGN_TAG.sub("", page)
    page = _HTML_TAG.sub(f'<html lang="{language}" dir="{direction}">', page, count=1)
    scripts = " ".join(
        f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(page)
    )
    return page, _POLICY.format(scripts=scripts)


def preferred(accept_language: str) -> str:
    """Return the first language that a browser asks for, or "en"."""
    matched = _FIRST_TAG.match(accept_language)
    return matched.group(1) if matched else "en"
