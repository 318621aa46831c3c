"""Suite `parallel`: a text asked in one language, found in another.

Each text of a parallel set is asked in each of its languages. The steps of languages
that the ranking takes off were learned from these very sets, so here each set is asked
with steps learned from the other set alone. All pairs of languages take long, so they
are asked of some texts; all SDG targets are asked of their English copies.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.copies import copied_only, copied_without, opened
from evals.holdings import HeldChunks, held_chunks
from evals.parallel_texts import Item, SetName, load_items
from evals.ranks import DEEPEST, Ranks, ranks
from evals.steps import Steps, learned, sdg_texts, udhr_texts
from vectorstore.embeddings.languages import language_steps
from vectorstore.embeddings.protocol import Embedder, Vectors
from vectorstore.records import EVERYTHING, ChunkId, DocumentId, Filters, Record
from vectorstore.search import Search

TEACHERS = {SetName.SDG: SetName.UDHR, SetName.UDHR: SetName.SDG}
"""From which set the steps are learned that a set is asked with."""
ASKED = {SetName.SDG: 30, SetName.UDHR: 15}
"""Items of each set that are asked, spread evenly: all pairs of languages are many."""
THREADS = 2
ENGLISH = "en"
ANY_OTHER = "any other"

Say = Callable[[str], None]


class Pair(Record):
    """Questions in one language for the same text in another."""

    question: str
    document: str
    product: Ranks
    dense: Ranks  # cosines of the stored vectors, and nothing else


class ParallelSet(Record):
    """One set of parallel texts."""

    name: SetName
    items: int
    asked: int  # of the items, in each language
    steps: SetName  # what the steps of languages were learned from
    alone: tuple[Pair, ...]  # only documents in the other language are searched
    one_copy: tuple[Pair, ...]  # everything, but the set in the other language alone
    any_copy: tuple[Pair, ...]  # everything but documents in the asker's language
    same: tuple[Pair, ...]  # everything; the asker's own copy is what is wanted
    english: tuple[Pair, ...] = ()  # all items, of a library of their English copies


class Parallel(Record):
    """The whole suite."""

    sets: tuple[ParallelSet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """A set, and all that asking it takes."""

    items: Sequence[Item]  # those that are asked
    every: Sequence[Item]
    home: Path
    chunks: HeldChunks
    questions: Mapping[tuple[str, str], NDArray[np.float32]]  # by language and key
    embedder: Embedder
    steps: Steps
    say: Say

    @property
    def languages(self) -> list[str]:
        """The languages of the set."""
        return list(self.items[0].texts)

    def in_everything(self, pools: "_Pools") -> None:
        """Ask in the home as it is, limited by filters."""
        spoken = np.array(self.chunks.languages)
        with opened(self.home, self.embedder) as library:
            search = Search(library, self.embedder, steps=self.steps)
            for asked in self.languages:
                self.say(f"  asked in {asked}")
                for held in self.languages:
                    own = asked == held
                    pair = self._pair(
                        search,
                        asked,
                        held,
                        allowed=(spoken == held) | own,
                        filters=EVERYTHING if own else Filters(language=(held,)),
                    )
                    (pools.same if own else pools.alone).append(pair)
                others = tuple(sorted(set(self.chunks.languages) - {asked}))
                pools.any_copy.append(
                    self._pair(
                        search,
                        asked,
                        ANY_OTHER,
                        allowed=spoken != asked,
                        filters=Filters(language=others),
                    )
                )

    def with_one_copy(self, held: str) -> list[Pair]:
        """Ask in a copy of the home that has the set in one language alone."""
        self.say(f"  everything, with the set in {held} alone")
        gone = _documents(self.chunks, [i.copies_but(held) for i in self.every])
        there = np.array([document not in gone for document in self.chunks.documents])
        with (
            copied_without(self.home, sorted(gone), self.embedder) as copy,
            opened(copy, self.embedder) as library,
        ):
            search = Search(library, self.embedder, steps=self.steps)
            return [
                self._pair(search, asked, held, allowed=there)
                for asked in self.languages
                if asked != held
            ]

    def of_english(self) -> list[Pair]:
        """Ask every item in a library of the English copies and nothing else."""
        self.say(f"  all {len(self.every)}, of their English copies alone")
        every = replace(
            self, items=self.every, questions=_questions(self.every, self.embedder)
        )
        kept = frozenset[ChunkId]().union(*(i.copies[ENGLISH] for i in self.every))
        there = np.array([chunk in kept for chunk in self.chunks.ids])
        with copied_only(self.home, kept, self.embedder) as library:
            search = Search(library, self.embedder, steps=self.steps)
            return [
                every._pair(search, asked, ENGLISH, allowed=there)
                for asked in self.languages
                if asked != ENGLISH
            ]

    def _pair(
        self,
        search: Search,
        asked: str,
        held: str,
        *,
        allowed: NDArray[np.bool_],  # the chunks that are there
        filters: Filters = EVERYTHING,
    ) -> Pair:
        def find(item: Item) -> list[ChunkId]:
            found = search.find(
                item.texts[asked], language=asked, limit=DEEPEST, filters=filters
            )
            return [passage.chunk.id for passage in found.passages]

        wanted = [
            item.copies_but(asked) if held == ANY_OTHER else item.copies[held]
            for item in self.items
        ]
        with ThreadPoolExecutor(THREADS) as threads:
            replies = list(threads.map(find, self.items))
        vectors = np.array([self.questions[asked, item.key] for item in self.items])
        return Pair(
            question=asked,
            document=held,
            product=ranks([first(r, w) for r, w in zip(replies, wanted, strict=True)]),
            dense=ranks(dense_ranks(vectors, self.chunks, wanted, allowed)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pools:
    alone: list[Pair] = field(default_factory=list[Pair])
    any_copy: list[Pair] = field(default_factory=list[Pair])
    same: list[Pair] = field(default_factory=list[Pair])


def measure(
    corpus: Path,
    home: Path,
    embedder: Embedder,
    *,
    say: Say,
    asked: Mapping[SetName, int] = ASKED,
) -> Parallel:
    """Ask each set in each of its languages, each with the steps of the other set.

    Args:
        corpus: the folder of parallel texts.
        home: which holds them and more; nobody may own it meanwhile.
        embedder: that filled it.
        say: hears what is going on.
        asked: how many items of each set are asked.

    Raises:
        VectorstoreError: the home, or a copy of it, cannot be opened.
    """
    chunks = held_chunks(home)
    sets: list[ParallelSet] = []
    for name, teacher in TEACHERS.items():
        items = load_items(name, corpus, home, chunks)
        some = spread(items, asked[name])
        if not some:
            continue
        say(f"{name}: {len(some)} of {len(items)} texts, with the steps of {teacher}")
        asking = _Asking(
            items=some,
            every=items,
            home=home,
            chunks=chunks,
            questions=_questions(some, embedder),
            embedder=embedder,
            steps=_steps(teacher, corpus, embedder),
            say=say,
        )
        sets.append(_asked(name, asking))
    return Parallel(sets=tuple(sets))


def _asked(name: SetName, asking: _Asking) -> ParallelSet:
    pools = _Pools()
    asking.in_everything(pools)
    one_copy = [p for held in asking.languages for p in asking.with_one_copy(held)]
    return ParallelSet(
        name=name,
        items=len(asking.every),
        asked=len(asking.items),
        steps=TEACHERS[name],
        alone=tuple(pools.alone),
        one_copy=tuple(one_copy),
        any_copy=tuple(pools.any_copy),
        same=tuple(pools.same),
        english=tuple(asking.of_english()) if name is SetName.SDG else (),
    )


def first(found: Iterable[ChunkId], wanted: frozenset[ChunkId]) -> int | None:
    """Return the rank, from 1, of the first chunk that is wanted."""
    ranked = (rank for rank, chunk in enumerate(found, start=1) if chunk in wanted)
    return next(ranked, None)


def dense_ranks(
    questions: Vectors,
    chunks: HeldChunks,
    wanted: Sequence[frozenset[ChunkId]],
    allowed: NDArray[np.bool_],
) -> list[int | None]:
    """Return the rank of the nearest wanted chunk among the allowed ones."""
    cosines = questions @ chunks.vectors.T
    cosines[:, ~allowed] = -np.inf
    places = {chunk: at for at, chunk in enumerate(chunks.ids)}
    found: list[int | None] = []
    for row, own in zip(cosines, wanted, strict=True):
        best = max((float(row[places[chunk]]) for chunk in own), default=-np.inf)
        found.append(None if np.isinf(best) else 1 + int((row > best).sum()))
    return found


def spread(items: Sequence[Item], count: int) -> tuple[Item, ...]:
    """Return `count` items, evenly spread; all where there are fewer."""
    places = np.linspace(0, len(items), min(count, len(items)), endpoint=False)
    return tuple(items[int(place)] for place in places)


def _steps(teacher: SetName, corpus: Path, embedder: Embedder) -> Steps:
    if not language_steps(embedder.fingerprint):
        return {}
    texts = sdg_texts(corpus) if teacher is SetName.SDG else udhr_texts(corpus)
    return learned(embedder, texts)


def _questions(
    items: Sequence[Item], embedder: Embedder
) -> dict[tuple[str, str], NDArray[np.float32]]:
    found: dict[tuple[str, str], NDArray[np.float32]] = {}
    for language in items[0].texts:
        vectors = embedder.embed_questions([item.texts[language] for item in items])
        for item, vector in zip(items, vectors, strict=True):
            found[language, item.key] = vector
    return found


def _documents(
    chunks: HeldChunks, copies: Iterable[frozenset[ChunkId]]
) -> set[DocumentId]:
    gone = frozenset[ChunkId]().union(*copies)
    return {
        document
        for chunk, document in zip(chunks.ids, chunks.documents, strict=True)
        if chunk in gone
    }
