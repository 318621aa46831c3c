"""What nearness means: how near text comes to a question it has nothing to do with.

The cosine of this family of models sits in a narrow band, so it is measured against
that of passages of the library. Fixed sentences about nothing asked here stand in where
the library has few, also when all of it is about one subject. With a model that nobody
taught translations, passages in the question's own language come nearer than as good
ones in another, so each is measured against the mean of its language; with ours that
would only hold against a language that its few passages are on the subject.

It is measured from two sides: of the vectors as they are, and with the step of each
language taken off. The first knows more of what is said, the second is fair to every
language; their mean finds more than either.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.material import Material
from vectorstore.embeddings.languages import (
    language_steps,
    stepped,
    stepped_cosines,
    stepped_question,
)
from vectorstore.embeddings.protocol import Embedder, Vectors
from vectorstore.library import Library

EACH = 100
"""Passages sampled a language."""
PRIOR_WEIGHT = 64
"""Passages of the library that the unrelated texts weigh as much as."""
SHRINK = 20
"""Passages of a language that the mean of all weighs as much as in its own mean."""
DRIFT = 0.1
"""Share by which the library grows or shrinks before it is sampled anew."""
LONG_ENOUGH = 30
"""Letters from which a sentence stands for its passage: "Country: Senegal" does not."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How near unrelated texts come to one question."""

    mean: float
    deviation: float
    by_language: Mapping[str, float]  # the mean of each language's texts, if it matters

    def standardize(self, nearness: Numbers, languages: Sequence[str]) -> Numbers:
        """Return how many standard deviations each is above its language's mean."""
        means = [self.by_language.get(language, self.mean) for language in languages]
        return (nearness - np.array(means)) / self.deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A question, and what is near it, from one side."""

    vector: NDArray[np.float32]
    steps: Mapping[str, NDArray[np.float32]]  # taken off texts of each language
    passages: Level
    sentences: Level

    def cosines(self, vectors: Vectors, languages: Sequence[str]) -> Numbers:
        """Return the cosine of each text, a row each, with the question."""
        found = stepped_cosines(vectors, languages, self.steps, self.vector)
        return found.astype(float)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A question from all sides; nearness is the mean of what each says."""

    sides: tuple[Side, ...]

    @property
    def to_find(self) -> NDArray[np.float32]:
        """The vector whose neighbours are the passages of every language alike."""
        return self.sides[-1].vector

    def of_passages(self, material: Material) -> Numbers:
        """Return how far each passage stands above unrelated ones, in deviations."""
        found = [
            side.passages.standardize(
                _together(side, material), languages=material.languages
            )
            for side in self.sides
        ]
        return np.mean(found, axis=0)

    def of_sentences(self, vectors: Vectors, languages: Sequence[str]) -> Numbers:
        """Return how far each sentence stands above unrelated ones, in deviations."""
        found = [
            side.sentences.standardize(side.cosines(vectors, languages), languages)
            for side in self.sides
        ]
        return np.mean(found, axis=0)


def _together(side: Side, material: Material) -> Numbers:
    """Return the sum of a passage's cosine and its best sentence's."""
    passages = side.cosines(material.vectors, material.languages)
    owners = np.repeat(np.arange(len(material.ids)), material.counts)
    long = material.sentences.letters >= LONG_ENOUGH
    best = np.full(len(passages), -np.inf)
    if long.any():
        spoken = [material.languages[int(owner)] for owner in owners[long]]
        cosines = side.cosines(material.sentences.vectors[long], spoken)
        np.maximum.at(best, owners[long], cosines)
    return passages + np.where(np.isfinite(best), best, passages)


