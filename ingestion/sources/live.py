"""An address that is kept in step: where it is, and how its pages are read."""

from typing import Literal, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import regex
from pydantic import Field, field_validator, model_validator

from ingestion.source_files import SourceOptions
from ingestion.sources.paging import Paging
from vectorstore.records import Record

Form = Literal["iati", "json"]

_NAME = regex.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SECRET = regex.compile(r"key|token|secret|password|signature|auth", regex.I)


class Draft(Record):
    """What a person says of an address; what they do not say is found by a look."""

    url: str
    name: str | None = None
    entries: str | None = None  # where a page's list is: "results", "response.docs"
    key: str | None = None  # the field that tells records apart
    paging: Literal["link", "next", "offset", "page", "none"] | None = None
    next_field: str | None = None  # where a page names the one after it
    page_param: str | None = None  # of the address: which page, or how many to skip
    size_param: str | None = None  # how many records a page shall have
    size: int | None = Field(default=None, ge=1, le=100_000)
    first: int | None = Field(default=None, ge=0)  # the first page's number
    hosts: tuple[str, ...] = ()  # beside the address's own
    delay_s: float | None = Field(default=None, ge=0, le=3600)
    options: SourceOptions = SourceOptions()


class LiveSource(Record):
    """An address, settled."""

    name: str
    url: str
    form: Form
    entries: str = ""  # where a page's list is, parts after dots; "": the page itself
    key: str | None = None  # None: a record is known by its content alone
    paging: Paging = Paging()
    hosts: tuple[str, ...]  # that may be reached; the address's own is the first
    delay_s: float | None = None
    options: SourceOptions  # names a platform

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            message = "must be small letters, digits, dots and hyphens, at most 64"
            raise ValueError(message)
        return name

    @model_validator(mode="after")
    def _names_a_platform(self) -> Self:
        if not self.options.platform:
            message = "must name a platform"
            raise ValueError(message)
        return self


def name_of(url: str) -> str:
    """Return a name made of an address's host and path."""
    parts = urlsplit(url)
    words = regex.findall(r"[a-z0-9]+", f"{parts.hostname or ''} {parts.path}".lower())
    return "-".join(words)[:64].strip("-") or "source"


def shown_address(url: str) -> str:
    """Return an address without the values of what its query calls a key or token."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    shown = [(k, "***" if _SECRET.search(k) else v) for k, v in pairs]
    query = parts.query if shown == pairs else urlencode(shown, safe="*")
    return urlunsplit(parts._replace(query=query, fragment=""))
