"""What a model makes of a question that leans on earlier ones; trusted no further.

It is told nothing but what the person wrote. What it says is used to search, never
shown; whatever is not as it should be is left aside, and words of ours decide.
"""

import json
from typing import cast

from pydantic import ValidationError

from assistant.intents import Intent
from assistant.questions import LONGEST
from vectorstore.records import Record
from vectorstore.text.languages import UNDETERMINED, detect_question_language

ANSWER_TOKENS = 200


class Understanding(Record):
    """A question made whole, and what kind of answer it wants."""

    question: str
    intent: Intent = Intent.KNOWLEDGE


def read_understanding(text: str, *, language: str) -> Understanding | None:
    """Return what a model said, or None where it is of no use.

    Words around the JSON object, unknown intents and further fields do no harm. A
    question that is empty, too long, or in another language than the person's is not
    used.
    """
    found = _object(text)
    if found is None:
        return None
    intent = str(found.get("intent"))
    stated: dict[str, object] = {
        "question": found.get("question"),
        "intent": intent if intent in set(Intent) else Intent.KNOWLEDGE,
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
