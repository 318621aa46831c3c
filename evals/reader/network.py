# pyright: basic, reportMissingImports=false
# The reason: torch is no dependency of the project, and nothing else imports this.
"""The reader in torch: it scores the sentences of passages for a question.

Each token of a passage sees the question's tokens, then its two neighbours on each
side, then two at twice the distance; a sentence scores what its tokens do together.
The same network as vectorstore/reader.py, for many questions at once.
"""

from dataclasses import fields

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from evals.reader.batches import Batch
from evals.reader.candidates import FEATURES
from vectorstore.reader import (
    AROUND,
    LENGTH_POWER,
    NEARLY,
    STEPS,
    TOKEN_WIDTH,
    WIDTH,
)

DROPPED = 0.2
"""Share of the numbers that one step of the training does without."""
_EXCLUDED = -1e4
# Numbers of unit vectors are small: these bring them, and what is made of them, near 1.
_OF_TOKEN, _OF_PRODUCT, _OF_WEIGHT, _OF_BEST, _OF_KIND = 11, 128, 10, 3, 8


class Given:
    """A batch as tensors, by the names that it has there."""

    def __init__(self, batch: Batch) -> None:
        self.tokens: Tensor
        self.sentences: Tensor
        self.questions: Tensor
        self.asked: Tensor
        self.weights: Tensor
        self.features: Tensor
        self.answers: Tensor
        self.askers: Tensor
        for field in fields(Batch):
            setattr(self, field.name, torch.from_numpy(getattr(batch, field.name)))


class Known(nn.Module):
    """Weighs what is known before: learned beside the reader, and not kept."""

    def __init__(self, features: np.ndarray) -> None:
        super().__init__()
        self.mean: Tensor
        self.spread: Tensor
        self.register_buffer("mean", torch.from_numpy(features.mean(0)))
        self.register_buffer("spread", torch.from_numpy(features.std(0) + 1e-6))
        self.weight = nn.Parameter(torch.zeros(FEATURES))

    def forward(self, features: Tensor) -> Tensor:
        """Return a score of each sentence, shape (sentences,)."""
        return ((features - self.mean) / self.spread) @ self.weight


class Reader(nn.Module):
    """What is kept; `export` tells under which names."""

    def __init__(self) -> None:
        super().__init__()
        self.temperature = nn.Parameter(torch.tensor(12.0))
        self.token = nn.Linear(TOKEN_WIDTH, WIDTH)
        self.attended = nn.Linear(TOKEN_WIDTH, WIDTH, bias=False)
        self.product = nn.Linear(TOKEN_WIDTH, WIDTH, bias=False)
        self.cosines = nn.Linear(3, WIDTH)
        self.near = nn.Linear((2 * AROUND + 1) * WIDTH, WIDTH)
        self.far = nn.Linear((2 * AROUND + 1) * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, 1)
        self.asked = nn.Linear(TOKEN_WIDTH, 1)
        self.kind_out = nn.Linear(TOKEN_WIDTH, WIDTH, bias=False)
        self.kind = nn.Linear(TOKEN_WIDTH, WIDTH, bias=False)
        self.kind_in = nn.Linear(WIDTH, WIDTH, bias=False)
        for part in (self.out, self.kind, self.kind_in):
            nn.init.normal_(part.weight, std=0.02)

    def forward(self, given: Given) -> Tensor:
        """Return a score of each sentence, shape (sentences,)."""
        tokens = given.tokens
        kind = self._kind(given)[given.questions]
        in_sentence = (given.sentences >= 0).float()[..., None]
        state = self._meet(given) + self.kind_in(kind)[:, None]
        state = F.gelu(state, approximate="tanh") * in_sentence
        for part, step in zip((self.near, self.far), STEPS, strict=True):
            seen = part(_neighbours(self._drop(state), step))
            state = state + F.gelu(seen, approximate="tanh") * in_sentence
        scores = self.out(self._drop(state))[..., 0]
        fitting = self.kind_out(self._drop(tokens * _OF_TOKEN))
        scores = scores + torch.einsum("ptd,pd->pt", fitting, kind) / _OF_KIND
        return _by_sentence(scores, given.sentences, count=len(given.features))

    def _kind(self, given: Given) -> Tensor:
        """Return what kind of thing is asked for, shape (questions, WIDTH)."""
        asked = given.asked * _OF_TOKEN
        missing = (given.weights <= 0) * _EXCLUDED
        shares = torch.softmax(self.asked(asked)[..., 0] + missing, -1)
        return self.kind(self._drop(torch.einsum("bq,bqd->bd", shares, asked)))

    def _meet(self, given: Given) -> Tensor:
        """Return each token beside what it finds in the question."""
        tokens, own = given.tokens, given.questions
        asked, weights = given.asked[own], given.weights[own]
        missing = (weights <= 0).float()[:, None]
        cosines = torch.einsum("ptd,pqd->ptq", tokens, asked)
        shares = torch.softmax(cosines * self.temperature + missing * _EXCLUDED, -1)
        attended = torch.einsum("ptq,pqd->ptd", shares, asked)
        nearest = (cosines - missing * 2).max(-1).values
        weight = torch.einsum("ptq,pq->pt", shares, weights)
        outside = (given.sentences < 0).float()[..., None]
        best = (cosines - outside * 2).max(1).values[:, None]
        is_best = (cosines >= best - NEARLY).float()
        share = torch.einsum("ptq,pq->pt", is_best, weights)
        found = torch.stack([nearest, weight * _OF_WEIGHT, share * _OF_BEST], -1)
        return (
            self.token(self._drop(tokens * _OF_TOKEN))
            + self.cosines(found)
            + self.attended(self._drop(attended * _OF_TOKEN))
            + self.product(self._drop(tokens * attended * _OF_PRODUCT))
        )

    def _drop(self, state: Tensor) -> Tensor:
        """Return a state without some numbers, the same for all tokens of a row."""
        if not self.training:
            return state
        size = state.shape[0], *[1] * (state.dim() - 2), state.shape[-1]
        return state * (torch.rand(size) >= DROPPED).float() / (1 - DROPPED)


