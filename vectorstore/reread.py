"""Passages read token by token: what of a question each holds.

The few best are read so; a background of random passages tells how much of a question
any passage holds by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.protocol import Embedder, Read
from vectorstore.library import Library
from vectorstore.reader import load_reader
from vectorstore.records import ChunkId
from vectorstore.sentences import embed_sentences
from vectorstore.tokens import hold, join, pack_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """Some passages as read for one question, in cosines."""

    passages: NDArray[np.float64]  # (passages,), above chance; not known: as the least
    sentences: Mapping[ChunkId, tuple[float, ...]]  # of each, in order, above chance
    whole: Mapping[ChunkId, float]  # of each that is known, chance included
    tokens: Mapping[ChunkId, bytes]  # packed, of each that is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """Reads the tokens of a library's passages. Safe to call from several threads."""

    library: Library
    embedder: Embedder

    def tokens(self, ids: Sequence[ChunkId]) -> dict[ChunkId, bytes]:
        """Return the packed tokens of chunks.

        They are stored with the chunk; one that an older program stored is read now.
        Those of which the model tells no tokens are left out.

        Raises:
            EmbeddingFailed: the embedder gave none.
            StoreUnavailable: worth retrying.
        """
        stored = self.library.tokens(ids)
        missing = [one for one in ids if one not in stored]
        if missing:
            chunks = self.library.chunks(missing)
            known = [one for one in missing if one in chunks]
            made = embed_sentences(
                self.embedder,
                [(chunks[one].title, chunks[one].chunk) for one in known],
            )
            for one, tokens in zip(known, made.tokens, strict=True):
                packed = pack_tokens(tokens)
                if packed is not None:
                    stored[one] = packed
        return stored

    def read(
        self, question: Read, ids: Sequence[ChunkId], *, by_chance: float
    ) -> Reread:
        """Read passages for a question; one that tells no tokens reads nothing.

        Raises:
            EmbeddingFailed: the embedder gave none.
            StoreUnavailable: worth retrying.
        """
        if not len(question.tokens.vectors):
            return _nothing(len(ids))
        stored = self.tokens(ids)
        known = [at for at, one in enumerate(ids) if one in stored]
        if not known:
            return _nothing(len(ids))
        held = hold(question, join([stored[ids[at]] for at in known]))
        above = held.passages - by_chance
        passages = np.full(len(ids), float(above.min(initial=0.0)))
        passages[known] = above
        return Reread(
            passages=passages,
            sentences={
                ids[at]: tuple((own - by_chance).tolist())
                for at, own in zip(known, held.sentences, strict=True)
                if np.isfinite(own).all()
            },
            whole={
                ids[at]: own
                for at, own in zip(known, held.whole.tolist(), strict=True)
                if np.isfinite(own)
            },
            tokens=stored,
        )

    def answering(
        self, question: Read, ids: Sequence[ChunkId], tokens: Mapping[ChunkId, bytes]
    ) -> dict[ChunkId, tuple[float, ...]]:
        """Return how much each sentence of passages seems to answer a question.

        In log odds, comparable within the question, in reading order. Passages of which
        no tokens are known are left out; a sentence that has none is taken for the one
        that answers least. `tokens` are those that are at hand: others are looked up.

        Raises:
            EmbedderUnusable: the reader's file is missing or damaged.
            EmbeddingFailed: the embedder gave none.
            StoreUnavailable: worth retrying.
        """
        if not len(question.tokens.vectors):
            return {}
        stored = self.tokens([one for one in ids if one not in tokens]) | dict(tokens)
        known = [one for one in ids if one in stored]
        if not known:
            return {}
        told = load_reader().read(question, join([stored[one] for one in known]))
        some = [one for own in told for one in own.tolist() if isfinite(one)]
        least = min(some, default=0.0)
        return {
            one: tuple(np.nan_to_num(own, nan=least).tolist())
            for one, own in zip(known, told, strict=True)
        }


def _nothing(many: int) -> Reread:
    return Reread(passages=np.zeros(many), sentences={}, whole={}, tokens={})
