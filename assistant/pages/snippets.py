"""The part of a passage that fits a query best, with the query's words marked."""

from collections.abc import Sequence

import numpy as np
import regex
from numpy.typing import NDArray

from assistant.support.inert import readable
from vectorstore.records import Record, Span
from vectorstore.sentences import count_letters
from vectorstore.text.normalization import terms
from vectorstore.text.sentences import split_sentences

ROOM = 300
"""Letters of a snippet, as `count_letters` counts them: about three lines."""
BEGINNING = 10 * ROOM
"""Code points among which a snippet of a document's beginning ends."""
COVERAGE_WEIGHT = 0.3
"""Of holding all words of the query, beside the cosine with it."""
MARKED_AT_MOST = 60
_NOTHING = "\0 \t\n"

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*")
_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]{2,}")


class Run(Record):
    """Some text, marked or not."""

    text: str
    marked: bool = False


class Snippet(Record):
    """A part of a passage."""

    runs: tuple[Run, ...]
    span: Span  # within the passage's text
    starts: bool  # whether the passage starts here
    ends: bool


def query_forms(query: str, language: str) -> frozenset[str]:
    """Return all forms of the words of a query."""
    return frozenset(terms(query, language))


def best_part(
    text: str,
    *,
    language: str,
    forms: frozenset[str],
    sentences: Sequence[Span] = (),
    cosines: NDArray[np.float32] | None = None,
) -> Snippet:
    """Return the sentence that fits best, with neighbours while there is room.

    Args:
        text: of the passage, with gaps for what is not repeated (`support.inert`).
        language: of the passage, for its words.
        forms: of the query's words.
        sentences: of the passage; they are found here when none are given.
        cosines: of each sentence with the query, when they are known.
    """
    whole = [s for s in sentences or split_sentences(text, language) if s[0] < s[1]]
    kept = [at for at, (a, b) in enumerate(whole) if text[a:b].strip(_NOTHING)]
    spans = [whole[at] for at in kept]
    if not spans:
        left = Run(text=readable(text))
        return Snippet(runs=(left,), span=(0, 0), starts=True, ends=True)
    scores = [_held(text[a:b], language, forms) for a, b in spans]
    if cosines is not None and len(cosines) == len(whole):
        pairs = zip(scores, cosines[kept].tolist(), strict=True)
        scores = [COVERAGE_WEIGHT * held + cosine for held, cosine in pairs]
    best = max(range(len(spans)), key=lambda at: (scores[at], -at))
    first, last = _widened(text, spans, best)
    start, end = spans[first][0], spans[last][1]
    start, end = _shortened(text, (start, end), marks_in(text, language, forms))
    inside = [
        (max(a, start), min(b, end))
        for a, b in marks_in(text, language, forms)
        if a < end and b > start
    ]
    return Snippet(
        runs=_runs(text, (start, end), inside),
        span=(start, end),
        starts=start <= spans[0][0],
        ends=end >= spans[-1][1],
    )


def beginning(text: str) -> Snippet:
    """Return the beginning of a text, for one that nothing was asked of.

    Args:
        text: as far as `BEGINNING` at least, with gaps for what is not repeated.
    """
    _, end = _shortened(text, (0, min(len(text), BEGINNING)), ())
    return Snippet(
        runs=(Run(text=readable(text[:end])),),
        span=(0, end),
        starts=True,
        ends=end == len(text),
    )


def marks_in(text: str, language: str, forms: frozenset[str]) -> list[Span]:
    """Return where a text holds any of the forms, in order, apart from each other."""
    if not forms:
        return []
    found = [
        word.span()
        for word in _WORD.finditer(text)
        if not _DENSE.search(word.group())
        and not forms.isdisjoint(terms(word.group(), language))
    ]
    for run in _DENSE.finditer(text):
        places = range(run.start(), run.end() - 1)
        found += [(at, at + 2) for at in places if text[at : at + 2] in forms]
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged[:MARKED_AT_MOST]


def _held(text: str, language: str, forms: frozenset[str]) -> float:
    """Return the share of the forms that a text holds, in [0, 1]."""
    if not forms:
        return 0.0
    return len(forms.intersection(terms(text, language))) / len(forms)


def _widened(text: str, spans: Sequence[Span], best: int) -> tuple[int, int]:
    """Return the first and last sentence that fit around the best, later ones first."""
    first = last = best
    while last + 1 < len(spans) and _fits(text, spans[first][0], spans[last + 1][1]):
        last += 1
    while first > 0 and _fits(text, spans[first - 1][0], spans[last][1]):
        first -= 1
    return first, last


def _fits(text: str, start: int, end: int) -> bool:
    return count_letters(text[start:end]) <= ROOM


def _shortened(text: str, span: Span, marks: Sequence[Span]) -> Span:
    """Cut a long sentence to what is around its first mark, between words."""
    start, end = span
    if _fits(text, start, end):
        return span
    room = ROOM * (end - start) // max(count_letters(text[start:end]), 1)
    marked = next((at for at, _ in marks if start <= at < end), start)
    begin = max(start, min(marked - room // 4, end - room))
    if begin > start:
        space = text.find(" ", begin, marked)
        begin = space + 1 if space >= 0 else begin
    stop = min(end, begin + room)
    if stop < end:
        space = text.rfind(" ", begin + room // 2, stop)
        stop = space if space >= 0 else stop
    return begin, stop


def _runs(text: str, span: Span, marks: Sequence[Span]) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = span[0]
    for start, end in marks:
        runs += [Run(text=text[at:start]), Run(text=text[start:end], marked=True)]
        at = end
    runs.append(Run(text=text[at : span[1]]))
    shown = (run.model_copy(update={"text": readable(run.text)}) for run in runs)
    return tuple(run for run in shown if run.text)
