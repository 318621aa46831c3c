"""Puts an answer of checked claims together, with what must be said beside it."""

from collections.abc import Sequence
from datetime import date

from assistant.answers.answering import Composed, age_of, told_missing, under_sources
from assistant.errors import WhyUnavailable
from assistant.replies import Released
from assistant.support.quotes import Checked
from assistant.wording import wording
from assistant.writing.writer import Writing

DENSE = frozenset({"zh", "ja", "th", "lo", "km"})
"""Languages that set no space between sentences."""


def compose_written(
    writing: Writing,
    *,
    model: str,
    today: date,
    of_years: bool,
    missing: Sequence[str] = (),
) -> Composed:
    """Put the claims that were let out under a line that says who wrote them.

    The text is plain, not Markdown: paragraphs as the model began them, a line for each
    entry of a list, and quotes under their sources where the model failed. Below stands
    how many statements were left out, whether the model stopped early, what of the
    question nothing cited names, and how old the sources are where all are old.
    """
    say = wording(writing.language)
    lines = written_lines(writing.released, model=model, language=writing.language)
    notes: list[str] = []
    if writing.left_out:
        count = say.number(len(writing.left_out))
        notes += ["", say.say("answer.left_out", count=count)]
    if writing.judge_failed:
        notes += ["", say.say("answer.unjudged")]
    if writing.stopped == "stopped":
        notes += ["", say.say("chat.stopped")]
    elif writing.stopped is not None and not any(r.quoted for r in writing.released):
        notes += ["", say.say("answer.stopped")]
    notes += told_missing(missing, language=writing.language)
    if not of_years:
        notes += age_of(writing.citations, language=writing.language, today=today)
    return Composed(
        text="\n".join([*lines, *notes]),
        claims=tuple(released.claim for released in writing.released),
        citations=writing.citations,
    )


def written_lines(
    claims: Sequence[Released], *, model: str, language: str
) -> list[str]:
    """Return the line that says who wrote, then those that claims make up, in order.

    The first claim begins a paragraph. Another one goes on behind it or begins its own,
    and a quote is a line of its own, so what was there before stays as it was.
    """
    lines = [wording(language).say("answer.intro_model", model=model)]
    between = "" if language in DENSE else " "
    for released in claims:
        if released.begins:
            lines += ["", released.text]
        elif released.quoted:
            lines.append(released.text)
        else:
            lines[-1] += between + released.text
    return lines


def go_on_in_quotes(
    writing: Writing, quotes: Sequence[Checked]
) -> tuple[Released, ...]:
    """Let out quotes behind the claims of a model that failed; `writing` keeps them.

    The first comes with the sentence that says why, each source with its name.
    """
    told = [wording(writing.language).say("answer.model_broke_off"), ""]
    let_out: list[Released] = []
    for source, checked in under_sources(quotes, language=writing.language):
        before = told if source is None else [*told, source]
        let_out.append(writing.quote(checked, before=before))
        told = []
    return tuple(let_out)


def why_quoted(why: WhyUnavailable | str, *, language: str) -> str:
    """Return the sentence that says why an answer is not in the model's words."""
    key = {"limit": "model_limit", "language": "model_language"}.get(
        why, "model_unavailable"
    )
    return wording(language).say(f"answer.{key}")
