"""Turns a reply into what the screen shows: lines with markers, and source cards.

Nothing here is Markdown or HTML: the components put every string on the screen as text.
"""

import re
from collections.abc import Mapping
from typing import Literal

from assistant.answering import CHOICE
from assistant.page_images import may_have_pictures, page_address
from assistant.replies import Citation, PassageView, Reply
from assistant.surroundings import Surroundings
from assistant.wording import Wording, wording
from vectorstore.records import Record, Span
from vectorstore.text.languages import is_right_to_left

_MARKER = re.compile(r"\[(\d{1,4})\]")
_BULLET = "• "
SAFE_LINK = re.compile(r"https?://[^\s/]", re.IGNORECASE)


class Part(Record):
    """A run of text; with a marker it opens the card of that number."""

    text: str
    marker: int | None = None
    apart: bool = False  # a name or date whose direction must not mix with the rest


class Line(Record):
    """One line of an answer."""

    kind: Literal["text", "source", "quote", "nearest"]
    parts: tuple[Part, ...]
    marker: int | None = None  # the whole line opens the card of that number


class Fact(Record):
    """One labelled value on a source card."""

    label: str
    value: str


class PagePicture(Record):
    """The picture of a page with words marked on it."""

    address: str  # on this server
    alt: str
    open_label: str


class Texts(Record):
    """A passage in its parts; together, in order, they are a piece of its document."""

    context_before: str = ""  # of the document, before the passage
    before: str = ""  # of the passage, before the quote
    quote: str = ""
    after: str = ""
    context_after: str = ""


class Card(Record):
    """All that the side panel shows of one source."""

    marker: int
    heading: str
    open_label: str
    title: str
    language: str
    picture: PagePicture | None
    texts: Texts
    note: str | None
    facts: tuple[Fact, ...]
    link: str | None  # http or https, or none at all
    link_label: str
    passage_label: str
    close_label: str


class AnswerView(Record):
    """All that the answer component needs."""

    language: str
    direction: Literal["ltr", "rtl"]
    lines: tuple[Line, ...]
    cards: tuple[Card, ...]
    choices: tuple[str, ...]  # questions to choose from, each a button
    copy_text: str
    copy_label: str
    copied_label: str
    copy_failed_label: str
    reference: str


def introduction(reply: Reply) -> str:
    """Return the fixed sentence that a reply begins with; a notice is that alone."""
    return reply.text if reply.kind == "notice" else reply.text.split("\n", 1)[0]


def shown_chunks(reply: Reply) -> tuple[str, ...]:
    """Return the ids of the chunks whose passages the cards of a reply show."""
    nearest = reply.refusal.nearest if reply.refusal else ()
    return tuple(dict.fromkeys(s.chunk_id for s in (*reply.citations, *nearest)))


