"""From a page's lines to its paragraphs, by where they stand on the page."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import regex

from ingestion.items import Block
from ingestion.parsing.shaping import first_words, has_letters, join_lines, one_line

_HYPHENS = ("-", "\u2010", "\u00ad", "\ufffe", "\x02")
"""Pdfium gives U+FFFE or U+0002 where a word was parted at a line's end."""

_MARKER = regex.compile(
    r"\s*(?:[-*•●▪◦‣·–—➢✓o]|\(?\d{1,3}[.)](?!\d)|\(?[a-z][.)]|[ivx]{1,4}[.)])\s+\S"
)
_SENTENCE_END = regex.compile(r"[.!?:;。！？؟।…][\"'”’»)\]]*\s*$")
_LEADERS = regex.compile(r"(?:\s?[.…·_]){4,}\s*")
_DIGITS = regex.compile(r"\p{N}+|\b[ivxlc]+\b", regex.I)
_EDGE_LINES = 3
_A_PAGE = 1.5
"""Times that a header or footer stands on a page that has it, at most on average."""
_HEADING_RATIO = 1.15
_HEADING_CHARACTERS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page; lengths in points, from the page's lower left corner.

    Those across are from the page's right side where the line begins there. All zero
    when only the order is known, as after recognition.
    """

    text: str
    left: float  # where it begins
    right: float  # where it ends
    top: float
    bottom: float
    size: float  # of its letters


def drop_repeated(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return pages without page numbers, and headers and footers of most pages.

    Only what stands outermost on a page is dropped, from its edges inward, numbers in
    it taken as equal; never what is set larger than the body, nor all that a page says.
    A document of fewer than three pages keeps all but bare page numbers.
    """
    body = body_size(pages)
    filled = sum(bool(page) for page in pages)
    repeated = _often(pages, filled, of=_furniture)
    same = _often(pages, filled, of=one_line)

    def left_of(
        page: Sequence[Line], often: set[str], of: Callable[[str], str]
    ) -> list[Line]:
        flags = [
            (line.size < _HEADING_RATIO * body or body <= 0)
            and (of(line.text) in often or (filled > 1 and _is_page_number(line.text)))
            for line in page
        ]
        dropped = {
            at for edge in _edges(page) for at in takewhile(flags.__getitem__, edge)
        }
        return [line for at, line in enumerate(page) if at not in dropped]

    result: list[list[Line]] = []
    for page in pages:
        left = left_of(page, repeated, _furniture)
        if not any(has_letters(line.text) for line in left):
            # Short pages of one pattern, such as sheets of figures, are no headers.
            left = left_of(page, same, one_line)
        result.append(left)
    return result


def _often(
    pages: Sequence[Sequence[Line]], filled: int, *, of: Callable[[str], str]
) -> set[str]:
    """Return what stands at the edges of so many pages that it is no text of theirs.

    Args:
        pages: all of them.
        filled: how many of them are not empty.
        of: what of a line is compared.
    """
    seen: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    for page in pages:
        everywhere.update(of(line.text) for line in page)
        places = {at for edge in _edges(page) for at in edge}
        seen.update({of(page[at].text) for at in places})
    # Odd and even pages may have headers of their own.
    share = 0.35 if filled >= 6 else 0.5
    return {
        text
        for text, times in seen.items()
        if text
        and times >= max(3, share * filled)
        # Rows of a list or table that differ in their numbers alone are all its text.
        and everywhere[text] <= _A_PAGE * times
    }


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the letter size in which most of the text is set, 0 when unknown."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _edges(page: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Return the places of a page's first and last lines, from the outside inward."""
    many = min(_EDGE_LINES, len(page))
    return list(range(many)), list(range(len(page) - 1, len(page) - 1 - many, -1))


def _furniture(text: str) -> str:
    return one_line(_DIGITS.sub("#", text)).casefold()


def _is_page_number(text: str) -> bool:
    return (
        regex.fullmatch(
            r"\W*(?:page|p\.|página|seite|стр\.?|صفحة|第)?\W*(?:\p{N}{1,4}|[ivxlc]{1,6})"
            r"(?:\s*(?:/|of|de|sur|из|-)\s*\p{N}{1,4})?\W*页?\W*",
            one_line(text),
            regex.I,
        )
        is not None
    )


