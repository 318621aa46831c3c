"""Tells whether a short message leans on the turn before it, in seven languages.

"Who pays for it?", "and in Kenya?", "since when?" do. "What is zaï?" and "school meals
in Brazil" name by themselves what they are about, however short they are: looked for
together with the turn before, they would be answered with that.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import regex

from assistant.partners.seeking import wonders
from assistant.understanding.scope import is_filler
from vectorstore.text.asked import AskedWord

FEW = 3
"""Words of content of a message that may lean; of more it says enough by itself."""
_QUESTION = regex.compile(r"[?？؟]")


def leans(
    message: str, words: Sequence[AskedWord], *, language: str, before: str
) -> bool:
    """Tell whether a message is about what the turn before it was about.

    Args:
        message: what is said.
        words: its words of content.
        language: of the message; where that is not known, it is looked at in all.
        before: the language of the turn before it.
    """
    content = [word for word in words if not is_filler(word, language)]
    if len(content) > FEW:
        return False
    if all(word.country or word.is_number for word in content):
        return True
    plain = " ".join(message.lower().replace("’", "'").split())
    told = {language, before}
    if _begins("continues", plain, told) or _holds_reference(plain, told):
        return True
    if any(word.is_name for word in content) or _begins("defines", plain, told):
        return False
    return bool(_QUESTION.search(message)) or wonders(message)


def _begins(name: str, plain: str, languages: set[str]) -> bool:
    text = plain.lstrip(" ¿¡.,،…-–—\"«»'")
    return any(_beginning(name, one).match(text) for one in _known(languages))


def _holds_reference(plain: str, languages: set[str]) -> bool:
    return any(_reference(one).search(plain) for one in _known(languages))


def _known(languages: set[str]) -> list[str]:
    table = follow_ups()["refers"]
    return [one for one in languages if one in table] or list(table)


@cache
def _beginning(name: str, language: str) -> "regex.Pattern[str]":
    phrases = "|".join(follow_ups()[name][language])
    is_whole = name == "continues" and language != "zh"
    return regex.compile(rf"(?:{phrases})" + (r"(?!\p{L})" if is_whole else ""))


@cache
def _reference(language: str) -> "regex.Pattern[str]":
    phrases = "|".join(follow_ups()["refers"][language])
    if language == "zh":
        return regex.compile(phrases)
    return regex.compile(rf"(?<!\p{{L}})(?:{phrases})(?!\p{{L}})")


@cache
def follow_ups() -> Mapping[str, Mapping[str, list[str]]]:
    """Return what messages that lean on others are told by, by matter and language."""
    source = files("assistant").joinpath("locales/follow_ups.toml")
    return tomllib.loads(source.read_text("utf-8"))
