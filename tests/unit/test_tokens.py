"""Tokens of passages: what is stored of them, and what they hold of a question."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.embeddings.protocol import NO_TOKENS, Read, Tokens
from vectorstore.tokens import (
    BY_LENGTH,
    USUAL_LENGTH,
    hold,
    join,
    pack_tokens,
)

WIDTH = 128


def unit(rows):
    rows = np.asarray(rows, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def some_tokens(seed, count, *, sentences=()):
    drawn = np.random.default_rng(seed).normal(size=(count, WIDTH))
    return Tokens(vectors=unit(drawn), sentences=sentences)


def asked(vectors, weights=None):
    count = len(vectors)
    given_weights = [1 / count] * count if weights is None else weights
    return Read(
        vector=np.zeros(4, np.float32),
        tokens=Tokens(vectors=vectors),
        weights=np.array(given_weights, np.float32),
    )


def hold_each(question, passages):
    return hold(question, join([pack_tokens(one) or b"" for one in passages]))


@given(seed=st.integers(0, 10_000), count=st.integers(1, 60))
def test_what_is_stored_of_tokens_keeps_their_direction(unpacked, seed, count):
    tokens = some_tokens(seed, count, sentences=((0, 1), (1, count)))

    stored = pack_tokens(tokens)

    assert stored is not None
    again = unpacked(stored)
    assert len(stored) < count * WIDTH // 2 + 20
    assert again.sentences == tokens.sentences
    assert (again.vectors * tokens.vectors).sum(axis=1).min() > 0.97
    assert np.linalg.norm(again.vectors, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_a_model_that_tells_no_tokens_stores_none():
    assert pack_tokens(NO_TOKENS) is None


def test_bytes_that_are_no_tokens_are_refused():
    with pytest.raises(ValueError, match="no tokens"):
        join([b"\x01"])


def test_the_passage_that_holds_each_token_asked_holds_most():
    question = some_tokens(1, 5)
    rest = some_tokens(2, 95).vectors
    holds = Tokens(vectors=np.concatenate([rest, question.vectors]))
    lacks = some_tokens(3, 100)

    held = hold_each(asked(question.vectors), [lacks, holds])

    assert held.passages[1] == pytest.approx(1.0, abs=0.03)
    assert held.passages[0] < 0.5


def test_a_token_of_more_weight_counts_more():
    question = some_tokens(1, 2).vectors
    first, second = (
        Tokens(
            vectors=np.concatenate([question[at : at + 1], some_tokens(5, 99).vectors])
        )
        for at in (0, 1)
    )

    held = hold_each(asked(question, [0.9, 0.1]), [first, second])

    assert held.passages[0] > held.passages[1]


def test_a_longer_passage_must_hold_more():
    question = some_tokens(1, 4).vectors
    usual = Tokens(vectors=np.concatenate([question] * (USUAL_LENGTH // 4)))
    long = Tokens(vectors=np.concatenate([question] * (USUAL_LENGTH // 2)))

    held = hold_each(asked(question), [usual, long])

    lost = held.passages[0] - held.passages[1]
    assert lost == pytest.approx(BY_LENGTH * np.log(2), abs=0.03)


def test_each_sentence_is_told_by_its_own_tokens():
    question = some_tokens(1, 3).vectors
    vectors = np.concatenate([some_tokens(2, 10).vectors, question])
    passage = Tokens(vectors=vectors, sentences=((0, 10), (10, 13), (13, 13)))

    (sentences,) = hold_each(asked(question), [passage]).sentences

    assert sentences[1] == pytest.approx(1.0, abs=0.03)
    assert sentences[0] < sentences[1]
    assert np.isnan(sentences[2])  # it has no token of its own


@pytest.mark.parametrize("place", ["just before", "first"])
def test_a_sentence_holds_more_with_the_one_before_it_and_with_the_first(place):
    question = some_tokens(1, 4).vectors
    named, told, other = question[:2], question[2:], some_tokens(2, 2).vectors
    spans = ((0, 2), (2, 4), (4, 6))
    ahead = [other, named] if place == "just before" else [named, other]
    helped = Tokens(vectors=np.concatenate([*ahead, told]), sentences=spans)
    lacks = Tokens(vectors=np.concatenate([other, other, told]), sentences=spans)

    held = hold_each(asked(question), [lacks, helped]).sentences

    assert held[1][2] > held[0][2] + 0.1


def test_no_sentence_leans_on_another_passage():
    question = some_tokens(1, 2).vectors
    before = Tokens(vectors=question, sentences=((0, 2),))
    other = Tokens(vectors=some_tokens(2, 4).vectors, sentences=((0, 2), (2, 4)))

    alone = hold_each(asked(question), [other]).sentences[0]
    behind = hold_each(asked(question), [before, other]).sentences[1]

    assert behind == pytest.approx(alone)


def test_a_passage_without_a_token_holds_nothing_that_is_known():
    none = b"\x80\x00\x00\x00"  # of that width, without sentences

    held = hold(
        asked(some_tokens(1, 2).vectors),
        join([none, pack_tokens(some_tokens(2, 50)) or b""]),
    )

    assert np.isnan(held.passages[0])
    assert np.isfinite(held.passages[1])
