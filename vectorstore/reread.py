"""Passages read token by token: what of a question each holds.

The few best are read so; a background of random passages tells how much of a question
any passage holds by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.protocol import NO_TOKENS, Embedder, Read, Tokens
from vectorstore.library import Library
from vectorstore.records import ChunkId
from vectorstore.sentences import embed_sentences
from vectorstore.tokens import Held, hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """Some passages as read for one question, in cosines above chance."""

    passages: NDArray[np.float64]  # (passages,); not known: 0
    sentences: Mapping[ChunkId, tuple[float, ...]]  # of each, in reading order


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """Reads the tokens of a library's passages. Safe to call from several threads."""

    library: Library
    embedder: Embedder

    def tokens(self, ids: Sequence[ChunkId]) -> list[Tokens]:
        """Return the tokens of chunks, in order.

        They are stored with the chunk; one that an older program stored is read now.

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
            stored |= dict(zip(known, made.tokens, strict=True))
        return [stored.get(one, NO_TOKENS) for one in ids]

    def read(
        self, question: Read, ids: Sequence[ChunkId], *, by_chance: float
    ) -> Reread:
        """Read passages for a question; one that tells no tokens reads nothing.

        Raises:
            EmbeddingFailed: the embedder gave none.
            StoreUnavailable: worth retrying.
        """
        if not len(question.tokens.vectors):
            return Reread(passages=np.zeros(len(ids)), sentences={})
        held = hold(question, self.tokens(ids))
        least = held.passages[np.isfinite(held.passages)].min(initial=by_chance)
        return Reread(
            passages=np.nan_to_num(held.passages, nan=least) - by_chance,
            sentences=_by_chunk(ids, held, by_chance),
        )


def _by_chunk(
    ids: Sequence[ChunkId], held: Held, by_chance: float
) -> dict[ChunkId, tuple[float, ...]]:
    return {
        identifier: tuple((own - by_chance).tolist())
        for identifier, own in zip(ids, held.sentences, strict=True)
        if np.isfinite(own).all()
    }
