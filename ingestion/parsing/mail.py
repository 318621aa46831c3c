"""E-mail messages: the subject and the words, not who wrote to whom.

unstructured takes the paragraphs of a message for titles, so it is not used here.
"""

from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import cast

from ingestion.errors import UnreadableFile
from ingestion.items import Item, LeftOut, Parsed
from ingestion.parsing.container import Container
from ingestion.parsing.decoding import decode
from ingestion.parsing.prose import text_blocks
from ingestion.parsing.shaping import one_line
from ingestion.parsing.web import page_item


def read_email(file: Container) -> Parsed:
    """Return one item; attachments are listed as left out.

    Raises:
        UnreadableFile: it is no message, or has no text.
    """
    message = message_from_bytes(file.data, policy=policy.default)
    if message["from"] is None and message["subject"] is None:
        raise UnreadableFile(
            "it is no e-mail message", remedy="Save the message again as .eml."
        )
    body = message.get_body(preferencelist=("html", "plain"))
    if body is None:
        raise UnreadableFile(
            "the message has no text", remedy="Save its attachments instead."
        )
    payload = cast(bytes, body.get_payload(decode=True) or b"")
    text = _decoded(payload, body.get_content_charset())
    if body.get_content_type() == "text/html":
        item = page_item(text, file)
    else:
        blocks = tuple(text_blocks(text))
        item = Item(title="", blocks=blocks, language=file.stated_language)
    subject = one_line(str(message["subject"] or ""))
    attached = (part.get_filename() for part in message.iter_attachments())
    return Parsed(
        items=(
            item.model_copy(
                update={
                    "title": subject or item.title or file.stem_title,
                    "published": _sent_on(str(message["date"] or "")),
                }
            ),
        ),
        left_out=tuple(
            LeftOut(path=file.shown, what=f"attachment {name!r}: save it beside")
            for name in attached
            if name
        ),
    )


def _decoded(payload: bytes, charset: str | None) -> str:
    try:
        return payload.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(payload)


def _sent_on(date: str) -> str | None:
    try:
        return parsedate_to_datetime(date).date().isoformat()
    except (TypeError, ValueError):
        return None
