"""What platforms publish as XML lists: RSS and Atom feeds, and harvests by OAI-PMH.

Each entry is a record of its own, with its title, address, date and language under
the names that fields have elsewhere.
"""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from lxml import etree

from ingestion.parsing.entries import Value
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import is_http, one_line

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FEEDS = {"rss": "item", "RDF": "item", "feed": "entry"}
_NAMES = {
    "encoded": "content",
    "guid": "id",
    "identifier": "link",
    "creator": "author",
}
"""What a field is called elsewhere. Dublin Core's identifiers are mostly addresses."""
_ONE = frozenset({"title", "date", "published", "link", "language", "id"})
_LATER = frozenset({"updated", "modified", "datestamp"})


def feed_entries(root: XmlElement) -> list[tuple[str, dict[str, Value]]] | None:
    """Return a list's entries, each with its identifier; None: it is no such list.

    Records that a harvest calls deleted are not among them.
    """
    name = _local(root)
    if name == "OAI-PMH":
        return list(_harvested(root))
    wanted = _FEEDS.get(name)
    if wanted is None:
        return None
    language = _language(root)
    entries = [
        _fields(entry, language) for entry in root.iter() if _local(entry) == wanted
    ]
    if not entries or not all(entries):
        return None
    return [
        (str(fields.pop("id", None) or fields.get("link") or f"entry={at}"), fields)
        for at, fields in enumerate(entries, start=1)
    ]


def _harvested(root: XmlElement) -> Iterator[tuple[str, dict[str, Value]]]:
    records = [element for element in root.iter() if _local(element) == "record"]
    for at, record in enumerate(records, start=1):
        parts = {_local(part): part for part in record}
        header, metadata = parts.get("header"), parts.get("metadata")
        if metadata is None or (
            header is not None and header.get("status") == "deleted"
        ):
            continue
        key = header.findtext("{*}identifier") if header is not None else None
        for described in metadata:
            yield one_line(key or "") or f"entry={at}", _fields(described, None)
            break


def _fields(entry: XmlElement, language: str | None) -> dict[str, Value]:
    """Return an entry's parts by name; the first title, date and address count."""
    found: dict[str, list[str]] = {}
    for part in entry:
        name, text = _part(part)
        if text and text not in found.setdefault(name, []):
            found[name].append(text)
    fields: dict[str, Value] = {}
    for name, texts in found.items():
        if name in _ONE:
            fields[name] = texts[0]
            if name == "title" and texts[1:]:
                fields["other titles"] = texts[1:]
        elif name not in _LATER:
            fields[name] = texts[0] if len(texts) == 1 else texts
        elif not {"published", "date"} & found.keys():
            fields["published"] = texts[0]
    own = _language(entry) or language
    if own:
        fields.setdefault("language", own)
    return fields


def _part(part: XmlElement) -> tuple[str, str]:
    """Return what a part is called elsewhere, and what it says; maybe nothing."""
    name, text = _local(part), _text(part) if isinstance(part.tag, str) else ""
    if name == "link":
        is_other = part.get("rel", "alternate") != "alternate"
        return name, "" if is_other else part.get("href") or text
    if name == "category":
        return name, part.get("label") or part.get("term") or text
    if name == "pubDate":
        return "published", _day(text) or text
    return (name if _is_code(name, text) else _NAMES.get(name, name)), text


def _is_code(name: str, text: str) -> bool:
    """Tell whether an identifier is no address, such as a DOI or an ISBN."""
    return name == "identifier" and not is_http(text)


def _language(element: XmlElement) -> str | None:
    said = element.get(_LANG)
    if said is None and _local(element) == "rss":
        said = element.findtext("channel/language")
    return said


def _text(part: XmlElement) -> str:
    """Return what a part says; XHTML in it as markup, which readers take off."""
    children = [child for child in part if isinstance(child.tag, str)]
    if not children:
        return (part.text or "").strip()
    if etree.QName(children[0]).namespace == "http://www.w3.org/1999/xhtml":
        return "".join(
            etree.tostring(child, encoding="unicode", method="html")
            for child in children
        )
    return one_line(" ".join(part.itertext()))


def _day(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError):
        return None


def _local(element: XmlElement) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
