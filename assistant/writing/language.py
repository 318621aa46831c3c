"""Whether a sentence of an answer is in the language that the answer should be in."""

from collections.abc import Sequence

import regex

from assistant.writing.claims import Draft
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
ENOUGH_OF_A_WHOLE = 4
"""Words, without names, of a whole answer of which every sentence looks foreign. Of 195
sentences of the sources with four to seven such words one looked so wrongly."""

_SMALL = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]"
    r"|(?<![\p{L}\p{M}])[\p{Ll}\p{Lo}][\p{L}\p{M}'’]*"
)


def may_speak_another(sentence: str, language: str) -> bool:
    """Tell whether a sentence looks like another language, however little it tells."""
    return detect_question_language(sentence) not in {UNDETERMINED, language}


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


class WrongLanguage(Exception):
    """An answer begins in another language than it should be in."""


class LanguageGate:
    """Holds the first claims of an answer back until they show its language.

    A short sentence tells its language only likely; what looks foreign waits for those
    behind it, so that nothing of a foreign answer is shown before it is known as one.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._held: list[Draft] = []
        self._known = False

    def let_through(self, drafts: Sequence[Draft], *, ended: bool) -> list[Draft]:
        """Return what may be checked now, in order.

        Raises:
            WrongLanguage: the answer begins in another language.
        """
        if self._known:
            return list(drafts)
        self._held += drafts
        if not self._held:
            return []
        so_far = " ".join(draft.text for draft in self._held)
        if speaks_another(so_far, self._language):
            raise WrongLanguage
        looks_right = any(
            not may_speak_another(draft.text, self._language) for draft in self._held
        )
        if not (looks_right or ended):
            return []
        if not looks_right and len(_SMALL.findall(so_far)) >= ENOUGH_OF_A_WHOLE:
            raise WrongLanguage
        self._known = True
        held, self._held = self._held, []
        return held
