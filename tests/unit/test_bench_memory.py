"""What the long ingest of the benchmark makes of samples of memory."""

import os
import subprocess
import sys
import time

import pytest

from evals.bench import long_ingest
from evals.bench.long_ingest import (
    LongBench,
    behind_the_last,
    growth_in,
    level_between,
    memory_in,
)
from evals.bench.memory import (
    Held,
    Sample,
    Watch,
    descendants,
    held_by,
    held_in,
    parents,
)
from evals.bench.served import Page, ServedBench
from evals.bench.served import lines as served_lines
from evals.bench.timing import Timed

ROLLUP = """\
55adb6f16000-7ffcea66c000 ---p 00000000 00:00 0                          [rollup]
Rss:                1620 kB
Pss:                 373 kB
Pss_Anon:            116 kB
Pss_File:            250 kB
Pss_Shmem:             7 kB
Anonymous:           900 kB
"""
HOLDS = (
    "import time; held = bytearray(50_000_000); print(1, flush=True); time.sleep(60)"
)


def sample(at_s, stored, main, workers=0, *, files=0):
    return Sample(
        at_s=at_s,
        stored=stored,
        main=Held(own=main, files=files),
        workers=Held(own=workers, files=0),
    )


def samples_of(many, *, per_activity, base=1_000_000, end=0):
    steps = [sample(n, n * many // 100, base + n * many // 100 * per_activity, 500)
             for n in range(101)]  # fmt: skip
    return [*steps, sample(101, many, base + many * per_activity + end)]


def timed(value):
    return Timed(runs=2, p50_ms=value, p95_ms=2 * value, cpu_p50_ms=value)


def served(*, page_ms=100.0, first_ms=100.0):
    page = Page(path="/search", first_ms=first_ms, again=timed(page_ms))
    return ServedBench(
        records=10,
        ready_s=2,
        own_bytes=None,
        pages=(page,),
        first_need_ms=20,
        needs=timed(30),
    )


def bench(samples, many):
    return LongBench(
        activities=many,
        chunks=many,
        command_s=10,
        after_s=behind_the_last(samples, many),
        again_s=1,
        longer_s=2,
        memory=memory_in(samples, many) if samples else None,
        index_bytes=many * 2_000,
        served=served(),
    )


def line_of(samples, many, what):
    [found] = [
        one
        for one in long_ingest.lines(bench(samples, many))
        if one.what.startswith(what)
    ]
    return found


def test_a_processs_own_memory_is_told_apart_from_pages_of_files():
    assert held_in(ROLLUP) == Held(own=116 * 1024, files=257 * 1024)


def test_a_kernel_that_does_not_tell_them_apart_tells_nothing():
    assert held_in("Rss: 1620 kB\nPss: 373 kB\n") is None


def test_processes_that_workers_start_are_theirs():
    parent_of = {2: 1, 3: 2, 4: 3, 5: 1, 6: 9}

    assert descendants(parent_of, 2) == [3, 4]
    assert descendants(parent_of, 1) == [2, 5, 3, 4]
    assert descendants(parent_of, 6) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it")
def test_a_running_process_and_what_it_started_are_watched():
    started = [sys.executable, "-c", f"import subprocess, sys; "
               f"subprocess.run([sys.executable, '-c', {HOLDS!r}])"]  # fmt: skip
    watch = Watch(lambda: 7, every_s=0.02)
    with subprocess.Popen(started, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        watch.begin(process.pid)
        while not any(s.workers.own > 45_000_000 for s in watch.samples):
            assert process.poll() is None
            time.sleep(0.02)
        [worker] = descendants(parents(), process.pid)
        os.kill(worker, 9)
        process.wait()
    samples = watch.end()

    assert samples[0].stored == 7
    assert all(s.main.own < 45_000_000 for s in samples)
    assert held_by(process.pid) is None


def test_levels_are_means_over_the_samples_of_a_share():
    samples = [sample(n, n * 100, 1_000 * n, 10) for n in range(11)]

    level = level_between(samples, 1_000, 0.2, 0.4)

    assert level is not None
    assert (level.main, level.workers, level.whole) == (2_500, 10, 2_510)
    assert level_between(samples, 1_000, 0.41, 0.49) is None


def test_growth_is_a_slope_and_what_comes_behind_the_last_is_no_part_of_it():
    samples = samples_of(10_000, per_activity=3_000, end=10**9)

    assert growth_in(samples, 10_000) == pytest.approx(3_000)
    assert growth_in(samples[:1], 10_000) is None


def test_the_end_begins_when_the_last_activity_is_stored():
    samples = [sample(0, 0, 1), sample(5, 9, 1), sample(6, 10, 1), sample(9, 10, 1)]

    assert behind_the_last(samples, 10) == 3
    assert behind_the_last(samples[:2], 10) is None


@pytest.mark.parametrize(("per_activity", "met"), [(0, True), (10, True), (30, False)])
def test_memory_is_flat_where_it_ends_a_tenth_above_at_most(per_activity, met):
    samples = samples_of(10_000, per_activity=per_activity)

    assert line_of(samples, 10_000, "flat memory").met is met


def test_the_growth_is_told_beside_that_of_the_index():
    told = line_of(samples_of(10_000, per_activity=3_000), 10_000, "memory of its")

    assert "30.0 MB more every 10000" in told.measured
    assert "20.0 MB every 10000" in told.measured


def test_a_short_ingest_and_one_without_samples_claim_nothing():
    short = [sample(0, 0, 5), sample(1, 30, 6)]

    assert line_of(short, 30, "flat memory").met is None
    assert all(one.met is None for one in long_ingest.lines(bench([], 30))[:-1])


def test_the_first_visit_counts_among_what_a_server_takes():
    *_, quick = served_lines(served())
    *_, slow = served_lines(served(first_ms=1_500))

    assert (quick.met, slow.met) == (True, False)
