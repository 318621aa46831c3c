"""Finds words of a document's stored text among the characters of their page.

The stored text is cleaned: lines joined, parted words whole, headers dropped. So only
letters and digits are compared, compatible forms as one: what joining and cleaning
change is all else.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import takewhile

from ingestion.parsing.characters import whole
from vectorstore.records import Span

ENOUGH = 0.8
"""Share of a quote's letters that must be found, in runs, where not all are."""
SHORTEST_RUN = 4
"""Letters of a run that counts for that; fewer stand anywhere."""
SHORTEST_INEXACT = 12
"""Letters of a quote that may be found in part; a shorter one is found whole or not."""
LONGEST_INEXACT = 4_000
"""Letters of one that may; aligning takes time that grows with the square."""
CONTEXT = 120
"""Letters before and behind a quote that tell its place from others like it."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a run of characters, and where each one stands."""

    text: str
    places: tuple[int, ...]  # in the characters, one a letter


def letters_of(characters: Sequence[str]) -> Letters:
    """Return what is compared of characters; a ligature gives several letters."""
    texts: list[str] = []
    places: list[int] = []
    for at, character in _whole_characters(characters):
        folded = _folded(character)
        texts.append(folded)
        places += [at] * len(folded)
    return Letters("".join(texts), tuple(places))


def find_words(text: str, span: Span, characters: Sequence[str]) -> list[Span]:
    """Return where on a page the words of a span stand; empty when they do not.

    Args:
        text: what is stored of the page.
        span: of that text.
        characters: of the page, in the order in which the text was read from it.

    Returns:
        Half-open ranges of `characters`, in order: one when all letters are found,
        several when some of at least `ENOUGH` are not. Of several places the one whose
        surroundings are most alike is taken, then the one nearest by its share of the
        page.
    """
    start, end = span
    page = letters_of(characters)
    quote = letters_of(text[start:end]).text
    if not quote or not page.text:
        return []
    before, after = letters_of(text[:start]).text, letters_of(text[end:]).text
    found = list(_places(quote, page.text))
    if not found:
        return _inexact(quote, page)
    whole_text = len(before) + len(quote) + len(after)

    def likeness(at: int) -> tuple[int, float]:
        alike = _alike(before[::-1], page.text[max(0, at - CONTEXT) : at][::-1])
        alike += _alike(after, page.text[at + len(quote) :][:CONTEXT])
        return alike, -abs(at / len(page.text) - len(before) / whole_text)

    best = max(found, key=likeness)
    place = _range(page, best, best + len(quote))
    return [_with_signs(place, text[start:end], characters)]


def _inexact(quote: str, page: Letters) -> list[Span]:
    """Return the ranges of the best alignment, near the longest run in common."""
    if not SHORTEST_INEXACT <= len(quote) <= LONGEST_INEXACT:
        return []
    longest = _matcher(quote, page.text).find_longest_match()
    slack = len(quote) // 4 + CONTEXT
    low = max(0, longest.b - longest.a - slack)
    high = longest.b + len(quote) - longest.a + slack
    runs = [
        Match(run.a, low + run.b, run.size)
        for run in _matcher(quote, page.text[low:high]).get_matching_blocks()
        if run.size >= SHORTEST_RUN
    ]
    if sum(run.size for run in runs) < ENOUGH * len(quote):
        return []
    return [_range(page, run.b, run.b + run.size) for run in runs]


def _matcher(quote: str, page: str) -> "SequenceMatcher[str]":
    return SequenceMatcher(None, quote, page, autojunk=False)


def _range(page: Letters, start: int, end: int) -> Span:
    return page.places[start], page.places[end - 1] + 1


def _with_signs(place: Span, quote: str, characters: Sequence[str]) -> Span:
    """Return a range with the signs that the quote begins and ends with."""
    start, end = place
    for sign in reversed(list(takewhile(_is_sign, reversed(quote.strip())))):
        if characters[end : end + 1] == [sign]:
            end += 1
    for sign in reversed(list(takewhile(_is_sign, quote.strip()))):
        if start and characters[start - 1] == sign:
            start -= 1
    return start, end


def _is_sign(character: str) -> bool:
    return unicodedata.category(character).startswith("P")


def _places(quote: str, page: str) -> Iterator[int]:
    at = page.find(quote)
    while at >= 0:
        yield at
        at = page.find(quote, at + 1)


def _alike(one: str, other: str) -> int:
    """Return how many letters two texts begin with in common, up to `CONTEXT`."""
    count = 0
    for a, b in zip(one[:CONTEXT], other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _whole_characters(characters: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield characters with their places; a surrogate pair is one, at its first."""
    at = 0
    while at < len(characters):
        width = 1
        if "\ud800" <= characters[at] <= "\udbff" and at + 1 < len(characters):
            width = 2
        yield (
            at,
            whole("".join(characters[at : at + width]))
            if width > 1
            else (characters[at]),
        )
        at += width


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    """Return the letters and digits that a character stands for, without accents."""
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(one for one in decomposed if one.isalnum())
