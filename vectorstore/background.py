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
    TakenOff,
    language_steps,
    stepped_question,
)
from vectorstore.embeddings.protocol import Embedder, Read, Vectors
from vectorstore.library import Library
from vectorstore.records import ChunkId
from vectorstore.reread import Rereading
from vectorstore.tokens import Joined, hold_whole, join

EACH = 100
"""Passages sampled a language."""
PRIOR_WEIGHT = 64
"""Passages of the library that the unrelated texts weigh as much as."""
SHRINK = 20
"""Passages of a language that the mean of all weighs as much as in its own mean."""
DRIFT = 0.1
"""Share by which the library grows or shrinks before it is sampled anew."""
REREAD = 12
"""Passages of the sample whose tokens are read."""
WHOLE = 0.7
"""What a passage's own cosine weighs beside its best sentence's: decision 0025."""
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
        vectors, owners = _long_sentences(material)
        passages = self._cosines(material.vectors, material.languages)
        sentences = self._cosines(vectors, material.languages, owners)
        found = [
            side.passages.standardize(
                _with_best(whole, own, owners), languages=material.languages
            )
            for side, whole, own in zip(self.sides, passages, sentences, strict=True)
        ]
        return np.mean(found, axis=0)

    def of_sentences(self, vectors: Vectors, languages: Sequence[str]) -> Numbers:
        """Return how far each sentence stands above unrelated ones, in deviations."""
        cosines = self._cosines(vectors, languages)
        found = [
            side.sentences.standardize(own, languages)
            for side, own in zip(self.sides, cosines, strict=True)
        ]
        return np.mean(found, axis=0)

    def _cosines(
        self,
        vectors: Vectors,
        languages: Sequence[str],
        owners: NDArray[np.intp] | None = None,
    ) -> list[Numbers]:
        """Return the cosine of each text, a row each, with the question of each side.

        The vectors are gone through once for all sides. The languages are theirs, or of
        their owners.
        """
        found: list[Numbers] = []
        products = vectors @ np.stack([side.vector for side in self.sides], axis=1)
        for column, side in enumerate(self.sides):
            own = products[:, column]
            if side.steps:
                off = TakenOff.of(vectors, languages, side.steps, owners)
                own = off.cosines(own, side.vector)
            found.append(own.astype(float))
        return found


def _long_sentences(
    material: Material,
) -> tuple[Vectors, NDArray[np.intp]]:
    """Return the sentences that stand for passages: vectors, and whose each is."""
    owners = np.repeat(np.arange(len(material.ids)), material.counts)
    long = material.sentences.letters >= LONG_ENOUGH
    return material.sentences.vectors_of(long), owners[long]


