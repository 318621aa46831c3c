"""What is done, and of what: the words of a sentence that say it, in seven languages.

An act of `acts.toml` is one whatever it is called. Between two of whom the one does it
to the other it has a way: whoever has something before, and whoever gets it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from assistant.support.numbers import NumberKind
from assistant.support.remembered import forms_of
from assistant.support.statements import quantities_of
from vectorstore.records import Span

FILE = "acts.toml"
_TOKEN = regex.compile(r"\p{Han}+|(?:(?!\p{Han})[\p{L}\p{M}])+(?:['’]\p{L}+)?")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word of a text that says what is done, or of what."""

    forms: frozenset[str]
    start: int
    act: str = ""  # what it does, where it is known
    is_number: bool = False


def anchors_of(text: str, language: str, taken: Sequence[Span]) -> list[Anchor]:
    """Return what is done in a text, and its numbers and other words, in order.

    Args:
        text: a sentence.
        language: of it.
        taken: the places of names, in which nothing of this is looked for.
    """
    found: list[Anchor] = []

    def free(start: int, end: int) -> bool:
        return not any(s < end and start < e for s, e in taken)

    covered: list[Span] = []
    pattern = acts_pattern(language)
    for match in pattern.finditer(text) if pattern else ():
        start, end = match.span()
        while end < len(text) and text[end].isalpha() and language != "zh":
            end += 1
        if free(start, end):
            act = match.lastgroup or ""
            forms = forms_of(text[start:end], language)
            found.append(Anchor(frozenset({f"act:{act}"}).union(*forms), start, act))
            covered.append((start, end))
    for number in quantities_of(text, language):
        start, end = number.span
        if number.kind in {NumberKind.YEAR, NumberKind.MONTH} or not free(start, end):
            continue
        forms = frozenset(f"#{value}" for value in number.values)
        found.append(Anchor(forms, start, is_number=True))
        covered.append((start, end))
    rest = list(text)
    for start, end in (*taken, *covered):
        rest[start:end] = " " * (end - start)
    for match in _TOKEN.finditer("".join(rest)):
        found.extend(
            Anchor(forms, match.start()) for forms in forms_of(match.group(), language)
        )
    return sorted(found, key=lambda anchor: anchor.start)


@cache
def acts_pattern(language: str) -> "regex.Pattern[str] | None":
    """Return what finds the acts of a language, each in a group of its name."""
    apart = "" if language == "zh" else r"(?<![\p{L}\p{M}])"
    named = [
        f"(?P<{act}>{table[language]})"
        for act, table in _tables().items()
        if language in table
    ]
    return regex.compile(f"{apart}(?:{'|'.join(named)})", regex.I) if named else None


@cache
def ways_of_acts() -> Mapping[str, str]:
    """Return which way each act goes between two; empty where it does not."""
    return {act: table["way"] for act, table in _tables().items()}


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    return tomllib.loads(read)
