"""The records of one fetched page, each with what tells it from the others."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, cast

import regex
from lxml import etree

from ingestion.errors import FetchFailed
from ingestion.items import Problem
from ingestion.parsing.activity_stream import ActivityStream
from ingestion.parsing.decoding import decode
from ingestion.parsing.entries import plain, unique_key
from ingestion.parsing.iati import ACTIVITY
from ingestion.parsing.iati_organisations import ORGANISATION
from ingestion.parsing.markup_xml import iati_record
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import one_line
from ingestion.parsing.structured import content_key
from ingestion.parsing.wrappings import opened
from ingestion.sources.live import Form
from ingestion.sources.paging import at_path

_LISTS = (
    *("", "results", "data", "items", "records", "docs", "response.docs", "entries"),
    *("features", "value", "rows", "hits", "result", "projects", "activities"),
    *("data.items", "data.results", "results.items", "_embedded.items", "objects"),
    *("result.results", "hits.hits", "data.records", "response.results"),
)
"""Where pages keep their records, as APIs usually do."""
_ROOT = regex.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_IDENTIFIER = {ACTIVITY: "iati-identifier", ORGANISATION: "organisation-identifier"}


class Raw(NamedTuple):
    """A record as its source wrote it."""

    id: str
    text: str  # JSON, or an XML element


class Page(NamedTuple):
    """What a page holds."""

    loaded: object  # JSON; None of XML
    records: list[Raw]
    problems: list[Problem]  # of records; the others were read


def form_of(body: bytes, content_type: str, url: str) -> Form:
    """Return what a page is written in, by its content rather than what it is called.

    Raises:
        FetchFailed: it is neither IATI XML nor JSON.
    """
    head = decode(body[:4000]).lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        return "json"
    if head.startswith("<") and "html" not in head[:200].casefold():
        root = _ROOT.search(body[:4000])
        name = root.group(1).decode() if root else "none"
        if name.startswith("iati-"):
            return "iati"
        raise FetchFailed(
            f"{url!r} holds XML of another kind ({name})",
            remedy="Addresses of IATI XML and of JSON can be kept in step.",
        )
    raise FetchFailed(
        f"{url!r} sent {content_type or 'something unnamed'}, not JSON or IATI XML",
        remedy="Open it in a browser; it may be a page for people, or of an error.",
    )


def loaded_json(body: bytes, url: str) -> object:
    """Return a page's JSON.

    Raises:
        FetchFailed: it is none; worth retrying, as it may have been cut.
    """
    try:
        return cast(object, json.loads(decode(body), parse_constant=str))
    except (json.JSONDecodeError, RecursionError) as error:
        raise FetchFailed(
            f"what {url!r} sent is no whole JSON",
            remedy="Try again later, or tell its publisher.",
        ) from error


def list_in(page: object) -> str | None:
    """Return where a page's list of records is; None: it has none."""
    for path in _LISTS:
        found = at_path(page, path)
        if _is_list(found):
            return path
    if isinstance(page, Mapping):
        fields = cast(Mapping[str, object], page)
        lists = {name: value for name, value in fields.items() if _is_list(value)}
        if lists:
            return max(lists, key=lambda name: len(cast(list[object], lists[name])))
    return None


def key_of(entries: Sequence[object]) -> str | None:
    """Return the field that tells all of some entries apart."""
    maps = [plain(entry) for entry in entries]
    return unique_key([opened(one) for one in maps if isinstance(one, Mapping)])


def json_page(body: bytes, *, entries: str, key: str | None, url: str) -> Page:
    """Return the records of a page of JSON.

    Raises:
        FetchFailed: it is no JSON, or has no list where one belongs.
    """
    page = loaded_json(body, url)
    found = at_path(page, entries)
    if not isinstance(found, list):
        where = f"at {entries!r}" if entries else "in it"
        raise FetchFailed(
            f"{url!r} has no list of records {where}",
            remedy="It may tell of an error; else add it again with --entries.",
        )
    records: list[Raw] = []
    problems: list[Problem] = []
    for number, entry in enumerate(cast(list[object], found), start=1):
        if not isinstance(entry, dict):
            problems.append(
                Problem(
                    path=f"{url}#entry={number}",
                    reason="it is no record with fields. Tell its publisher.",
                )
            )
            continue
        text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        fields = plain(cast(object, entry))
        assert isinstance(fields, Mapping)
        records.append(Raw(content_key(opened(fields), key), text))
    return Page(page, records, problems)


def iati_page(body: bytes, *, url: str) -> Page:
    """Return the activities or organisations of a page of IATI XML.

    Raises:
        FetchFailed: it defines entities, or there is none in it though it is broken.
    """
    if b"<!ENTITY" in body[:100_000]:
        raise FetchFailed(
            f"{url!r} defines XML entities, which may be a bomb",
            remedy="Tell its publisher.",
        )
    name = iati_record(body) or ACTIVITY
    stream = ActivityStream(body, name=name, shown=url)
    records = [_raw(element, name) for element in stream]
    if stream.problems and not records:
        raise FetchFailed(
            f"{url!r} is broken XML", remedy="Try again later, or tell its publisher."
        )
    return Page(None, records, stream.problems)


def _raw(element: XmlElement, name: str) -> Raw:
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    said = one_line(element.findtext(f"{{*}}{_IDENTIFIER[name]}") or "")
    return Raw(said or f"sha={sha256(text.encode()).hexdigest()[:16]}", text)


def _is_list(value: object) -> bool:
    if not isinstance(value, list):
        return False
    return all(
        isinstance(entry, Mapping) for entry in _first(cast(list[object], value))
    )


def _first(values: list[object]) -> Iterator[object]:
    return iter(values[:20])
