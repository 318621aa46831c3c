"""Tells questions for needs and offers: how many are open, which there are, what fits.

"How many needs are open?", "what needs are there on health?", "which offers match which
needs?", in seven languages.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast

import regex

from assistant.records_told.breakdowns import Breakdown, breakdown_of
from assistant.records_told.kinds_named import is_many, kind_patterns
from assistant.records_told.listing import LONGEST, listing_of
from assistant.understanding.questions import Question
from vectorstore.catalogue.postings import POSTING_STATES, PostingState
from vectorstore.records import POSTED, Posted
from vectorstore.text.languages import WRITTEN_TOGETHER, languages_to_try

Wanted = Literal["count", "list", "matches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingsAsked:
    """What a question wants of needs and offers."""

    kind: Posted  # for matches, the side that is told first
    wanted: Wanted
    state: PostingState | None  # None: it names none
    question: Question  # without the words for the state
    breakdown: Breakdown  # that tells what limits them


@lru_cache(maxsize=256)
def postings_asked(question: Question) -> PostingsAsked | None:
    """Return what a question wants of needs and offers; None: it is about neither."""
    if len(question.text) > LONGEST:
        return None
    languages = languages_to_try(question.analysis_language)
    if any(_asks_matches(question.text.lower(), one) for one in languages):
        return PostingsAsked(
            kind="need",
            wanted="matches",
            state="open",
            question=question,
            breakdown=Breakdown(by=None, kind="need", rest=""),
        )
    state, text = _without_state(question.text, languages)
    plain = replace(question, text=text)
    counted = breakdown_of(plain)
    if counted is not None and counted.by is not None:
        return None  # rows are counted as of all records
    for kind in POSTED:
        if counted is not None and counted.kind == kind:
            return PostingsAsked(
                kind=kind,
                wanted="count",
                state=state,
                question=plain,
                breakdown=counted,
            )
    listing = listing_of(plain)
    for kind in POSTED:
        if listing is not None and listing.kind == kind:
            told = listing.breakdown
            return PostingsAsked(
                kind=kind, wanted="list", state=state, question=plain, breakdown=told
            )
    return None


def _asks_matches(text: str, language: str) -> bool:
    if not _pattern("match", language).search(text):
        return False
    kinds = {
        kind
        for kind, pattern in kind_patterns(language)
        for found in pattern.finditer(text)
        if kind in POSTED
        and (language in {"zh", "ru"} or is_many(text, found.span(), language))
    }
    others = any(
        pattern.search(text)
        for kind, pattern in kind_patterns(language)
        if kind not in {*POSTED, "document"}
    )
    return kinds == set(POSTED) and not others


def _without_state(
    text: str, languages: tuple[str, ...]
) -> tuple[PostingState | None, str]:
    """Return the state that a text names, and what it says without that."""
    plain = text.lower()
    if len(plain) != len(text):
        return None, text
    for state in POSTING_STATES:
        for language in languages:
            found = _pattern(state, language).search(plain)
            if found is not None:
                start, end = found.span()
                rest = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
                return state, rest if language != "zh" else rest.replace(" ", "")
    return None, text


@cache
def _pattern(name: str, language: str) -> "regex.Pattern[str]":
    before = "" if language in WRITTEN_TOGETHER else r"(?<!\p{L})"
    table = cast("Mapping[str, Mapping[str, list[str]]]", _table())
    return regex.compile(f"{before}(?:{'|'.join(table[name][language])})")


@cache
def _table() -> Mapping[str, object]:
    source = files("assistant").joinpath("locales/postings_asked.toml")
    return tomllib.loads(source.read_text("utf-8"))