def answer_view(reply: Reply, passages: Mapping[str, Surroundings]) -> AnswerView:
    """Lay out an answer or a refusal.

    Args:
        reply: what was said; its first line is shown apart, by `introduction`.
        passages: each of `shown_chunks` in its document, by its id; one may be missing
            when its source changed meanwhile.
    """
    say = wording(reply.language)
    nearest = reply.refusal.nearest if reply.refusal else ()
    cards = [_cited(c, passages.get(c.chunk_id), say) for c in reply.citations]
    cards += [
        _near(at, passage, passages.get(passage.chunk_id), say)
        for at, passage in enumerate(nearest, 1)
    ]
    rest = reply.text.split("\n")[1:]
    return AnswerView(
        language=reply.language,
        direction="rtl" if is_right_to_left(reply.language) else "ltr",
        lines=tuple(_lines(rest, reply, say)),
        cards=tuple(cards),
        choices=reply.refusal.choices if reply.refusal else (),
        copy_text=copy_text(reply),
        copy_label=say.say("chat.copy"),
        copied_label=say.say("chat.copied"),
        copy_failed_label=say.say("chat.copy_failed"),
        reference=say.say("chat.reference", reference=reply.audit_id),
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
    lines += ["", say.say("chat.reference", reference=reply.audit_id)]
    return "\n".join(lines)


def safe_link(uri: str | None) -> str | None:
    """Return an address that may be followed, or None: only http and https may."""
    return uri if uri and SAFE_LINK.match(uri) else None


def _lines(rest: list[str], reply: Reply, say: Wording) -> list[Line]:
    known = {citation.marker for citation in reply.citations}
    nearest = reply.refusal.nearest if reply.refusal else ()
    titles = {source.title for source in (*reply.citations, *nearest)}
    lines: list[Line] = []
    near = 0
    for line in rest:
        if not line.strip() or line.startswith(CHOICE):
            continue  # what there is to choose from are buttons
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
                lines.append(Line(kind="text", parts=parts))
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


def _parts(text: str, known: set[int]) -> tuple[Part, ...]:
    parts: list[Part] = []
    end = 0
    for found in _MARKER.finditer(text):
        marker = int(found.group(1))
        if marker in known:
            parts.append(Part(text=text[end : found.start()]))
            parts.append(Part(text=found.group(), marker=marker))
            end = found.end()
    parts.append(Part(text=text[end:]))
    return tuple(part for part in parts if part.text)


def _cited(citation: Citation, passage: Surroundings | None, say: Wording) -> Card:
    quote = citation.quote
    at = _place(citation, passage) if passage else -1
    if passage is None or at < 0:
        texts = Texts(quote=quote)
        return _card(citation, say, citation.marker, texts, say.say("panel.changed"))
    texts = Texts(
        context_before=_left(passage),
        before=passage.text[:at],
        quote=quote,
        after=passage.text[at + len(quote) :],
        context_after=_right(passage),
    )
    picture = _picture(citation, citation.span, "panel.page_with_quote", say)
    note = say.say("panel.in_context")
    return _card(citation, say, citation.marker, texts, note, picture)


def _near(
    number: int, source: PassageView, passage: Surroundings | None, say: Wording
) -> Card:
    if passage is None:
        return _card(source, say, number, Texts(before=source.text), None)
    texts = Texts(
        context_before=_left(passage),
        before=passage.text,
        context_after=_right(passage),
    )
    picture = _picture(source, passage.span, "panel.page_with_passage", say)
    return _card(source, say, number, texts, None, picture)


def _place(citation: Citation, passage: Surroundings) -> int:
    """Return where a quote is in its passage, or -1: by its span, else anywhere."""
    at = citation.span[0] - passage.start
    if at >= 0 and passage.text.startswith(citation.quote, at):
        return at
    return passage.text.find(citation.quote)


def _left(passage: Surroundings) -> str:
    return f"… {passage.before}" if passage.cut_before else passage.before


def _right(passage: Surroundings) -> str:
    return f"{passage.after} …" if passage.cut_after else passage.after


def _picture(
    source: Citation | PassageView, span: Span, alt: str, say: Wording
) -> PagePicture | None:
    if source.page is None or not may_have_pictures(source.path):
        return None
    return PagePicture(
        address=page_address(source.document_id, page=source.page, span=span),
        alt=say.say(alt, page=source.page, title=source.title),
        open_label=say.say("panel.open_page"),
    )


def _card(
    source: Citation | PassageView,
    say: Wording,
    number: int,
    texts: Texts,
    note: str | None,
    picture: PagePicture | None = None,
) -> Card:
    published = say.date(source.published) if source.published else None
    facts = [
        ("platform", source.platform),
        ("publisher", source.publisher),
        ("published", published or say.say("panel.undated")),
        ("retrieved", say.date(source.retrieved_at)),
        ("licence", source.licence),
        ("language", _named(source.language, say)),
        ("page", None if source.page is None else str(source.page)),
        ("path", None if safe_link(source.uri) else source.path),
    ]
    return Card(
        marker=number,
        heading=say.say("panel.heading", marker=number),
        open_label=say.say("chat.open_source", marker=number, title=source.title),
        title=source.title,
        language=source.language,
        picture=picture,
        texts=texts,
        note=note,
        facts=tuple(
            Fact(label=say.say(f"panel.{key}"), value=value)
            for key, value in facts
            if value
        ),
        link=safe_link(source.uri),
        link_label=say.say("panel.link"),
        passage_label=say.say("panel.passage"),
        close_label=say.say("panel.close"),
    )


def _named(language: str, say: Wording) -> str | None:
    return None if language == "und" else say.language_name(language)
