"""What is kept of the sentences of chunks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vectorstore.sentences import (
    Sentences,
    count_letters,
    count_packed,
    flatten,
    pack,
    packed_dimensions,
    unflatten,
    unpack,
)

ROWS = st.integers(0, 5).flatmap(
    lambda count: arrays(
        np.float32, (count, 24), elements=st.floats(-1, 1, width=32).map(float)
    )
)


@given(ROWS)
def test_packed_vectors_come_back_but_for_rounding(vectors):
    count = len(vectors)
    kept = Sentences(
        spans=((0, 1),) * count, vectors=vectors, letters=tuple(range(count))
    )

    stored = pack(kept)
    found = unpack(stored, dimensions=24)

    assert count_packed(stored, dimensions=24) == count
    assert packed_dimensions(stored, count=count) == (24 if count else 0)
    assert found.letters.tolist() == list(range(count))
    peaks = np.abs(vectors).max(axis=1, initial=0.0)[:, None]
    assert (np.abs(found.vectors - vectors) <= peaks / 127 + 1e-6).all()


def test_a_cosine_changes_by_less_than_a_thousandth():
    rows = np.random.default_rng(5).normal(size=(200, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept = Sentences(spans=((0, 1),) * 200, vectors=rows, letters=(1,) * 200)

    found = unpack(pack(kept), dimensions=384).vectors

    assert np.abs(found @ rows.T - rows @ rows.T).max() < 2e-3
    assert np.abs(found @ rows.T - rows @ rows.T).mean() < 1e-3


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=6))
def test_spans_come_back(spans):
    assert unflatten(flatten(spans)) == tuple(spans)


def test_what_several_chunks_stored_may_be_joined():
    rows = np.eye(3, dtype=np.float32)
    one = pack(Sentences(spans=((0, 1),), vectors=rows[:1], letters=(9,)))
    two = pack(Sentences(spans=((0, 1),) * 2, vectors=rows[1:], letters=(7, 70_000)))

    found = unpack(one + two, dimensions=3)

    assert np.allclose(found.vectors, rows)
    assert found.letters.tolist() == [9, 7, 65_535]


def test_han_counts_for_more_letters():
    assert count_letters("山区的") == 9
    assert count_letters("wells") == 5
