"""What is read from words and texts, remembered: claims meet the same ones again."""

from functools import lru_cache

from vectorstore.records import Span
from vectorstore.text.countries import countries_named
from vectorstore.text.normalization import fold_word, words

_WORDS_KEPT = 50_000
_TEXTS_KEPT = 4096


@lru_cache(maxsize=_WORDS_KEPT)
def folded(word: str) -> str:
    """Return a word in lower case and without accents."""
    return fold_word(word.lower())


@lru_cache(maxsize=_WORDS_KEPT)
def forms_of(word: str, language: str) -> tuple[frozenset[str], ...]:
    """Return the forms of the words in one as written; a stop word has none."""
    return tuple(frozenset(one.forms) for one in words(word, language))


@lru_cache(maxsize=_TEXTS_KEPT)
def countries_in(text: str) -> tuple[tuple[str, Span], ...]:
    """Return the countries that a text names, with the place of each, in order."""
    return tuple(countries_named(text))
