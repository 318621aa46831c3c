"""Measures of answers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import (
    Share,
    auroc,
    discrimination,
    first_hit,
    holds_words,
    quote_is_exact,
    share,
    wilson,
)


def test_the_first_gold_path_decides_the_rank():
    assert first_hit(["a", "b", "c"], ["c", "b"]) == 2


def test_a_list_without_gold_has_no_rank():
    assert first_hit(["a", None], ["c"]) is None


@pytest.mark.parametrize(
    ("text", "words", "held"),
    [
        ("fewer than 70 per 100,000", [["70"]], True),
        ("in 1970 and 2070", [["70"]], False),
        ("at least 10,000 places", [["10"]], False),
        ("a grant of 48,420,000.", [["48,420,000"]], True),
        ("0,7 % du revenu", [["7"]], False),
        ("une grande SÉCURITÉ", [["securite"]], True),
        ("مســـتدامة", [["مستدامة"]], True),
        ("المُدُن", [["المدن"]], True),
        ("l’eau", [["l'eau"]], True),
        ("Gatsibo", [["Gatsibo"], ["Rulindo"]], False),
        ("Gatsibo and\nRulindo", [["gatsibo and rulindo"]], True),
        ("减半", [["halve", "减半"]], True),
        ("anything", [], True),
    ],
)
def test_answer_words_are_found_as_a_reader_would(text, words, held):
    assert holds_words(text, words) is held


def test_a_quote_must_stand_at_its_span():
    text = "a 𝒃 c مياه"

    assert quote_is_exact(text, (2, 5), "𝒃 c")
    assert not quote_is_exact(text, (1, 4), "𝒃 c")
    assert not quote_is_exact(text, (0, 99), text)
    assert not quote_is_exact(text, (3, 3), "")


def test_wilson_gives_the_published_interval():
    interval = wilson(9, 10)

    assert interval.low == pytest.approx(0.5958, abs=1e-3)
    assert interval.high == pytest.approx(0.9821, abs=1e-3)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_in_range(counted):
    hits, of = counted

    interval = wilson(hits, of)

    assert 0 <= interval.low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= interval.high <= 1


def test_wilson_refuses_what_is_no_share():
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)


def test_a_share_of_nothing_has_no_value():
    assert Share(hits=0, of=0).value is None
    assert Share(hits=0, of=0).interval is None
    assert share([True, False, True]) == Share(hits=2, of=3)


def test_auroc_counts_pairs_and_ties():
    assert auroc([3.0, 2.0], [1.0, 0.0]) == 1.0
    assert auroc([0.0], [1.0]) == 0.0
    assert auroc([1.0], [1.0]) == 0.5
    assert math.isclose(auroc([2.0, 0.0], [1.0]), 0.5)


def test_auroc_needs_both_sides():
    with pytest.raises(ValueError, match="both"):
        auroc([], [1.0])


def test_the_interval_of_the_auroc_repeats_and_holds_it():
    ups, downs = [0.9, 0.8, 0.4, 0.7], [0.5, 0.3, 0.2]

    found = discrimination(ups, downs)

    assert found == discrimination(ups, downs)
    assert found.interval.low <= found.auroc <= found.interval.high
    assert found.interval.low < found.interval.high
