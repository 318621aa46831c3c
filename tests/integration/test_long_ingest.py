"""The benchmark of a long ingest, on a short one: the real command and server."""

import sys

import pytest

from evals.bench import served
from evals.bench.long_ingest import lines, measure

ACTIVITIES = 30


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells memory")
def test_activities_are_ingested_watched_and_served(monkeypatch):
    monkeypatch.setattr(served, "RUNS", 2)
    monkeypatch.setattr(served, "NEEDS", 4)
    told: list[str] = []

    result = measure(ACTIVITIES, say=told.append, every_s=0.05)

    assert result.activities == ACTIVITIES <= result.chunks
    assert result.memory is not None
    assert result.memory.peak_bytes > result.memory.peak_main_bytes > 50_000_000
    assert result.after_s is not None
    assert result.index_bytes is not None
    assert {page.path for page in result.served.pages} >= {"/search", "/organizations"}
    assert told[0].startswith(f"  {ACTIVITIES} activities in ")
    assert lines(result)[0].what == "galaxy ingest of 30 IATI activities"
