# pyright: basic, reportMissingImports=false
# The reason: torch is no dependency of the project, and nothing else imports this.
"""The embedding model in torch, with changes of its matrices that can be taught.

The same network as vectorstore/embeddings/graph.py; its own weights stay as they are.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from evals.adapter.averaging import Changes
from evals.adapter.lessons import Tokens
from vectorstore.embeddings.weights import Weights, unpack

TOKENS_TAUGHT = 60_000
"""Tokens, with padding, that one pass takes while gradients are kept."""
TOKENS_READ = 200_000
"""Tokens that one pass takes where no gradients are kept."""
_TEXTS_READ = 4096
_MULTIPLE = 8  # of which the length of a padded text is


class Changed(nn.Module):
    """A matrix of the model, and a change to it as the product of two narrow ones."""

    def __init__(
        self, weights: Weights, name: str, size: tuple[int, int], *, rank: int
    ) -> None:
        super().__init__()
        outputs, inputs = size
        blocks = weights.matrix(f"{name}.w", outputs=outputs, inputs=inputs)
        self.name, self.is_changed = name, True
        self.weight: Tensor
        self.bias: Tensor
        self.register_buffer("weight", torch.tensor(unpack(blocks)))
        self.register_buffer("bias", _vector(weights, f"{name}.b"))
        self.down = nn.Parameter(torch.empty(rank, inputs))
        self.up = nn.Parameter(torch.zeros(outputs, rank))

    def start(self) -> None:
        """Draw the first half of the change; the other is zero, so nothing changes."""
        rank, inputs = self.down.shape
        drawn = torch.randn(rank, inputs, device=self.down.device)
        self.down.data.copy_(drawn / math.sqrt(inputs))

    def forward(self, state: Tensor) -> Tensor:
        """Return the products, shape (..., outputs)."""
        kind = state.dtype
        product = F.linear(state, self.weight.to(kind), self.bias.to(kind))
        if not self.is_changed:
            return product
        narrow = F.linear(state, self.down.to(kind))
        return product + F.linear(narrow, self.up.to(kind))


class Normalized(nn.Module):
    """Layer normalization, in single precision."""

    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        self.weight: Tensor
        self.bias: Tensor
        self.register_buffer("weight", _vector(weights, f"{name}.w"))
        self.register_buffer("bias", _vector(weights, f"{name}.b"))
        self._epsilon = weights.shape.epsilon

    def forward(self, state: Tensor) -> Tensor:
        """Return the state, normalized, in the precision that it came in."""
        size = self.weight.shape
        whole = F.layer_norm(state.float(), size, self.weight, self.bias, self._epsilon)
        return whole.to(state.dtype)


class Layer(nn.Module):
    """Attention and the feed-forward part."""

    def __init__(self, weights: Weights, number: int, *, rank: int) -> None:
        super().__init__()
        hidden, inner = weights.shape.hidden, weights.shape.inner
        sizes = {
            **dict.fromkeys(("q", "k", "v", "ao"), (hidden, hidden)),
            "fi": (inner, hidden),
            "fo": (hidden, inner),
        }
        self.matrices = nn.ModuleDict(
            {
                part: Changed(weights, f"l{number}.{part}", size, rank=rank)
                for part, size in sizes.items()
            }
        )
        self.after_attention = Normalized(weights, f"l{number}.aln")
        self.after_all = Normalized(weights, f"l{number}.oln")
        self._heads = weights.shape.heads

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """Return the next state, shape (texts, tokens, hidden)."""
        own = self.matrices
        q, k, v = (self._divided(own[part](state)) for part in ("q", "k", "v"))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        joined = seen.transpose(1, 2).reshape(state.shape)
        state = self.after_attention(state + own["ao"](joined))
        return self.after_all(state + own["fo"](F.gelu(own["fi"](state))))

    def _divided(self, state: Tensor) -> Tensor:
        texts, tokens, hidden = state.shape
        size = hidden // self._heads
        return state.view(texts, tokens, self._heads, size).transpose(1, 2)


class Network(nn.Module):
    """Embeds sequences of tokens, framed as `Frame.around` does."""

    def __init__(
        self,
        weights: Weights,
        *,
        rank: int,
        device: str,
        precision: torch.dtype = torch.bfloat16,
    ) -> None:
        super().__init__()
        shape = weights.shape
        blocks = weights.matrix(
            "emb.word", outputs=shape.vocabulary, inputs=shape.hidden
        )
        places = _vector(weights, "emb.pos").reshape(-1, shape.hidden)
        self.words: Tensor
        self.places: Tensor
        self.register_buffer("words", torch.tensor(unpack(blocks)).to(precision))
        kind = _vector(weights, "emb.type")[: shape.hidden]
        self.register_buffer("places", places + kind)
        self.normalized = Normalized(weights, "emb.ln")
        self.layers = nn.ModuleList(
            Layer(weights, number, rank=rank) for number in range(shape.layers)
        )
        self._padding = weights.vocabulary.pad
        self._device, self._precision = device, precision
        self.to(device)
        for changed in self.changed():
            changed.weight = changed.weight.to(precision)
            changed.start()

    def changed(self) -> list[Changed]:
        """Return the matrices with changes, kind by kind: the order of their lots."""
        return [
            layer.matrices[part]
            for part in ("q", "k", "v", "ao", "fi", "fo")
            for layer in self.layers
        ]

    def changes(self) -> Changes:
        """Return what was taught."""
        return {one.name: (_array(one.down), _array(one.up)) for one in self.changed()}

    @contextmanager
    def untaught(self) -> Iterator[None]:
        """Within it, the network is as it was before, and keeps no gradients."""
        for one in self.changed():
            one.is_changed = False
        try:
            with torch.no_grad():
                yield
        finally:
            for one in self.changed():
                one.is_changed = True

    def embed(
        self, sequences: Sequence[Tokens], *, tokens: int = TOKENS_TAUGHT
    ) -> Tensor:
        """Return unit vectors, shape (sequences, hidden); a pass takes `tokens`."""
        order = np.argsort([len(one) for one in sequences], kind="stable")
        parts: list[Tensor] = []
        start = 0
        while start < len(order):
            end = start + 1
            while (
                end < len(order)
                and (end - start + 1) * _padded(len(sequences[order[end]])) <= tokens
            ):
                end += 1
            parts.append(self._embed([sequences[n] for n in order[start:end]]))
            start = end
        places = torch.tensor(np.argsort(order), device=self._device)
        return torch.cat(parts)[places]

    def read(self, sequences: Sequence[Tokens]) -> Tensor:
        """Return what `embed` does, for many sequences and without gradients."""
        with torch.no_grad():
            return torch.cat(
                [
                    self.embed(sequences[n : n + _TEXTS_READ], tokens=TOKENS_READ)
                    for n in range(0, len(sequences), _TEXTS_READ)
                ]
            )

    def _embed(self, sequences: Sequence[Tokens]) -> Tensor:
        longest = _padded(max(len(one) for one in sequences))
        ids = np.full((len(sequences), longest), self._padding, np.int64)
        for row, one in enumerate(sequences):
            ids[row, : len(one)] = one
        lengths = torch.tensor([len(one) for one in sequences], device=self._device)
        return self(torch.tensor(ids, device=self._device), lengths)

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Return the unit mean of each text's tokens."""
        texts, tokens = ids.shape
        embedded = self.words[ids].float() + self.places[:tokens]
        state = self.normalized(embedded).to(self._precision)
        known = torch.arange(tokens, device=self._device)[None] < lengths[:, None]
        mask = known[:, None, None, :].expand(texts, 1, tokens, tokens)
        for layer in self.layers:
            state = layer(state, mask)
        total = (state.float() * known[..., None]).sum(1)
        return F.normalize(total / lengths[:, None], dim=-1)


def _padded(length: int) -> int:
    return -(-length // _MULTIPLE) * _MULTIPLE


def _vector(weights: Weights, name: str) -> Tensor:
    return torch.tensor(np.array(weights.floats[name]))


def _array(parameter: Tensor) -> np.ndarray:
    return parameter.detach().float().cpu().numpy()