def export(reader: Reader) -> dict[str, np.ndarray]:
    """Return the reader's numbers in half precision, as vectorstore/reader.py has them.

    There tokens are not brought near 1 before: the weights are that much larger.
    `<part>.w` is (outputs, inputs) and `<part>.b` (outputs,); what has one output has
    no axis for it, and no bias, which would say the same of all sentences.
    """
    of_cosines = torch.tensor([1.0, _OF_WEIGHT, _OF_BEST])
    arrays = {
        "temperature": reader.temperature,
        "token.w": reader.token.weight * _OF_TOKEN,
        "token.b": reader.token.bias + reader.cosines.bias,
        "attended.w": reader.attended.weight * _OF_TOKEN,
        "product.w": reader.product.weight * _OF_PRODUCT,
        "cosines.w": reader.cosines.weight * of_cosines,
        "asked.w": reader.asked.weight[0] * _OF_TOKEN,
        "kind.w": reader.kind.weight * _OF_TOKEN,
        "kind_in.w": reader.kind_in.weight,
        "kind_out.w": reader.kind_out.weight * _OF_TOKEN / _OF_KIND,
        "near.w": reader.near.weight,
        "near.b": reader.near.bias,
        "far.w": reader.far.weight,
        "far.b": reader.far.bias,
        "out.w": reader.out.weight[0],
    }
    return {
        name: array.detach().numpy().astype(np.float16)
        for name, array in arrays.items()
    }


def loss_of(scores: Tensor, given: Given) -> Tensor:
    """Return how unlikely the sentences that answer are among all of their question."""
    count = len(given.asked)
    right = torch.where(given.answers > 0, scores, torch.full_like(scores, _EXCLUDED))
    every = _log_sums(scores, given.askers, count)
    return (every - _log_sums(right, given.askers, count)).mean()


def _neighbours(state: Tensor, step: int) -> Tensor:
    """Return each token's state with those of its neighbours, in reading order."""
    edge, length = AROUND * step, state.shape[1]
    padded = F.pad(state, (0, 0, edge, edge))
    places = range(0, 2 * edge + 1, step)
    return torch.cat([padded[:, place : place + length] for place in places], -1)


def _by_sentence(scores: Tensor, sentences: Tensor, *, count: int) -> Tensor:
    """Return what the tokens of each sentence score together; 0 where it has none."""
    inside = sentences >= 0
    numbers = sentences[inside]
    lengths = torch.bincount(numbers, minlength=count)
    sums = _log_sums(scores[inside], numbers, count)
    lengthened = LENGTH_POWER * torch.log(lengths.clamp(min=1))
    return torch.where(lengths > 0, sums, torch.zeros(count)) - lengthened


def _log_sums(scores: Tensor, groups: Tensor, count: int) -> Tensor:
    highest = torch.full((count,), _EXCLUDED)
    highest = highest.scatter_reduce(0, groups, scores.detach(), "amax")
    powers = torch.exp(scores - highest[groups])
    sums = torch.zeros(count).index_add(0, groups, powers)
    return highest + torch.log(sums.clamp(min=1e-9))
