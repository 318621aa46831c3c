"""Which target of the Sustainable Development Goals a need is about: inferred.

Of each target there are phrases in our own words, as people ask for it
(`vectorstore/text/targets_asked.toml`). A text is brought to the targets whose nearest
phrases it lies closest to, less what any need has to them. Decision 0043 has the
measures: a record of a project is not told so, its title says too little.

The vectors of the phrases come with the program (`python -m evals.calibrate_targets`):
there are 1,352, and embedding them takes half a minute on a slow machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.languages import language_steps, stepped
from vectorstore.embeddings.protocol import Embedder, Vectors
from vectorstore.embeddings.weights import SHA256
from vectorstore.records import Record

FILE = "embeddings/targets.npz"
PHRASES = "text/targets_asked.toml"
NEAREST = 3
"""Phrases of a target, of eight, whose mean nearness counts."""
WARMTH = 0.03
"""Cosine by which a target may lie behind the nearest to weigh 1/e of it."""
ENOUGH = 0.2
"""Share of all targets' weights from which the nearest is told."""
_STEPS = 127


class Target(Record):
    """What a need is taken to work for."""

    number: str  # as "6.1" or "6.a"
    share: float  # in [0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTargets:
    """The phrases of all targets, as vectors, and how near needs are to them."""

    numbers: tuple[str, ...]  # of the targets, in the order of the list
    vectors: NDArray[np.float32]  # (targets, phrases, dimensions), steps taken off
    usual: NDArray[np.float32]  # (targets,): mean nearness of needs of any kind
    digest: str  # of the phrases that were embedded

    @classmethod
    def load(cls, content: bytes) -> Self:
        """Read what `dump` wrote."""
        with np.load(BytesIO(content), allow_pickle=False) as stored:
            return cls(
                numbers=tuple(stored["numbers"].tolist()),
                vectors=stored["vectors"].astype(np.float32) / _STEPS,
                usual=stored["usual"],
                digest=str(stored["digest"]),
            )

    def dump(self) -> bytes:
        """Return the bytes to keep; vectors lose what a cosine does not show."""
        kept = BytesIO()
        np.savez_compressed(
            kept,
            numbers=np.array(self.numbers),
            vectors=np.round(self.vectors * _STEPS).astype(np.int8),
            usual=self.usual,
            digest=np.array(self.digest),
        )
        return kept.getvalue()

    def nearness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how near texts come to each target, (texts, targets), in cosines."""
        cosines = np.einsum("td,npd->tnp", vectors, self.vectors)
        nearest = np.partition(cosines, -NEAREST, axis=2)[:, :, -NEAREST:]
        return nearest.mean(axis=2)


@cache
def asked_targets() -> AskedTargets:
    """Return the phrases that come with the program."""
    return AskedTargets.load(files("vectorstore").joinpath(FILE).read_bytes())


def told_targets(
    embedder: Embedder, languages: Sequence[str], vectors: Vectors
) -> list[Target | None]:
    """Return the target of each need, None where none stands out.

    Another model than ours is told none: its vectors cannot be compared.

    Args:
        embedder: what gave the vectors.
        languages: of each text.
        vectors: (texts, dimensions), as passages.
    """
    if SHA256[:8] not in embedder.fingerprint or not languages:
        return [None] * len(languages)
    asked = asked_targets()
    moved = stepped(vectors, languages, language_steps(embedder.fingerprint))
    above = asked.nearness(moved) - asked.usual
    return [_told(asked.numbers, own) for own in above]


def _told(numbers: Sequence[str], above: NDArray[np.float32]) -> Target | None:
    nearest = int(above.argmax())
    share = float(1 / np.exp((above - above[nearest]) / WARMTH).sum())
    if share < ENOUGH:
        return None
    return Target(number=numbers[nearest], share=round(share, 4))
