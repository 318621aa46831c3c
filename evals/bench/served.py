"""How long pages and proposals of a running server take over many records."""

import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import httpx

from evals.bench.memory import held_by
from evals.bench.timing import Line, Stopwatch, Timed, megabytes
from evals.product import OK, Product, ProductFailed
from vectorstore.records import Record

RUNS = 10
NEEDS = 40
LIMIT = 10
GOAL_MS = 1_000.0
PAGES = (
    "/organizations",
    "/organizations?q=agency&country=KE",
    "/search",
    "/search?country=KE",
    "/search?q=solar+pumps&country=KE",
    "/library",
)
SOUGHT = (
    "training of midwives",
    "solar mini-grids for villages",
    "drip irrigation for smallholders",
    "mangrove planting against floods",
    "school meals",
    "repair of hand pumps",
    "a land register",
)
PLACES = ("Senegal", "Kenya", "Nigeria", "Peru", "Rwanda")
WITHOUT_LIMIT = {"GALAXY_QUESTIONS_A_MINUTE": "100000"}


class Page(Record):
    """One address, asked again and again after the first time."""

    path: str
    first_ms: float
    again: Timed


class ServedBench(Record):
    """A server's times, asked from another process; processor times are not told."""

    records: int
    ready_s: float  # from its start to its first healthy answer
    own_bytes: int | None  # memory of its own, at the end; None: not told here
    pages: tuple[Page, ...]
    first_need_ms: float
    needs: Timed


def measure(home: Path, *, records: int) -> ServedBench:
    """Start a server on a home of so many records, and ask it.

    Raises:
        ProductFailed: it did not start, or a page failed.
    """
    begun = time.perf_counter()
    with Product(home, environment=WITHOUT_LIMIT).serving() as server:
        ready_s = time.perf_counter() - begun
        with httpx.Client(base_url=server.url, timeout=120, trust_env=False) as client:
            pages = tuple(_page(client, path) for path in PAGES)
            first, needs = Stopwatch(), Stopwatch()
            for number, need in enumerate(islice(cycle(_needs()), NEEDS + 1)):
                watch = needs if number else first
                watch.time(lambda need=need: _propose(client, need))
        held = held_by(server.pid)
    return ServedBench(
        records=records,
        ready_s=ready_s,
        own_bytes=held.own if held else None,
        pages=pages,
        first_need_ms=first.wall_ms[0],
        needs=needs.result(),
    )


def lines(result: ServedBench) -> list[Line]:
    """Return the result for people."""
    memory = (
        "memory is told on Linux only"
        if result.own_bytes is None
        else f"{megabytes(result.own_bytes)} of its own"
    )
    slowest = max(
        *(page.first_ms for page in result.pages),
        *(page.again.p95_ms for page in result.pages),
        result.first_need_ms,
        result.needs.p95_ms,
    )
    return [
        Line(
            what=f"galaxy serve on {result.records} records, to its first answer",
            measured=f"{result.ready_s:.1f} s; {memory} after all below",
        ),
        *(
            Line(
                what=f"{page.path} over {result.records} records",
                measured=f"first {page.first_ms:.0f} ms, then "
                f"p50 {page.again.p50_ms:.0f} ms, p95 {page.again.p95_ms:.0f} ms",
            )
            for page in result.pages
        ),
        Line(
            what=f"ten proposals from {result.records} records, over HTTP",
            measured=f"first {result.first_need_ms:.0f} ms, then "
            f"p50 {result.needs.p50_ms:.0f} ms, p95 {result.needs.p95_ms:.0f} ms",
        ),
        Line(
            what=f"the slowest of these over {result.records} records",
            measured=f"{slowest:.0f} ms",
            goal=f"under {GOAL_MS:.0f} ms",
            met=slowest < GOAL_MS,
        ),
    ]


def _needs() -> Sequence[str]:
    return [f"We seek {what} in {place}" for what in SOUGHT for place in PLACES]


def _page(client: httpx.Client, path: str) -> Page:
    first, again = Stopwatch(), Stopwatch()
    first.time(lambda: _read(client, path))
    for _ in range(RUNS):
        again.time(lambda: _read(client, path))
    return Page(path=path, first_ms=first.wall_ms[0], again=again.result())


def _read(client: httpx.Client, path: str) -> None:
    reply = client.get(path)
    if reply.status_code != OK:
        raise ProductFailed(f"{path} gave {reply.status_code}")


def _propose(client: httpx.Client, need: str) -> None:
    reply = client.post("/api/partners", json={"question": need, "limit": LIMIT})
    if reply.status_code != OK or not reply.json()["proposals"]:
        raise ProductFailed(f"{need!r} gave {reply.status_code}: {reply.text[:200]}")
