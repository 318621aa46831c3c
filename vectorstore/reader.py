"""Reads a question and passages together, to tell which sentence answers.

Nearness tells what a sentence speaks of, not whether it says what is asked: "When was
the bridge built?" is answered by a date beside the bridge, not by more about bridges.
This small network sees each token of a passage with the tokens of the question that are
nearest to it, with the tokens around it, and with the kind of thing that is asked for.
It reads the tokens that are stored (`vectorstore.tokens`), and was taught on questions
whose passages and answers are known (`evals/reader`, decision 0055).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.arrays import load_arrays
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.protocol import Read
from vectorstore.embeddings.weights import REMEDY
from vectorstore.tokens import Joined

Floats = NDArray[np.float32]

FILE = "reader.npz"
_WHAT = "The reader of passages"
TOKEN_WIDTH = 128
"""Length of the vectors of tokens that it was taught on."""
WIDTH = 64
AROUND = 2
"""Tokens each way that a token is seen with; a second step sees every second one."""
STEPS = (1, 2)
NEARLY = 0.02
"""Cosine that a token may lie behind the passage's nearest one, and be it too."""
LENGTH_POWER = 0.5
"""A long sentence holds more by chance: with what power of its tokens this grows."""
_MARGIN = AROUND * max(STEPS)  # empty rows between passages, so that none sees the next
_LEAST = np.float32(1e-30)  # that has a logarithm
_WINDOW = WIDTH * (2 * AROUND + 1)
_SHAPES: Mapping[str, tuple[int, ...]] = {
    "temperature": (),
    "token.w": (WIDTH, TOKEN_WIDTH),
    "token.b": (WIDTH,),
    "attended.w": (WIDTH, TOKEN_WIDTH),
    "product.w": (WIDTH, TOKEN_WIDTH),
    "cosines.w": (WIDTH, 3),
    "asked.w": (TOKEN_WIDTH,),
    "kind.w": (WIDTH, TOKEN_WIDTH),
    "kind_in.w": (WIDTH, WIDTH),
    "kind_out.w": (WIDTH, TOKEN_WIDTH),
    "near.w": (WIDTH, _WINDOW),
    "near.b": (WIDTH,),
    "far.w": (WIDTH, _WINDOW),
    "far.b": (WIDTH,),
    "out.w": (WIDTH,),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """A network by its arrays, named as in `_SHAPES`. Safe to call from any thread."""

    arrays: Mapping[str, Floats]

    def read(self, question: Read, passages: Joined) -> tuple[Floats, ...]:
        """Return how much more each sentence of passages answers than another would.

        Log odds, comparable within one question only: for each passage (sentences,), in
        place. What has no token tells nothing: NaN. All zeros where no token of the
        question tells anything, or tokens are not of the width that was taught.
        """
        counts = passages.counts
        told = question.weights > 0
        if passages.vectors.shape[1] != TOKEN_WIDTH or not told.any():
            return tuple(np.zeros(count, np.float32) for count in counts)
        asked = _Asked(
            vectors=question.tokens.vectors[told], weights=question.weights[told]
        )
        laid = _LaidOut.of(passages)
        kind = self._kind(asked)
        rows = np.zeros((laid.rows, WIDTH), np.float32)
        rows[laid.places] = self._state(asked, laid, kind) * laid.spoken[:, None]
        seen = np.zeros((laid.rows, 1), np.float32)
        seen[laid.places, 0] = laid.spoken
        for name, step in zip(("near", "far"), STEPS, strict=True):
            rows += self._around(name, rows, step) * seen
        scores = rows[laid.places] @ self.arrays["out.w"]
        scores += laid.tokens @ (kind @ self.arrays["kind_out.w"])
        found = _by_sentence(scores, passages.sentences)
        return tuple(np.split(found, np.cumsum(counts)[:-1]))[: len(counts)]

    def _kind(self, asked: "_Asked") -> Floats:
        """Return the kind of thing that is asked for, shape (width,)."""
        shares = _softmax(asked.vectors @ self.arrays["asked.w"])
        kind = self.arrays["kind.w"] @ (shares @ asked.vectors)
        return kind.astype(np.float32, copy=False)

    def _state(self, asked: "_Asked", laid: "_LaidOut", kind: Floats) -> Floats:
        """Return what each token is beside the question, shape (tokens, width)."""
        arrays, tokens = self.arrays, laid.tokens
        cosines = tokens @ asked.vectors.T
        shares = _softmax(cosines * arrays["temperature"])
        attended = shares @ asked.vectors
        inside = np.where(laid.spoken[:, None] > 0, cosines, np.float32(-2))
        nearest = np.maximum.reduceat(inside, laid.starts, axis=0)
        are_nearest = (cosines >= nearest[laid.passages] - NEARLY).astype(np.float32)
        columns = (
            cosines.max(axis=1),
            shares @ asked.weights,
            are_nearest @ asked.weights,
        )
        state = tokens @ arrays["token.w"].T + attended @ arrays["attended.w"].T
        state += (tokens * attended) @ arrays["product.w"].T
        state += np.stack(columns, axis=1) @ arrays["cosines.w"].T
        state += arrays["token.b"] + arrays["kind_in.w"] @ kind
        return _gelu(state.astype(np.float32, copy=False))

    def _around(self, name: str, rows: Floats, step: int) -> Floats:
        """Return what each row is with those around it, shape (rows, width)."""
        reach = AROUND * step
        wide = np.pad(rows, ((reach, reach), (0, 0)))
        window = np.concatenate(
            [wide[at * step : at * step + len(rows)] for at in range(2 * AROUND + 1)],
            axis=1,
        )
        return _gelu(window @ self.arrays[f"{name}.w"].T + self.arrays[f"{name}.b"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The tokens of a question that tell something."""

    vectors: Floats  # (tokens, width)
    weights: Floats  # (tokens,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _LaidOut:
    """The tokens of passages, and rows for them with empty ones between passages."""

    tokens: Floats  # (tokens, width), of unit length
    spoken: Floats  # (tokens,): 1 where it is of a sentence, else 0
    starts: NDArray[np.intp]  # where each passage that has tokens begins
    passages: NDArray[np.intp]  # (tokens,): which of these it is of
    places: NDArray[np.intp]  # (tokens,): its row
    rows: int

    @classmethod
    def of(cls, joined: Joined) -> "_LaidOut":
        count = len(joined.vectors)
        lengths = np.diff(joined.starts)
        filled = np.flatnonzero(lengths)
        passages = np.repeat(np.arange(len(filled)), lengths[filled])
        changes = np.zeros(count + 1, np.float32)
        np.add.at(changes, joined.sentences[:, 0], 1)
        np.add.at(changes, joined.sentences[:, 1], -1)
        return cls(
            tokens=joined.vectors / joined.lengths[:, None],
            spoken=np.cumsum(changes[:-1], dtype=np.float32),
            starts=joined.starts[:-1][filled],
            passages=passages,
            places=np.arange(count) + _MARGIN * (1 + passages),
            rows=count + _MARGIN * (1 + len(filled)),
        )


@cache
def load_reader() -> Reader:
    """Return the reader that comes with the model.

    Raises:
        EmbedderUnusable: its file is missing, damaged, or of another shape.
    """
    arrays = load_arrays("vectorstore", FILE, _SHAPES, what=_WHAT)
    if any(arrays[name].shape != shape for name, shape in _SHAPES.items()):
        raise EmbedderUnusable(
            f"{_WHAT} ({FILE}) is one of another shape", remedy=REMEDY
        )
    return Reader(arrays)


def _by_sentence(scores: Floats, sentences: NDArray[np.intp]) -> Floats:
    """Return each sentence's log of summed odds, long ones less; NaN where empty."""
    found = np.full(len(sentences), np.nan, np.float32)
    some = np.flatnonzero(sentences[:, 0] < sentences[:, 1])
    if len(some):
        most = scores.max()
        odds = np.append(np.exp(scores - most), np.float32(0))
        # Each second range lies between two sentences and is passed over.
        sums = np.add.reduceat(odds, sentences[some].ravel())[::2]
        lengths = np.diff(sentences[some], axis=1)[:, 0]
        found[some] = most + np.log(np.maximum(sums, _LEAST))
        found[some] -= LENGTH_POWER * np.log(lengths)
    return found


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def _gelu(state: Floats) -> Floats:
    """Return x times the share of a normal distribution below x, nearly."""
    cubed = state * state * state
    inner = np.float32(0.7978845608) * (state + np.float32(0.044715) * cubed)
    return np.float32(0.5) * state * (1 + np.tanh(inner))
