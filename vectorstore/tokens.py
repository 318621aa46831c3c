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
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.protocol import Read, Tokens, Vectors

STEPS = 7  # each way
BY_LENGTH = 0.05
"""Cosine that a passage holds more by chance for each e-fold of its tokens. Between
random passages and questions of the development half it is .068; what longer ones
hold is not all chance."""
USUAL_LENGTH = 100
"""Tokens of a passage for which nothing is taken off."""
_HEADER = struct.Struct("<HH")  # width of the vectors, number of sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What of a question some passages hold, in cosines, in order."""

    passages: NDArray[np.float64]  # (passages,), as if all were of the usual length
    sentences: tuple[NDArray[np.float64], ...]  # of each passage, (sentences,)


def pack_tokens(tokens: Tokens) -> bytes | None:
    """Return tokens as they are stored; None where the model tells of none."""
    count, width = tokens.vectors.shape
    if not count or width % 2:
        return None
    peaks = np.maximum(np.abs(tokens.vectors).max(axis=1, keepdims=True), 1e-12)
    steps = np.rint(tokens.vectors / peaks * STEPS).astype(np.int8) + (STEPS + 1)
    halves = steps.astype(np.uint8)
    ends = np.minimum(
        np.array(tokens.sentences, np.int64).reshape(-1, 2), np.iinfo(np.uint16).max
    )
    return (
        _HEADER.pack(width, len(tokens.sentences))
        + ends.astype("<u2").tobytes()
        + (halves[:, 0::2] | halves[:, 1::2] << 4).tobytes()
    )


def unpack_tokens(stored: bytes) -> Tokens:
    """Return stored tokens, of unit length again.

    Raises:
        ValueError: the bytes are not those of whole tokens.
    """
    if len(stored) < _HEADER.size:
        raise ValueError(f"{len(stored)} bytes are no tokens")
    width, sentences = _HEADER.unpack_from(stored)
    begin = _HEADER.size + 4 * sentences
    places = np.frombuffer(stored[_HEADER.size : begin], "<u2").tolist()
    packed = np.frombuffer(stored[begin:], np.uint8).reshape(-1, width // 2)
    vectors = _halves()[packed].reshape(len(packed), width)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    vectors /= np.maximum(lengths, np.float32(1.0))[:, None]
    return Tokens(
        vectors=vectors, sentences=tuple(zip(places[::2], places[1::2], strict=True))
    )


def hold(question: Read, passages: Sequence[Tokens]) -> Held:
    """Return what passages, and each of their sentences, hold of a question.

    One without tokens holds nothing that is known: NaN.
    """
    asked = question.tokens.vectors
    values = np.full(len(passages), np.nan)
    sentences = [np.full(len(one.sentences), np.nan) for one in passages]
    known = [
        at
        for at, one in enumerate(passages)
        if len(one.vectors) and one.vectors.shape[1:] == asked.shape[1:]
    ]
    if known and len(asked):
        joined: Vectors = np.concatenate([passages[at].vectors for at in known])
        cosines = asked @ joined.T
        starts = np.cumsum([0, *(len(passages[at].vectors) for at in known)])
        best = np.maximum.reduceat(cosines, starts[:-1], axis=1)
        lengths = np.diff(starts) / USUAL_LENGTH
        values[known] = question.weights @ best - BY_LENGTH * np.log(lengths)
        for at, start, end in zip(known, starts, starts[1:], strict=False):
            own = cosines[:, start:end]
            for place, (first, last) in enumerate(passages[at].sentences):
                if first < min(last, own.shape[1]):
                    found = own[:, first:last].max(axis=1)
                    sentences[at][place] = question.weights @ found
    return Held(passages=values, sentences=tuple(sentences))


@cache
def _halves() -> NDArray[np.float32]:
    """Return the two numbers that each byte stands for."""
    every = np.arange(256)
    pairs = np.stack([every & 0x0F, every >> 4], axis=1)
    return (pairs - (STEPS + 1)).astype(np.float32)
