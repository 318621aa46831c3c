"""What nearness means: how near text comes to a question it has nothing to do with.

The cosine of this family of models sits in a narrow band, and higher for passages in
the question's own language than for as good ones in another. So a cosine is measured
against the mean of passages in the same language. Fixed sentences about nothing asked
here stand in where the library has few, also when all of it is about one subject.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Library

EACH = 200
"""Passages sampled a language."""
PRIOR_WEIGHT = 64
"""Passages of the library that the unrelated texts weigh as much as."""
SHRINK = 20
"""Passages of a language that the mean of all weighs as much as in its own mean."""
DRIFT = 0.1
"""Share by which the library grows or shrinks before it is sampled anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How near unrelated passages come to one question."""

    mean: float
    deviation: float
    by_language: Mapping[str, float]  # the mean of each language's passages

    def standardize(self, cosine: float, language: str) -> float:
        """Return how many standard deviations a cosine is above unrelated passages."""
        return (cosine - self.by_language.get(language, self.mean)) / self.deviation


class Background:
    """Samples of a library, kept while it is about the same."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._lock = Lock()
        self._prior: NDArray[np.float32] | None = None
        self._samples: dict[str, NDArray[np.float32]] = {}
        self._sampled_at = 0

    def level(self, vector: NDArray[np.float32]) -> Level:
        """Return how near unrelated passages come to a question's unit vector."""
        with self._lock:
            self._refresh()
            assert self._prior is not None
            prior = (self._prior @ vector).astype(np.float64)
            by_language = {
                language: (sample @ vector).astype(np.float64)
                for language, sample in self._samples.items()
            }
        own = np.concatenate([prior[:0], *by_language.values()])
        weights = np.concatenate(
            [np.full(len(prior), PRIOR_WEIGHT / len(prior)), np.ones(len(own))]
        )
        cosines = np.concatenate([prior, own])
        mean = float(np.average(cosines, weights=weights))
        spread = float(np.average((cosines - mean) ** 2, weights=weights))
        return Level(
            mean=mean,
            deviation=max(math.sqrt(spread), 1e-3),
            by_language={
                language: float((found.sum() + SHRINK * mean) / (len(found) + SHRINK))
                for language, found in by_language.items()
            },
        )

    def _refresh(self) -> None:
        if self._prior is None:
            self._prior = self._embedder.embed_passages(UNRELATED)
        count = self._library.chunk_count()
        if abs(count - self._sampled_at) > DRIFT * self._sampled_at:
            self._samples = self._library.samples(EACH)
            self._sampled_at = count


UNRELATED = (
    "The bakery on the corner sells rye bread on Tuesdays and closes at noon.",
    "My neighbour tunes pianos and keeps his tools in a violin case.",
    "Shuffle the cards twice, then deal five to each player.",
    "The second movement begins quietly, with only the cellos.",
    "Le chat dort sur le radiateur depuis que la neige tombe.",
    "Ce tournevis est trop court pour la vis du placard.",
    "Mélangez le beurre et le sucre, puis ajoutez un zeste de citron.",
    "El portero detuvo dos penaltis y el partido terminó sin goles.",
    "Mi abuela guardaba los botones en una lata de galletas.",
    "La película empieza con un tren que cruza un puente de noche.",
    "A chave da garagem ficou em cima da geladeira.",
    "O violonista trocou duas cordas antes do ensaio.",
    "Depois do almoço jogamos dominó na varanda.",
    "Кот перевернул вазу, и вода залила всю полку.",
    "Велосипед скрипит, пора смазать цепь.",
    "Спектакль начнётся в семь, не забудьте бинокль.",
    "这只猫喜欢睡在钢琴上面。",
    "他把雨伞忘在理发店里了。",
    "先把土豆切成丝，再用清水泡十分钟。",
    "نسيت المظلة عند الحلاق يوم الخميس.",
    "يبدأ الفيلم بقطار يعبر جسرا في الليل.",
    "ضع القليل من النعناع في الشاي بعد أن يغلي.",
)
