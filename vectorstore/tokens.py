"""The tokens of passages, how they are kept small, and what they hold of a question.

One vector a passage, or a sentence, mixes all that is said there. Tokens tell whether
each thing asked is there: for each token of the question the nearest token of the
passage is taken, and their cosines are averaged, rare tokens weighing more. States of
the model's middle layers say alike what is meant alike in any language.

A number takes half a byte: of a token only the direction counts, and 15 steps keep it
(decision 0028).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.protocol import Read, Tokens

STEPS = 7  # each way
ZERO = STEPS + 1
BY_LENGTH = 0.05
"""Cosine that a passage holds more by chance for each e-fold of its tokens. Between
random passages and questions of the development half it is .068; what longer ones
hold is not all chance."""
USUAL_LENGTH = 100
"""Tokens of a passage for which nothing is taken off."""
ALONE = 0.5
WITH_BEFORE = 0.25
WITH_FIRST = 0.25
"""What a sentence counts by itself, and together with the one before it and with the
first of its passage: there stands what "it" is, and what all of it is about (decision
0054). They add up to 1."""
_HEADER = struct.Struct("<HH")  # width of the vectors, number of sentences
_PAIRS = np.array(
    [(byte & 0x0F) - ZERO + 1j * ((byte >> 4) - ZERO) for byte in range(256)],
    np.complex64,
)
"""The two numbers in each byte, side by side in memory as those of a complex one are:
so both are looked up at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The tokens of several passages, one after the other."""

    vectors: NDArray[np.float32]  # (tokens, width), of whole numbers
    lengths: NDArray[np.float32]  # (tokens,), of these
    starts: NDArray[np.intp]  # (passages + 1,): where each begins, and where all end
    sentences: NDArray[np.intp]  # (sentences, 2): where each begins and ends
    counts: tuple[int, ...]  # (passages,): how many of the sentences are each one's


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What of a question some passages hold, in cosines, in order."""

    whole: NDArray[np.float64]  # (passages,), as they are
    passages: NDArray[np.float64]  # the same, as if all were of the usual length
    sentences: tuple[NDArray[np.float64], ...]  # of each, (sentences,), in place


def pack_tokens(tokens: Tokens) -> bytes | None:
    """Return tokens as they are stored; None where the model tells of none."""
    count, width = tokens.vectors.shape
    if not count or width % 2:
        return None
    peaks = np.maximum(np.abs(tokens.vectors).max(axis=1, keepdims=True), 1e-12)
    steps = np.rint(tokens.vectors / peaks * STEPS).astype(np.int8) + ZERO
    halves = steps.astype(np.uint8)
    ends = np.minimum(
        np.array(tokens.sentences, np.int64).reshape(-1, 2), np.iinfo(np.uint16).max
    )
    return (
        _HEADER.pack(width, len(tokens.sentences))
        + ends.astype("<u2").tobytes()
        + (halves[:, 0::2] | halves[:, 1::2] << 4).tobytes()
    )


def join(stored: Sequence[bytes]) -> Joined:
    """Return the stored tokens of several passages, all of the same width.

    Raises:
        ValueError: some bytes are not those of tokens.
    """
    rows: list[NDArray[np.uint8]] = []
    places: list[NDArray[np.intp]] = []
    begin, width = 0, 2
    for one in stored:
        if len(one) < _HEADER.size:
            raise ValueError(f"{len(one)} bytes are no tokens")
        width, sentences = _HEADER.unpack_from(one)
        after = _HEADER.size + 4 * sentences
        rows.append(np.frombuffer(one, np.uint8, offset=after).reshape(-1, width // 2))
        ends = np.frombuffer(one, "<u2", 2 * sentences, _HEADER.size)
        places.append(begin + np.minimum(ends.astype(np.intp), len(rows[-1])))
        begin += len(rows[-1])
    packed = np.concatenate(rows) if rows else np.zeros((0, width // 2), np.uint8)
    vectors = _PAIRS.take(packed).view(np.float32)
    squares = np.einsum("ij,ij->i", vectors, vectors)
    return Joined(
        vectors=vectors,
        lengths=np.sqrt(np.maximum(squares, 1.0)),
        starts=np.cumsum([0, *map(len, rows)]),
        sentences=np.concatenate([np.zeros(0, np.intp), *places]).reshape(-1, 2),
        counts=tuple(len(own) // 2 for own in places),
    )


def hold(question: Read, passages: Joined) -> Held:
    """Return what passages, and each of their sentences, hold of a question.

    What has no token holds nothing that is known: NaN.
    """
    cosines = _cosines(question, passages)
    sentences = _in_place(question, cosines, passages)
    ends = np.cumsum(passages.counts)[:-1]
    whole = _of_whole(question, cosines, passages)
    return Held(
        whole=whole,
        passages=whole - _by_length(passages),
        sentences=tuple(np.split(sentences, ends))[: len(passages.counts)],
    )


def hold_whole(question: Read, passages: Joined) -> NDArray[np.float64]:
    """Return what passages hold of a question, without what their sentences do."""
    whole = _of_whole(question, _cosines(question, passages), passages)
    return whole - _by_length(passages)


def _cosines(question: Read, passages: Joined) -> NDArray[np.float32]:
    """Return the cosine of each token asked with each token of the passages.

    A column of nothing stands behind them, so that the end of the last can be named.
    """
    asked = question.tokens.vectors
    cosines = np.zeros((len(asked), len(passages.lengths) + 1), np.float32)
    products = asked @ passages.vectors.T
    np.divide(products, passages.lengths, out=cosines[:, :-1])
    return cosines


def _of_whole(
    question: Read, cosines: NDArray[np.float32], passages: Joined
) -> NDArray[np.float64]:
    starts = passages.starts
    best = _nearest(cosines, np.stack([starts[:-1], starts[1:]], axis=1))
    return (question.weights @ best).astype(np.float64)


def _in_place(
    question: Read, cosines: NDArray[np.float32], passages: Joined
) -> NDArray[np.float64]:
    """Return what each sentence holds, where it stands.

    Of a question the one before it may hold a part ("Harvard has an endowment. It was
    worth ..."): then both are taken as one, and so are it and the first.
    """
    best = _nearest(cosines, passages.sentences)
    counts = np.array(passages.counts, np.intp)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    at = np.arange(len(first))
    before = np.maximum(at - 1, first)
    found = (
        ALONE * best
        + WITH_BEFORE * np.fmax(best, best[:, before])
        + WITH_FIRST * np.fmax(best, best[:, first])
    )
    return (question.weights @ found).astype(np.float64)


def _by_length(passages: Joined) -> NDArray[np.float64]:
    lengths = np.maximum(np.diff(passages.starts), 1)
    return BY_LENGTH * np.log(lengths / USUAL_LENGTH)


def _nearest(
    cosines: NDArray[np.float32], spans: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return each asked token's best cosine within each span; NaN where it is empty."""
    found = np.full((len(cosines), len(spans)), np.nan, np.float32)
    some = np.flatnonzero(spans[:, 0] < spans[:, 1])
    if len(some):
        # Each second range lies between two spans and is passed over.
        ranges = np.maximum.reduceat(cosines, spans[some].ravel(), axis=1)
        found[:, some] = ranges[:, ::2]
    return found
