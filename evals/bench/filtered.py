"""Searches under filters beside the same searches without, alone and eight at once."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from assistant.app import Services
from evals.bench.growth import Mark
from evals.bench.timing import Line, Stopwatch, Timed
from evals.cases import Case
from vectorstore.catalogue.columns import read_columns
from vectorstore.records import EVERYTHING, Filters, Record

QUESTIONS = 40
"""For each filter, the same ones as without."""
AT_ONCE = 8
LIMIT = 10
GOAL_RATIO = 3.0
RARE_LANGUAGE = "ar"
"""One in which few documents are written and few questions are asked."""
UNFILTERED = "no filter"


class Asked(Record):
    """Searches under one filter; that of `UNFILTERED` leaves everything."""

    name: str
    left: int  # chunks
    first_ms: float  # the first search under it
    alone: Timed
    crowded: Timed  # eight at once
    a_second: float  # searches done when eight are asked at once


class FilterBench(Record):
    """The same questions without and with each filter, in turns."""

    chunks: int
    first_ms: float  # the very first search under any filter
    asked: tuple[Asked, ...]  # unfiltered first


def filters_of() -> dict[str, Filters]:
    """Return the filters by the name they are shown under."""
    return {
        UNFILTERED: EVERYTHING,
        **{mark.split(": ")[1]: Filters(sector=(mark,)) for mark in Mark},
        "a language": Filters(language=(RARE_LANGUAGE,)),
        "years and kinds": Filters.model_validate(
            {"from": "2012-01-01", "kind": ["activity", "document", "solution"]}
        ),
    }


def measure(services: Services, cases: Sequence[Case]) -> FilterBench:
    """Ask under each filter in turns, then under each eight at once."""
    search, library = services.assistant.search_engine, services.library
    cases = list(islice(cycle(cases), QUESTIONS))

    def ask(case: Case, filters: Filters) -> None:
        search.find(case.question, language=case.language, limit=LIMIT, filters=filters)

    named = filters_of()
    ask(cases[0], EVERYTHING)
    firsts = {
        name: _took_ms(lambda f=filters: ask(cases[0], f))
        for name, filters in reversed(named.items())
    }
    alone = {name: Stopwatch() for name in named}
    names = list(named)
    for turn, case in enumerate(cases):
        first = turn % len(names)  # none always comes after the same other
        for name in (*names[first:], *names[:first]):
            alone[name].time(lambda c=case, f=named[name]: ask(c, f))
    columns = read_columns(library.engine)
    asked: list[Asked] = []
    for name, filters in named.items():
        crowd, took_s = _crowded(lambda c, f=filters: ask(c, f), cases)
        asked.append(
            Asked(
                name=name,
                left=columns.allowed(filters, "public").count,
                first_ms=firsts[name],
                alone=alone[name].result(),
                crowded=crowd.result(),
                a_second=len(cases) / took_s,
            )
        )
    return FilterBench(
        chunks=library.chunk_count(),
        first_ms=next(iter(firsts.values())),
        asked=tuple(asked),
    )


def lines(result: FilterBench) -> list[Line]:
    """Return the result for people, the goal judged for each filter."""
    plain, *filtered = result.asked
    made = [
        Line(
            what=f"{AT_ONCE} searches at once of {result.chunks} chunks",
            measured=f"{plain.crowded}; {plain.a_second:.0f} a second",
        ),
        Line(
            what="the first filter since the start",
            measured=f"{result.first_ms:.0f} ms",
        ),
    ]
    for asked in filtered:
        ratio = asked.alone.p50_ms / plain.alone.p50_ms
        crowded = asked.crowded.p50_ms / plain.crowded.p50_ms
        made.append(
            Line(
                what=f"filter: {asked.name}, leaves {asked.left} chunks "
                f"of {result.chunks}",
                measured=f"{ratio:.2f} of {plain.alone.p50_ms:.1f} ms unfiltered; "
                f"{asked.alone}; {AT_ONCE} at once {crowded:.2f} "
                f"of {plain.crowded.p50_ms:.0f} ms, p95 {asked.crowded.p95_ms:.0f} ms",
                goal=f"p50 at most {GOAL_RATIO:g} times an unfiltered search's",
                met=ratio <= GOAL_RATIO,
            )
        )
    return made


def _crowded(
    ask: Callable[[Case], None], cases: Sequence[Case]
) -> tuple[Stopwatch, float]:
    watch = Stopwatch()
    begun = time.perf_counter()

    def ask_timed(case: Case) -> None:
        watch.time(lambda: ask(case))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(ask_timed, cases):
            pass
    return watch, time.perf_counter() - begun


def _took_ms(run: Callable[[], None]) -> float:
    begun = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - begun)
