"""Everything that organizations took part in, need or offer, held ready to be matched.

Read from the catalogue once, and renewed record by record as the library changes. What
is asked is always a view of it: the records that the asker may see, from before a day,
under filters. Whatever is computed of a view (names joined, weights of words, counts)
comes from its own records alone.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.partners.done import undone_status
from assistant.partners.kept_words import Kept, keep_words, load_words
from assistant.partners.kinds import kinds_told
from assistant.partners.values import Values
from assistant.partners.word_counts import Vocabulary, WordCounts, Words
from vectorstore.catalogue.activities import Activity
from vectorstore.catalogue.copies import copy_key
from vectorstore.embeddings.protocol import Embedder
from vectorstore.goals import Goal, Goals
from vectorstore.library import Library
from vectorstore.purposes import Purpose, Purposes
from vectorstore.records import (
    POSTED,
    DocumentId,
    Facets,
    Participation,
    Visibility,
)
from vectorstore.text.days import first_day
from vectorstore.text.normalization import terms
from vectorstore.text.regions import region_of
from vectorstore.text.sectors import sector_group

UNKNOWN = 0.5
"""What a word tells that no record holds, beside one in half of them, which tells 1."""
_NAMES_AT_ONCE = 256
_WORTH_KEEPING = 100
"""Records counted anew from which their words are kept again."""
_READ_AT_ONCE = 2_000
"""Documents read at a time: their texts are dropped once their words are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record, without its text and its vectors."""

    id: DocumentId
    revision: str
    title: str
    language: str
    platform: str
    published: str | None
    started: str | None  # as its source tells it
    ended: str | None
    visibility: Visibility
    facets: Facets
    parts: tuple[tuple[str, Participation], ...]
    words: Words
    regions: frozenset[str]
    sectors: frozenset[str]  # groups that its source states: "120"
    kinds: frozenset[str]  # of cooperation, by words and codes
    copy_key: int  # equal for copies of one record
    is_undone: bool  # its source says that it was cancelled or is only pledged
    purpose: Purpose | None = None  # inferred, where no sector is stated
    goal: Goal | None = None  # inferred, where no goal is stated

    @property
    def is_posting(self) -> bool:
        """Whether it says what somebody needs or offers, and not what was done."""
        return self.facets.kind in POSTED

    @property
    def groups(self) -> frozenset[str]:
        """The groups of sectors that it is of, stated or else inferred."""
        if self.sectors or self.purpose is None:
            return self.sectors
        return frozenset({self.purpose.group})

    @property
    def day(self) -> str | None:
        """The first day that its start may mean: 1 January of a year."""
        if self.started is None:
            return None
        return first_day(self.started)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All records, a row each, in order of their ids."""

    entries: tuple[Entry, ...]
    days: NDArray[np.str_]  # "" of an undated one
    counts: WordCounts
    vocabulary: Vocabulary
    vectors: NDArray[np.float32]  # (chunks, dimensions)
    starts: NDArray[np.int64]  # (rows + 1,): where the vectors of each begin
    owners: NDArray[np.int32]  # (chunks,): the row of each
    languages: tuple[str, ...]  # (chunks,)
    names: Mapping[str, NDArray[np.float32]]  # the vector of each name as written
    countries: Values
    regions: Values
    sectors: Values
    kinds: Values
    has_postings: bool  # whether any of them is a need or an offer

    @classmethod
    def of(
        cls,
        records: Sequence[tuple[Entry, NDArray[np.float32]]],
        vocabulary: Vocabulary,
        names: Mapping[str, NDArray[np.float32]],
        *,
        dimensions: int,
    ) -> "Register":
        """Order records and their words and vectors, a row a chunk of each."""
        records = sorted(records, key=lambda pair: pair[0].id)
        entries = [entry for entry, _ in records]
        sizes = [len(vectors) for _, vectors in records]
        return cls(
            entries=tuple(entries),
            days=np.array([entry.day or "" for entry in entries], dtype=np.str_),
            counts=WordCounts.of(
                [entry.words for entry in entries], vocabulary=len(vocabulary.codes)
            ),
            vocabulary=vocabulary,
            vectors=np.concatenate(
                [
                    *(vectors for _, vectors in records),
                    np.zeros((0, dimensions), np.float32),
                ]
            ),
            starts=np.cumsum([0, *sizes]),
            owners=np.repeat(np.arange(len(entries), dtype=np.int32), sizes),
            languages=tuple(
                entry.language
                for entry, size in zip(entries, sizes, strict=True)
                for _ in range(size)
            ),
            names=names,
            countries=Values.of([frozenset(one.facets.countries) for one in entries]),
            regions=Values.of([entry.regions for entry in entries]),
            sectors=Values.of([entry.groups for entry in entries]),
            kinds=Values.of([entry.kinds for entry in entries]),
            has_postings=any(entry.is_posting for entry in entries),
        )

    def rarity(self, words: Sequence[str]) -> list[float]:
        """Return how rare each word is among all records, 0 of one in all of them.

        A word that no record holds may be of another language: it tells a little.
        """
        holding = np.diff(self.counts.starts)
        codes = [self.vocabulary.codes.get(word, len(holding)) for word in words]
        return [
            math.log1p(len(self.entries) / (1 + int(holding[code])))
            if code < len(holding) and holding[code]
            else UNKNOWN
            for code in codes
        ]

    def records(self) -> Iterator[tuple[Entry, NDArray[np.float32]]]:
        """Yield each record with its vectors, which are parts of the one array."""
        starts = self.starts.tolist()
        for entry, start, end in zip(self.entries, starts, starts[1:], strict=False):
            yield entry, self.vectors[start:end]