def page_blocks(lines: Sequence[Line], *, page: int, body: float) -> list[Block]:
    """Return a page's paragraphs and headings in order.

    A paragraph ends at a wider gap, at a change of letter size, before a list marker,
    before an indent, and after a short line that ends a sentence. Lines that are much
    larger than the body are headings.
    """
    groups: list[list[Line]] = []
    gap = _usual_gap(lines)
    right = _usual_right(lines)
    for line in lines:
        if groups and not _breaks(groups[-1], line, gap=gap, right=right):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks: list[Block] = []
    for group in groups:
        text = _joined(group)
        if not text:
            continue
        is_heading = _is_heading(group, text, body)
        blocks.append(Block(text=text, page=page, is_heading=is_heading))
    return blocks


def _is_heading(group: Sequence[Line], text: str, body: float) -> bool:
    return (
        body > 0
        and group[0].size >= _HEADING_RATIO * body
        and 3 <= len(text) <= _HEADING_CHARACTERS
        and has_letters(text)
        and len(group) <= 4
    )


def _breaks(group: Sequence[Line], line: Line, *, gap: float, right: float) -> bool:
    last = group[-1]
    if _MARKER.match(line.text):
        return True
    if _LEADERS.search(last.text) or not line.text.strip():
        return True
    if not line.size:  # only the order is known: an empty line was a break
        return not last.text.strip()
    if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return True
    step = last.bottom - line.bottom
    if step < -line.size:  # the next column begins
        return bool(_SENTENCE_END.search(last.text))
    if gap and step > 1.35 * max(gap, line.size):
        return True
    indented = line.left - min(part.left for part in group) > 1.2 * line.size
    if indented and _SENTENCE_END.search(last.text) and len(group) > 1:
        return True
    is_short = right > 0 and last.right < right - 0.15 * right
    return is_short and (
        _SENTENCE_END.search(last.text) is not None
        or (line.text.lstrip()[:1].isupper() and last.right < 0.6 * right)
    )


def _usual_gap(lines: Sequence[Line]) -> float:
    """Return the step from line to line that is most usual on the page."""
    steps = [
        round(one.bottom - other.bottom, 0)
        for one, other in pairwise(lines)
        if 0 < one.bottom - other.bottom < 4 * max(one.size, 1)
    ]
    return Counter(steps).most_common(1)[0][0] if steps else 0.0


def _usual_right(lines: Sequence[Line]) -> float:
    """Return where full lines end."""
    ends = sorted(line.right for line in lines if len(line.text) > 25)
    return ends[int(0.8 * (len(ends) - 1))] if ends else 0.0


def _joined(group: Sequence[Line]) -> str:
    """Return a paragraph's lines as one, words that were parted at line ends whole."""
    parts: list[str] = []
    for line in group:
        text = one_line(_LEADERS.sub(" … ", line.text))
        if not text:
            continue
        if parts and _is_parted(parts[-1], text):
            parts[-1] = parts[-1][:-1] + text
        else:
            parts.append(text)
    joined = join_lines(parts)
    for mark in ("\u00ad", "\ufffe", "\x02"):
        joined = joined.replace(mark, "")
    return joined


def _is_parted(before: str, after: str) -> bool:
    """Tell whether a hyphen at a line's end only parts a word.

    One before a capital or a number, as in "Sub-Saharan", belongs to the word.
    """
    if not before.endswith(_HYPHENS) or len(before) < 2:
        return False
    if before[-1] in {"\u00ad", "\ufffe", "\x02"}:
        return True
    return before[-2].isalpha() and after[:1].islower()


def title_of(pages: Sequence[Sequence[Line]]) -> str | None:
    """Return the largest lines at the top of the first page with text, else None."""
    first = next((page for page in pages if page), None)
    if first is None:
        return None
    top = [line for line in first[:25] if has_letters(line.text)]
    if not top:
        return None
    largest = max(line.size for line in top)
    if largest < _HEADING_RATIO * body_size(pages):
        line = one_line(top[0].text)
        alone = 8 <= len(line) <= 120 and not _SENTENCE_END.search(line)
        return line if alone else None
    begin = next(at for at, line in enumerate(top) if line.size >= 0.95 * largest)
    lines: list[Line] = []
    for line in top[begin : begin + 4]:
        if line.size < 0.95 * largest:
            break
        lines.append(line)
    title = _joined(lines)
    return first_words(title, limit=200) if len(title) >= 4 else None
