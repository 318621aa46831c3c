"""Which passages say the same in the same words: one of them is enough.

Feeds publish one record twice, in two formats or for two years, with a word changed.
What differs in a number or in a country is another record, however alike the rest is.
"""

import re
from dataclasses import dataclass
from typing import Self

from vectorstore.text.countries import countries_named

ALIKE = 0.95
"""Share of the words of both that both hold, from which they are copies."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of a passage as copies are told by."""

    words: frozenset[str]
    numbers: frozenset[str]
    text: str

    @classmethod
    def of(cls, title: str, text: str) -> Self:
        """Take the words of a passage and of its document's title."""
        told = f"{title}\n{text}"
        words = frozenset(_WORD.findall(told.casefold()))
        numbers = frozenset(word for word in words if word[0].isdigit())
        return cls(words=words, numbers=numbers, text=told)

    def is_copy_of(self, other: Self) -> bool:
        """Tell whether two passages are copies of each other."""
        if self.numbers != other.numbers:
            return False
        shared = len(self.words & other.words)
        if shared < ALIKE * len(self.words | other.words):
            return False
        if self.words == other.words:
            return True
        return _countries(self.text) == _countries(other.text)


def _countries(text: str) -> set[str]:
    return {code for code, _ in countries_named(text)}
