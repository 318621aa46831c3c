"""What of a claim's facts a passage says otherwise, or does not say.

Numbers must stand in the window that carries the claim; names and countries anywhere in
the passage, its title or headings, for later sentences leave them out. What is missing
and what the window says instead are told apart: the second can be shown to a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from assistant.support.numbers import Quantity
from assistant.support.statements import Source, Statement
from assistant.support.windows import Window
from vectorstore.text.asked import AskedWord
from vectorstore.text.countries import countries_named

SCOPE = 60
"""Code points behind a word that denies within which stands what it denies."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A number of a claim that its window lacks, and what stands there instead."""

    claimed: Quantity
    said: Quantity | None  # of the same kind, and not told by the claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How a claim's facts compare with a passage."""

    numbers_held: int
    numbers: tuple[Disputed, ...]  # that are missing
    countries_missing: tuple[str, ...]  # ISO 3166-1 alpha-2
    countries_instead: tuple[str, ...]  # that the window names and the claim does not
    names_missing: tuple[AskedWord, ...]
    denial_added: bool  # the claim denies, the window does not
    denial_dropped: bool  # the window denies what the claim says


def compare(statement: Statement, source: Source, window: Window) -> Agreement:
    """Compare a claim's facts with the window of a passage that carries it."""
    inside = range(window.first, window.last + 1)
    said = [q for at in inside for q in source.quantities[at]]
    allowed = [*said, *source.context_quantities]
    missing = [
        number
        for number in statement.quantities
        if not any(number.agrees_with(other) for other in allowed)
    ]
    countries = dict.fromkeys(w.country for w in statement.words if w.country)
    there = _countries((*source.context, source.text))
    start, end = window.span(source)
    absent = tuple(code for code in countries if code not in there)
    instead = _countries((source.text[start:end],)) - countries.keys() if absent else ()
    added, dropped = _denials(statement, source, window)
    return Agreement(
        numbers_held=len(statement.quantities) - len(missing),
        numbers=_disputed(missing, statement.quantities, said),
        countries_missing=absent,
        countries_instead=tuple(sorted(instead)),
        names_missing=_names_missing(statement, source),
        denial_added=added,
        denial_dropped=dropped,
    )


def _disputed(
    missing: Sequence[Quantity], claimed: Sequence[Quantity], said: Sequence[Quantity]
) -> tuple[Disputed, ...]:
    free = [q for q in said if not any(q.agrees_with(other) for other in claimed)]
    found: list[Disputed] = []
    for number in missing:
        like = [q for q in free if q.kind == number.kind]
        nearest = min(like, key=lambda q: _apart(q, number), default=None)
        found.append(Disputed(claimed=number, said=nearest))
    return tuple(found)


def _apart(one: Quantity, other: Quantity) -> float:
    """Return how far two numbers lie from each other, by their ratio."""
    pairs = [(float(a), float(b)) for a in one.values for b in other.values]
    return min(abs(a - b) / max(abs(a), abs(b), 1.0) for a, b in pairs)


def _countries(texts: Sequence[str]) -> set[str]:
    return {code for text in texts for code, _ in countries_named(text)}


def _names_missing(statement: Statement, source: Source) -> tuple[AskedWord, ...]:
    """Return the claim's other names that the passage lacks.

    Names change from script to script and somewhat from language to language, so that
    only those are looked for that the passage's script can hold.
    """
    held = source.context_terms.union(*source.terms)
    return tuple(
        word
        for word in statement.words
        if word.is_name
        and not word.country
        and not word.is_number
        and word.forms.isdisjoint(held)
        and (statement.language == source.language or word.written.isascii())
    )


def _denials(statement: Statement, source: Source, window: Window) -> tuple[bool, bool]:
    """Return whether the claim denies what the window says, and the reverse."""
    claim = statement.denials
    inside = range(window.first, window.last + 1)
    theirs = {at: source.denials(at) for at in inside}
    if claim.open:
        denied = any(found.open or found.veiled for found in theirs.values())
        return not denied, False
    if claim.veiled:
        return False, False
    nearest = max(inside, key=lambda at: float(source.nearness[at]))
    if statement.language != source.language:
        return False, bool(theirs[nearest].open)
    return False, any(
        _denies_claim(statement, source, at, span)
        for at, found in theirs.items()
        for span in found.open
    )


def _denies_claim(
    statement: Statement, source: Source, at: int, denial: tuple[int, int]
) -> bool:
    """Whether the words behind a denial are words of the claim, two at least."""
    from vectorstore.text.normalization import words

    start = source.sentences[at][0] + denial[1]
    end = min(source.sentences[at][1], start + SCOPE)
    claimed = frozenset[str]().union(*(word.forms for word in statement.words))
    behind = words(source.text[start:end], source.language)[:4]
    return sum(not claimed.isdisjoint(word.forms) for word in behind) >= 2
