"""Turns a reply into what the screen shows: lines with markers, and source cards.

Nothing here is Markdown or HTML: the components put every string on the screen as text.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.answers.answering import CHOICE
from assistant.replies import Reply, Verdict
from assistant.surroundings import Surroundings
from assistant.ui.cards import Card, cited_card, near_card, safe_link
from assistant.ui.counts import CountTable, SearchLink, count_table, search_link
from assistant.wording import Wording, wording
from vectorstore.records import Record, Span
from vectorstore.text.languages import is_right_to_left

_MARKER = re.compile(r"\[(\d{1,4})\]")
_BULLET = "• "


class Part(Record):
    """A run of text; with a marker it opens the card of that number."""

    text: str
    marker: int | None = None
    apart: bool = False  # a name or date whose direction must not mix with the rest
    partly: bool = False  # words of a claim that its source carries only in part


class Line(Record):
    """One line of an answer."""

    kind: Literal["text", "source", "quote", "nearest", "claim", "item", "note"]
    parts: tuple[Part, ...]
    marker: int | None = None  # the whole line opens the card of that number


class AnswerView(Record):
    """All that the answer component needs."""

    language: str
    direction: Literal["ltr", "rtl"]
    lines: tuple[Line, ...]
    table: CountTable | None  # of what was counted, before the lines
    search: SearchLink | None  # to all records of a list, behind the lines
    cards: tuple[Card, ...]
    choices: tuple[str, ...]  # questions to choose from, each a button
    copy_text: str
    copy_label: str
    copied_label: str
    copy_failed_label: str
    reference: str  # empty: there is no record of it
    partly_label: str
    status: str | None = None  # what is still being done; None: it is whole
    follows: str | None = None  # the element whose props are shown instead of these


def introduction(reply: Reply) -> str:
    """Return the fixed sentence that a reply begins with; a notice is that alone."""
    return reply.text if reply.kind == "notice" else reply.text.split("\n", 1)[0]


def shown_chunks(reply: Reply) -> tuple[str, ...]:
    """Return the ids of the chunks whose passages the cards of a reply show."""
    nearest = reply.refusal.nearest if reply.refusal else ()
    return tuple(dict.fromkeys(s.chunk_id for s in (*reply.citations, *nearest)))


def answer_view(
    reply: Reply, passages: Mapping[str, Surroundings], *, status: str | None = None
) -> AnswerView:
    """Lay out an answer or a refusal.

    Args:
        reply: what was said; its first line is shown apart, by `introduction`.
        passages: each of `shown_chunks` in its document, by its id; one may be missing
            when its source changed meanwhile.
        status: what is still being done, where it is an answer as far as it has come.
    """
    say = wording(reply.language)
    nearest = reply.refusal.nearest if reply.refusal else ()
    cards = [cited_card(c, passages.get(c.chunk_id), say) for c in reply.citations]
    cards += [
        near_card(at, passage, passages.get(passage.chunk_id), say)
        for at, passage in enumerate(nearest, 1)
    ]
    if _is_written(reply):
        lines = _written(reply, say)
    else:
        lines = _lines(reply.text.split("\n")[1:], reply, say)
    return AnswerView(
        language=reply.language,
        direction="rtl" if is_right_to_left(reply.language) else "ltr",
        lines=tuple(lines),
        table=count_table(reply.counts, say),
        search=search_link(reply.counts, say),
        cards=tuple(cards),
        choices=reply.refusal.choices if reply.refusal else (),
        copy_text=copy_text(reply),
        copy_label=say.say("chat.copy"),
        copied_label=say.say("chat.copied"),
        copy_failed_label=say.say("chat.copy_failed"),
        reference=reference(reply, say),
        partly_label=say.say("chat.partial"),
        status=status,
    )


def copy_text(reply: Reply) -> str:
    """Return an answer with its numbered sources, as plain text."""
    say = wording(reply.language)
    lines = [reply.text]
    if reply.citations:
        lines += ["", say.say("chat.sources")]
    for cited in reply.citations:
        details = [cited.title, cited.publisher, cited.platform]
        details.append(say.date(cited.published) if cited.published else None)
        if cited.page is not None:
            details.append(f"{say.say('panel.page')} {cited.page}")
        details += [cited.licence, safe_link(cited.uri) or cited.path]
        told = say.list_separator.join(
            dict.fromkeys(" ".join(part.split()) for part in details if part)
        )
        lines.append(f"[{cited.marker}] {told}")
    if reply.audit_id:
        lines += ["", reference(reply, say)]
    return "\n".join(lines)


def reference(reply: Reply, say: Wording) -> str:
    """Return the sentence that names a reply's audit record, "" where it has none."""
    if not reply.audit_id:
        return ""
    return say.say("chat.reference", reference=reply.audit_id)


