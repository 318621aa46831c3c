"""The few neighbouring sentences of a passage that carry most of a claim."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from assistant.support.numbers import Quantity
from assistant.support.statements import Source, Statement
from vectorstore.records import Span

LONGEST = 5
"""Sentences of a window. Measured elsewhere on English claims: containment in three to
five tells what is supported from what is not better than in one or in the passage."""
NUMBER_WEIGHT = 4.0
"""Rarity that a number counts for; a word in one of a hundred passages has 4.6."""
NEAR_WEIGHT = 0.1
"""Share that a standard deviation of nearness counts for in choosing a window."""
CLOSE = 0.02
"""A shorter window is taken where a longer one holds no more than this besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Neighbouring sentences of a passage, seen from a claim."""

    first: int
    last: int  # within the window
    contained: float  # share of the claim's words in it, by rarity, in [0, 1]
    near: float  # of its nearest sentence, in standard deviations above chance
    held: float  # what windows are compared by

    def span(self, source: Source) -> Span:
        """Return its place in the passage."""
        return source.sentences[self.first][0], source.sentences[self.last][1]


def best_window(statement: Statement, source: Source) -> Window:
    """Return the shortest of the windows that carry most of a claim.

    Raises:
        ValueError: the passage has no sentence.
    """
    windows = list(_windows(statement, source))
    if not windows:
        raise ValueError("a passage without sentences carries nothing")
    most = max(window.held for window in windows)
    enough = [window for window in windows if window.held >= most - CLOSE]
    return min(enough, key=lambda w: (w.last - w.first, -w.held, w.first))


def _windows(statement: Statement, source: Source) -> Iterator[Window]:
    words = [(word.forms, rarity) for word, rarity in statement.plain_words]
    total = sum(rarity for _, rarity in words)
    numbers = len(statement.quantities) * NUMBER_WEIGHT
    held_in = [_words_in(words, terms) for terms in source.terms]
    agreed_in = [_numbers_in(statement, said) for said in source.quantities]
    held_around = _words_in(words, source.context_terms)
    agreed_around = _numbers_in(statement, source.context_quantities)
    for first in range(len(source.sentences)):
        found, agreed = set(held_around), set(agreed_around)
        near = -float("inf")
        for last in range(first, min(first + LONGEST, len(source.sentences))):
            found |= held_in[last]
            agreed |= agreed_in[last]
            near = max(near, float(source.nearness[last]))
            held = sum(r for at, (_, r) in enumerate(words) if at in found)
            known = held + NUMBER_WEIGHT * len(agreed)
            share = known / (total + numbers) if total + numbers else 0.0
            yield Window(
                first=first,
                last=last,
                contained=held / total if total else 0.0,
                near=near,
                held=share + NEAR_WEIGHT * near,
            )


def _words_in(
    words: Sequence[tuple[Set[str], float]], terms: Set[str]
) -> frozenset[int]:
    return frozenset(
        at for at, (forms, _) in enumerate(words) if not forms.isdisjoint(terms)
    )


def _numbers_in(statement: Statement, said: Sequence[Quantity]) -> frozenset[int]:
    return frozenset(
        at
        for at, number in enumerate(statement.quantities)
        if any(number.agrees_with(other) for other in said)
    )
