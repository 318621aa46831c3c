"""Whether a claim adds something of its own to what a passage says.

A true statement with a short false one behind it looks much like its passage as a
whole. So it is taken apart, and each short part must hold mostly words of the passage:
parts set off by marks, parts joined by "and", and what stands beside copied words.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from assistant.support.pieces import (
    DENSE,
    WORD,
    joined,
    parted_by_commas,
    set_off,
    sets_a_time,
)
from assistant.support.statements import Source, Statement
from vectorstore.text.asked import asked_words

PART = 5
"""Words of a part that stands by itself, up to which half of them may not be new."""
JOINED = 6
"""The same for one that is joined to another by "and", with two thirds."""
BETWEEN_COMMAS = 3
"""Pairs of characters from which a part between commas, where these join, may not be
new by three quarters: it may set a time or a place as well."""
COPIED = 8
"""Words in a row, or Han characters, that are copied and not met by chance."""
_HALF, _MOST, _NEARLY_ALL = 1 / 2, 2 / 3, 3 / 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a claim."""

    text: str
    most: int  # words up to which it is looked at
    share: float  # of its words, from which it is new
    least: int = 1  # words from which it is looked at


def adds_to(statement: Statement, source: Source) -> str | None:
    """Return the part of a claim that a passage says nothing of; None: there is none.

    Within one language words tell; numbers that the passage lacks are not counted:
    facts have a check of their own. Longer parts are left to the score. Across
    languages each piece of the claim must come near to some sentence of the passage,
    and no short one may draw the claim away from it.
    """
    if statement.language != source.language:
        whole, pieces = float(source.nearness.max()), source.piece_nearness
        return next(
            (
                one.text
                for one in statement.pieces
                if pieces and not one.is_said(whole, pieces)
            ),
            None,
        )
    known = set(source.context_terms).union(*source.terms)
    parts = [
        *_parts(statement.text, statement.language),
        *_beside_copied(statement.text, source.text),
    ]
    for part in parts:
        if _is_new(part, statement, known):
            return part.text
    return None


def _is_new(part: _Part, statement: Statement, known: Set[str]) -> bool:
    language = statement.language
    if sets_a_time(part.text, language):
        return False
    words = [
        word
        for word in asked_words(part.text, language)
        if not (word.is_number or word.written in statement.number_words)
        or not word.forms.isdisjoint(known)
    ]
    most = part.most * DENSE if language == "zh" else part.most
    if not part.least <= len(words) <= most:
        return False
    new = sum(word.forms.isdisjoint(known) for word in words)
    return new >= part.share * len(words)


def _parts(text: str, language: str) -> Iterator[_Part]:
    for part in set_off(text, language):
        yield _Part(text=part, most=PART, share=_HALF)
        for piece in joined(part, language):
            yield _Part(text=piece, most=JOINED, share=_MOST)
        for piece in parted_by_commas(part, language):
            yield _Part(
                text=piece,
                most=JOINED,
                share=_NEARLY_ALL,
                least=BETWEEN_COMMAS,
            )


def _beside_copied(claim: str, passage: str) -> Iterator[_Part]:
    """Yield what stands between and behind words in a row that are the passage's own.

    Nothing where no words are copied: then it is a paraphrase, and the score tells.
    """
    words = list(WORD.finditer(claim))
    said = [word.group().casefold() for word in words]
    there = _runs([word.group().casefold() for word in WORD.finditer(passage)])
    copied = [False] * len(words)
    for at in range(len(words)):
        run = tuple(said[at : at + COPIED])
        if run in there:
            copied[at : at + COPIED] = [True] * COPIED
    if not any(copied):
        return
    for is_copied, group in groupby(zip(words, copied, strict=True), key=itemgetter(1)):
        if not is_copied:
            own = [word for word, _ in group]
            text = claim[own[0].start() : own[-1].end()]
            yield _Part(text=text, most=PART, share=_HALF, least=2)


def _runs(words: Sequence[str]) -> Set[tuple[str, ...]]:
    return {tuple(words[at : at + COPIED]) for at in range(len(words) - COPIED + 1)}
