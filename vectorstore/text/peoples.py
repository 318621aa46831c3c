"""Whose a word is that tells of a country without its name: "бразильцы", "brasileño".

Adjectives are in `demonyms`; here are the words for people that are made of them.
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

from vectorstore.text.demonyms import country_of
from vectorstore.text.normalization import fold_word

_WORD = regex.compile(r"[\p{L}\p{M}]+")
_RUSSIAN = regex.compile(r"(\p{Cyrillic}{3,})(?:ец|ц(?:[ауыеь]|ем|ев|ам|ами|ах))")
_BEFORE_ADJECTIVE = ("", "й", "ь")
"""What the ending of people takes the place of: "бразил-ец", "бразиль-ский"."""
_ARABIC = regex.compile(r"(?<=ي)(?:ون|ين|ات|ان|ا)$")
"""Endings of plural and case behind an adjective: "البرازيليون"."""


def countries_told(text: str) -> Iterator[str]:
    """Yield the countries whose adjectives or people a text tells of, with repeats.

    As ISO 3166-1 alpha-2.
    """
    for before, written in pairwise(["", *_WORD.findall(fold_word(text.casefold()))]):
        for word in _adjectives(written):
            found = country_of([before, word])
            if found is not None:
                yield found[0]


def _adjectives(word: str) -> Iterator[str]:
    """Yield a folded word, and the adjectives that it may be made of."""
    yield word
    people = _RUSSIAN.fullmatch(word)
    if people:
        for between in _BEFORE_ADJECTIVE:
            yield f"{people.group(1)}{between}ский"
    bare = _ARABIC.sub("", word)
    if bare != word:
        yield bare
