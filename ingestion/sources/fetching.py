"""Fetches pages politely: robots.txt, pauses, retries, and limits on size and time."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urljoin, urlunsplit

import httpx
from protego import Protego
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from ingestion.errors import FetchFailed, FetchRefused
from ingestion.sources.addresses import (
    PublicTransport,
    is_among,
    named,
    split_address,
)
from vectorstore.records import Record

AGENT = "SouthSouthGalaxyAssistant"
"""The name that a robots.txt calls us by."""
ATTEMPTS = 4
LONGEST_WAIT_S = 300.0
"""A server that asks for a longer pause is left for the next harvest."""
LONGEST_PAUSE_S = 60.0
"""Of the pause between two requests that a robots.txt asks for."""
_HOPS = 5
_SILENCE_S = 60.0
_ROBOTS_BYTES = 500_000
_BUSY = frozenset({408, 425, 429})
_backoff = wait_random_exponential(multiplier=1, max=60)


class FetchLimits(Record):
    """What a fetch may cost and where it may go."""

    max_bytes: int = 200_000_000  # of one page, unpacked
    page_s: float = 300.0  # for one page
    delay_s: float = 1.0  # between two requests to a host
    hosts: tuple[str, ...] = ()  # those alone; empty: any public one
    private: tuple[str, ...] = ()  # hosts with private addresses that may be reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page; `body` is None when it has not changed since it was last fetched."""

    url: str  # where it was found at last
    body: bytes | None
    content_type: str  # in small letters, without parameters; empty: none was said
    etag: str | None
    last_modified: str | None
    link: str | None  # of the next page, as a Link header says: absolute


