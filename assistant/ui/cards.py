"""The source card that a marker opens in the side panel.

Nothing here is Markdown or HTML: the component puts every string on the screen as text.
"""

import re
from typing import Literal

from assistant.replies import Citation, PassageView, Verdict
from assistant.server.page_images import may_have_pictures, page_address
from assistant.support.inert import gapped_text, readable
from assistant.support.reasons import VERBATIM
from assistant.surroundings import Surroundings
from assistant.wording import Wording
from vectorstore.records import Record, Span

SAFE_LINK = re.compile(r"https?://[^\s/]", re.IGNORECASE)


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
    """A passage in its parts; together, in order, they are a piece of its document.

    The quote is exact. Around it "[…]" stands for what is not repeated
    (`support.inert`).
    """

    context_before: str = ""  # of the document, before the passage
    before: str = ""  # of the passage, before the quote
    quote: str = ""
    after: str = ""
    context_after: str = ""


class Check(Record):
    """What was found when a claim was held against its source."""

    verdict: Literal["supported", "partial"]
    told: str  # verdict and reason, in the reader's language


class Card(Record):
    """All that the side panel shows of one source."""

    marker: int
    heading: str
    open_label: str
    title: str
    language: str
    check: Check | None  # None: nothing was claimed by it
    picture: PagePicture | None
    texts: Texts
    note: str | None
    facts: tuple[Fact, ...]
    link: str | None  # http or https, or none at all
    link_label: str
    passage_label: str
    close_label: str


def cited_card(citation: Citation, passage: Surroundings | None, say: Wording) -> Card:
    """Return the card of a citation.

    Args:
        citation: what is cited.
        passage: where it stands in its document; None: the source has changed since.
        say: the reader's language.
    """
    quote = citation.quote
    at = _place(citation, passage) if passage else -1
    if passage is None or at < 0:
        texts = Texts(quote=quote)
        return _card(citation, say, citation.marker, texts, say.say("panel.changed"))
    gapped = _gapped(passage, citation)
    texts = Texts(
        context_before=_left(gapped),
        before=readable(gapped.text[:at]),
        quote=quote,
        after=readable(gapped.text[at + len(quote) :]),
        context_after=_right(gapped),
    )
    picture = _picture(citation, citation.span, "panel.page_with_quote", say)
    note = say.say("panel.in_context")
    return _card(citation, say, citation.marker, texts, note, picture)


def near_card(
    number: int, source: PassageView, passage: Surroundings | None, say: Wording
) -> Card:
    """Return the card of a passage that is near a question, by its number from 1."""
    if passage is None:
        return _card(source, say, number, Texts(before=source.text), None)
    gapped = _gapped(passage, source)
    texts = Texts(
        context_before=_left(gapped),
        before=readable(gapped.text),
        context_after=_right(gapped),
    )
    picture = _picture(source, passage.span, "panel.page_with_passage", say)
    return _card(source, say, number, texts, None, picture)


def safe_link(uri: str | None) -> str | None:
    """Return an address that may be followed, or None: only http and https may."""
    return uri if uri and SAFE_LINK.match(uri) else None


def _place(citation: Citation, passage: Surroundings) -> int:
    """Return where a quote is in its passage, or -1: by its span, else anywhere."""
    at = citation.span[0] - passage.start
    if at >= 0 and passage.text.startswith(citation.quote, at):
        return at
    return passage.text.find(citation.quote)


def _gapped(passage: Surroundings, source: Citation | PassageView) -> Surroundings:
    """Return a passage, with what is around it, with gaps for what is not repeated."""
    whole = f"{passage.before}{passage.text}{passage.after}"
    gapped = gapped_text(whole, language=source.language, uri=source.uri)
    start = len(passage.before)
    end = start + len(passage.text)
    return passage.model_copy(
        update={
            "before": gapped[:start],
            "text": gapped[start:end],
            "after": gapped[end:],
        }
    )


def _left(passage: Surroundings) -> str:
    before = readable(passage.before)
    return f"… {before}" if passage.cut_before else before


def _right(passage: Surroundings) -> str:
    after = readable(passage.after)
    return f"{after} …" if passage.cut_after else after


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
        check=_check(source, say) if isinstance(source, Citation) else None,
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


def _check(citation: Citation, say: Wording) -> Check | None:
    if citation.verdict_reason is None:
        return None
    verdict = "supported" if citation.verdict is Verdict.SUPPORTED else "partial"
    told = (
        say.say("support.verbatim")
        if citation.verdict_reason == VERBATIM
        else say.say(
            "chat.verdict",
            verdict=say.say(f"chat.{verdict}"),
            reason=citation.verdict_reason,
        )
    )
    return Check(verdict=verdict, told=told)


def _named(language: str, say: Wording) -> str | None:
    return None if language == "und" else say.language_name(language)
