"""Which needs and offers fit each other: pure, and the same in both directions.

A score is how near the two texts are, and a little for each thing that both of them
state: sector, goal, kind of cooperation, country. It is made of two documents alone, so
that a stored match means the same however many others there are.

The constants were set on 14 needs and 16 offers in seven languages, each pair in two of
them (tests/data/postings): all 14 pairs are found, and 5 of 210 others; 12 and 1 where
neither states a sector, a goal or a kind. Cosines of passages lie otherwise with
another model; measured from unrelated sentences they lie about alike.

Lines of fields and names of places keep short texts apart. So those that come near,
and not near enough, are compared once more by their matter alone (`matter`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue.postings import Posting
from vectorstore.embeddings.languages import stepped
from vectorstore.records import DocumentId
from vectorstore.text.regions import region_of
from vectorstore.text.sectors import sector_group

Vectors = NDArray[np.float32]


class Part(StrEnum):
    """What a score is made of."""

    MEANING = "meaning"  # how near the texts are; 0: as unrelated sentences, 1: alike
    SECTOR = "sector"  # both state one group of sectors
    GOAL = "goal"  # both state one of the Sustainable Development Goals
    COOPERATION = "cooperation"  # both state one kind of it
    COUNTRY = "country"  # both name one country
    REGION = "region"  # both lie in one region of the world


WORTH: Mapping[Part, float] = {
    Part.SECTOR: 0.06,
    Part.GOAL: 0.04,
    Part.COOPERATION: 0.02,
    Part.COUNTRY: 0.02,
    Part.REGION: 0.01,
}
NEAR = 0.4
"""Meaning below which two are not about one thing, whatever else they share."""
ENOUGH = 0.52
"""The score from which two fit."""
WORTH_A_LOOK = 0.1
"""Meaning from which two are compared by their matter, if it is not enough itself."""
LOOKED_AT = 50
"""Of one posting, the nearest others that are."""
_ROWS = 256
"""Postings whose nearness to all others is in memory at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The passages of postings as they are compared: languages made alike."""

    ids: tuple[DocumentId, ...]
    vectors: Vectors  # (passages, dimensions), those of one posting together
    starts: NDArray[np.intp]  # (postings,): the first passage of each
    unrelated: NDArray[np.float64]  # (postings,): mean cosine with unrelated sentences

    @classmethod
    def of(
        cls,
        postings: Sequence[Posting],
        vectors: Mapping[DocumentId, Vectors],
        *,
        steps: Mapping[str, Vectors],
        unrelated: Vectors,
    ) -> "Texts":
        """Take those of postings that have any.

        Args:
            postings: in any order.
            vectors: of the passages of each.
            steps: of languages.
            unrelated: vectors of sentences about nothing here, their steps off.
        """
        some = [one for one in postings if len(vectors.get(one.id, ()))]
        sizes = [len(vectors[one.id]) for one in some]
        spoken = [
            one.language for one, size in zip(some, sizes, strict=True)
            for _ in range(size)
        ]  # fmt: skip
        rows = np.concatenate(
            [
                *(vectors[one.id] for one in some),
                np.zeros((0, unrelated.shape[1]), np.float32),
            ]
        )
        alike = stepped(rows, spoken, steps)
        starts = np.cumsum([0, *sizes[:-1]]) if some else np.zeros(0)
        starts = starts.astype(np.intp)
        means = (alike @ unrelated.T).mean(axis=1).astype(float)
        return cls(
            ids=tuple(one.id for one in some),
            vectors=alike,
            starts=starts,
            unrelated=np.add.reduceat(means, starts) / sizes if some else means,
        )

    def rows_of(self, place: int) -> slice:
        """Return the passages of one posting."""
        end = len(self.vectors)
        if place + 1 < len(self.starts):
            end = int(self.starts[place + 1])
        return slice(int(self.starts[place]), end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Two postings that fit, and why."""

    one: DocumentId
    other: DocumentId
    score: float
    parts: dict[str, float]  # they add up to the score


Lifting = Callable[[Sequence[tuple[DocumentId, DocumentId]]], Sequence[float]]
"""Tells the meaning of pairs by their matter alone, on the scale of texts."""


