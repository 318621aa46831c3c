"""Writes a need or an offer that a person gives field by field as a file of its own.

So that it is taken in, followed and cited as any other document is.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from ingestion.errors import UnusablePosting
from ingestion.items import Problem
from ingestion.parsing.container import Container, ParseOptions
from ingestion.parsing.posting_fields import Field, label_in
from ingestion.parsing.postings import read_posting
from ingestion.workers import digest
from vectorstore.records import Posted
from vectorstore.text.languages import normalize_tag

FOLDER = "postings"
"""Below the home: the files of what was given field by field."""


def write_posting(
    home: Path, kind: Posted, said: Mapping[Field, str], *, language: str | None
) -> Path:
    """Write a posting, its fields named in its language, and return its file.

    The same posting gets the same file, so that saying it twice is no second one.

    Args:
        home: the folder of all that is stored.
        kind: which of the two it is.
        said: the value of each field that is told.
        language: of its words (BCP 47); None: it is detected.

    Raises:
        UnusablePosting: a value cannot be used; nothing was written.
    """
    spoken = (normalize_tag(language) or language) if language else None
    told = {field: value.strip() for field, value in said.items() if value.strip()}
    if spoken is not None:
        told[Field.LANGUAGE] = spoken
    fields = {
        label_in(field, (spoken or "en").partition("-")[0]): value
        for field, value in told.items()
    }
    text = json.dumps(fields, ensure_ascii=False, indent=1)
    path = home / FOLDER / f"{kind}-{digest(kind, text)}.json"
    _check(fields, kind, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _check(fields: Mapping[str, str], kind: Posted, path: Path) -> None:
    file = Container(path=path, shown=path.name, options=ParseOptions(), data=b"")
    read = read_posting(fields, kind, place=None, file=file)
    nothing = Problem(path=path.name, reason="there are no words in it. Write some.")
    if read.left_out:
        raise UnusablePosting(
            "the contact may be a person's",
            remedy="Give an office's mailbox, such as info@…, or the address of a page "
            "of the organization.",
        )
    if read.item is None:
        reason = (read.problems or (nothing,))[0].reason
        what, _, remedy = reason.partition(". ")
        raise UnusablePosting(what, remedy=remedy)
