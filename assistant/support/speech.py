"""Whether a text speaks to whoever reads it: it asks, or says "you".

A statement of facts does neither. Words that mean somebody else as well are left out,
such as Spanish "su" and French "tu" within other words.
"""

from functools import cache

import regex

_QUESTION = regex.compile(r"[？؟]|\?(?!\S)")
"""The mark that addresses of the web use as well is one where nothing follows it."""
_READER = {
    "en": r"\b(?:you|your|yours|yourself)\b",
    "fr": r"\b(?:vous|votre|vos|toi)\b",
    "es": r"\b(?:usted|ustedes|vosotros|vuestr[oa]s?|contigo)\b",
    "pt": r"\b(?:você|vocês|contigo)\b",
    "ru": r"\b(?:вы|вам|вами|ваш\p{L}{0,3}|тебе|тебя|твой)\b",
    "ar": r"(?<!\p{L})[وف]?(?:أنت|أنتم|عليك|عليكم|إليك|إليكم|لديك|لديكم)(?!\p{L})",
    "zh": r"[你您]",
}


def speaks_to_reader(text: str, language: str) -> bool:
    """Tell whether a text asks anything, or addresses its reader."""
    return bool(_QUESTION.search(text) or _reader(language).search(text))


@cache
def _reader(language: str) -> "regex.Pattern[str]":
    return regex.compile(_READER.get(language, r"(?!)"), regex.IGNORECASE)
