"""Words of texts, counted so that their weights can be those of any part of them.

An index of its own beside the library's: what is asked "before a day" must weigh words
by the records of until then alone, which no index of all of them can tell.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
"""The usual values of BM25, those of Lucene."""

Rows = NDArray[np.int32]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The distinct words of one text and how often each stands there."""

    codes: Rows
    counts: Rows


@dataclass(slots=True)
class Vocabulary:
    """Numbers of words; it only grows."""

    codes: dict[str, int] = field(default_factory=dict[str, int])

    def count(self, terms: Sequence[str]) -> Words:
        """Return the words of a text, those that are new numbered now."""
        counted = Counter(terms)
        codes = [self.codes.setdefault(term, len(self.codes)) for term in counted]
        return Words(
            codes=np.array(codes, np.int32),
            counts=np.fromiter(counted.values(), np.int32, len(counted)),
        )

    def known(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of the distinct words that are known, in order."""
        found = (self.codes.get(term) for term in dict.fromkeys(terms))
        return np.array([code for code in found if code is not None], np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Which texts hold a few words, one entry for each word of a text."""

    rows: Rows  # the text
    words: NDArray[np.int64]  # from 0, the place among the words asked for
    counts: Rows

    def within(self, mask: Mask) -> "Postings":
        """Return those of the texts that a mask leaves."""
        kept = mask[self.rows]
        return Postings(
            rows=self.rows[kept], words=self.words[kept], counts=self.counts[kept]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCounts:
    """The words of many texts, by word."""

    starts: NDArray[np.int64]  # (words + 1,): where each word's entries begin
    rows: Rows  # (entries,)
    counts: Rows
    lengths: Numbers  # (texts,): words in each, repeats counted

    @classmethod
    def of(cls, texts: Sequence[Words], *, vocabulary: int) -> "WordCounts":
        """Order the words of texts, numbered below `vocabulary`."""
        sizes = [len(words.codes) for words in texts]
        codes = _joined([words.codes for words in texts])
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
        counts = _joined([words.counts for words in texts])
        order = np.argsort(codes, kind="stable")
        return cls(
            starts=np.searchsorted(codes[order], np.arange(vocabulary + 1)),
            rows=rows[order],
            counts=counts[order],
            lengths=np.bincount(rows, weights=counts, minlength=len(texts)).astype(
                float
            ),
        )

    def postings(self, codes: NDArray[np.int64]) -> Postings:
        """Return the entries of some words."""
        known = codes[codes < len(self.starts) - 1]
        spans = [(self.starts[code], self.starts[code + 1]) for code in known]
        at = np.fromiter(
            chain.from_iterable(range(start, end) for start, end in spans), np.int64
        )
        sizes = [end - start for start, end in spans]
        return Postings(
            rows=self.rows[at],
            words=np.repeat(np.arange(len(known)), sizes),
            counts=self.counts[at],
        )


def bm25(
    held: Postings, *, lengths: Numbers, count: int, k1: float = K1, b: float = B
) -> Numbers:
    """Return the BM25 score of each text for the words of postings.

    Args:
        held: entries of the texts that count, and of no others.
        lengths: of all texts; those that do not count have none.
        count: texts that count.
        k1: how soon more of one word says nothing new.
        b: how much the length of a text counts, in [0, 1].
    """
    scores = np.zeros(len(lengths))
    if not len(held.rows):
        return scores
    holding = np.bincount(held.words)
    rarity = np.log1p((count - holding + 0.5) / (holding + 0.5))
    mean = lengths.sum() / max(count, 1)
    norm = k1 * (1 - b + b * lengths[held.rows] / max(mean, 1e-9))
    gains = rarity[held.words] * held.counts * (k1 + 1) / (held.counts + norm)
    np.add.at(scores, held.rows, gains)
    return scores


def _joined(parts: Sequence[Rows]) -> Rows:
    return np.concatenate([*parts, np.zeros(0, np.int32)]).astype(np.int32, copy=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Which owners a text has: a text may have several, and an owner many texts."""

    rows: Rows  # (pairs,): texts, ascending
    owners: Rows  # (pairs,): the owner of each
    starts: NDArray[np.int64]  # (texts + 1,): where each text's pairs begin
    count: int  # owners

    @classmethod
    def of(
        cls, pairs: Sequence[tuple[int, int]], *, texts: int, count: int
    ) -> "Owners":
        """Order pairs of a text and an owner; each pair counts once."""
        once = sorted(set(pairs))
        rows = np.array([row for row, _ in once], np.int32)
        return cls(
            rows=rows,
            owners=np.array([owner for _, owner in once], np.int32),
            starts=np.searchsorted(rows, np.arange(texts + 1)),
            count=count,
        )

    def of_texts(self, mask: Mask) -> "Owners":
        """Return those of the pairs whose texts a mask leaves."""
        kept = mask[self.rows]
        rows = self.rows[kept]
        return Owners(
            rows=rows,
            owners=self.owners[kept],
            starts=np.searchsorted(rows, np.arange(len(self.starts))),
            count=self.count,
        )

    def together(self, held: Postings, *, words: int) -> Postings:
        """Return the postings of each owner's texts as if they were one text."""
        first, last = self.starts[held.rows], self.starts[held.rows + 1]
        times = last - first
        ends = np.cumsum(times)
        total = int(ends[-1]) if len(ends) else 0
        at = np.arange(total) - np.repeat(ends - times, times) + np.repeat(first, times)
        keys = self.owners[at].astype(np.int64) * words + np.repeat(held.words, times)
        counted = np.bincount(keys, weights=np.repeat(held.counts, times))
        found = np.flatnonzero(counted)
        return Postings(
            rows=(found // max(words, 1)).astype(np.int32),
            words=found % max(words, 1),
            counts=counted[found].astype(np.int32),
        )

    def lengths(self, lengths: Numbers) -> Numbers:
        """Return the words in the texts of each owner, taken together."""
        return np.bincount(
            self.owners, weights=lengths[self.rows], minlength=self.count
        ).astype(float)
