"""Whether a sentence instructs whatever model reads it.

No model decides it: patterns do (`instructions.toml`), on text without its disguises.
The language of a document is not asked: whoever hides an instruction chooses its own.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

import regex
from pydantic import BaseModel, ConfigDict

from vectorstore.text.disguise import (
    decoded,
    folded,
    is_encoded,
    joined,
    unleeted,
)
from vectorstore.text.hidden import hidden_words, hides_words
from vectorstore.text.normalization import fold_word
from vectorstore.text.sentences import split_sentences

FILE = "instructions.toml"
LONGEST = 2_000
"""Code points that are looked at; a sentence is shorter, an encoded one may not be."""
NEAR = r"[^.。!?！？]{0,60}?"
"""A few words of the same sentence."""
SPACED, MARKUP = "spaced", "markup"
_UNPARTED = {"ar", "zh", SPACED, MARKUP}
"""Rules whose hints need not begin a word; Arabic writes small words with the next."""
START = 3
"""Letters by which words are compared with hints at first."""
_WORD = re.compile(r"[^\W_]+")
_REMEMBERED = 20_000
_LETTERS = {
    "ru": regex.compile(r"\p{Cyrillic}"),
    "ar": regex.compile(r"\p{Arabic}"),
    "zh": regex.compile(r"\p{Han}"),
}
_LATIN = ("en", "fr", "es", "pt")
_A_LATIN_LETTER = regex.compile(r"[a-z]{3}")
_SLOT = regex.compile(r"\{([a-z]+)\}")
_LEGAL_FORM = regex.compile(
    r"(^|[:;,–—-]\s*)(?:ltda?|llc|llp|plc|inc|gmbh|s\.?a\.?(?:r\.?l\.?|s\.?)?|"
    r"s\.?r\.?l\.?|spa|lda|jsc|ооо|оао|зао|пао|ао|нко|"
    + fold_word("شركة|مؤسسة|جمعية")
    + r")\.?\s+"
)
"""In front of a name, as "ООО" is: a command behind it begins like any other."""


class InstructionKind(StrEnum):
    """What an instruction is after, or how it is put."""

    OVERRIDE = "override"  # of the instructions that the model has
    EXFILTRATE = "exfiltrate"  # its prompt, or what the asker may not see
    ROLE = "role"
    COMMAND = "command"  # what to answer, and to whom
    CONCEAL = "conceal"  # from the person who asks
    ENCODED = "encoded"
    HIDDEN = "hidden"  # in characters that no reader sees
    MARKUP = "markup"  # roles and fences of prompts


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What was found."""

    kind: InstructionKind
    words: str  # that tell, folded; what invisible characters spell, where they hide it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """How a language says one kind of instruction."""

    kind: InstructionKind
    hints: tuple[str, ...]  # one of them stands in whatever the patterns find
    starts: frozenset[str] | None  # how the words of hints begin; None: no words apart
    patterns: "tuple[regex.Pattern[str], ...]"  # faster apart than as one


class _Table(BaseModel):
    """One language of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Mapping[str, str] = {}
    hints: Mapping[InstructionKind, tuple[str, ...]]
    rules: Mapping[InstructionKind, tuple[str, ...]]


@lru_cache(maxsize=_REMEMBERED)
def instructs(text: str) -> Instruction | None:
    """Return the instruction to a model that a sentence holds, if any.

    Text may be raw or cleaned; only its first `LONGEST` code points are looked at. In
    English, French, Spanish, Portuguese, Russian, Arabic and Chinese, whatever the
    text's own language.
    """
    text = text[:LONGEST]
    if hides_words(text):
        return Instruction(kind=InstructionKind.HIDDEN, words=hidden_words(text))
    told = folded(text)
    found = _match(told) or _match_behind_form(told)
    if found:
        return found
    without_spaces = joined(told)
    if without_spaces:
        found = _match(without_spaces) or _first(SPACED, without_spaces)
        if found:
            return found
    letters = unleeted(told)
    found = _match(letters) if letters else None
    if found:
        return found
    if is_encoded(text):
        return Instruction(kind=InstructionKind.ENCODED, words=told[:80])
    if any(_match(folded(one)) for one in decoded(text)):
        return Instruction(kind=InstructionKind.ENCODED, words=told[:80])
    return None


def instructions_in(text: str, language: str) -> list[Instruction]:
    """Return the instructions of a text, sentence by sentence, in order.

    Args:
        text: of any length.
        language: in which its sentences are cut.
    """
    found = (instructs(text[a:b]) for a, b in split_sentences(text, language))
    return [one for one in found if one is not None]


def _match(told: str) -> Instruction | None:
    starts = {word[:START] for word in _WORD.findall(told)}
    for language in _languages_of(told):
        found = _first(language, told, starts)
        if found:
            return found
    return None


def _match_behind_form(told: str) -> Instruction | None:
    """Return the instruction that an organization is named like, behind its form."""
    bare = _LEGAL_FORM.sub(r"\1", told)
    return _match(bare) if bare != told else None


def _languages_of(told: str) -> Iterator[str]:
    yield MARKUP
    if _A_LATIN_LETTER.search(told):
        yield from _LATIN
    if not told.isascii():
        for language, letter in _LETTERS.items():
            if letter.search(told):
                yield language


def _first(
    language: str, told: str, starts: Set[str] | None = None
) -> Instruction | None:
    """Return the first instruction, by one language's rules.

    Args:
        language: whose rules.
        told: folded text.
        starts: how its words begin, to leave out quickly what cannot be there.
    """
    for rules in _rules(language):
        if starts is not None and rules.starts and starts.isdisjoint(rules.starts):
            continue
        if any(hint in told for hint in rules.hints):
            for pattern in rules.patterns:
                match = pattern.search(told)
                if match:
                    return Instruction(kind=rules.kind, words=match.group().strip())
    return None


@cache
def _rules(language: str) -> tuple[_Rules, ...]:
    """Return the rules of a language, in the order of the file."""
    table = _tables()[language]
    return tuple(
        _Rules(
            kind=kind,
            hints=(hints := tuple(map(fold_word, table.hints[kind]))),
            starts=None if language in _UNPARTED else _starts(hints),
            patterns=tuple(regex.compile(_filled(r, table.words)) for r in rules),
        )
        for kind, rules in table.rules.items()
    )


def _starts(hints: Iterable[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(hint)[0][:START] for hint in hints)


def _filled(rule: str, words: Mapping[str, str]) -> str:
    """Return a pattern with its words, folded as the text is."""
    slots = {**words, "near": NEAR}
    while _SLOT.search(rule):
        rule = _SLOT.sub(lambda slot: slots[slot.group(1)], rule)
    return fold_word(rule)


@cache
def _tables() -> Mapping[str, _Table]:
    read = files("vectorstore.text").joinpath(FILE).read_text("utf-8")
    return {name: _Table(**table) for name, table in tomllib.loads(read).items()}
