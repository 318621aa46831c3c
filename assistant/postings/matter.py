"""What a posting or a need is about: its own words, without places and lines of fields.

Two short texts that name different countries, or stand beside lines of fields, lie far
apart though one offers the very thing that the other needs; the more so in two
languages. Without both, 19 of 20 pairs in two languages come to .37 or more, and 20
others to .29 at most; with them as low as .17, and .29.
"""

from assistant.understanding.places import without_places
from vectorstore.sentences import count_letters

SHORT = 120
"""Letters up to which a text is short: its vector says less, and nearness is lower."""
ENOUGH_OF_SHORT = 0.34
"""Nearness from which two are of one matter, if one of them is short. Chosen on half of
20 pairs that fit and 20 that do not, each in two languages; of the other half it finds
9 of 10, and none that do not fit."""
ENOUGH_OF_LONG = 0.45
"""The same of two with descriptions: of 14 such pairs in two languages all reach it,
and 2 of 210 others."""
READ = 1_200
"""Letters of a text that are compared."""


def matter(text: str) -> str:
    """Return the beginning of a text, without its places where anything is left."""
    told = without_places(text)
    size = count_letters(told)
    return told if size <= READ else told[: int(len(told) * READ / size)]


def enough(one: str, other: str) -> float:
    """Return the nearness from which two texts are of one matter."""
    is_short = min(count_letters(one), count_letters(other)) <= SHORT
    return ENOUGH_OF_SHORT if is_short else ENOUGH_OF_LONG
