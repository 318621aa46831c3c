"""A claim and a passage as support is checked: their words, numbers and denials."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import regex
from numpy.typing import NDArray

from assistant.support.currencies import currency_codes
from assistant.support.directions import Direction, Trend, directions, trend
from assistant.support.negation import Denials, denials
from assistant.support.numbers import NumberKind, Quantity, quantities
from assistant.support.pieces import Piece, pieces_of
from vectorstore.background import View
from vectorstore.records import Span
from vectorstore.search import Understood
from vectorstore.sentences import Sentences
from vectorstore.text.asked import AskedWord, index_terms

_LETTERS = regex.compile(r"(?:\p{L}\p{M}*)+")
_KEPT = 2048
"""Sentences whose words, numbers and denials are remembered: every claim of an answer
is held against the same passages."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A claim: one sentence of a reply, without markers."""

    text: str
    language: str
    words: tuple[AskedWord, ...]
    rarities: tuple[float, ...]  # of each word in the library
    pieces: tuple[Piece, ...] = ()  # parts of it that say something of their own

    @classmethod
    def of(cls, text: str, *, language: str, understood: Understood) -> "Statement":
        """Take what search understood of a sentence."""
        return cls(
            text=text,
            language=language,
            words=understood.asked,
            rarities=understood.rarities,
            pieces=pieces_of(text, language),
        )

    @property
    def piece_texts(self) -> tuple[str, ...]:
        """What is embedded to tell whether a passage says its pieces, each once."""
        return tuple(dict.fromkeys(t for piece in self.pieces for t in piece.texts))

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its numbers."""
        return list(quantities_of(self.text, self.language))

    @cached_property
    def directions(self) -> tuple[Direction, ...]:
        """Which way its numbers go."""
        return directions(self.text, self.language, self.quantities)

    @cached_property
    def trend(self) -> Trend | None:
        """Which way all of it goes."""
        return trend(self.text, self.language)

    @cached_property
    def number_words(self) -> frozenset[str]:
        """Words that only write a number or its currency: numbers are compared so."""
        found: set[str] = set()
        for number in self.quantities:
            if number.kind is NumberKind.MONTH:
                continue
            written = number.written
            found.update(_LETTERS.findall(written))
            if self.language == "zh":
                found.update(a + b for a, b in pairwise(written))
            found |= currency_codes().get(number.currency or "", frozenset())
        return frozenset(found)

    @cached_property
    def plain_words(self) -> tuple[tuple[AskedWord, float], ...]:
        """Its words that write no number, with their rarities."""
        return tuple(
            (word, rarity)
            for word, rarity in zip(self.words, self.rarities, strict=True)
            if not word.is_number and word.written not in self.number_words
        )

    @cached_property
    def denials(self) -> Denials:
        """What denies in it."""
        return denials(self.text, self.language)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A passage that a claim cites, or that was shown beside it."""

    context: tuple[str, ...]  # title and headings, which name what the words speak of
    text: str
    language: str
    sentences: tuple[Span, ...]  # within the text, in order
    nearness: NDArray[np.float64]  # of each to the claim, in deviations above chance
    nearest_to_pieces: Callable[[], Mapping[str, float]] = dict
    """Asked only where the claim as a whole is carried: pieces are embedded then."""

    @classmethod
    def of(
        cls,
        text: str,
        *,
        context: tuple[str, ...],
        language: str,
        divided: Sentences,
        understood: Understood,
        pieces: Callable[[], Mapping[str, View]] = dict,
    ) -> "Source":
        """Take a passage with its stored sentences, seen from an understood claim.

        `pieces` of the claim are only looked at in a passage of another language.
        """
        spoken = [language] * len(divided.spans)

        def near(view: View) -> NDArray[np.float64]:
            return view.of_sentences(divided.vectors, spoken)

        def nearest_to_pieces() -> Mapping[str, float]:
            if not divided.spans:
                return {}
            return {text: float(near(view).max()) for text, view in pieces().items()}

        return cls(
            context=context,
            text=text,
            language=language,
            sentences=divided.spans,
            nearness=near(understood.view),
            nearest_to_pieces=nearest_to_pieces,
        )

    @cached_property
    def piece_nearness(self) -> Mapping[str, float]:
        """How near the nearest sentence comes to each text of the claim's pieces."""
        return self.nearest_to_pieces()

    @cached_property
    def terms(self) -> list[frozenset[str]]:
        """What each sentence is found by."""
        return [
            _terms(self.text[start:end], self.language) for start, end in self.sentences
        ]

    @cached_property
    def context_terms(self) -> frozenset[str]:
        """What title and headings are found by."""
        return _terms("\n".join(self.context), self.language)

    @cached_property
    def quantities(self) -> list[tuple[Quantity, ...]]:
        """The numbers of each sentence."""
        return [
            quantities_of(self.text[start:end], self.language)
            for start, end in self.sentences
        ]

    @cached_property
    def context_quantities(self) -> tuple[Quantity, ...]:
        """The numbers of title and headings."""
        return quantities_of("\n".join(self.context), self.language)

    def directions(self, sentence: int) -> tuple[Direction, ...]:
        """Return which way the numbers of a sentence go."""
        return _directions(self.text[slice(*self.sentences[sentence])], self.language)

    def trend(self, sentence: int) -> Trend | None:
        """Return which way all of a sentence goes."""
        return _trend(self.text[slice(*self.sentences[sentence])], self.language)

    def denials(self, sentence: int) -> Denials:
        """Return what denies in a sentence."""
        return denials(self.text[slice(*self.sentences[sentence])], self.language)


@lru_cache(maxsize=_KEPT)
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(index_terms(text, language))


@lru_cache(maxsize=_KEPT)
def quantities_of(text: str, language: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text, which is remembered."""
    return tuple(quantities(text, language))


@lru_cache(maxsize=_KEPT)
def _directions(text: str, language: str) -> tuple[Direction, ...]:
    return directions(text, language, quantities_of(text, language))


@lru_cache(maxsize=_KEPT)
def _trend(text: str, language: str) -> Trend | None:
    return trend(text, language)
