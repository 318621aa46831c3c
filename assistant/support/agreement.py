"""What of a claim's facts a passage says otherwise, or does not say.

Numbers must stand in the window that carries the claim; names and countries anywhere in
the passage, its title or headings, for later sentences leave them out. What is missing
and what the window says instead are told apart: the second can be shown to a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.support.currencies import currencies_said
from assistant.support.directions import Turned, turned, turned_about
from assistant.support.disputes import Dispute, disputed
from assistant.support.exchanged import Exchanged, exchanged
from assistant.support.numbers import Quantity
from assistant.support.remembered import countries_in
from assistant.support.statements import Source, Statement
from assistant.support.windows import Window
from vectorstore.records import Span
from vectorstore.text.asked import AskedWord
from vectorstore.text.normalization import words

SCOPE = 60
"""Code points behind a word that denies within which stands what it denies."""
BEHIND = 4
"""Words behind it that it may deny."""
SMALL = 12
"""Up to here, a number in words may be told by naming as many things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A number of a claim that its window lacks, and what stands there instead."""

    claimed: Quantity
    said: Quantity | None  # of the same kind, and not told by the claim

    @property
    def may_be_named(self) -> bool:
        """Whether the passage may tell the number by naming as many things.

        Not where it says the same number of another unit. A share in words may be told
        in many ways, where no other share is.
        """
        number, said = self.claimed, self.said
        if number.is_share:
            return said is None
        if said is not None and not number.values.isdisjoint(said.values):
            return False
        return number.spelled and max(number.values) <= SMALL


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
    turned: Turned | None  # what goes the other way in the window
    exchanged: Exchanged | None  # two that stand in each other's place there
    dispute: Dispute | None  # of dates, doers, opposites and words that take back
    one_language: bool  # that claim and passage share, so that names must agree too
    gap: int  # most words of the claim in a row that the window lacks, in one language

    @property
    def weight_of_missing_numbers(self) -> float:
        """How many numbers are missing; small ones in words may be told by naming."""
        return sum(0.5 if one.may_be_named else 1.0 for one in self.numbers)

    @property
    def disagrees(self) -> bool:
        """Whether the passage lacks a fact that must stand in it, or denies it."""
        return (
            any(not one.may_be_named for one in self.numbers)
            or bool(self.countries_missing)
            or (self.one_language and bool(self.names_missing))
            or self.denial_added
            or self.denial_dropped
            or self.turned is not None
            or self.exchanged is not None
            or (self.dispute is not None and self.dispute.is_sure)
        )

    @property
    def doubted(self) -> bool:
        """Whether what a number counts is called by words that the passage lacks."""
        return self.dispute is not None and not self.dispute.is_sure


def compare(statement: Statement, source: Source, window: Window) -> Agreement:
    """Compare a claim's facts with the window of a passage that carries it."""
    inside = range(window.first, window.last + 1)
    said = [q for at in inside for q in source.quantities[at]]
    allowed = [*said, *source.context_quantities]
    missing = [
        number
        for number in statement.quantities
        if not _is_told(number, allowed, source)
    ]
    countries = dict.fromkeys(w.country for w in statement.words if w.country)
    if any(number.currency == "USD" for number in statement.quantities):
        countries.pop("US", None)  # of the dollar
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
        turned=_turned(statement, source, inside),
        exchanged=_exchanged(statement, source, window),
        dispute=disputed(statement, source, window),
        one_language=statement.language == source.language,
        gap=_gap(statement, source, inside),
    )


def _is_told(number: Quantity, said: Sequence[Quantity], source: Source) -> bool:
    """Whether a number stands there, with its currency, where it has one."""
    if any(number.is_base_of(other) for other in said):
        return True  # "на 1000" and "per thousand"
    agreed = [other for other in said if number.agrees_with(other)]
    if number.currency is None or not agreed:
        return bool(agreed)
    if any(other.currency is not None for other in agreed):
        return True
    texts = (source.text, *source.context)
    return any(number.currency in currencies_said(text) for text in texts)


