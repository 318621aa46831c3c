"""A claim and a passage as support is checked: their words, numbers and denials."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.support.negation import Denials, denials
from assistant.support.numbers import Quantity, quantities
from assistant.support.pieces import Piece, pieces_of
from vectorstore.records import Span
from vectorstore.search import Understood
from vectorstore.sentences import Sentences
from vectorstore.text.asked import AskedWord, index_terms


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

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its numbers."""
        return quantities(self.text, self.language)

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
    piece_nearness: tuple[float, ...] = ()  # of the nearest to each piece of the claim

    @classmethod
    def of(
        cls,
        text: str,
        *,
        context: tuple[str, ...],
        language: str,
        divided: Sentences,
        understood: Understood,
        pieces: Sequence[Understood] = (),
    ) -> "Source":
        """Take a passage with its stored sentences, seen from an understood claim.

        `pieces` of the claim are only looked at in a passage of another language.
        """
        spoken = [language] * len(divided.spans)

        def near(one: Understood) -> NDArray[np.float64]:
            return one.view.of_sentences(divided.vectors, spoken)

        return cls(
            context=context,
            text=text,
            language=language,
            sentences=divided.spans,
            nearness=near(understood),
            piece_nearness=tuple(
                float(near(piece).max()) for piece in pieces if divided.spans
            ),
        )

    @cached_property
    def terms(self) -> list[frozenset[str]]:
        """What each sentence is found by."""
        return [
            frozenset(index_terms(self.text[start:end], self.language))
            for start, end in self.sentences
        ]

    @cached_property
    def context_terms(self) -> frozenset[str]:
        """What title and headings are found by."""
        return frozenset(index_terms("\n".join(self.context), self.language))

    @cached_property
    def quantities(self) -> list[list[Quantity]]:
        """The numbers of each sentence."""
        return [
            quantities(self.text[start:end], self.language)
            for start, end in self.sentences
        ]

    @cached_property
    def context_quantities(self) -> list[Quantity]:
        """The numbers of title and headings."""
        return quantities("\n".join(self.context), self.language)

    def denials(self, sentence: int) -> Denials:
        """Return what denies in a sentence."""
        return denials(self.text[slice(*self.sentences[sentence])], self.language)