def _with_best(
    passages: Numbers, sentences: Numbers, owners: NDArray[np.intp]
) -> Numbers:
    """Return a passage's cosine, weighed, and its best sentence's together."""
    best = np.full(len(passages), -np.inf)
    np.maximum.at(best, owners, sentences)
    return WHOLE * passages + np.where(np.isfinite(best), best, passages)


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
        self._rereading = Rereading(library=library, embedder=embedder)
        self._steps = language_steps(embedder.fingerprint) if steps is None else steps
        self._lock = Lock()
        self._sampled_at = 0
        self._sample: _Sample | None = None
        self._reread: _Sample | None = None  # of which the tokens are
        self._tokens: Joined | None = None

    def view(self, vector: NDArray[np.float32], *, language: str) -> View:
        """Return a question's unit vector with how near unrelated texts come to it."""
        return self.views([vector], language=language)[0]

    def views(
        self, vectors: Sequence[NDArray[np.float32]], *, language: str
    ) -> tuple[View, ...]:
        """Return the same of several questions, in order; at once takes less time."""
        if not vectors:
            return ()
        sides = [np.stack(vectors, axis=1)]
        if self._steps:
            moved = [self.to_find(vector, language=language) for vector in vectors]
            sides.append(np.stack(moved, axis=1))
        return self._sampled().views(sides)

    def to_find(
        self, vector: NDArray[np.float32], *, language: str
    ) -> NDArray[np.float32]:
        """Return what a view's `to_find` will be, long before the view is had."""
        return stepped_question(vector, language, self._steps)

    def by_chance(self, read: Read) -> float:
        """Return what of a question random passages hold, in cosines; 0: not known."""
        if not len(read.tokens.vectors):
            return 0.0  # nor are those of passages told
        tokens = self._sampled_tokens()
        return 0.0 if tokens is None else float(np.nanmean(hold_whole(read, tokens)))

    def _sampled_tokens(self) -> Joined | None:
        sample = self._sampled()
        with self._lock:
            if self._reread is not sample:
                stored = self._rereading.tokens(sample.reread)
                self._tokens = join(list(stored.values())) if stored else None
                self._reread = sample
            return self._tokens

    def _sampled(self) -> "_Sample":
        with self._lock:
            self._refresh()
            sample = self._sample
        assert sample is not None, "a sample was taken"
        return sample

    def _refresh(self) -> None:
        count = self._library.chunk_count()
        if self._sample and abs(count - self._sampled_at) <= DRIFT * self._sampled_at:
            return
        prior = self._embedder.embed_passages([text for _, text in UNRELATED])
        material = self._library.samples(EACH)
        self._sample = _Sample.taken(material, prior, steps=self._steps)
        self._sampled_at = count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Some texts whose nearness is measured from all sides."""

    vectors: Vectors
    spoken: "_Spoken"
    off: TakenOff | None  # what the last side takes off; None: there is but one

    @classmethod
    def of(
        cls,
        vectors: Vectors,
        languages: Sequence[str],
        steps: Mapping[str, NDArray[np.float32]],
    ) -> "_Seen":
        return cls(
            vectors=vectors,
            spoken=_Spoken.of(languages),
            off=TakenOff.of(vectors, languages, steps) if steps else None,
        )

    def cosines(self, sides: Sequence[NDArray[np.float32]]) -> list[list[Numbers]]:
        """Return the cosines with questions, the columns of each side, by question."""
        products = self.vectors @ np.concatenate(sides, axis=1)
        columns = iter(products.T)
        found = [[next(columns) for _ in side.T] for side in sides]
        if self.off is not None:
            asked = zip(found[-1], sides[-1].T, strict=True)
            found[-1] = [self.off.cosines(own, question) for own, question in asked]
        return [[own.astype(float) for own in one] for one in zip(*found, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """Sampled passages and their long sentences, beside the unrelated texts."""

    steps: Mapping[str, NDArray[np.float32]]  # that the last side takes off
    prior: _Seen
    passages: _Seen
    sentences: _Seen
    owners: NDArray[np.intp]  # (sentences,): the passage of each
    reread: tuple[ChunkId, ...]  # the passages whose tokens are read

    @classmethod
    def taken(
        cls,
        material: Material,
        prior: Vectors,
        *,
        steps: Mapping[str, NDArray[np.float32]],
    ) -> "_Sample":
        vectors, owners = _long_sentences(material)
        spoken = np.array(material.languages, np.str_)[owners].tolist()
        return cls(
            steps=steps,
            prior=_Seen.of(prior, [language for language, _ in UNRELATED], steps),
            passages=_Seen.of(material.vectors, material.languages, steps),
            sentences=_Seen.of(vectors, spoken, steps),
            owners=owners,
            reread=material.ids[:: max(len(material.ids) // REREAD, 1)],
        )

    def views(self, sides: Sequence[NDArray[np.float32]]) -> tuple[View, ...]:
        """Return how near the sampled texts come to questions, columns of each side."""
        measured = zip(
            zip(*(side.T for side in sides), strict=True),
            self.prior.cosines(sides),
            self.passages.cosines(sides),
            self.sentences.cosines(sides),
            strict=True,
        )
        return tuple(View(sides=self._sides(*one)) for one in measured)

    def _sides(
        self,
        vectors: Sequence[NDArray[np.float32]],
        priors: Sequence[Numbers],
        passages: Sequence[Numbers],
        sentences: Sequence[Numbers],
    ) -> tuple[Side, ...]:
        none: Mapping[str, NDArray[np.float32]] = {}
        every = zip(vectors, priors, passages, sentences, strict=True)
        return tuple(
            Side(
                vector=vector,
                steps=steps,
                passages=self._level(
                    (WHOLE + 1) * prior,
                    _with_best(whole, best, self.owners),
                    self.passages.spoken,
                ),
                sentences=self._level(prior, best, self.sentences.spoken),
            )
            for (vector, prior, whole, best), steps in zip(
                every, [none, self.steps][: len(vectors)], strict=True
            )
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
            # A model with steps is the one that was taught: its languages come alike.
            by_language={} if self.steps else _shrunk_means(own, mean, spoken),
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
