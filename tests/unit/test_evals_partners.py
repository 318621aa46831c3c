"""Needs with known answers, how they are scored, and what is fitted on them."""

import numpy as np
import pytest

from assistant.partners.signals import Signal
from evals import organizations
from evals.calibrate_partners import FITTED, Example, fit
from evals.partner_cases import MASK, masked
from evals.partners import score
from vectorstore.records import Participation, Role


def part(name):
    return Participation(name=name, role=Role.IMPLEMENTING)


def test_names_are_masked_in_every_form():
    text = (
        "The Pump Guild (PGU) and its partner Span Works built it; PGU stayed. "
        "SPAN WORKS CO., LTD. left. Spans and Pumps are words."
    )
    told = masked(text, [part("Pump Guild (PGU)"), part("Span Works Co., Ltd.")])
    assert "Guild" not in told
    assert "PGU" not in told
    assert "span works" not in told.casefold()
    assert "Spans and Pumps are words." in told
    assert told.count(MASK) >= 4


def test_a_ranking_is_scored_by_its_first_ten():
    found = score([5, 1, 9, 2], frozenset({1, 2, 7}))
    assert found.recall == pytest.approx(2 / 3)
    assert found.mrr == pytest.approx(1 / 2)
    gained = 1 / np.log2(3) + 1 / np.log2(5)
    best = 1 + 1 / np.log2(3) + 1 / np.log2(4)
    assert found.ndcg == pytest.approx(gained / best)
    assert score(list(range(20)), frozenset({15})).recall == 0.0
    assert score([], frozenset({1})).mrr == 0.0


def test_a_signal_that_tells_gets_weight_and_one_that_misleads_gets_none():
    chance = np.random.default_rng(1)
    examples = []
    for _ in range(120):
        right = np.zeros(30, bool)
        right[chance.integers(30)] = True
        values = chance.normal(size=(30, len(FITTED)))
        values[:, FITTED.index(Signal.WORDS)] += 2 * right
        values[:, FITTED.index(Signal.TRACK)] -= 2 * right
        examples.append(Example(year=2009, values=values, right=right))
    weights = fit(examples).weights
    assert weights[Signal.WORDS] > 1
    assert weights[Signal.TRACK] == 0
    assert Signal.SOUTH not in weights
    assert all(weight >= 0 for weight in weights.values())


def test_labelled_names_are_joined_without_a_wrong_pair():
    found = organizations.measure(organizations.load())
    assert found.wrong == ()
    assert found.recall.hits >= 0.6 * found.recall.of
    assert len(found.missed) == found.recall.of - found.recall.hits
