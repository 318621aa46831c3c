"""A message that asks for the answer before it in another language: "in English?"."""

import tomllib
from functools import cache
from importlib.resources import files

import regex

from assistant.replies import Request
from vectorstore.text.normalization import clean_text

LONGEST = 80
"""Code points of such a message; longer ones say more."""
_MARKS = regex.compile(r"[\s,，،;；.。!！?？؟¡¿…]+")


def language_wanted(message: str) -> str | None:
    """Return the tag of the language that a message asks for, and for nothing else."""
    if len(message) > LONGEST:
        return None
    plain = _MARKS.sub(" ", message.lower().replace("’", "'")).strip()
    return next((tag for tag, asks in _asking() if asks.fullmatch(plain)), None)


def asked_again(request: Request) -> Request | None:
    """Return the question before in the language that the message wants.

    None where the message says anything else, or nothing was asked before it. A
    language that the request forces stays.
    """
    wanted = language_wanted(clean_text(request.question))
    if wanted is None:
        return None
    for at in reversed(range(len(request.context))):
        before = clean_text(request.context[at]).strip()
        if before and language_wanted(before) is None:
            return request.model_copy(
                update={
                    "question": request.context[at],
                    "context": request.context[:at],
                    "language": request.language or wanted,
                }
            )
    return None


@cache
def _asking() -> "tuple[tuple[str, regex.Pattern[str]], ...]":
    """Return what asks for each language, by its tag, in each of the seven."""
    source = files("assistant").joinpath("locales/retelling.toml")
    table = tomllib.loads(source.read_text("utf-8"))
    return tuple(
        (tag, regex.compile("|".join(p.replace("{language}", name) for p in patterns)))
        for own, patterns in table["all"].items()
        for tag, name in table["called"][own].items()
    )
