"""Plain text: paragraphs out of lines, whether they were wrapped by hand or not.

unstructured's own text partitioner is not used: it makes a title of every short line,
wrapped ones included, by rules for English.
"""

from itertools import pairwise

import regex

from ingestion.items import Block, Item, Parsed
from ingestion.parsing.container import Container
from ingestion.parsing.decoding import decode
from ingestion.parsing.shaping import first_words, join_lines, one_line

_MARKER = regex.compile(
    r"\s*(?:[-*•●▪◦‣·–—]|\(?\d{1,3}[.)、]|\(?\p{L}[.)])\s+\S|\s*[（(]?[一二三四五六七八九十]+[、）)]"
)
_RULE = regex.compile(r"\s*([=\-~*_#])\1{2,}\s*")
_SENTENCE_END = regex.compile(r"[.!?:;。！？；：؟۔।…][\"'”’»)\]]*\s*$")


def read_text(file: Container) -> Parsed:
    """Return one item with a block a paragraph.

    A line that is underlined is a heading. The title is the first heading, else the
    first line when it stands alone and is short, else the file's name.

    Raises:
        UnreadableFile: the bytes are no text.
    """
    blocks = text_blocks(decode(file.data))
    title = title_from(blocks) or file.stem_title
    return Parsed(
        items=(Item(title=title, blocks=tuple(blocks), language=file.stated_language),)
    )


def title_from(blocks: list[Block]) -> str | None:
    """Return the first heading, or a first line that reads like one, else None."""
    for block in blocks:
        if block.is_heading:
            return first_words(block.text, limit=200)
    first = blocks[0].text if blocks else ""
    alone = "\n" not in first and len(first) <= 120 and len(blocks) > 1
    return first if alone and not _SENTENCE_END.search(first) else None


def text_blocks(text: str) -> list[Block]:
    """Return the paragraphs of a plain text, hard wraps undone, no word lost."""
    blocks: list[Block] = []
    heading: tuple[str, ...] = ()
    lines = [
        line.expandtabs(4).rstrip()
        for line in regex.split(r"[\n\f\v\u2028\u2029]", text)
    ]
    width = _wrap_width(lines)
    for paragraph in _paragraphs(lines):
        if (
            len(paragraph) == 2
            and _RULE.fullmatch(paragraph[1])
            and 2 <= len(one_line(paragraph[0])) <= 120
        ):
            name = one_line(paragraph[0])
            heading = (name,)
            blocks.append(Block(text=name, is_heading=True))
            continue
        kept = "\n".join(unwrap(paragraph, width=width))
        if kept:
            blocks.append(Block(text=kept, headings=heading))
    return blocks


def unwrap(lines: list[str], *, width: int | None) -> list[str]:
    """Return a paragraph's lines with those joined that were only wrapped.

    A line goes on in the next one when it nearly fills the width that the text is
    wrapped at; list markers always begin a line. Without a width, lines stay.
    """
    runs: list[list[str]] = []
    full = False
    for line in lines:
        if _RULE.fullmatch(line):
            full = False
            continue
        if runs and full and not _MARKER.match(line):
            runs[-1].append(line)
        else:
            runs.append([line])
        full = width is not None and _is_full(line, runs[-1], width)
    return [joined for run in runs if (joined := join_lines(run))]


def _is_full(line: str, run: list[str], width: int) -> bool:
    length = len(line)
    if length >= 0.7 * width:
        return True
    # A ragged line in the midst of a sentence: its end says that it goes on.
    return length >= 0.5 * width and not _SENTENCE_END.search(line) and len(run) > 0


def _wrap_width(lines: list[str]) -> int | None:
    """Return the column at which a text is wrapped, or None when it is not.

    Wrapped text has many lines that end near one column, each followed by another.
    """
    followed = [
        len(line) for line, after in pairwise(lines) if line.strip() and after.strip()
    ]
    if not followed:
        return None
    followed.sort()
    widest = followed[min(len(followed) - 1, int(0.95 * len(followed)))]
    if widest > 130 or widest < 30:
        return None
    near = sum(length >= 0.7 * widest for length in followed)
    return widest if near >= 0.5 * len(followed) else None


def _paragraphs(lines: list[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]
