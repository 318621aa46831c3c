"""XML: aid activities, records that repeat, or prose, told apart by their shape."""

import io
from collections import Counter
from collections.abc import Iterator

import regex
from lxml import etree

from ingestion.errors import UnreadableFile
from ingestion.items import Block, Item, Parsed, Problem
from ingestion.parsing.activity_stream import ActivityStream
from ingestion.parsing.container import Container
from ingestion.parsing.decoding import decode
from ingestion.parsing.entries import (
    Value,
    entry_item,
    left_out_fields,
    unique_key,
    without_persons,
)
from ingestion.parsing.feeds import feed_entries
from ingestion.parsing.iati import ACTIVITY, activity_item
from ingestion.parsing.iati_organisations import ORGANISATION, organisation_item
from ingestion.parsing.nodes import XmlElement, safe_parser
from ingestion.parsing.shaping import first_words, one_line
from ingestion.parsing.unread import Unread

_DEPTH = 200
_PROSE_TAGS = frozenset(
    "para p paragraph section sec article chapter body preamble div head heading h1 h2 "
    "h3 list listitem item-list orderedlist sect1 sect2 abstract text note".split()
)
_TITLE_TAGS = frozenset("title heading head h1 h2 h3 h4 h5 h6 subtitle".split())
_INLINE = frozenset(
    "b i em strong emphasis span a link sup sub u code ref xref quote q small abbr "
    "foreign term hi lb br".split()
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_ROOT = regex.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FILES = {ACTIVITY: "iati-activities", ORGANISATION: "iati-organisations"}
_ENTITY = regex.compile(rb"<!ENTITY", regex.I)


def read_xml(file: Container) -> Parsed:
    """Return an item an activity, feed entry or repeated record, else one of prose.

    Entities are never expanded and nothing is fetched. Of broken XML, what can be read
    on both sides of the fault is kept, and the fault is a problem.

    Raises:
        UnreadableFile: there is no XML in it, or it defines entities.
    """
    if _ENTITY.search(file.data[:100_000]):
        raise UnreadableFile(
            "it defines XML entities, which may be a bomb",
            remedy="Save it with the entities written out.",
        )
    record = iati_record(file.data)
    if record is not None:
        return _iati(file, record)
    root, problems = _root(file)
    if _name(root) == "html":
        from ingestion.parsing.web import page_item

        page = etree.tostring(root, encoding="unicode", method="html")
        return Parsed(items=(page_item(page, file),), problems=tuple(problems))
    listed = feed_entries(root)
    if listed is not None:
        return _entered(listed, file, problems)
    records = _records(root)
    if records:
        return _recorded(records, file, problems)
    return Parsed(items=(_prose_item(root, file),), problems=tuple(problems))


def iati_record(data: bytes) -> str | None:
    """Return which of IATI's two elements a file is made of; None: it is no IATI."""
    found = _ROOT.search(decode(data[:8_000]))
    name = found.group(1) if found is not None else ""
    for record in (ACTIVITY, ORGANISATION):
        if name in {record, _FILES[record]}:
            return record
    return None


def _iati(file: Container, record: str) -> Parsed:
    read = activity_item if record == ACTIVITY else organisation_item
    part = file.options.part
    stream = ActivityStream(
        file.data,
        name=record,
        shown=file.shown,
        first_line=part.line if part is not None else 1,
    )
    unread = Unread()
    items = tuple(
        item
        for number, element in enumerate(stream, start=part.number if part else 1)
        if (item := read(element, number=number, unread=unread)) is not None
    )
    return Parsed(
        items=items,
        problems=tuple(stream.problems),
        left_out=tuple(unread.told(file.shown)),
    )


def _root(file: Container) -> tuple[XmlElement, list[Problem]]:
    problems: list[Problem] = []
    try:
        root = etree.parse(io.BytesIO(file.data), safe_parser(recover=False)).getroot()
    except etree.XMLSyntaxError as error:
        parser = safe_parser(recover=True)
        try:
            root = etree.parse(io.BytesIO(file.data), parser).getroot()
        except etree.XMLSyntaxError:
            root = None
        line = error.position[0] if error.position else 1
        what = one_line(error.msg or "it cannot be understood").partition(", line ")[0]
        if root is None or not isinstance(root.tag, str):
            raise UnreadableFile(
                f"it is not valid XML: {what}, on line {line}",
                remedy="Fetch it again, or correct it there.",
            ) from error
        problems.append(
            Problem(
                path=f"{file.shown}#line={line}",
                reason=f"the XML is broken here: {what}. What could be read on both "
                "sides was; correct it there.",
            )
        )
    if _too_deep(root):
        raise UnreadableFile(
            "it is nested too deeply", remedy="Flatten it, or take it out."
        )
    return root, problems


def _too_deep(root: XmlElement) -> bool:
    level = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        if level > _DEPTH:
            return True
    return False


def _name(element: XmlElement) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: XmlElement) -> list[XmlElement]:
    return [child for child in element if isinstance(child.tag, str)]


