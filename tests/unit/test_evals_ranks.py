"""Measures of rankings, refusals and comparisons."""

import pytest

from evals.ranks import difference, mean, ranks
from evals.refusals import Trial, f1, refusals
from evals.versus import versus


def trial(*, refused, language="en", strength=1.0):
    return Trial(language=language, answerable=True, refused=refused, strength=strength)


def test_ranks_are_counted_at_one_five_and_ten():
    found = ranks([1, 3, 7, None])

    assert (found.recall_1.hits, found.recall_5.hits, found.recall_10.hits) == (1, 2, 3)
    assert found.recall_1.of == 4


def test_the_mean_reciprocal_rank_stops_at_ten():
    assert ranks([1, 2, 11, None]).mrr.value == pytest.approx(1.5 / 4)


def test_a_mean_of_equal_values_is_sure():
    found = mean([0.5, 0.5, 0.5])

    assert found.interval is not None
    assert (found.interval.low, found.value, found.interval.high) == (0.5, 0.5, 0.5)


def test_a_mean_of_nothing_is_none():
    assert mean([]).value is None
    assert ranks([]).recall_1.value is None


def test_a_difference_is_of_the_same_questions():
    found = difference([1, 1, 0, 1], [0, 1, 0, 0])

    assert found is not None
    assert found.value == 0.5
    assert found.low <= 0.5 <= found.high
    assert difference([], []) is None
    with pytest.raises(ValueError, match="same questions"):
        difference([1], [])


def test_a_comparison_gains_where_only_the_product_finds():
    found = versus("all", [1, 1, None], [2, 1, None])

    assert found.recall_1 is not None
    assert found.recall_1.value == pytest.approx(1 / 3)
    assert found.recall_5 is not None
    assert found.recall_5.value == 0


def test_precision_counts_wrong_refusals_and_recall_what_was_let_through():
    fair = [trial(refused=True), *[trial(refused=False)] * 3]
    foul = [trial(refused=True), trial(refused=True), trial(refused=False)]

    (row,) = refusals("hard", fair, foul, everything="all")

    assert (row.precision.hits, row.precision.of) == (2, 3)
    assert (row.recall.hits, row.recall.of) == (2, 3)
    assert row.f1.value == pytest.approx(2 / 3)


def test_a_language_with_few_questions_has_no_row_of_its_own():
    foul = [trial(refused=True, language="fr")] * 10 + [trial(refused=False)]

    rows = refusals("hard", [trial(refused=False, language="fr")], foul, everything="*")

    assert [row.language for row in rows] == ["fr", "*"]


def test_f1_is_sure_of_a_perfect_refuser_and_none_without_questions():
    perfect = f1([False] * 4, [True] * 4)

    assert perfect.value == 1
    assert perfect.interval is not None
    assert perfect.interval.low == 1
    assert f1([True], []).value is None


def test_strengths_that_are_not_known_are_left_out_of_the_auroc():
    fair = [trial(refused=False, strength=2.0), trial(refused=True, strength=None)]

    (row,) = refusals("x", fair, [trial(refused=True, strength=1.0)], everything="all")

    assert row.auroc is not None
    assert row.auroc.auroc == 1
