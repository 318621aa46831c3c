"""Steps of languages are taken off alike, written down or not."""

import numpy as np
import pytest

from vectorstore.embeddings.languages import stepped, stepped_cosines

RANDOM = np.random.default_rng(7)


def unit(count: int) -> "np.ndarray":
    vectors = RANDOM.normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("steps", [{}, {"en": unit(1)[0] / 5, "fr": unit(1)[0] / 4}])
def test_cosines_are_those_of_the_moved_vectors(steps):
    vectors, question = unit(6), unit(1)[0]
    languages = ["en", "fr", "sw", "en", "und", "fr"]

    found = stepped_cosines(vectors, languages, steps, question)

    moved = stepped(vectors, languages, steps)
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-6)
    assert np.allclose(found, moved @ question, atol=1e-6)


def test_nothing_has_no_cosines():
    none = np.empty((0, 16), np.float32)

    assert stepped_cosines(none, [], {"en": unit(1)[0]}, unit(1)[0]).shape == (0,)