def _records(root: XmlElement) -> list[XmlElement]:
    """Return the elements below the root that repeat and hold fields."""
    at = root
    for _ in range(3):
        children = _children(at)
        if not children:
            return []
        tag, many = Counter(_name(child) for child in children).most_common(1)[0]
        alike = [child for child in children if _name(child) == tag]
        if many >= 2 and many >= 0.5 * len(children) and tag not in _PROSE_TAGS:
            return alike if all(_is_record(child) for child in alike[:20]) else []
        inner = max(children, key=len)
        if len(inner) < 2:
            return []
        at = inner
    return []


def _is_record(element: XmlElement) -> bool:
    children = _children(element)
    if not children:
        return len(element.attrib) >= 2
    names = {_name(child) for child in children}
    mixed = any(one_line(child.tail or "") for child in children)
    return not mixed and not names & (
        _PROSE_TAGS - {"note", "text", "abstract", "body"}
    )


def _recorded(
    records: list[XmlElement], file: Container, problems: list[Problem]
) -> Parsed:
    cleaned = [without_persons(_fields(record)) for record in records]
    entries = [fields for fields, _ in cleaned]
    key = unique_key(entries)
    items: list[Item] = []
    for number, (record, fields) in enumerate(
        zip(records, entries, strict=True), start=1
    ):
        fragment = str(fields[key]) if key else f"{_name(record)}[{number}]"
        item = entry_item(fields, fragment=fragment, file=file)
        if item is not None:
            language = record.get(_LANG)
            items.append(
                item.model_copy(update={"language": language}) if language else item
            )
    return Parsed(
        items=tuple(items),
        problems=tuple(problems),
        left_out=left_out_fields(
            [name for _, names in cleaned for name in names], file
        ),
    )


def _entered(
    entries: list[tuple[str, dict[str, Value]]],
    file: Container,
    problems: list[Problem],
) -> Parsed:
    dropped: list[str] = []
    items: list[Item] = []
    for fragment, fields in entries:
        kept, names = without_persons(fields)
        dropped += names
        item = entry_item(kept, fragment=fragment, file=file)
        if item is not None:
            items.append(item)
    return Parsed(
        items=tuple(items),
        problems=tuple(problems),
        left_out=left_out_fields(dropped, file),
    )


def _fields(element: XmlElement) -> dict[str, Value]:
    """Return an element's attributes and children as fields; repeated ones as lists."""
    fields: dict[str, Value] = {
        etree.QName(name).localname: value
        for name, value in element.attrib.items()
        if name != _LANG
    }
    for child in _children(element):
        name = _name(child)
        text = one_line("".join(child.itertext()))
        inner = _children(child)
        value: Value = text
        if inner and not all(_name(part) in _INLINE for part in inner):
            value = _fields(child)
        elif not text and child.attrib:
            value = dict(child.attrib.items())
        if name in fields:
            former = fields[name]
            fields[name] = (
                [*former, value] if isinstance(former, list) else [former, value]
            )
        elif value:
            fields[name] = value
    return fields


def _prose_item(root: XmlElement, file: Container) -> Item:
    blocks = list(_prose(root, ()))
    title = next((block.text for block in blocks if block.is_heading), None)
    if title is not None:
        # The document's own title stands for it everywhere: no heading repeats it.
        blocks = [
            block.model_copy(
                update={"headings": tuple(h for h in block.headings if h != title)}
            )
            for block in blocks
        ]
    language = root.get(_LANG) or root.get("lang")
    return Item(
        title=first_words(title or file.stem_title, limit=300),
        blocks=tuple(blocks),
        language=language or file.stated_language,
    )


def _prose(element: XmlElement, headings: tuple[str, ...]) -> Iterator[Block]:
    """Yield the paragraphs under an element; its title is their heading."""
    own = headings
    loose: list[str] = [element.text or ""]

    def flushed() -> Iterator[Block]:
        text = one_line("".join(loose))
        loose.clear()
        if text:
            yield Block(text=text, headings=own)

    for child in element:
        if not isinstance(child.tag, str):
            loose.append(child.tail or "")
            continue
        name = _name(child).lower()
        if name in _INLINE:
            loose.append("".join(child.itertext()) + (child.tail or ""))
            continue
        yield from flushed()
        if name in _TITLE_TAGS:
            text = one_line("".join(child.itertext()))
            if text:
                yield Block(text=text, headings=headings, is_heading=True)
                own = (*headings, text)
        elif _children(child):
            yield from _prose(child, own)
        else:
            text = one_line(child.text or "")
            if text:
                yield Block(text=text, headings=own)
        loose.append(child.tail or "")
    yield from flushed()
