"""Words counted so that any part of the texts weighs them by itself."""

import math

import numpy as np
import pytest

from assistant.partners.word_counts import Owners, Vocabulary, WordCounts, bm25

TEXTS = ["well pump well", "pump", "bridge road bridge pump", "road"]


@pytest.fixture
def counted():
    vocabulary = Vocabulary()
    words = [vocabulary.count(text.split()) for text in TEXTS]
    return vocabulary, WordCounts.of(words, vocabulary=len(vocabulary.codes))


def score(counted, query, mask):
    vocabulary, counts = counted
    held = counts.postings(vocabulary.known(query.split())).within(mask)
    lengths = np.where(mask, counts.lengths, 0.0)
    return bm25(held, lengths=lengths, count=int(mask.sum()))


def test_scores_are_those_of_the_formula(counted):
    found = score(counted, "road", np.ones(4, bool))
    # Two of four texts hold it; the last one is of one word where the mean is 2.25.
    norm = 1.2 * (1 - 0.75 + 0.75 * 1 / 2.25)
    assert found[3] == pytest.approx(math.log(2) * 2.2 / (1 + norm))
    assert found[3] > found[2] > found[0] == found[1] == 0


def test_what_is_masked_changes_nothing(counted):
    vocabulary = Vocabulary()
    few = [vocabulary.count(text.split()) for text in TEXTS[:2]]
    alone = (vocabulary, WordCounts.of(few, vocabulary=len(vocabulary.codes)))
    mask = np.array([True, True, False, False])
    assert score(counted, "well pump road", mask)[:2] == pytest.approx(
        score(alone, "well pump road", np.ones(2, bool))
    )


def test_texts_of_one_owner_count_as_one_text(counted):
    vocabulary, counts = counted
    owners = Owners.of([(0, 0), (1, 0), (2, 1), (2, 0), (2, 1)], texts=4, count=2)
    held = counts.postings(vocabulary.known(["pump", "bridge"]))
    together = owners.together(held, words=2)
    assert dict(
        zip(
            zip(together.rows.tolist(), together.words.tolist(), strict=True),
            together.counts.tolist(),
            strict=True,
        )
    ) == {(0, 0): 3, (0, 1): 2, (1, 0): 1, (1, 1): 2}
    assert owners.lengths(counts.lengths).tolist() == [8.0, 4.0]


def test_unknown_words_and_no_words_score_nothing(counted):
    assert not score(counted, "violin", np.ones(4, bool)).any()
    assert not score(counted, "pump", np.zeros(4, bool)).any()
