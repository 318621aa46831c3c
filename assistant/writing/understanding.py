"""What a model makes of a question that leans on earlier ones; trusted no further.

It is told nothing but what the person wrote. What it says is used to search, never
shown; whatever is not as it should be is left aside, and words of ours decide. Limits
hold only where the person named them: a country, a year, a goal.
"""

import json
from collections.abc import Mapping
from typing import cast

import regex
from pydantic import ValidationError

from assistant.understanding.intents import Intent
from assistant.understanding.questions import LONGEST
from assistant.understanding.scope import is_filler
from vectorstore.records import EVERYTHING, Filters, Record
from vectorstore.text.asked import asked_words, index_terms
from vectorstore.text.countries import countries_named
from vectorstore.text.languages import UNDETERMINED, detect_question_language

ANSWER_TOKENS = 300
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = regex.compile(r"\d+")


class Understanding(Record):
    """A question made whole, what kind of answer it wants, and from what."""

    question: str
    intent: Intent = Intent.KNOWLEDGE
    filters: Filters = EVERYTHING


def read_understanding(
    text: str, *, language: str, written: str
) -> Understanding | None:
    """Return what a model said, or None where it is of no use.

    Words around the JSON object, unknown intents and further fields do no harm. A
    question that is empty, too long, or in another language than the person's is not
    used, nor a limit that the person did not name.

    Args:
        text: the model's.
        language: the person's.
        written: all that the person wrote.
    """
    found = _object(text)
    if found is None:
        return None
    intent = str(found.get("intent"))
    stated: dict[str, object] = {
        "question": found.get("question"),
        "intent": intent if intent in set(Intent) else Intent.KNOWLEDGE,
        "filters": _limits(found.get("filters"), written),
    }
    try:
        told = Understanding.model_validate(stated)
    except ValidationError:
        return None
    question = " ".join(told.question.split())
    spoken = detect_question_language(question)
    if (
        not question
        or len(question) > LONGEST
        or spoken not in {language, UNDETERMINED}
    ):
        return None
    return told.model_copy(update={"question": question})


def adds_nothing(question: str, *, written: str, language: str) -> bool:
    """Tell whether a question made whole says only what the person wrote.

    What code answers repeats words of the question: a model's own are never shown.

    Args:
        question: as the model put it.
        written: all that the person wrote.
        language: the person's.
    """
    held = index_terms(written, language)
    return all(
        is_filler(word, language) or not word.forms.isdisjoint(held)
        for word in asked_words(question, language)
    )


def narrowed(asked: Filters, by: Filters) -> Filters:
    """Return filters with the limits of others where they have none of their own."""
    spare = {
        name: value
        for name, value in by.model_dump(by_alias=True).items()
        if value and not getattr(asked, "from_" if name == "from" else name)
    }
    if "from" in spare or "to" in spare:
        first, last = spare.get("from") or asked.from_, spare.get("to") or asked.to
        if first and last and first > last:
            spare = {k: v for k, v in spare.items() if k not in {"from", "to"}}
    return Filters.model_validate(asked.model_dump(by_alias=True) | spare)


def _limits(stated: object, written: str) -> Filters:
    """Return the limits that a model states and the person named."""
    if not isinstance(stated, dict):
        return EVERYTHING
    told = cast("Mapping[str, object]", stated)
    countries = {code for code, _ in countries_named(written)}
    numbers, years = set(_NUMBER.findall(written)), set(_YEAR.findall(written))
    limits: dict[str, object] = {
        "country": [c for c in _texts(told.get("country")) if c.upper() in countries],
        "sdg": [goal for goal in _texts(told.get("sdg")) if goal in numbers],
    }
    for side, day in (("from", "01-01"), ("to", "12-31")):
        year = str(told.get(side))[:4]
        if year in years:
            limits[side] = f"{year}-{day}"
    try:
        return Filters.model_validate(limits)
    except ValidationError:
        return EVERYTHING


def _texts(stated: object) -> list[str]:
    values = cast("list[object]", stated) if isinstance(stated, list) else [stated]
    return [str(value) for value in values if isinstance(value, str | int)]


def _object(text: str) -> dict[str, object] | None:
    """Return the first JSON object in a text."""
    at = text.find("{")
    while at >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if isinstance(found, dict):
            return cast("dict[str, object]", found)
        at = text.find("{", at + 1)
    return None
