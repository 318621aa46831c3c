"""Words that a text hides from readers and shows to programs.

Stored text is cleaned of their carriers; what was there tells something of its author.
"""

import re

_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
"""An emoji of a flag, whose region is written in tags: no hidden words."""
_RUN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u180e\u034f\u3164\ufe00-\ufe0f]+")
_SELECTORS = re.compile("[\U000e0100-\U000e01ef]{8,}")
SHORTEST = 4
"""Tags in a row from which they are words."""
LONG_RUN = 16
"""Invisible characters in a row that no script and no emoji needs: two letters' worth
of bits."""
_INTERLEAVED = re.compile("(?:[^\\W\\d_][\u200b\u2060\ufeff]){8,}")
"""Letters kept apart by what nobody sees, so that no filter finds the word."""


def hidden_words(text: str) -> str:
    """Return what the text says in invisible tags, which stand for ASCII; else ""."""
    if text.isascii():
        return ""
    runs = _TAGS.findall(_FLAG.sub("", text))
    shown = ("".join(chr(ord(one) - 0xE0000) for one in run) for run in runs)
    return " ".join(run for run in shown if len(run) >= SHORTEST)


def hides_words(text: str) -> bool:
    """Tell whether a text carries words that no reader sees.

    They are spelled in tags or variation selectors, in a long run of invisible
    characters, or in letters that such characters keep apart. Joiners within Arabic or
    Indic words, emoji and flags are no such thing. Linear in the length of the text.
    """
    if text.isascii():
        return False
    return (
        bool(hidden_words(text))
        or any(len(run.group()) >= LONG_RUN for run in _RUN.finditer(text))
        or _SELECTORS.search(text) is not None
        or _INTERLEAVED.search(text) is not None
    )
