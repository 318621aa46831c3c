"""Cuts text into sentences as exact spans, in every script.

Ours, because no library at hand does: pysbd (unmaintained) and its heir sentencesplit
know neither Portuguese nor Thai, the rules of Unicode (UAX 29) and spaCy's sentencizer
know no abbreviations, and trained splitters need models that are not there offline.
"""

import regex

from vectorstore.records import Span
from vectorstore.text.abbreviations import (
    BEFORE_NUMBER,
    LAST_BEFORE_A_CAPITAL,
    NEVER_LAST,
    SOMETIMES_LAST,
)
from vectorstore.text.spans import trim
from vectorstore.text.stop_words import stop_words

LONGEST = 600
"""Code points at which a sentence without an end is cut at a weaker mark."""
LONGEST_WITHOUT_MARKS = 200
"""The same in Thai and Lao, which end sentences by spaces only."""

_OWN = r"(?P<own>[\p{Sentence_Break=STerm}--[!?。！？｡]]+)"
_DENSE = r"(?P<dense>[。！？｡][。！？｡!?…⋯]*)"
_MARK = regex.compile(rf"(?V1){_OWN}|{_DENSE}|(?P<spaced>[.．!?…]+)")
_GREEK_MARK = regex.compile(rf"(?V1){_OWN}|{_DENSE}|(?P<spaced>[.．!?…;]+)")
_CLOSING = regex.compile(
    r"[\"'”’»›)\]}）］｝」』】》〉〕]*(?:\s»(?=\s|$))?(?:\s?\[\d{1,3}(?:[,–-]\s?\d{1,3})*\])*"
)
_OPENING = regex.compile(r"[\s\"'“‘«‹„(\[{¿¡—–-]*")
_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}.ªº№-]+$")
_WORD_AFTER = regex.compile(r"[\p{L}\p{M}'’]+")
_NUMBER_OF_A_LIST = regex.compile(
    r"[\s\"'“‘«(\[]*(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivxlc]{1,5}|[IVXLC]{1,5})"
)
_DOTTED = regex.compile(r"(?:\p{L}\.)+\p{L}")
_AFTER_A_YEAR = regex.compile(r"\d\s?г{1,2}\.\s*$")
_ORDINALS = frozenset(
    {"de", "da", "no", "nb", "fi", "cs", "hu", "et", "tr", "sk", "sl"}
)
_TOUCHING = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_WEAK = regex.compile(
    r"[;；؛:：,，、،၊،፣፤፥](?=\s|[\p{Han}\p{Kana}])|[；，、]|[–—](?=\s)"
)
_LOOK_BACK = 40


def split_sentences(text: str, language: str = "und") -> list[Span]:
    """Return the spans of the sentences of a text, in order.

    Spans are trimmed of white space, do not overlap, and together hold every character
    that is not white space. A line break always ends a sentence; decimals, initials,
    abbreviations, addresses and the numbers of lists do not. Closing quotes, brackets
    and reference numbers stay with their sentence. None is longer than `LONGEST` code
    points: longer ones are cut at a weaker mark, else at a space, else anywhere between
    two letters. Linear in the length of the text.
    """
    longest = LONGEST_WITHOUT_MARKS if language in {"th", "lo"} else LONGEST
    spans: list[Span] = []
    at = 0
    for line in text.split("\n"):
        for span in _in_line(text, at, at + len(line), language):
            spans += _shorten(text, span, longest)
        at += len(line) + 1
    return spans


def _in_line(text: str, start: int, end: int, language: str) -> list[Span]:
    spans: list[Span] = []
    begin = start
    marks = _GREEK_MARK if language == "el" else _MARK
    for mark in marks.finditer(text, start, end):
        if mark.start() < begin:
            continue  # inside the reference numbers of the sentence before
        closing = _CLOSING.match(text, mark.end(), end)
        stop = closing.end() if closing else mark.end()
        if mark.lastgroup != "spaced" or _ends(
            text, begin, mark, stop, end, language=language
        ):
            spans += _trimmed(text, begin, stop)
            begin = stop
    return spans + _trimmed(text, begin, end)


def _ends(
    text: str,
    begin: int,
    mark: "regex.Match[str]",
    stop: int,
    end: int,
    *,
    language: str,
) -> bool:
    """Whether a full stop, exclamation, question mark or ellipsis ends a sentence."""
    symbols = mark.group()
    if stop >= end:
        return True
    if not text[stop].isspace():
        # "3.4", "example.org" go on; Chinese and Japanese set no space behind.
        return symbols != "." and _TOUCHING.match(text, stop, end) is not None
    opening = _OPENING.match(text, stop, end)
    following = opening.end() if opening else stop
    if following >= end:
        return True
    if text[following].islower():
        return False
    if symbols not in {".", "．"}:
        return True
    found = _BEFORE.search(text, max(begin, mark.start() - _LOOK_BACK), mark.start())
    if found is None or stop > mark.end():
        return True
    if _NUMBER_OF_A_LIST.fullmatch(text, begin, mark.start()):
        return False
    return not _is_abbreviated(text, found.group(), following, language)


def _is_abbreviated(text: str, word: str, following: int, language: str) -> bool:
    """Whether the full stop behind a word belongs to it, seen what follows it."""
    folded = word.lower().strip("-")
    is_number = text[following].isdigit() or text[following] in "№§"
    if folded in NEVER_LAST or (is_number and folded in BEFORE_NUMBER):
        return True
    if folded.isdigit():
        return len(folded) < 3 and language in _ORDINALS
    if folded in LAST_BEFORE_A_CAPITAL:
        return not text[following].isupper()
    if folded in {"г", "гг"}:  # "2014 г. Правительство", but "г. Москва"
        return (
            _AFTER_A_YEAR.search(text, max(following - _LOOK_BACK, 0), following)
            is None
        )
    is_initial = len(word) == 1 and word.isalpha() and not word.islower()
    if is_initial or folded in SOMETIMES_LAST or _DOTTED.fullmatch(word):
        after = _WORD_AFTER.match(text, following)
        return is_number or after is None or not _begins_sentences(after, language)
    return False


def _begins_sentences(word: "regex.Match[str]", language: str) -> bool:
    """Whether a word is an article, a pronoun or the like, and so no part of a name."""
    if len(word.group()) == 1 and word.string[word.end() : word.end() + 1] == ".":
        return False  # the next initial
    lowered = word.group().lower()
    return lowered in stop_words(language) or lowered in stop_words("en")


def _shorten(text: str, span: Span, longest: int) -> list[Span]:
    """Cut a sentence that is too long at a comma, or else a space, or anywhere."""
    start, end = span
    cuts: list[Span] = []
    while end - start > longest:
        stop = _place_to_cut(text, start, start + longest)
        cuts += _trimmed(text, start, stop)
        start = stop
    return cuts + _trimmed(text, start, end)


def _place_to_cut(text: str, start: int, limit: int) -> int:
    """Return the last good place to cut in the second half of a range."""
    half = (start + limit) // 2
    marks = [mark.end() for mark in _WEAK.finditer(text, half, limit)]
    if marks:
        return marks[-1]
    space = text.rfind(" ", half, limit)
    if space > start:
        return space
    stop = limit
    while stop > half and regex.match(r"[\p{M}\u200c\u200d]", text[stop]):
        stop -= 1  # never between a letter and its marks
    return stop if stop > half else limit


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    span = trim(text, (start, end))
    return [span] if span[0] < span[1] else []
