"""Composes a reply in quoting mode: fixed phrases around the sources' own words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from assistant.partners.proposals import Proposed
from assistant.replies import (
    Citation,
    Claim,
    PassageView,
    RefusalDetail,
    RefusalReason,
    Verdict,
)
from assistant.support.quotes import Checked
from assistant.wording import Wording, wording
from vectorstore.records import Passage, Span

NEAREST_SHOWN = 3
CHOICES = 3
FEWEST_CHOICES = 2
"""Choices below which there is nothing to choose from."""
TRIED = 6
"""Titles whose questions are tried: each takes about a search."""
CHOICE = "– "
"""What a question to choose begins with in the text of a refusal."""
LONGEST_CHOICE = 90
"""Code points of a title that makes a question one can read on a button."""
OLD_YEARS = 5
"""Age from which it matters that no source is newer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The words of a reply, before it has an id and an audit record."""

    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: RefusalDetail | None = None
    partners: Proposed | None = None


def compose_answer(
    quotes: Sequence[Checked],
    *,
    language: str,
    today: date,
    of_years: bool = False,
    note: str | None = None,
    missing: Sequence[str] = (),
) -> Composed:
    """Put checked quotes under their sources, best source first, each with its marker.

    The text is plain, not Markdown: a line for each source (title, platform, date,
    language where it is not the asker's), and under it a line for each quote. Where
    all are old it says how old the newest is, unless the question is about `of_years`
    of its own; and what of the question no quoted passage names.
    """
    say = wording(language)
    languages = {_passage_of(checked).chunk.language for checked in quotes}
    lines: list[str] = []
    if note is not None:
        lines.append(note)
    elif language in languages or languages <= {"und"}:
        lines.append(say.say("answer.intro"))
    else:
        names = say.enumerate([say.language_name(name) for name in sorted(languages)])
        lines.append(say.say("answer.intro_other_language", languages=names))
    claims: list[Claim] = []
    citations: list[Citation] = []
    for source, checked in under_sources(quotes, language=language):
        if source is not None:
            lines += ["", source]
        marker = len(citations) + 1
        citations.append(cite(checked, marker=marker))
        claims.append(claim_of(checked, marker=marker))
        lines.append(quote_line(checked, marker=marker))
    lines += told_missing(missing, language=language)
    if not of_years:
        lines += age_of(citations, language=language, today=today)
    return Composed(
        text="\n".join(lines), claims=tuple(claims), citations=tuple(citations)
    )


def under_sources(
    quotes: Sequence[Checked], *, language: str
) -> Iterator[tuple[str | None, Checked]]:
    """Yield quotes in the order in which they are shown: best source first.

    The first of each source comes with the line that names it: title, platform, date,
    and language where it is not the asker's.
    """
    say = wording(language)
    for source in _by_source(quotes):
        line: str | None = _source_line(_passage_of(source[0]), language, say)
        for checked in source:
            yield line, checked
            line = None


def quote_line(checked: Checked, *, marker: int) -> str:
    """Return the line of a quote with its marker."""
    return f"• {checked.quote.sentence.text} [{marker}]"


def claim_of(checked: Checked, *, marker: int) -> Claim:
    """Return what a quote claims: itself."""
    text = checked.quote.sentence.text
    return Claim(text=text, citations=(marker,), verdict=checked.verdict)


def told_missing(names: Sequence[str], *, language: str) -> tuple[str, ...]:
    """Return lines that say what of the question no cited passage names."""
    if not names:
        return ()
    say = wording(language)
    told = say.say("answer.missing", names=say.list_separator.join(names))
    return "", told


def age_of(
    citations: Sequence[Citation], *, language: str, today: date
) -> tuple[str, ...]:
    """Return lines that say how old the newest source is, where all are old."""
    newest = _newest(citations)
    if not newest or int(newest[:4]) > today.year - OLD_YEARS:
        return ()
    say = wording(language)
    return "", say.say("answer.newest", date=say.date(newest[:10]))


def compose_refusal(
    reason: RefusalReason,
    nearest: Sequence[Passage],
    *,
    language: str,
    missing: Sequence[str] = (),
    filtered: bool = False,
    told: str | None = None,
    suggestion: str | None = None,
    meant: str | None = None,
    is_answered: Callable[[str], bool] | None = None,
) -> Composed:
    """Say that and why there is no answer, what lies nearest, and what to try.

    Args:
        reason: why there is none.
        nearest: what was found, best first.
        language: of the reply.
        missing: names of the question that no passage mentions.
        filtered: whether filters left something out.
        told: the sentence that says so, instead of the reason's own.
        suggestion: the key of what to try, instead of the reason's own; it may name
            {platforms}.
        meant: a question that may have been meant.
        is_answered: tells of a question to choose whether it has an answer; None: they
            are offered unchecked.
    """
    say = wording(language)
    by_document = {p.chunk.document_id: p for p in reversed(nearest)}
    shown = sorted(by_document.values(), key=lambda p: p.rank)[:NEAREST_SHOWN]
    to_try = _suggestion(reason, shown, say, key=suggestion)
    if filtered:
        to_try = f"{to_try} {say.say('refusal.without_filters')}"
    choices: tuple[str, ...] = ()
    if reason is RefusalReason.TOO_VAGUE:
        choices = _choices(nearest, say, is_answered or _untold)
    lines = [told or say.say(f"refusal.{reason}")]
    if missing:
        names = say.list_separator.join(missing)
        lines.append(say.say("refusal.missing", names=names))
    if choices:
        lines += [to_try, "", say.say("refusal.choices")]
        lines += [f"{CHOICE}{choice}" for choice in choices]
    else:
        if shown:
            lines += ["", say.say("refusal.nearest")]
            lines += [f"• {_source_line(p, language, say)}" for p in shown]
        lines += ["", to_try]
    if meant and not choices:
        choices = (meant,)
        lines += ["", say.say("refusal.meant"), f"{CHOICE}{meant}"]
    return Composed(
        text="\n".join(lines),
        refusal=RefusalDetail(
            reason=reason,
            nearest=tuple(_near(passage) for passage in shown),
            suggestion=to_try,
            choices=choices,
        ),
    )


def _near(passage: Passage) -> PassageView:
    """Show a passage to a person without what is not repeated."""
    view = PassageView.of(passage)
    return view.model_copy(update={"text": view.readable})


def _suggestion(
    reason: RefusalReason, shown: Sequence[Passage], say: Wording, *, key: str | None
) -> str:
    if reason is RefusalReason.NOT_IN_SOURCES and not shown:
        reason = RefusalReason.NOTHING_FOUND
    platforms = dict.fromkeys(passage.provenance.platform for passage in shown)
    return say.say(
        key or f"refusal.suggestion_{reason}",
        platforms=say.list_separator.join(platforms),
    )


def _choices(
    nearest: Sequence[Passage], say: Wording, is_answered: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return questions that are answered: about what lies nearest, else to begin with.

    What is in the asker's language comes first.
    """
    own_first = sorted(nearest, key=lambda p: p.chunk.language != say.language)
    titles = dict.fromkeys(
        " ".join(passage.title.split())
        for passage in own_first
        if len(passage.title) <= LONGEST_CHOICE and "…" not in passage.title
    )
    about = [say.say("refusal.choice", title=title) for title in titles]
    chosen = list(islice(filter(is_answered, about[:TRIED]), CHOICES))
    if len(chosen) < FEWEST_CHOICES and is_answered is not _untold:
        others = (starter.question for starter in say.starters)
        chosen += islice(filter(is_answered, others), CHOICES - len(chosen))
    return tuple(chosen)


def _untold(_: str) -> bool:
    return True


def _newest(citations: Sequence[Citation]) -> str | None:
    dated = [
        c.published for c in citations if c.published and c.published[:4].isdigit()
    ]
    return max(dated, default=None)


def cite(checked: Checked, *, marker: int) -> Citation:
    """Return the citation of a verbatim quote."""
    sentence = checked.quote.sentence
    return cite_span(
        sentence.passage,
        sentence.span,
        marker=marker,
        verdict=checked.verdict,
        reason=checked.reason,
    )


def cite_span(
    passage: Passage, span: Span, *, marker: int, verdict: Verdict, reason: str | None
) -> Citation:
    """Return the citation of a span of a document's text that lies in a passage."""
    chunk, origin = passage.chunk, passage.provenance
    start = chunk.span[0]
    return Citation(
        marker=marker,
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        title=passage.title,
        uri=origin.uri,
        platform=origin.platform,
        publisher=origin.publisher,
        licence=origin.licence,
        published=origin.published,
        retrieved_at=origin.retrieved_at.isoformat(),
        path=passage.path,
        page=chunk.page_at(span[0]),
        language=chunk.language,
        quote=chunk.text[span[0] - start : span[1] - start],
        span=span,
        verdict=verdict,
        verdict_reason=reason,
    )


def claims_of(citations: Sequence[Citation]) -> tuple[Claim, ...]:
    """Return what verbatim citations claim: each its quote."""
    return tuple(
        Claim(text=one.quote, citations=(one.marker,), verdict=one.verdict)
        for one in citations
    )


def _by_source(quotes: Sequence[Checked]) -> list[list[Checked]]:
    """Group quotes by document: best document first, reading order within one."""
    grouped: dict[str, list[Checked]] = {}
    for checked in quotes:
        grouped.setdefault(_passage_of(checked).chunk.document_id, []).append(checked)
    return [
        sorted(members, key=lambda checked: checked.quote.sentence.span)
        for members in grouped.values()
    ]


def _passage_of(checked: Checked) -> Passage:
    return checked.quote.sentence.passage


def _source_line(passage: Passage, language: str, say: Wording) -> str:
    """Return "Title (platform, date, in Arabic)"."""
    origin, written_in = passage.provenance, passage.chunk.language
    details = [origin.platform]
    details.append(
        say.date(origin.published) if origin.published else say.say("answer.undated")
    )
    if written_in not in {language, "und"}:
        name = say.language_name(written_in)
        details.append(say.say("answer.in_language", language=name))
    return f"{passage.title} ({say.list_separator.join(details)})"