def _turned(statement: Statement, source: Source, inside: range) -> Turned | None:
    """Return what goes the other way in the window; denials turn it again."""
    if statement.denials.open:
        return None
    told = [
        direction
        for at in inside
        if statement.directions and not source.denials(at).open
        for direction in source.directions(at)
    ]
    of_numbers = turned(statement.directions, told)
    if of_numbers is not None or statement.trend is None:
        return of_numbers
    nearest = max(inside, key=lambda at: float(source.nearness[at]))
    if source.denials(nearest).open:
        return None
    return turned_about(statement.trend, source.trend(nearest))


def _exchanged(
    statement: Statement, source: Source, window: Window
) -> Exchanged | None:
    """Return two of the claim that stand in each other's place in the window."""
    if statement.language != source.language:
        return None
    start, end = window.span(source)
    inside = range(window.first, window.last + 1)
    return exchanged(
        statement.text,
        statement.quantities,
        source.text[start:end],
        [
            replace(quantity, span=(a + offset, b + offset))
            for at in inside
            for offset in (source.sentences[at][0] - start,)
            for quantity in source.quantities[at]
            for a, b in (quantity.span,)
        ],
        language=source.language,
    )


def _gap(statement: Statement, source: Source, inside: range) -> int:
    """Return the most words in a row that the window and the context lack.

    A paraphrase lacks one here and there, an addition several in a row.
    """
    if statement.language != source.language:
        return 0
    terms = source.context_terms.union(*(source.terms[at] for at in inside))
    longest = run = 0
    for word, _ in statement.plain_words:
        if word.country:
            continue
        run = run + 1 if word.forms.isdisjoint(terms) else 0
        longest = max(longest, run)
    return longest


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
    return {code for text in texts for code, _ in countries_in(text)}


def _names_missing(statement: Statement, source: Source) -> tuple[AskedWord, ...]:
    """Return the claim's other names that the passage lacks.

    Names change from script to script and somewhat from language to language, so that
    only those are looked for that the passage's script can hold.
    """
    held = source.context_terms.union(*source.terms)
    return tuple(
        word
        for word, _ in statement.plain_words
        if word.is_name
        and not word.country
        and word.forms.isdisjoint(held)
        and (statement.language == source.language or word.written.isascii())
    )


def _denials(statement: Statement, source: Source, window: Window) -> tuple[bool, bool]:
    """Return whether the claim denies what the window says, and the reverse."""
    claim = statement.denials
    inside = range(window.first, window.last + 1)
    theirs = {at: source.denials(at) for at in inside}
    same = statement.language == source.language
    if claim.open:
        veiled = any(found.veiled - claim.veiled for found in theirs.values())
        excused = veiled and not (same and _says_denied(statement, source, inside))
        denied = any(
            not same or _denied_words(statement, source, at, span)[0]
            for at, found in theirs.items()
            for span in found.open
        )
        return not (denied or excused), False
    nearest = max(inside, key=lambda at: float(source.nearness[at]))
    return False, any(
        _denies_claim(statement, source, at, span) if same else at == nearest
        for at, found in theirs.items()
        if not claim.veiled - found.veiled
        for span in found.open
    )


def _says_denied(statement: Statement, source: Source, inside: range) -> bool:
    """Whether the window holds the very word that the claim denies."""
    terms = frozenset[str]().union(*(source.terms[at] for at in inside))
    for _, end in statement.denials.open:
        behind = words(statement.text[end : end + SCOPE], statement.language)
        if behind and not terms.isdisjoint(behind[0].forms):
            return True
    return False


def _denies_claim(statement: Statement, source: Source, at: int, denial: Span) -> bool:
    """Whether a passage's denial is of what the claim says: of two of its words."""
    shared, behind = _denied_words(statement, source, at, denial)
    return shared >= min(2, behind) > 0


def _denied_words(
    statement: Statement, source: Source, at: int, denial: Span
) -> tuple[int, int]:
    """Return how many words behind a passage's denial are the claim's, and how many."""
    start = source.sentences[at][0] + denial[1]
    end = min(source.sentences[at][1], start + SCOPE)
    claimed = frozenset[str]().union(*(word.forms for word in statement.words))
    behind = words(source.text[start:end], source.language)[:BEHIND]
    return sum(not claimed.isdisjoint(word.forms) for word in behind), len(behind)