@dataclass(slots=True)
class Registers:
    """Keeps the register of a library as the library is now. Safe to share."""

    library: Library
    embedder: Embedder
    home: Path  # where counted words are kept
    purposes: Purposes
    goals: Goals
    _lock: Lock = field(default_factory=Lock)
    _generation: int = -1
    _register: Register | None = None
    _vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @property
    def is_made(self) -> bool:
        """Whether the register was ever asked for."""
        return self._register is not None

    def current(self) -> Register:
        """Return the register, read anew where documents changed.

        Raises:
            EmbeddingFailed: the embedder gave no vector of a name.
            StoreUnavailable: worth retrying.
        """
        with self._lock:
            generation = self.library.generation
            if self._register is None or generation != self._generation:
                self._register = self._renewed(self._register)
                self._generation = generation
            return self._register

    def embed_names(self) -> None:
        """Make and keep the vectors of names that are new.

        Raises:
            EmbeddingFailed: the embedder gave no vector.
            StoreUnavailable: worth retrying.
        """
        missing = self.library.names_without_vectors()
        for start in range(0, len(missing), _NAMES_AT_ONCE):
            some = missing[start : start + _NAMES_AT_ONCE]
            vectors = self.embedder.embed_passages(some)
            self.library.keep_name_vectors(dict(zip(some, vectors, strict=True)))

    def _renewed(self, former: Register | None) -> Register:
        revisions = self.library.activity_revisions()
        kept = {
            entry.id: (entry, vectors)
            for entry, vectors in (former.records() if former else ())
            if revisions.get(entry.id) == entry.revision
        }
        counted: Kept = {}
        if former is None:
            counted = load_words(self.home, self._vocabulary)
        missing = sorted(set(revisions) - set(kept))
        if former is not None and not missing and len(kept) == len(former.entries):
            return former
        for start in range(0, len(missing), _READ_AT_ONCE):
            read = self.library.activities(missing[start : start + _READ_AT_ONCE])
            purposes, goals = self._purposes(read), self._goals(read)
            for activity in read:
                entry = _entry(
                    activity,
                    counted.get((activity.id, activity.revision)),
                    self._vocabulary,
                )
                purpose = purposes.get(activity.id)
                told = replace(entry, purpose=purpose, goal=goals.get(activity.id))
                kept[activity.id] = told, activity.vectors
        anew = sum((i, revisions[i]) not in counted for i in missing)
        if anew >= _WORTH_KEEPING:
            keep_words(
                self.home,
                self._vocabulary,
                [(one.id, one.revision, one.words) for one, _ in kept.values()],
            )
        self.embed_names()
        return Register.of(
            list(kept.values()),
            self._vocabulary,
            self.library.name_vectors(),
            dimensions=self.embedder.dimensions,
        )

    def _purposes(self, read: Sequence[Activity]) -> dict[DocumentId, Purpose | None]:
        """Tell what records are about whose source states no sector that is known."""
        unsaid = [
            one
            for one in read
            if len(one.vectors) and not any(map(sector_group, one.facets.sectors))
        ]
        found = self.purposes.told(
            [f"{one.title}\n{one.text}" for one in unsaid],
            [one.language for one in unsaid],
            np.array([one.vectors[0] for one in unsaid], np.float32),
        )
        return {one.id: purpose for one, purpose in zip(unsaid, found, strict=True)}

    def _goals(self, read: Sequence[Activity]) -> dict[DocumentId, Goal | None]:
        """Tell the goals of records whose source states none."""
        unsaid = [one for one in read if len(one.vectors) and not one.facets.sdgs]
        found = self.goals.told(
            [one.language for one in unsaid],
            np.array([one.vectors[0] for one in unsaid], np.float32),
        )
        return {one.id: goal for one, goal in zip(unsaid, found, strict=True)}


