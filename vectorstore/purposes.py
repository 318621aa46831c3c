"""Which purpose of aid a text is about, where its source does not say: inferred.

By retrieval over the names of the DAC's purposes, and by words that name a group of
them. Neither is sure alone: of 641 projects of 2009-2011 whose source states a sector,
the group was right for .56 by retrieval, .62 by words, .71 by both; where the share of
a group is enough, for .80 of the .63 that then have one.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vectorstore.described import Described
from vectorstore.embeddings.protocol import Embedder, Vectors
from vectorstore.records import Record
from vectorstore.text.sectors import sector_group, sectors_named

WARMTH = 0.01
"""Cosine by which a purpose may lie behind the nearest to weigh 1/e of it."""
ENOUGH = 0.4
"""Share of a group, half by nearness and half by words, from which it is told."""


class Purpose(Record):
    """What a text is taken to be about."""

    code: str  # of the DAC's list: the nearest purpose of the group
    name: str  # English
    group: str  # as `sector_group` gives it
    share: float  # in [0, 1]


class Purposes:
    """Tells purposes with one embedder. Safe to share."""

    def __init__(self, embedder: Embedder) -> None:
        self._described = Described(
            embedder=embedder, descriptions=tuple(purposes().values())
        )

    def told(
        self, texts: Sequence[str], languages: Sequence[str], vectors: Vectors
    ) -> list[Purpose | None]:
        """Return the purpose of each text, None where none stands out.

        Args:
            texts: what each says, for its words.
            languages: of each.
            vectors: (texts, dimensions), as passages.

        Raises:
            EmbeddingFailed: the embedder gave no vector of a purpose.
        """
        if not texts:
            return []
        near = self._described.nearness(languages, vectors)
        weights = np.exp((near - near.max(axis=1, keepdims=True)) / WARMTH)
        weights /= weights.sum(axis=1, keepdims=True)
        return [
            _told(own, sectors_named(text))
            for text, own in zip(texts, weights, strict=True)
        ]


@cache
def purposes() -> Mapping[str, str]:
    """Return the purposes by their codes, in the order of the list."""
    source = files("vectorstore").joinpath("text/purposes.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def _groups() -> tuple[str | None, ...]:
    return tuple(sector_group(code) for code in purposes())


def _told(near: NDArray[np.float32], words: Mapping[str, int]) -> Purpose | None:
    """Return the purpose of one text from shares of purposes and words of groups."""
    counted = sum(words.values())
    shares = {group: count / counted / 2 for group, count in words.items()}
    for group, share in zip(_groups(), near.tolist(), strict=True):
        if group is not None:
            shares[group] = shares.get(group, 0.0) + share / 2
    best = min(shares, key=lambda group: (-shares[group], group))
    if shares[best] < ENOUGH:
        return None
    own = np.array([group == best for group in _groups()])
    code = list(purposes())[int(np.where(own, near, -1.0).argmax())]
    return Purpose(
        code=code,
        name=purposes()[code].partition(":")[0],
        group=best,
        share=round(shares[best], 4),
    )
