"""A follow-up that moves a need elsewhere: "And in Niger?" after a need in Mali."""

from collections.abc import Sequence

from assistant.partners.need import understand_need
from assistant.partners.proposals import ChosenNeed
from assistant.partners.seeking import seeks_partners
from assistant.replies import Request
from assistant.understanding.scope import is_filler
from vectorstore.text.asked import asked_words
from vectorstore.text.languages import UNDETERMINED, detect_question_language


def moved_need(request: Request) -> Request | None:
    """Return the need before, with the countries that a message consists of.

    None where the message says anything else, or no need was told before it.

    Raises:
        BadRequest: the need before cannot be read.
    """
    before = _need_before(request.context)
    countries = _only_countries(request.question, before or "")
    if not countries or before is None:
        return None
    asked = request.model_copy(update={"question": before})
    need = understand_need(asked.model_copy(update={"need": None})).need
    chosen = ChosenNeed(
        countries=countries,
        sectors=need.sectors,
        sdgs=need.sdgs,
        role=need.role,
        kind=need.kind,
    )
    return asked.model_copy(update={"need": chosen})


def _need_before(turns: Sequence[str]) -> str | None:
    """Return the need that turns end with, but for follow-ups that moved it."""
    at = next((n for n in reversed(range(len(turns))) if seeks_partners(turns[n])), -1)
    if at < 0 or not all(_only_countries(turn, turns[at]) for turn in turns[at + 1 :]):
        return None
    return turns[at]


def _only_countries(message: str, before: str) -> tuple[str, ...]:
    """Return the countries of a message that says nothing else; else none.

    Where its few words do not tell their language, it is that of what was said before.
    """
    language = detect_question_language(message)
    if language == UNDETERMINED:
        language = detect_question_language(before)
    named: list[str] = []
    for word in asked_words(message, language):
        if word.country is not None:
            named.append(word.country)
        elif not is_filler(word, language):
            return ()
    return tuple(dict.fromkeys(named))
