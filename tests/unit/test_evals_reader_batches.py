"""What the reader is taught is searched and drawn as README.md says; no torch."""

import random

import numpy as np
import pytest

from evals.reader.batches import NO_SENTENCE, Drawing, Taught, draw_batches
from evals.reader.candidates import OF_WORDS, Searched, find_candidates
from evals.reader.embedded import EmbeddedPassage, EmbeddedQuestion, EmbeddedSet
from vectorstore.embeddings.protocol import Read, Tokens
from vectorstore.tokens import pack_tokens

UNIT = np.eye(4, dtype=np.float32)


def passage_of(*sentences: tuple[str, int]) -> EmbeddedPassage:
    """Return a passage of sentences; each has one token, which is its vector too."""
    texts = [text for text, _ in sentences]
    starts = [len(" ".join([*texts[:n], ""])) for n in range(len(texts))]
    vectors = UNIT[[axis for _, axis in sentences]]
    places = tuple((n, n + 1) for n in range(len(texts)))
    tokens = pack_tokens(Tokens(vectors=vectors, sentences=places))
    assert tokens is not None
    return EmbeddedPassage(
        text=" ".join(texts),
        language="en",
        vector=vectors[0],
        spans=tuple((a, a + len(t)) for a, t in zip(starts, texts, strict=True)),
        sentences=vectors,
        tokens=tokens,
    )


def question_of(text: str, axis: int, *, passage: int, answer: int = 0):
    return EmbeddedQuestion(
        text=text,
        passage=passage,
        answers=frozenset({answer}),
        read=Read(
            vector=UNIT[axis],
            tokens=Tokens(vectors=UNIT[[axis]]),
            weights=np.ones(1, np.float32),
        ),
    )


WELLS = (
    passage_of(("The well is dry.", 0), ("A pump stands there.", 1)),
    passage_of(("Schools are closed.", 2)),
    passage_of(("Roads are wet.", 3)),
)


def test_the_nearest_passage_is_found_first_and_its_sentences_are_told_apart():
    first, *others = Searched(WELLS).find(question_of("Is the well dry?", 0, passage=0))

    assert first.passage == 0
    assert {one.passage for one in others} == {1, 2}
    assert first.answers.tolist() == [True, False]
    assert not any(one.answers.any() for one in others)
    cosine, held, score, words, short = first.features[:, :5].T
    assert cosine[0] == pytest.approx(3**0.5)  # one of four sentences: 1, the rest 0
    assert cosine[1] == pytest.approx(-(3**-0.5))
    assert held.tolist() == pytest.approx([1, 0.5])
    assert score.tolist() == [0, 0]
    assert words.tolist() == pytest.approx([1, 0])
    assert short.tolist() == pytest.approx([1 - 16 / 60, 1 - 20 / 60])
    assert first.features[0, 5:].tolist() == first.features[1, 5:].tolist()
    assert first.features[0, 6:].tolist() == pytest.approx([2**0.5, 2**0.5, 1])
    assert all(one.features[0, 2] < 0 for one in others)


def test_the_right_passage_is_among_the_found_even_where_it_is_far():
    many = tuple(passage_of(("The well is dry.", 0)) for _ in range(30))
    own = EmbeddedSet(
        passages=(*many, *WELLS[1:]),
        questions=(question_of("Are schools closed?", 0, passage=30),),
    )

    (found,) = find_candidates(own)

    assert len(found) == 9
    assert found[-1].passage == 30
    assert found[-1].answers.tolist() == [True]
    assert found[-1].features[0, 8] == 0  # too far to be searched for words
    assert found[-1].features[0, 3] == pytest.approx(1)


def test_a_question_without_words_shares_none():
    found = Searched(WELLS).find(question_of("?", 3, passage=2))

    assert all(not one.features[:, OF_WORDS].any() for one in found)
    assert np.isfinite(np.concatenate([one.features for one in found])).all()


def taught() -> Taught:
    questions = tuple(
        question_of("Is the well dry?", axis, passage=passage)
        for axis, passage in ((0, 0), (2, 1), (3, 2), (2, 1), (3, 2))
    )
    own = EmbeddedSet(passages=WELLS, questions=questions)
    return Taught(own=own, candidates=find_candidates(own))


def test_the_same_seed_draws_the_same_batches():
    drawing = Drawing(questions=2, wrong=1)
    one, other = (
        list(draw_batches([taught()], drawing, lots=random.Random(3))) for _ in range(2)
    )

    assert len(one) == len(other) == 2  # the fifth question is left out
    for left, right in zip(one, other, strict=True):
        assert np.array_equal(left.tokens, right.tokens)
        assert np.array_equal(left.asked, right.asked)


def test_each_question_of_a_batch_reads_its_passage_and_wrong_ones():
    drawing = Drawing(questions=5, wrong=1, noise=0)

    (batch,) = draw_batches([taught()], drawing, lots=random.Random(3))

    assert batch.questions.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert np.bincount(batch.askers, weights=batch.answers).tolist() == [1] * 5
    inside = batch.sentences[batch.sentences != NO_SENTENCE]
    assert inside.tolist() == list(range(len(batch.features)))
    assert not batch.tokens[batch.sentences == NO_SENTENCE].any()
    lengths = np.linalg.norm(batch.tokens[batch.sentences != NO_SENTENCE], axis=-1)
    assert lengths == pytest.approx(1)


def test_a_blurred_batch_shares_no_words_and_asks_farther_off():
    plain, blurred = (
        next(draw_batches([taught()], drawing, lots=random.Random(3)))
        for drawing in (Drawing(questions=5, noise=0), Drawing(questions=5, noise=1))
    )

    assert plain.features[:, OF_WORDS].any()
    assert not blurred.features[:, OF_WORDS].any()
    assert np.linalg.norm(blurred.asked, axis=-1) == pytest.approx(1)
    cosines = np.einsum("qtd,qtd->qt", plain.asked, blurred.asked)
    assert (cosines < 0.999).all()