def _is_written(reply: Reply) -> bool:
    return reply.kind == "answer" and reply.mode == "model"


def _written(reply: Reply, say: Wording) -> list[Line]:
    """Lay out a model's words: paragraphs, entries of lists, and notes behind them.

    Where the model failed, quotes under their sources stand between.
    """
    why = say.say("answer.model_broke_off")
    written, failed, rest = reply.text.partition(f"\n{why}\n")
    known = {citation.marker for citation in reply.citations}
    partly = _carried_in_part(reply)
    lines: list[Line] = []
    start = 0
    for number, line in enumerate(written.split("\n")):
        text = line.removeprefix(_BULLET)
        at = start + len(line) - len(text)
        start += len(line) + 1
        if number == 0 or not text.strip():
            continue
        parts = _parts(text, known, [(a - at, b - at) for a, b in partly])
        claims = any(part.marker for part in parts)
        kind = "note" if not claims else "item" if text != line else "claim"
        lines.append(Line(kind=kind, parts=parts))
    if failed:
        lines.append(Line(kind="text", parts=(Part(text=why),)))
        lines += _lines(rest.split("\n"), reply, say, otherwise="note")
    return lines


def _carried_in_part(reply: Reply) -> list[Span]:
    """Return where in the text claims stand that are carried only in part, in order."""
    found: list[Span] = []
    end = reply.text.find("\n") + 1
    for claim in reply.claims:
        at = reply.text.find(claim.text, end)
        if at < 0:
            continue
        end = at + len(claim.text)
        if claim.verdict is not Verdict.SUPPORTED:
            found.append((at, end))
    return found


def _lines(
    told: Sequence[str],
    reply: Reply,
    say: Wording,
    *,
    otherwise: Literal["text", "note"] = "text",
) -> list[Line]:
    """Lay out lines of a reply: quotes under their sources, or a refusal.

    `otherwise` is the kind of what is neither.
    """
    known = {citation.marker for citation in reply.citations}
    nearest = reply.refusal.nearest if reply.refusal else ()
    titles = {source.title for source in (*reply.citations, *nearest)}
    lines: list[Line] = []
    near = 0
    for line in told:
        if not line.strip() or line.startswith(CHOICE):
            continue  # what there is to choose from are buttons, rows of counts a table
        bulleted = line.startswith(_BULLET)
        text = line.removeprefix(_BULLET)
        if reply.kind == "refusal" and bulleted:
            near += 1
            parts = _source(text, titles, say)
            lines.append(Line(kind="nearest", parts=parts, marker=near))
        elif bulleted:
            lines.append(Line(kind="quote", parts=_parts(text, known)))
        else:
            # A line of a quote that runs over several, or the name of a source.
            parts = _parts(text, known)
            if any(part.marker for part in parts):
                lines.append(Line(kind="quote", parts=parts))
            elif any(text.startswith(title) for title in titles):
                lines.append(Line(kind="source", parts=_source(text, titles, say)))
            else:
                lines.append(Line(kind=otherwise, parts=parts))
    return lines


def _source(text: str, titles: set[str], say: Wording) -> tuple[Part, ...]:
    """Hold title, platform, date and language apart: each may run its own way."""
    title = max((t for t in titles if text.startswith(t)), key=len, default="")
    rest = text[len(title) :]
    parts = [Part(text=title, apart=True)]
    if rest.startswith(" (") and rest.endswith(")"):
        parts.append(Part(text=" ("))
        for detail in rest[2:-1].split(say.list_separator):
            parts.append(Part(text=detail, apart=True))
            parts.append(Part(text=say.list_separator))
        parts[-1] = Part(text=")")
    else:
        parts.append(Part(text=rest))
    return tuple(part for part in parts if part.text)


def _parts(text: str, known: set[int], partly: Sequence[Span] = ()) -> tuple[Part, ...]:
    """Cut a line at its markers, and where words are carried only in part."""
    parts: list[Part] = []
    end = 0
    for found in _MARKER.finditer(text):
        marker = int(found.group(1))
        if marker in known:
            parts += _runs(text, end, found.start(), partly)
            parts.append(Part(text=found.group(), marker=marker))
            end = found.end()
    parts += _runs(text, end, len(text), partly)
    return tuple(parts)


def _runs(text: str, start: int, end: int, partly: Sequence[Span]) -> list[Part]:
    runs: list[Part] = []
    for begins, ends in partly:
        first, last = max(begins, start), min(ends, end)
        if first < last:
            runs += [
                Part(text=text[start:first]),
                Part(text=text[first:last], partly=True),
            ]
            start = last
    return [run for run in [*runs, Part(text=text[start:end])] if run.text]
