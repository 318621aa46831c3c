"""What one step of the training reads, drawn by seeded lots."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from evals.reader.candidates import OF_WORDS, Candidate
from evals.reader.embedded import EmbeddedQuestion, EmbeddedSet
from vectorstore.tokens import join

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

_Number = TypeVar("_Number", np.float32, np.int64)

NO_SENTENCE = -1
_BYTES = 6400  # of some hundred tokens: passages of like length are read together
_LOT = 0.6  # how much of a hundred tokens the lot adds
_BY_RANK = 0.4  # a passage is drawn e**.4 times as often as the next
_LEAST_NOISE, _MOST_NOISE = 0.3, 0.9  # in lengths of a token


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A set, and what each of its questions finds there."""

    own: EmbeddedSet
    candidates: tuple[tuple[Candidate, ...], ...]  # one a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How a batch is drawn.

    Attributes:
        questions: in a batch.
        wrong: passages that each question reads beside the right one, at most.
        noise: share of the batches that are read as if asked in another language.
    """

    questions: int = 16
    wrong: int = 3
    noise: float = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Questions, each with some passages; what is shorter is padded with zeros.

    Attributes:
        tokens: of the passages, (passages, tokens, width), of unit length.
        sentences: of each token the number of its sentence in the batch, or
            NO_SENTENCE, (passages, tokens).
        questions: whose passage it is, (passages,).
        asked: tokens of the questions, (questions, tokens, width), of unit length.
        weights: what each of these tells, (questions, tokens); 0: there is none.
        features: what is known before, (sentences, FEATURES).
        answers: 1 where it answers, else 0, (sentences,).
        askers: whose sentence it is, (sentences,).
    """

    tokens: Floats
    sentences: Places
    questions: Places
    asked: Floats
    weights: Floats
    features: Floats
    answers: Floats
    askers: Places


def count_batches(taught: Sequence[Taught], drawing: Drawing) -> int:
    """Return how many batches all questions make once; the last few are left out."""
    return sum(len(one.own.questions) // drawing.questions for one in taught)


def draw_batches(
    taught: Sequence[Taught], drawing: Drawing, *, lots: random.Random
) -> Iterator[Batch]:
    """Yield each question once, in batches of one set each, in an order by lot."""
    drawn = [
        (one, numbers) for one in taught for numbers in _divide(one, drawing, lots)
    ]
    lots.shuffle(drawn)
    generator = np.random.default_rng(lots.getrandbits(32))
    for one, numbers in drawn:
        batch = _read(one, numbers, drawing, generator)
        yield _blur(batch, generator) if lots.random() < drawing.noise else batch


def _divide(
    taught: Taught, drawing: Drawing, lots: random.Random
) -> Iterator[list[int]]:
    passages, questions = taught.own.passages, taught.own.questions
    sizes = [
        round(len(passages[one.passage].tokens) / _BYTES + lots.random() * _LOT)
        for one in questions
    ]
    order = lots.sample(range(len(questions)), len(questions))
    order.sort(key=sizes.__getitem__)
    for end in range(drawing.questions, len(order) + 1, drawing.questions):
        yield order[end - drawing.questions : end]


def _read(
    taught: Taught,
    numbers: Sequence[int],
    drawing: Drawing,
    generator: np.random.Generator,
) -> Batch:
    questions = [taught.own.questions[number] for number in numbers]
    chosen = [
        _choose(question, taught.candidates[number], drawing.wrong, generator)
        for question, number in zip(questions, numbers, strict=True)
    ]
    candidates = [one for own in chosen for one in own]
    asker = np.repeat(np.arange(len(chosen)), [len(own) for own in chosen])
    tokens, sentences = _lay_out(
        [taught.own.passages[one.passage].tokens for one in candidates]
    )
    return Batch(
        tokens=tokens,
        sentences=sentences,
        questions=asker,
        asked=_pad([one.read.tokens.vectors for one in questions]),
        weights=_pad([one.read.weights for one in questions]),
        features=np.concatenate([one.features for one in candidates]),
        answers=np.concatenate([one.answers for one in candidates]).astype(np.float32),
        askers=np.repeat(asker, [len(one.answers) for one in candidates]),
    )


def _choose(
    question: EmbeddedQuestion,
    candidates: Sequence[Candidate],
    wrong: int,
    generator: np.random.Generator,
) -> list[Candidate]:
    """Return the right passage, and wrong ones drawn by lot, high ones more often."""
    right = [one for one in candidates if one.passage == question.passage]
    others = [one for one in candidates if one.passage != question.passage]
    weights = np.exp(-_BY_RANK * np.arange(len(others)))
    drawn = generator.choice(
        len(others),
        min(wrong, len(others)),
        replace=False,
        p=weights / weights.sum(),
    )
    return right + [others[place] for place in drawn]


def _lay_out(stored: Sequence[bytes]) -> tuple[Floats, Places]:
    """Return the tokens of passages and the sentence of each, a row a passage."""
    joined = join(stored)
    sentence_of = np.full(len(joined.vectors), NO_SENTENCE, np.int64)
    for number, (start, end) in enumerate(joined.sentences):
        sentence_of[start:end] = number
    ends = joined.starts[1:-1]
    tokens = np.split(joined.vectors / joined.lengths[:, None], ends)
    return _pad(tokens), _pad(np.split(sentence_of, ends), NO_SENTENCE)


def _pad(rows: Sequence[NDArray[_Number]], filler: int = 0) -> NDArray[_Number]:
    shape = len(rows), max(len(row) for row in rows), *rows[0].shape[1:]
    padded = np.full(shape, filler, rows[0].dtype)
    for place, row in enumerate(rows):
        padded[place, : len(row)] = row
    return padded


def _blur(batch: Batch, generator: np.random.Generator) -> Batch:
    """Return a batch as if asked in another language: farther off, no words shared."""
    count, _, width = batch.asked.shape
    far = generator.uniform(_LEAST_NOISE, _MOST_NOISE, (count, 1, 1))
    noise = generator.standard_normal(batch.asked.shape) / math.sqrt(width)
    asked = (batch.asked + far * noise) * (batch.weights > 0)[..., None]
    asked /= np.maximum(np.linalg.norm(asked, axis=2, keepdims=True), 1e-6)
    features = batch.features.copy()
    features[:, OF_WORDS] = 0
    return replace(batch, asked=asked.astype(np.float32), features=features)
