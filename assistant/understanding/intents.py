"""What kind of answer a question wants, told by its words, in seven languages."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import cast

import regex

from assistant.partners.seeking import seeks_partners
from vectorstore.text.languages import WRITTEN_TOGETHER


class Intent(StrEnum):
    """What a question wants."""

    KNOWLEDGE = "knowledge"
    COMPARISON = "comparison"
    LIST = "list"
    HOW_MANY = "how_many"
    PARTNERS = "partners"
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"


_ORDER = (Intent.HOW_MANY, Intent.PARTNERS, Intent.COMPARISON, Intent.LIST)


def intent_of(question: str, language: str) -> Intent:
    """Return what a question wants; knowledge, where its words do not say otherwise.

    A question in a language without words of ours is looked at with those of all, and
    so is every one that may ask for partners.
    """
    plain = " ".join(question.casefold().split())
    for intent in _ORDER:
        if intent is Intent.PARTNERS:
            is_meant = seeks_partners(question)
        else:
            is_meant = intent_phrases(intent, language).search(plain) is not None
        if is_meant:
            return intent
    return Intent.KNOWLEDGE


@cache
def intent_phrases(intent: Intent, language: str) -> "regex.Pattern[str]":
    """Return what finds the phrases of an intent in a folded question.

    Those of all languages, where it is in one without words of ours.
    """
    table = cast("dict[str, list[str]]", intent_table()[intent])
    known = {language: table[language]} if language in table else table
    parts = [
        ("" if tag in WRITTEN_TOGETHER else r"(?<!\p{L})") + regex.escape(phrase)
        for tag, phrases in known.items()
        for phrase in phrases
    ]
    return regex.compile("|".join(sorted(parts, key=len, reverse=True)))


@cache
def intent_table() -> Mapping[str, Mapping[str, object]]:
    """Return the words by which questions say what they want, by kind and language."""
    source = files("assistant").joinpath("locales/intents.toml")
    return tomllib.loads(source.read_text("utf-8"))
