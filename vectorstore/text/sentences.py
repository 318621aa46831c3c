"""Cuts text into sentences as exact spans, in every script.

Ours, because the libraries at hand either know few scripts, or give strings that no
longer say where in the text they stood, or need a model that is not there offline.
"""

import regex

from vectorstore.records import Span

LONGEST = 600
"""Code points from which a sentence without an end is cut at a weaker mark."""

_END = regex.compile(r"[.!?…‽]+|[。！？｡．]+|[؟۔]+|[।॥]+|[።፧፨]+|[။]+|[។៕]+|[؞]+")
_CLOSING = "\"'”’»›)]}）］｝」』】》〉〕"
_ABBREVIATIONS = frozenset(
    # English, French, Spanish, Portuguese
    "dr mr mrs ms prof st vs etc no nos art arts ch fig figs vol ed eds para p pp "
    "e.g i.e cf al approx dept est inc ltd co corp gov gen sen rep rev hon jan feb mar "
    "apr jun jul aug sep sept oct nov dec u.s u.n u.k e.u mm m mme mmes mlle mgr p.ex "
    "env min max av bd tél réf sr sra srta ud uds núm num pág págs ej p.ej ee.uu aa "
    "d dª dña lic ing av prof profa exmo nº ex p.e "
    # Russian
    "г гг т.е т.д т.п т.к др пр см напр руб коп тыс млн млрд трлн ул стр рис им "
    "св акад проф обл р-н н.э т т.н ст п пп".split()
)
_WORD_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}.ª-]+$")
_LIST_NUMBER = regex.compile(r"\s*[(\[]?(?:\p{N}{1,3}|\p{L}|[ivxlcIVXLC]{1,5})")
_NO_SPACE_ENDS = "。！？｡।॥።፧፨۔؟။។៕"
_WEAK = regex.compile(r"[;；؛:：,，、،–—](?=\s|[\p{Han}\p{Arabic}])|\s")


def split_sentences(text: str, language: str = "und") -> list[Span]:
    """Return the spans of the sentences of a text, in order.

    Spans are trimmed of white space, do not overlap, and together hold every character
    that is not white space. A line break always ends a sentence. Decimals, initials,
    abbreviations, addresses and the numbers of lists do not.
    """
    spans: list[Span] = []
    at = 0
    for line in text.split("\n"):
        spans += _split_line(text, at, at + len(line))
        at += len(line) + 1
    if language in {"th", "lo"}:
        return [cut for span in spans for cut in _shorten(text, span, 200)]
    return [cut for span in spans for cut in _shorten(text, span, LONGEST)]


def _split_line(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        while stop < end and text[stop] in _CLOSING:
            stop += 1
        if stop <= begin or not _ends_here(text, begin, match.start(), stop, end):
            continue
        spans += _trimmed(text, begin, stop)
        begin = stop
    return spans + _trimmed(text, begin, end)


def _ends_here(text: str, begin: int, mark: int, stop: int, end: int) -> bool:
    """Whether a mark at `mark` ends the sentence that began at `begin`."""
    symbol = text[mark]
    if stop >= end:
        return True
    if symbol in _NO_SPACE_ENDS:
        return True
    if not text[stop].isspace():
        return False  # "3.4", "example.org", "U.S.A"
    following = text[stop:end].lstrip()
    if symbol in "!?‽":
        return not (following[:1].islower() and text[stop - 1] in _CLOSING)
    if symbol == "…" or text[mark : mark + 2] == "..":
        return not following[:1].islower()
    word = _WORD_BEFORE.search(text, begin, mark)
    if word is not None:
        before = word.group().strip(".").lower()
        if before in _ABBREVIATIONS and not _starts_anew(before, following):
            return False
        if len(before) == 1 and before.isalpha() and word.group()[-1].isupper():
            return False  # an initial
        if _LIST_NUMBER.fullmatch(text, begin, mark):
            return False  # "1. First"
    return not following[:1].islower()


def _starts_anew(abbreviation: str, following: str) -> bool:
    """Whether what follows "etc." or "U.S." is a new sentence after all."""
    may_end = {"etc", "т.д", "т.п", "др", "г", "гг", "u.s", "u.n", "inc", "ltd", "руб"}
    return abbreviation in may_end and bool(
        regex.match(r"\p{Lu}\p{Ll}+\s+\p{Ll}", following)
    )


def _shorten(text: str, span: Span, longest: int) -> list[Span]:
    """Cut a sentence that is too long at a comma, or else a space, or anywhere."""
    start, end = span
    cuts: list[Span] = []
    while end - start > longest:
        best_weak = best_space = 0
        for match in _WEAK.finditer(text, start + longest // 2, start + longest):
            if match.group().isspace():
                best_space = match.end()
            else:
                best_weak = match.end()
        stop = best_weak or best_space or start + longest
        while stop < end and regex.match(r"\p{M}", text[stop]):
            stop += 1  # never between a letter and its marks
        cuts += _trimmed(text, start, stop)
        start = stop
    return cuts + _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if end > start else []
