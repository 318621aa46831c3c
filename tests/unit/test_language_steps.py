"""Steps of languages are taken off alike, written down or not."""

import numpy as np
import pytest

from vectorstore.embeddings.languages import (
    TakenOff,
    language_steps,
    stepped,
    stepped_question,
)
from vectorstore.embeddings.weights import SHA256
from vectorstore.text.languages import CHAT_LANGUAGES, UNDETERMINED

RANDOM = np.random.default_rng(7)


def unit(count: int) -> "np.ndarray":
    vectors = RANDOM.normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("steps", [{}, {"en": unit(1)[0] / 5, "fr": unit(1)[0] / 4}])
def test_cosines_are_those_of_the_moved_vectors(steps):
    vectors, question = unit(6), unit(1)[0]
    languages = ["en", "fr", "sw", "en", "und", "fr"]

    off = TakenOff.of(vectors, languages, steps)
    found = off.cosines(vectors @ question, question)

    moved = stepped(vectors, languages, steps)
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-6)
    assert np.allclose(found, moved @ question, atol=1e-6)


def test_nothing_has_no_cosines():
    none, question = np.empty((0, 16), np.float32), unit(1)[0]

    off = TakenOff.of(none, [], {"en": unit(1)[0]})

    assert off.cosines(none @ question, question).shape == (0,)


def test_a_language_without_a_step_loses_what_all_have_in_common():
    vectors, common, own = unit(2), unit(1)[0] / 5, unit(1)[0] / 4
    steps = {"und": common, "en": own}

    moved = stepped(vectors, ["tlh", "en"], steps)

    expected = vectors - np.array([common, own])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.allclose(moved, expected, atol=1e-6)


def test_the_engine_brings_steps_of_the_languages_of_the_chat_and_more():
    steps = language_steps(f"model@{SHA256[:8]}")

    assert {*CHAT_LANGUAGES, UNDETERMINED, "de", "hi", "sw"} <= set(steps)
    assert {step.shape for step in steps.values()} == {(384,)}
    assert language_steps("another model") == {}


def test_a_question_loses_half_of_its_languages_step_and_all_that_is_common():
    question, common, own = unit(1)[0], unit(1)[0] / 5, unit(1)[0] / 4
    steps = {"und": common, "en": own}

    moved = stepped_question(question, "en", steps)
    unknown = stepped_question(question, "und", steps)

    expected = question - (common + own) / 2
    assert np.allclose(moved, expected / np.linalg.norm(expected), atol=1e-6)
    assert np.allclose(unknown, stepped(question[None], ["und"], steps)[0], atol=1e-6)
    assert stepped_question(question, "en", {}) is question
