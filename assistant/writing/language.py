"""Whether a sentence of an answer is in the language that the answer should be in."""

import regex

from vectorstore.text.languages import (
    UNDETERMINED,
    detect_question_language,
    may_be_in_latin,
)

ENOUGH = 8
"""Words, without names, from which a sentence tells its language from others of its
script."""
ENOUGH_OF_A_SCRIPT = 4
"""Words, without names, that are no name or term kept in their own letters."""

_SMALL = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]"
    r"|(?<![\p{L}\p{M}])[\p{Ll}\p{Lo}][\p{L}\p{M}'’]*"
)


def speaks_another(sentence: str, language: str) -> bool:
    """Tell whether a sentence is surely in another language than it should be.

    Names and short sentences tell nothing, and are taken as they are.
    """
    detected = detect_question_language(sentence)
    if detected in {UNDETERMINED, language}:
        return False
    small = len(_SMALL.findall(sentence))
    latin = may_be_in_latin(language), may_be_in_latin(detected)
    if latin == (False, True):
        return small >= ENOUGH_OF_A_SCRIPT
    if latin[0] != latin[1]:
        return True
    return small >= ENOUGH
