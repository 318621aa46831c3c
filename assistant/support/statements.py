"""A claim and a passage as support is checked: their words, numbers and denials."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.support.negation import Denials, denials
from assistant.support.numbers import Quantity, quantities
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

    @classmethod
    def of(cls, text: str, *, language: str, understood: Understood) -> "Statement":
        """Take what search understood of a sentence."""
        return cls(
            text=text,
            language=language,
            words=understood.asked,
            rarities=understood.rarities,
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

    @classmethod
    def of(
        cls,
        text: str,
        *,
        context: tuple[str, ...],
        language: str,
        divided: Sentences,
        understood: Understood,
    ) -> "Source":
        """Take a passage with its stored sentences, seen from an understood claim."""
        spoken = [language] * len(divided.spans)
        return cls(
            context=context,
            text=text,
            language=language,
            sentences=divided.spans,
            nearness=understood.view.of_sentences(divided.vectors, spoken),
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