def fits(
    some: Texts,
    others: Texts,
    postings: Mapping[DocumentId, Posting],
    *,
    by_matter: Lifting | None = None,
) -> list[Fit]:
    """Return which of some fit which of others, in the order of both.

    Args:
        some: postings.
        others: those that they are compared with.
        postings: all of them.
        by_matter: compares those once more that are near and not near enough.
    """
    found: list[Fit] = []
    for first in range(0, len(some.ids), _ROWS):
        places = range(first, min(first + _ROWS, len(some.ids)))
        nearness = _nearness(some, others, places)
        if by_matter is not None:
            looked_at = _worth_a_look(nearness)
            pairs = [(some.ids[places[row]], others.ids[c]) for row, c in looked_at]
            for (row, column), meaning in zip(looked_at, by_matter(pairs), strict=True):
                nearness[row, column] = max(nearness[row, column], meaning)
        for row, column in np.argwhere(nearness >= NEAR).tolist():
            one, other = some.ids[places[row]], others.ids[column]
            parts = _parts(float(nearness[row, column]), postings[one], postings[other])
            score = round(sum(parts.values()), 6)
            if score >= ENOUGH:
                found.append(Fit(one=one, other=other, score=score, parts=parts))
    return found


def _worth_a_look(nearness: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the places of pairs that are near and not near enough, in order."""
    between = (nearness >= WORTH_A_LOOK) & (nearness < ENOUGH)
    if nearness.shape[1] > LOOKED_AT:
        least = np.partition(nearness, -LOOKED_AT, axis=1)[:, -LOOKED_AT]
        between &= nearness >= least[:, None]
    return [(row, column) for row, column in np.argwhere(between).tolist()]


def _nearness(some: Texts, others: Texts, places: range) -> NDArray[np.float64]:
    """Return how near each of some is to each of others, at most 1.

    By their nearest two passages, with as near as unrelated sentences come as 0.
    """
    if not len(others.ids):
        return np.zeros((len(places), 0))
    found = np.empty((len(places), len(others.ids)))
    for row, place in enumerate(places):
        found[row] = _above_nothing(
            some.vectors[some.rows_of(place)], float(some.unrelated[place]), others
        )
    return found


def nearness_to(
    vectors: Vectors, others: Texts, *, unrelated: Vectors
) -> NDArray[np.float64]:
    """Return how near one text is to each posting, as `fits` has it.

    Args:
        vectors: of the text's passages, the step of its language off.
        others: the postings.
        unrelated: vectors of sentences about nothing here, their steps off.
    """
    if not len(others.ids):
        return np.zeros(0)
    return _above_nothing(vectors, float((vectors @ unrelated.T).mean()), others)


def _above_nothing(
    vectors: Vectors, unrelated: float, others: Texts
) -> NDArray[np.float64]:
    cosines = (vectors @ others.vectors.T).max(axis=0)
    nearest = np.maximum.reduceat(cosines, others.starts).astype(float)
    nothing = (unrelated + others.unrelated) / 2
    return (nearest - nothing) / (1 - nothing)


def _parts(meaning: float, one: Posting, other: Posting) -> dict[str, float]:
    shared = {
        Part.SECTOR: bool(_sectors(one) & _sectors(other)),
        Part.GOAL: bool(_goals(one) & _goals(other)),
        Part.COOPERATION: one.cooperation is not None
        and one.cooperation == other.cooperation,
        Part.COUNTRY: bool(_countries(one) & _countries(other)),
        Part.REGION: bool(_regions(one) & _regions(other)),
    }
    parts = {str(Part.MEANING): round(meaning, 6)}
    return parts | {str(part): WORTH[part] for part, is_so in shared.items() if is_so}


def shared_sectors(one: Posting, other: Posting) -> tuple[str, ...]:
    """Return the sectors of either that are of a group of both, as written, once."""
    groups = _sectors(one) & _sectors(other)
    both = dict.fromkeys((*one.facets.sectors, *other.facets.sectors))
    return tuple(sector for sector in both if sector_group(sector) in groups)


def shared_goals(one: Posting, other: Posting) -> frozenset[str]:
    """Return the goals that both state, targets as their goals."""
    return _goals(one) & _goals(other)


def _sectors(one: Posting) -> frozenset[str]:
    return frozenset(filter(None, map(sector_group, one.facets.sectors)))


def _goals(one: Posting) -> frozenset[str]:
    return frozenset(sdg.partition(".")[0] for sdg in one.facets.sdgs)


def _countries(one: Posting) -> frozenset[str]:
    return frozenset(one.facets.countries)


def _regions(one: Posting) -> frozenset[str]:
    return frozenset(filter(None, map(region_of, one.facets.countries)))