class Fetcher:
    """One harvest's connections. Not for use from several threads."""

    def __init__(
        self,
        limits: FetchLimits,
        *,
        hosts: Collection[str],
        delay_s: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open nothing yet.

        Args:
            limits: of the whole program.
            hosts: those that may be reached, with a port or without.
            delay_s: a longer pause than the program's, where one is wished.
            sleep: waits for some seconds.
        """
        self._limits = limits
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._delay_s = max(limits.delay_s, delay_s or 0.0)
        self._sleep = sleep
        self._client = httpx.Client(
            transport=PublicTransport(private=limits.private),
            headers={"User-Agent": f"{AGENT}/1"},
            timeout=httpx.Timeout(min(_SILENCE_S, limits.page_s), connect=20.0),
            trust_env=False,
        )
        self._robots: dict[str, Protego] = {}
        self._last: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """Fetch a page, after the pause and as often as is polite.

        Args:
            url: http or https.
            etag: of the page as it is known; so it may answer that nothing changed.
            last_modified: the same.

        Raises:
            FetchRefused: it may not be reached.
            FetchFailed: it did not answer as it should, not even after some waiting.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in known.items() if value}
        return self._patiently(
            lambda: self._follow(url, headers, max_bytes=self._limits.max_bytes)
        )

    def _patiently(self, fetch: Callable[[], Fetched]) -> Fetched:
        return Retrying(
            retry=retry_if_exception(_may_succeed_later),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait_s,
            sleep=self._sleep,
            reraise=True,
        )(fetch)

    def _follow(
        self,
        url: str,
        headers: dict[str, str],
        *,
        max_bytes: int,
        heeds_robots: bool = True,
    ) -> Fetched:
        """Fetch a page wherever it has moved to; each step is checked anew."""
        at = url
        for _ in range(_HOPS + 1):
            self._check(at, heeds_robots=heeds_robots)
            self._pause(at)
            found = self._once(at, headers, max_bytes=max_bytes)
            if isinstance(found, Fetched):
                return found
            target = urljoin(at, found)
            if at.startswith("https://") and not target.startswith("https://"):
                raise FetchRefused(
                    f"{at!r} leads to {target!r}, which is not encrypted",
                    remedy="Give an address that stays on https.",
                )
            at = target
        raise FetchFailed(
            f"{url!r} leads on and on", remedy="Give the address it ends at."
        )

    def _check(self, url: str, *, heeds_robots: bool) -> None:
        parts = split_address(url)
        if not is_among(parts, self._hosts):
            raise FetchRefused(
                f"{url!r} is of the host {parts.hostname!r}, which was not named",
                remedy="Add the source again with --allow-host, if it belongs to it.",
            )
        if self._limits.hosts and not is_among(parts, self._limits.hosts):
            raise FetchRefused(
                f"the host {parts.hostname!r} is not one of GALAXY_FETCH_HOSTS",
                remedy="Have the operator add it there.",
            )
        if heeds_robots and not self._robots_of(url).can_fetch(url, AGENT):
            raise FetchRefused(
                f"the robots.txt of {parts.hostname!r} closes {url!r} to programs",
                remedy="Ask its publisher, or fetch the file yourself and ingest it.",
            )

    def _robots_of(self, url: str) -> Protego:
        parts = split_address(url)
        host = f"{parts.scheme}://{named(parts)}"
        if host not in self._robots:
            place = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
            try:
                body = self._patiently(
                    lambda: self._follow(
                        place, {}, max_bytes=_ROBOTS_BYTES, heeds_robots=False
                    )
                ).body
            except FetchFailed as error:
                # RFC 9309: where there is none, all is open; where it cannot be read,
                # all is closed.
                if not 400 <= (error.status or 0) < 500 or error.status in _BUSY:
                    raise
                body = b""
            text = (body or b"").decode("utf-8", "replace")
            self._robots[host] = Protego.parse(text)
        return self._robots[host]

    def _pause(self, url: str) -> None:
        parts = split_address(url)
        host = named(parts)
        known = self._robots.get(f"{parts.scheme}://{host}")
        asked = float(known.crawl_delay(AGENT) or 0.0) if known else 0.0
        pause = max(self._delay_s, min(asked, LONGEST_PAUSE_S))
        if host in self._last:
            left = self._last[host] + pause - time.monotonic()
            if left > 0:
                self._sleep(left)
        self._last[host] = time.monotonic()

    def _once(
        self, url: str, headers: dict[str, str], *, max_bytes: int
    ) -> Fetched | str:
        """Return a page, or where it has moved to."""
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                if answer.status_code in {301, 302, 303, 307, 308}:
                    return answer.headers.get("Location", url)
                _check_status(url, answer)
                body = None
                if answer.status_code != 304:
                    body = self._body(url, answer, max_bytes=max_bytes)
        except httpx.TimeoutException as error:
            raise FetchFailed(
                f"{url!r} did not answer in time",
                remedy="Try again later.",
                retryable=True,
            ) from error
        except httpx.DecodingError as error:
            raise FetchFailed(
                f"what {url!r} sent cannot be unpacked", remedy="Tell its publisher."
            ) from error
        except httpx.HTTPError as error:
            raise FetchFailed(
                f"{url!r} broke off ({type(error).__name__})",
                remedy="Try again later.",
                retryable=True,
            ) from error
        following = answer.links.get("next", {}).get("url")
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        return Fetched(
            url=url,
            body=body,
            content_type=kind.strip().casefold(),
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
            link=urljoin(url, following) if following else None,
        )

    def _body(self, url: str, answer: httpx.Response, *, max_bytes: int) -> bytes:
        too_large = FetchFailed(
            f"{url!r} has more than {max_bytes:,} bytes",
            remedy="Ask for smaller pages, or raise GALAXY_FETCH_MAX_BYTES.",
        )
        stated = answer.headers.get("Content-Length", "")
        if stated.isdigit() and int(stated) > max_bytes:
            raise too_large
        began = time.monotonic()
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > max_bytes:
                raise too_large
            if time.monotonic() - began > self._limits.page_s:
                raise FetchFailed(
                    f"{url!r} took longer than {self._limits.page_s:g} s",
                    remedy="Ask for smaller pages, or raise GALAXY_FETCH_TIMEOUT_S.",
                )
        return bytes(body)


def _check_status(url: str, answer: httpx.Response) -> None:
    status = answer.status_code
    if status in {200, 203, 304}:
        return
    if status in _BUSY or status >= 500:
        pause = _asked_pause_s(answer)
        too_long = pause is not None and pause > LONGEST_WAIT_S
        raise FetchFailed(
            f"{url!r} answered with status {status}",
            remedy=f"It asks to be left alone for {pause:.0f} s."
            if pause
            else "Try again later.",
            retryable=not too_long,
            retry_after_s=pause,
            status=status,
        )
    raise FetchFailed(
        f"{url!r} answered with status {status}",
        remedy="Check the address; it may have moved, or want a key.",
        status=status,
    )


def _asked_pause_s(answer: httpx.Response) -> float | None:
    """Return the seconds of a Retry-After header: a number, or a time to wait for."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _may_succeed_later(error: BaseException) -> bool:
    return isinstance(error, FetchFailed) and error.retryable


def _wait_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, FetchFailed) and error.retry_after_s is not None:
        return error.retry_after_s
    return _backoff(state)
