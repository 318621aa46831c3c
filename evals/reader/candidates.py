"""The passages that a question finds in its set, and what is known of each sentence.

The right passage is always among them. What is known is what a search knows before
anything is read: a linear weighing of it is learned beside the reader, so that the
reader learns only what it adds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from evals.reader.embedded import EmbeddedPassage, EmbeddedQuestion, EmbeddedSet
from vectorstore.sentences import count_letters
from vectorstore.text.asked import index_terms
from vectorstore.tokens import hold, join

Numbers = NDArray[np.float64]

CANDIDATES = 8
"""Passages a question finds; the right one is a ninth where it is not among them."""
FEATURES = 9
"""What is known of a sentence, in this order: its cosine (in deviations from all
sentences); what its tokens hold of the question; the passage's score, less that of
the best passage; the square of its share of the words asked; how much it lacks to
60 letters, as a share; and of its passage what its tokens hold, its cosine and that of
its best sentence (in deviations from all passages), and the square of its share of
the words asked."""
OF_WORDS = (3, 8)
"""Those of them that shared words make: none are shared with another language."""
_LOOKED_AT = 24  # passages whose tokens and words are looked at
_TOKENS_WEIGHT, _WORDS_WEIGHT = 40, 2
_LETTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that a question finds."""

    passage: int  # its place in the set, from 0
    features: NDArray[np.float32]  # (sentences, FEATURES), in the order of the passage
    answers: NDArray[np.bool_]  # (sentences,): which of them answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What is known of the passages that are looked at, in one order."""

    passages: list[int]
    vectors: Numbers  # (all passages,): cosines, in deviations
    best: Numbers  # the same of each one's best sentence
    sentences: Numbers  # (all sentences,): cosines, in deviations
    words: Numbers  # (all passages,): shares of the words asked
    held: Numbers  # (passages,)
    held_by: tuple[Numbers, ...]  # of each passage, (sentences,)
    scores: Numbers  # (passages,)


class Searched:
    """A set of passages that questions are asked of."""

    def __init__(self, passages: Sequence[EmbeddedPassage]) -> None:
        self._passages = passages
        self._vectors = np.stack([one.vector for one in passages])
        self._sentences = np.concatenate([one.sentences for one in passages])
        self._starts = np.cumsum([0, *(len(one.spans) for one in passages)])
        self._terms = [
            [set(index_terms(one.text[a:b], one.language)) for a, b in one.spans]
            for one in passages
        ]
        self._all_terms = [set(chain.from_iterable(own)) for own in self._terms]
        self._frequencies = Counter(term for own in self._all_terms for term in own)

    def find(self, question: EmbeddedQuestion) -> tuple[Candidate, ...]:
        """Return the passages found, best first, the right one among them or last."""
        right = self._passages[question.passage]
        weights = self._weights(question.text, right.language)
        found = self._look(question, weights)
        order = np.argsort(-found.scores)
        chosen = [int(place) for place in order[:CANDIDATES]]
        place = found.passages.index(question.passage)
        if place not in chosen:
            chosen.append(place)
        top = float(found.scores[order[0]])
        return tuple(
            self._candidate(question, found, weights, place=place, top=top)
            for place in chosen
        )

    def _look(self, question: EmbeddedQuestion, weights: dict[str, float]) -> _Found:
        cosines = self._sentences @ question.read.vector
        vectors = _deviations(self._vectors @ question.read.vector)
        best = _deviations(np.maximum.reduceat(cosines, self._starts[:-1]))
        order = np.argsort(-(vectors + best))
        nearest = [int(number) for number in order[:_LOOKED_AT]]
        words = np.zeros(len(self._passages))
        words[nearest] = [_share(weights, self._all_terms[n]) for n in nearest]
        # A right passage that is not among the nearest is not searched for words.
        passages = list(dict.fromkeys([*nearest, question.passage]))
        held = hold(question.read, join([self._passages[n].tokens for n in passages]))
        scores = (
            vectors[passages]
            + best[passages]
            + _TOKENS_WEIGHT * (held.passages - held.passages.mean())
            + _WORDS_WEIGHT * words[passages] ** 2
        )
        return _Found(
            passages=passages,
            vectors=vectors,
            best=best,
            sentences=_deviations(cosines),
            words=words,
            held=held.passages,
            held_by=held.sentences,
            scores=scores,
        )

    def _candidate(
        self,
        question: EmbeddedQuestion,
        found: _Found,
        weights: dict[str, float],
        *,
        place: int,
        top: float,
    ) -> Candidate:
        number = found.passages[place]
        passage, terms = self._passages[number], self._terms[number]
        count = len(passage.spans)
        lengths = np.array([count_letters(passage.text[a:b]) for a, b in passage.spans])
        shares = np.array([_share(weights, own) for own in terms])
        start = self._starts[number]
        columns = (
            found.sentences[start : start + count],
            found.held_by[place],
            np.full(count, found.scores[place] - top),
            shares**2,
            np.maximum(0, 1 - lengths / _LETTERS),
            np.full(count, found.held[place]),
            np.full(count, found.vectors[number]),
            np.full(count, found.best[number]),
            np.full(count, found.words[number] ** 2),
        )
        is_right = number == question.passage
        return Candidate(
            passage=number,
            features=np.nan_to_num(np.stack(columns, axis=1).astype(np.float32)),
            answers=np.array(
                [is_right and n in question.answers for n in range(count)]
            ),
        )

    def _weights(self, question: str, language: str) -> dict[str, float]:
        """Return what each term asked weighs: rare ones more; they add up to 1."""
        count = len(self._passages)
        rarity = {
            term: float(np.log(1 + count / (1 + self._frequencies[term])))
            for term in set(index_terms(question, language))
        }
        whole = sum(rarity.values())
        return {term: weight / whole for term, weight in rarity.items()}


def find_candidates(own: EmbeddedSet) -> tuple[tuple[Candidate, ...], ...]:
    """Return what each question of a set finds in it, in the order of the questions."""
    searched = Searched(own.passages)
    return tuple(searched.find(question) for question in own.questions)


def _deviations(values: NDArray[np.float32]) -> Numbers:
    return ((values - values.mean()) / values.std()).astype(np.float64)


def _share(weights: dict[str, float], terms: set[str]) -> float:
    return sum(weight for term, weight in weights.items() if term in terms)
