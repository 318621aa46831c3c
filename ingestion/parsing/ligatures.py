"""The letters that one glyph of a PDF is for, in reading order."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import takewhile

import regex

from ingestion.parsing.characters import whole
from ingestion.parsing.direction import has_right_to_left

_FORM = regex.compile(r"[\uFB1D-\uFDCF\uFDF0-\uFDF9\uFDFC\uFE70-\uFEFC]")
"""A letter or ligature of Hebrew or Arabic as it looks in one place."""


def spelled(
    texts: Sequence[str], *, said: str, is_turned: bool
) -> list[tuple[str, int]]:
    """Return the letters of a glyph in reading order, each with its place in `texts`.

    Args:
        texts: the glyph's characters as pdfium has them, in its order.
        said: what the glyph says that it is for (ActualText), empty if nothing.
        is_turned: whether pdfium turned around the letters among which it stands. It
            turns those of one glyph too, unless their font gives one form for them.
    """
    given = "".join(texts)
    if len(whole(given)) < len(texts):  # halves of surrogate pairs
        return [(letter, 0) for letter in whole(given)]
    order = list(range(len(texts)))
    if len(said) == len(texts):
        read = list(zip(said, order if given == said else order[::-1], strict=True))
    else:
        turned = _is_backwards(given, is_turned=is_turned)
        read = [(texts[at], at) for at in (order[::-1] if turned else order)]
        signs = list(takewhile(lambda pair: unicodedata.combining(pair[0]), read))
        read[: len(signs) + 1] = [*read[len(signs) : len(signs) + 1], *signs]
    return [(letter, at) for text, at in read for letter in _FORM.sub(_plain, text)]


def _plain(form: "regex.Match[str]") -> str:
    return unicodedata.normalize("NFKC", form[0]).strip()


def _is_backwards(text: str, *, is_turned: bool) -> bool:
    """Tell whether the letters of a glyph come in the wrong order."""
    letters = "".join(one for one in text if not unicodedata.combining(one))
    if len(letters) < 2 or letters in _forms() or not has_right_to_left(letters):
        return False
    return is_turned or letters[::-1] in _forms()


@cache
def _forms() -> frozenset[str]:
    """Return what the ligatures that have a character of their own are for."""
    codes = [*range(0xFB1D, 0xFDFD), *range(0xFE70, 0xFEFD)]
    plain = {unicodedata.normalize("NFKC", chr(code)) for code in codes}
    return frozenset(one for one in plain if len(one) > 1)
