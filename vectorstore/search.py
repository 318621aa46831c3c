"""Finds the passages for a question: meaning first, words as a bounded bonus.

Candidates are the chunks nearest to the question, with the step of its language taken
off, so that no language starts behind; and those that hold most of its words. They are
ranked by how far the passage and its best sentence together stand above unrelated
passages; the best are read token by token, and gain what they hold of the question.
Words add a bonus for how much of the question one
passage really holds; bounded and convex, because plain rank fusion halves the recall
between languages, and gating by coverage buries foreign sources in a library of many
languages. Of a work in several languages, or taken in twice, one copy is shown.

Chosen on the development half of evals/suites and on parallel texts of the corpus:
decision 0010 has the table.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.background import Background, View
from vectorstore.beside import Beside
from vectorstore.copies import one_copy_each
from vectorstore.embeddings.languages import language_steps
from vectorstore.embeddings.protocol import Embedder, Read
from vectorstore.errors import IndexMissing
from vectorstore.library import Library
from vectorstore.records import (
    EVERYTHING,
    ChunkId,
    Filters,
    Passage,
    Readers,
)
from vectorstore.reread import Rereading
from vectorstore.sentences import Sentences, embed_sentences
from vectorstore.shown import SPARE, Ranked, gather
from vectorstore.text.asked import AskedWord, asked_words
from vectorstore.translations import Translations

DENSE_CANDIDATES = 120
"""Questions of the development half whose source was among so many: all of those in
its own language, 97 of 100 in another; with the step left on, 90 of 100."""
WORD_CANDIDATES = 50
NAME_CANDIDATES = 20
"""Of those that hold most of the names: often very many hold all of them alike."""
HALF_HOLD_IT, FEW_HOLD_IT = math.log1p(2), math.log1p(20)
"""Rarities of a name that half of all chunks hold, and of one that 1 in 20 does."""
WORD_BONUS = 2.0
"""Standard deviations that a passage with every word of the question gains."""
WORD_POWER = 4
"""So steep that only nearly all of the words count: a few are shared by chance."""
NAME_BONUS = 1.0
"""Standard deviations that a passage with every name of the question gains."""
NAME_POWER = 2
FEW = 3
"""Chunks that hold something, of which each is likely to be what is looked for."""
ALL_WORDS_BONUS = 3.0
"""Standard deviations that a passage gains which, with few others, holds every word,
and two of them hardly any other does: a rare phrase that vectors may not know."""
IDENTIFIER_BONUS = 3.0
"""Standard deviations that a passage gains which, with few others, holds the number of
a project: it says what is meant in any language, and means nothing to vectors."""
REREAD = 16
"""Passages that are read token by token."""
HELD_WEIGHT = 8.0
"""Standard deviations that a passage gains a cosine that its tokens hold more of the
question than random passages do: decision 0028."""
BESIDE = 1
"""Threads that ask the indexes while others compute: no search asks two at once."""


Weighed = tuple[tuple[frozenset[str], float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as search uses it."""

    read: Read
    asked: tuple[AskedWord, ...]  # its words
    rarities: tuple[float, ...]  # of each of them
    view: View  # how near unrelated text comes

    @property
    def vector(self) -> NDArray[np.float32]:
        """Its unit vector."""
        return self.read.vector

    @property
    def words(self) -> Weighed:
        """The forms of each word, and its rarity."""
        return tuple(
            (word.forms, rarity)
            for word, rarity in zip(self.asked, self.rarities, strict=True)
        )

    @property
    def names(self) -> Weighed:
        """Those of the words that are names or numbers."""
        return tuple(
            (word.forms, rarity)
            for word, rarity in zip(self.asked, self.rarities, strict=True)
            if word.is_name
        )

    @property
    def identifiers(self) -> Weighed:
        """Those of the words that are long numbers, such as a project's."""
        return tuple((word.forms, 1.0) for word in self.asked if word.is_identifier)

    @property
    def names_tell(self) -> float:
        """How much it tells that a chunk holds the names: 0, half of all do; 1, few do.

        By the rarest of them: "2030" stands in many texts, a village in one.
        """
        rarest = max((rarity for _, rarity in self.names), default=0.0)
        share = (rarest - HALF_HOLD_IT) / (FEW_HOLD_IT - HALF_HOLD_IT)
        return min(max(share, 0.0), 1.0)

    def coverage(self, terms: set[str]) -> float:
        """Return the share of the question's words among terms, by rarity."""
        total = sum(self.rarities)
        if not total:
            return 0.0
        pairs = zip(self.asked, self.rarities, strict=True)
        held = sum(r for word, r in pairs if not word.forms.isdisjoint(terms))
        return held / total


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The passages for one question, best first."""

    question: Understood
    passages: tuple[Passage, ...]
    held: Mapping[ChunkId, tuple[float, ...]]
    """What of the question each sentence of a passage holds, in cosines above chance:
    of passages that were reread, in reading order."""
    tokens: Mapping[ChunkId, bytes]
    """Packed, of those passages."""


class Search:
    """Searches one library with one embedder. Safe to call from several threads."""

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
        self._background = Background(library, embedder, steps=steps)
        self._steps = language_steps(embedder.fingerprint) if steps is None else steps
        self._rereading = Rereading(library=library, embedder=embedder)
        self._beside = Beside(BESIDE, name="search")

    def find(
        self,
        question: str,
        *,
        language: str,
        limit: int,
        filters: Filters = EVERYTHING,
        readers: Readers = "public",
    ) -> Found:
        """Return at most `limit` passages that fit the question, best first.

        The question is embedded as it is, never translated. Ties keep the order of
        chunk ids, so results repeat. `language` only chooses the analysis of words.

        Raises:
            IndexMissing: nothing has been taken in yet.
            EmbeddingFailed: the embedder gave no vector.
            StoreUnavailable: worth retrying.
        """
        if not self._library.chunk_count():
            raise IndexMissing(
                "the library is empty",
                remedy="Run `galaxy ingest --starter`, or ingest your own PATH.",
            )
        weighed = self._beside.begin(self._weighed, question, language=language)
        read = self._embedder.read_question(question)
        looked_up = self._beside.begin(
            self._library.nearest,
            self._background.to_find(read.vector, language=language),
            limit=max(DENSE_CANDIDATES, 2 * limit),
            filters=filters,
            readers=readers,
        )
        understood = self._understood(read, *weighed(), language=language)
        covered, named = (
            dict(
                self._library.covering(
                    words, limit=max(at_most, limit), filters=filters, readers=readers
                )
            )
            for words, at_most in (
                (understood.words, WORD_CANDIDATES),
                (understood.names, NAME_CANDIDATES),
            )
        )
        identified = self._held_by_few(understood.identifiers, filters, readers)
        by_chance = self._background.by_chance(read)
        worded = self._library.material(list(covered | named | identified))
        nearest = [chunk for chunk, _ in looked_up()]
        by_words = set(worded.ids)
        more = [one for one in nearest if one not in by_words]
        bonus = NAME_BONUS * understood.names_tell
        others: Callable[[], dict[ChunkId, float]] | None = None
        if bonus and len(named) >= NAME_CANDIDATES:  # else no other chunk holds any
            others = self._beside.begin(
                self._library.shares, understood.names, [*covered, *named, *more]
            )
        material = worded.with_more(self._library.material(more))
        scores = understood.view.of_passages(material)
        scores += WORD_BONUS * _in_order(material.ids, covered) ** WORD_POWER
        if self._are_rare(understood.rarities):
            scores += ALL_WORDS_BONUS * _in_order(material.ids, _whole(covered))
        scores += IDENTIFIER_BONUS * _in_order(material.ids, identified)
        named |= others() if others else {}
        scores += bonus * _in_order(material.ids, named) ** NAME_POWER
        cosines = material.vectors @ understood.vector
        order = one_copy_each(material, scores, language=language)
        ids = [material.ids[row] for row, _ in order[: max(REREAD, limit + SPARE)]]
        reread = self._rereading.read(read, ids, by_chance=by_chance)
        order = _reordered(order, HELD_WEIGHT * reread.passages)
        ranked = Ranked(
            scores={material.ids[row]: score for row, score in order},
            cosines=dict(zip(material.ids, cosines.tolist(), strict=True)),
            covered=covered,
            held=reread.whole,
            translations=Translations.of(material, self._steps),
        )
        passages = gather(
            self._library, ranked, language=language, limit=limit, readers=readers
        )
        return Found(
            question=understood,
            passages=passages,
            held=reread.sentences,
            tokens=reread.tokens,
        )

    def sentences(self, passages: Sequence[Passage]) -> dict[ChunkId, Sentences]:
        """Return the sentences of passages, by chunk.

        They are stored with the chunk; one that an older program stored has its own
        embedded now.

        Raises:
            EmbeddingFailed: the embedder gave no vector.
            StoreUnavailable: worth retrying.
        """
        stored = self._library.sentences([passage.chunk.id for passage in passages])
        missing = [p for p in passages if p.chunk.id not in stored]
        made = embed_sentences(
            self._embedder, [(passage.title, passage.chunk) for passage in missing]
        )
        found = zip((p.chunk.id for p in missing), made.sentences, strict=True)
        return stored | dict(found)

    def answering(
        self, found: Found, passages: Sequence[Passage]
    ) -> dict[ChunkId, tuple[float, ...]]:
        """Return how much each sentence of passages seems to answer, by chunk.

        As `Rereading.answering` tells it, for the question that they were found for.

        Raises:
            EmbedderUnusable: the reader's file is missing or damaged.
            EmbeddingFailed: the embedder gave no tokens.
            StoreUnavailable: worth retrying.
        """
        ids = [passage.chunk.id for passage in passages]
        return self._rereading.answering(found.question.read, ids, found.tokens)

    def understand(self, question: str, *, language: str) -> Understood:
        """Embed a question, weigh its words, and measure its background."""
        weighed = self._beside.begin(self._weighed, question, language=language)
        read = self._embedder.read_question(question)
        return self._understood(read, *weighed(), language=language)

    def _are_rare(self, rarities: Sequence[float]) -> bool:
        """Tell whether few chunks hold the one, and few the other, of two words."""
        few = math.log1p(self._library.chunk_count() / (1 + FEW))
        return sum(rarity >= few for rarity in rarities) > 1

    def _held_by_few(
        self, words: Weighed, filters: Filters, readers: Readers
    ) -> dict[ChunkId, float]:
        """Return the chunks that hold any of some words, which few chunks do."""
        found: dict[ChunkId, float] = {}
        for word in words:
            held = self._library.covering(
                (word,), limit=FEW + 1, filters=filters, readers=readers
            )
            if len(held) <= FEW:
                found |= held
        return found

    def _understood(
        self,
        read: Read,
        asked: tuple[AskedWord, ...],
        rarities: tuple[float, ...],
        *,
        language: str,
    ) -> Understood:
        view = self._background.view(read.vector, language=language)
        return Understood(read=read, asked=asked, rarities=rarities, view=view)

    def _weighed(
        self, question: str, *, language: str
    ) -> tuple[tuple[AskedWord, ...], tuple[float, ...]]:
        """Return the words of a question and how rare each is."""
        asked = asked_words(question, language)
        count = max(self._library.chunk_count(), 1)
        frequencies = self._library.frequencies(
            sorted({form for word in asked for form in word.forms})
        )
        return tuple(asked), tuple(
            math.log1p(count / (1 + max(frequencies.get(f, 0) for f in word.forms)))
            for word in asked
        )

    def views(self, texts: Sequence[str], *, language: str) -> tuple[View, ...]:
        """Return how near text comes to each of some texts, embedded together.

        Raises:
            EmbeddingFailed: the embedder gave no vectors.
        """
        if not texts:
            return ()
        vectors = self._embedder.embed_questions(texts)
        return self._background.views(tuple(vectors), language=language)


def _in_order(
    ids: Sequence[ChunkId], shares: dict[ChunkId, float]
) -> NDArray[np.float64]:
    return np.array([shares.get(identifier, 0.0) for identifier in ids])


def _whole(covered: Mapping[ChunkId, float]) -> dict[ChunkId, float]:
    """Return the chunks that hold every word, where they are few."""
    whole = {one: 1.0 for one, share in covered.items() if share >= 1 - 1e-6}
    return whole if len(whole) <= FEW else {}


def _reordered(
    order: Sequence[tuple[int, float]], gains: NDArray[np.float64]
) -> list[tuple[int, float]]:
    """Return rows and scores with what the first ones gain, best first.

    The others gain what the least of them does, so none comes before all of these.
    """
    least = float(gains.min(initial=0.0)) if len(gains) else 0.0
    gained = [*gains.tolist(), *[least] * (len(order) - len(gains))]
    raised = [
        (row, score + gain) for (row, score), gain in zip(order, gained, strict=True)
    ]
    return sorted(raised, key=lambda pair: -pair[1])