def country_term(code: str) -> str:
    """Return the word that stands for a country in texts of all languages."""
    return f"country:{code}"


def sector_term(group: str) -> str:
    """Return the word that stands for a group of sectors in texts of all languages."""
    return f"sector:{group}"


def _entry(activity: Activity, counted: Words | None, vocabulary: Vocabulary) -> Entry:
    facets = activity.facets
    groups = frozenset(
        group for sector in facets.sectors if (group := sector_group(sector))
    )
    return Entry(
        id=activity.id,
        revision=activity.revision,
        title=activity.title,
        language=activity.language,
        platform=activity.platform,
        published=activity.published,
        started=activity.started,
        ended=activity.ended,
        visibility=activity.visibility,
        facets=facets,
        parts=activity.parts,
        words=counted or vocabulary.count(_terms(activity, groups)),
        regions=frozenset(filter(None, map(region_of, facets.countries))),
        sectors=groups,
        kinds=kinds_told(
            f"{activity.title}\n{activity.text}", activity.details, kind=facets.kind
        ),
        copy_key=copy_key(
            activity.title,
            facets.countries,
            [(key, part.role.value) for key, part in activity.parts],
        ),
        is_undone=undone_status(activity.details) is not None,
    )


def _terms(activity: Activity, groups: frozenset[str]) -> list[str]:
    """Return what a record is found by: its words, its countries, its sectors."""
    told = activity.text
    if not told.startswith(activity.title):
        told = f"{activity.title}\n{told}"
    return [
        *terms(told, activity.language),
        *map(country_term, activity.facets.countries),
        *map(sector_term, sorted(groups)),
    ]


VALUES: Mapping[str, Callable[[Entry], Sequence[str]]] = {
    "platform": lambda entry: (entry.platform,),
    "language": lambda entry: (entry.language,),
    "kind": lambda entry: (entry.facets.kind,) if entry.facets.kind else (),
    "published": lambda entry: (entry.published,) if entry.published else (),
    "visibility": lambda entry: (entry.visibility.value,),
    "country": lambda entry: entry.facets.countries,
    "sector": lambda entry: entry.facets.sectors,
    "sdg": lambda entry: entry.facets.sdgs,
}
"""What filters look at, by the names that `tests_of` gives them."""