class Background:
    """Samples of a library, kept while it is about the same."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        *,
        steps: Mapping[str, NDArray[np.float32]] | None = None,
    ) -> None:
        """Take the steps of languages that come with the embedder, or those given."""
        self._library = library
        self._embedder = embedder
        self._steps = language_steps(embedder.fingerprint) if steps is None else steps
        self._lock = Lock()
        self._sampled_at = 0
        self._samples: tuple[_Sample, ...] = ()

    def view(self, vector: NDArray[np.float32], *, language: str) -> View:
        """Return a question's unit vector with how near unrelated texts come to it."""
        with self._lock:
            self._refresh()
            samples = self._samples
        vectors = [vector]
        if len(samples) > 1:
            vectors.append(stepped_question(vector, language, self._steps))
        return View(
            sides=tuple(
                sample.side(vector)
                for sample, vector in zip(samples, vectors, strict=True)
            )
        )

    def _refresh(self) -> None:
        count = self._library.chunk_count()
        if self._samples and abs(count - self._sampled_at) <= DRIFT * self._sampled_at:
            return
        prior = self._embedder.embed_passages([text for _, text in UNRELATED])
        spoken = [language for language, _ in UNRELATED]
        material = self._library.samples(EACH)
        none: Mapping[str, NDArray[np.float32]] = {}
        sides = [none, self._steps] if self._steps else [none]
        is_fair = bool(self._steps)  # they are those of the model that was taught
        self._samples = tuple(
            _Sample.taken(
                material, stepped(prior, spoken, steps), steps, is_fair=is_fair
            )
            for steps in sides
        )
        self._sampled_at = count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """Sampled passages and their long sentences from one side."""

    steps: Mapping[str, NDArray[np.float32]]
    prior: Vectors
    passages: Vectors
    languages: "_Spoken"
    sentences: Vectors
    spoken: "_Spoken"  # of the sentences
    owners: NDArray[np.intp]  # (sentences,): the passage of each
    is_fair: bool  # whether texts of every language come alike near

    @classmethod
    def taken(
        cls,
        material: Material,
        prior: Vectors,
        steps: Mapping[str, NDArray[np.float32]],
        *,
        is_fair: bool,
    ) -> "_Sample":
        owners = np.repeat(np.arange(len(material.ids)), material.counts)
        long = material.sentences.letters >= LONG_ENOUGH
        spoken = [material.languages[int(owner)] for owner in owners[long]]
        return cls(
            steps=steps,
            prior=prior,
            passages=stepped(material.vectors, material.languages, steps),
            languages=_Spoken.of(material.languages),
            sentences=stepped(material.sentences.vectors[long], spoken, steps),
            spoken=_Spoken.of(spoken),
            owners=owners[long],
            is_fair=is_fair,
        )

    def side(self, vector: NDArray[np.float32]) -> Side:
        """Return how near the sampled texts come to a question."""
        prior = (self.prior @ vector).astype(float)
        passages = (self.passages @ vector).astype(float)
        sentences = (self.sentences @ vector).astype(float)
        best = np.full(len(passages), -np.inf)
        np.maximum.at(best, self.owners, sentences)
        together = passages + np.where(np.isfinite(best), best, passages)
        return Side(
            vector=vector,
            steps=self.steps,
            passages=self._level(2 * prior, together, self.languages),
            sentences=self._level(prior, sentences, self.spoken),
        )

    def _level(self, prior: Numbers, own: Numbers, spoken: "_Spoken") -> Level:
        weights = np.concatenate(
            [np.full(len(prior), PRIOR_WEIGHT / len(prior)), np.ones(len(own))]
        )
        values = np.concatenate([prior, own])
        mean = float(np.average(values, weights=weights))
        spread = float(np.average((values - mean) ** 2, weights=weights))
        return Level(
            mean=mean,
            deviation=max(math.sqrt(spread), 1e-3),
            by_language={} if self.is_fair else _shrunk_means(own, mean, spoken),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoken:
    """The languages of sampled texts, as places in their names."""

    names: tuple[str, ...]
    places: NDArray[np.intp]  # (texts,)
    counts: NDArray[np.intp]  # (names,)

    @classmethod
    def of(cls, languages: Sequence[str]) -> "_Spoken":
        names, places, counts = np.unique(
            np.array(languages, dtype=np.str_),
            return_inverse=True,
            return_counts=True,
        )
        return cls(names=tuple(names.tolist()), places=places, counts=counts)


def _shrunk_means(values: Numbers, mean: float, spoken: _Spoken) -> dict[str, float]:
    sums = np.bincount(spoken.places, weights=values, minlength=len(spoken.names))
    means = (sums + SHRINK * mean) / (spoken.counts + SHRINK)
    return dict(zip(spoken.names, means.tolist(), strict=True))


UNRELATED = (
    ("en", "The bakery on the corner sells rye bread on Tuesdays and closes at noon."),
    ("en", "My neighbour tunes pianos and keeps his tools in a violin case."),
    ("en", "Shuffle the cards twice, then deal five to each player."),
    ("en", "The second movement begins quietly, with only the cellos."),
    ("fr", "Le chat dort sur le radiateur depuis que la neige tombe."),
    ("fr", "Ce tournevis est trop court pour la vis du placard."),
    ("fr", "Mélangez le beurre et le sucre, puis ajoutez un zeste de citron."),
    ("es", "El portero detuvo dos penaltis y el partido terminó sin goles."),
    ("es", "Mi abuela guardaba los botones en una lata de galletas."),
    ("es", "La película empieza con un tren que cruza un puente de noche."),
    ("pt", "A chave da garagem ficou em cima da geladeira."),
    ("pt", "O violonista trocou duas cordas antes do ensaio."),
    ("pt", "Depois do almoço jogamos dominó na varanda."),
    ("ru", "Кот перевернул вазу, и вода залила всю полку."),
    ("ru", "Велосипед скрипит, пора смазать цепь."),
    ("ru", "Спектакль начнётся в семь, не забудьте бинокль."),
    ("zh", "这只猫喜欢睡在钢琴上面。"),
    ("zh", "他把雨伞忘在理发店里了。"),
    ("zh", "先把土豆切成丝，再用清水泡十分钟。"),
    ("ar", "نسيت المظلة عند الحلاق يوم الخميس."),
    ("ar", "يبدأ الفيلم بقطار يعبر جسرا في الليل."),
    ("ar", "ضع القليل من النعناع في الشاي بعد أن يغلي."),
)
