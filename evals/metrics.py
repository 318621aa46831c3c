"""Measures of answers; pure functions."""

import math
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.records import Record, Span

Z_95 = 1.959964
ROUNDS = 1_000
SEED = 20261124

_TATWEEL = "\u0640"
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", _TATWEEL: None})


class Interval(Record):
    """A 95 % interval; both ends in [0, 1]."""

    low: float
    high: float


class Share(Record):
    """How many of some things have a property."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share in [0, 1]; None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """The Wilson interval of the share; None of nothing."""
        return wilson(self.hits, self.of) if self.of else None


def share(flags: Sequence[bool]) -> Share:
    """Count the flags that are set."""
    return Share(hits=sum(flags), of=len(flags))


def wilson(hits: int, of: int) -> Interval:
    """Return Wilson's score interval (95 %), which stays honest for few and for all.

    Source: E. B. Wilson, Journal of the American Statistical Association 22, 1927.

    Raises:
        ValueError: `of` is not positive, or hits are not in [0, of].
    """
    if of <= 0 or not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share")
    p, z2 = hits / of, Z_95**2
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Interval(low=max(0.0, middle - half), high=min(1.0, middle + half))


def first_hit(found: Sequence[str | None], gold: Sequence[str]) -> int | None:
    """Return the rank, from 1, of the first path that is gold; None when none is."""
    wanted = set(gold)
    for rank, path in enumerate(found, start=1):
        if path in wanted:
            return rank
    return None


def plain(text: str) -> str:
    """Return text without case, accents, vowel signs and stretching, spaces single."""
    decomposed = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    kept = (c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", "".join(kept).casefold()).strip()


def holds_words(text: str, words: Sequence[Sequence[str]]) -> bool:
    """Tell whether each group of alternatives has one in the text.

    A word that begins or ends with a digit must stand as a whole number there: "10"
    is neither in "2010" nor in "10,000".
    """
    body = plain(text)
    return all(any(_contains(body, plain(word)) for word in group) for group in words)


def _contains(body: str, word: str) -> bool:
    before = r"(?<!\d)(?<!\d[.,])" if word[:1].isdigit() else ""
    after = r"(?![.,]?\d)" if word[-1:].isdigit() else ""
    return re.search(before + re.escape(word) + after, body) is not None


def quote_is_exact(text: str, span: Span, quote: str) -> bool:
    """Tell whether a quote stands word for word at its span of code points."""
    start, end = span
    return 0 <= start < end <= len(text) and text[start:end] == quote


class Discrimination(Record):
    """How well a score tells positives from negatives."""

    auroc: float  # chance that a positive scores higher; ties count half
    interval: Interval  # 95 %, bootstrap


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative, ties as half.

    Raises:
        ValueError: one side is empty.
    """
    if not positives or not negatives:
        raise ValueError("both positives and negatives are needed")
    return _auroc(np.asarray(positives, float), np.asarray(negatives, float))


def discrimination(
    positives: Sequence[float], negatives: Sequence[float]
) -> Discrimination:
    """Return the AUROC with the interval of a seeded bootstrap over both sides.

    Raises:
        ValueError: one side is empty.
    """
    middle = auroc(positives, negatives)
    chance = np.random.default_rng(SEED)
    ups, downs = np.asarray(positives, float), np.asarray(negatives, float)
    drawn = [
        _auroc(chance.choice(ups, len(ups)), chance.choice(downs, len(downs)))
        for _ in range(ROUNDS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Discrimination(
        auroc=middle, interval=Interval(low=float(low), high=float(high))
    )


def _auroc(ups: NDArray[np.float64], downs: NDArray[np.float64]) -> float:
    difference = ups[:, None] - downs[None, :]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())
