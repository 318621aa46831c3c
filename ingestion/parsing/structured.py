"""JSON: an array's entries, a keyed map's values, or one record, as items."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import cast

from ingestion.errors import UnreadableFile
from ingestion.items import Block, Item, LeftOut, Parsed, Problem
from ingestion.parsing.container import Container
from ingestion.parsing.datastore import flattened_item, is_flattened
from ingestion.parsing.decoding import decode
from ingestion.parsing.entries import (
    Value,
    count_values,
    entry_item,
    flat_fields,
    left_out_fields,
    plain,
    unique_key,
    without_persons,
)
from ingestion.parsing.entry_parties import mailboxes_in, with_mailboxes
from ingestion.parsing.postings import PostingRead, posted_as, read_posting
from ingestion.parsing.shaping import first_words, has_letters, paragraphs
from ingestion.parsing.tabular import as_entries
from ingestion.parsing.unread import Unread
from ingestion.parsing.wrappings import opened

_MAIN_SHARE = 0.5
"""An array with at least this share of a file's values is what the file is for."""

_WRAPPERS = ("data", "result", "response", "results", "hits", "_embedded", "payload")
_LISTS = frozenset(
    "data results items records docs entries features value rows hits projects "
    "activities objects".split()
)
"""Names under which APIs give a list of records, be it of one."""


def read_json(file: Container) -> Parsed:
    """Return an item an entry of the file's array or keyed map, else one item.

    Fragments are the entries' own identifiers when all have one, else "entry=N" from 1.
    An array that was cut short gives its whole entries and a problem.

    Raises:
        UnreadableFile: it is no JSON; the message names line and column.
    """
    text = decode(file.data)
    problems: list[Problem] = []
    try:
        loaded = cast(object, json.loads(text, parse_constant=str))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and _is_a_line(text):
            return read_json_lines(file)
        loaded = _whole_entries(text)
        if not loaded:
            raise UnreadableFile(
                f"it is not valid JSON: {error.msg} on line {error.lineno}, "
                f"column {error.colno}",
                remedy="Fetch it again, or correct it there.",
            ) from error
        problems.append(
            Problem(
                path=f"{file.shown}#entry={len(loaded) + 1}",
                reason=f"the array breaks off here: {error.msg} on line "
                f"{error.lineno}. The entries before it were read. "
                "Fetch the file again.",
            )
        )
    value = plain(loaded)
    count_values(value)
    return fields_parsed(value, file=file, problems=problems)


def _is_a_line(text: str) -> bool:
    """Whether the first line that is not empty is all of a record."""
    first = text.lstrip().split("\n", 1)[0]
    try:
        return isinstance(json.loads(first), dict)
    except json.JSONDecodeError:
        return False


def read_json_lines(file: Container) -> Parsed:
    """Return an item a line; a line that is no JSON is a problem.

    Raises:
        UnreadableFile: no line is JSON.
    """
    entries: list[Value] = []
    problems: list[Problem] = []
    for number, line in enumerate(decode(file.data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entries.append(plain(json.loads(line, parse_constant=str)))
        except json.JSONDecodeError as error:
            problems.append(
                Problem(
                    path=f"{file.shown}#line={number}",
                    reason=f"the line is not valid JSON: {error.msg}, column "
                    f"{error.colno}. Correct it there.",
                )
            )
    if not entries:
        raise UnreadableFile(
            "no line of it is valid JSON", remedy="Fetch it again, or rename it."
        )
    count_values(entries)
    return fields_parsed(entries, file=file, problems=problems)


def fields_parsed(
    value: Value, *, file: Container, problems: Sequence[Problem] = ()
) -> Parsed:
    """Return what was loaded from a file as items, persons' contacts left out."""
    entries, around = _entries(as_entries(value), file.options.key)
    dropped: list[str] = []
    items: list[Item] = []
    unusable = list(problems)
    left_out: list[LeftOut] = []
    unread = Unread()
    for number, (fragment, entry) in enumerate(entries, start=1):
        posting = _posting(entry, fragment, file)
        if posting is not None:
            items += [posting.item] if posting.item is not None else []
            unusable += posting.problems
            left_out += posting.left_out
            continue
        if isinstance(entry, Mapping) and is_flattened(entry):
            item = flattened_item(entry, number=number, unread=unread)
        elif isinstance(entry, Mapping):
            fields, names = without_persons(opened(entry))
            dropped += names
            item = entry_item(
                fields, fragment=fragment, file=file, fallback=_fallback(fragment, file)
            )
            if item is not None and (mailboxes := mailboxes_in(opened(entry))):
                parts = with_mailboxes(item.participations, mailboxes)
                item = item.model_copy(update={"participations": parts})
        else:
            item = _text_item(entry, fragment=fragment, file=file)
        if item is not None:
            items.append(item)
    if around and items:
        fields, names = without_persons(around)
        dropped += names
        about = entry_item(
            fields, fragment="about", file=file, fallback=file.stem_title
        )
        if about is not None and sum(len(block.text) for block in about.blocks) > 80:
            items.insert(0, about)
    return Parsed(
        items=tuple(items),
        problems=tuple(unusable),
        left_out=(
            *dict.fromkeys(left_out),
            *left_out_fields(dropped, file),
            *unread.told(file.shown),
        ),
    )


def _posting(value: Value, fragment: str | None, file: Container) -> PostingRead | None:
    """Return what an entry gives that is a need or an offer; None: it is neither."""
    if not isinstance(value, Mapping):
        return None
    fields = dict(flat_fields(opened(value)))
    kind = posted_as(fields, file)
    if kind is None:
        return None
    return read_posting(fields, kind, place=fragment, file=file)


def _entries(
    value: Value, key: str | None
) -> tuple[list[tuple[str | None, Value]], Mapping[str, Value]]:
    """Return the entries with their fragments, and the fields around their array."""
    if isinstance(value, str):
        return [(None, value)], {}
    if isinstance(value, Mapping):
        wrapper = _wrapper(value)
        if wrapper is not None:
            inner, around = _entries(value[wrapper], key)
            others = {name: part for name, part in value.items() if name != wrapper}
            return inner, {**others, **around}
        if len(value) > 1 and all(
            isinstance(inner, Mapping) and inner for inner in value.values()
        ):
            return list(value.items()), {}
        main = _main_array(value)
        if main is None:
            return [(None, value)], {}
        around = {name: inner for name, inner in value.items() if name != main}
        return _listed(cast(Sequence[Value], value[main]), key), around
    return _listed(value, key), {}


def _wrapper(fields: Mapping[str, Value]) -> str | None:
    """Return the field in which an API wraps the list that its answer is for."""
    for name in _WRAPPERS:
        inner = fields.get(name)
        if isinstance(inner, Mapping) and (_main_array(inner) or _wrapper(inner)):
            most = count_values(inner) > _MAIN_SHARE * count_values(fields)
            return name if most else None
    return None


def _listed(
    values: Sequence[Value], said: str | None
) -> list[tuple[str | None, Value]]:
    if said is not None:
        return [
            (content_key(opened(value), said), value)
            for value in values
            if isinstance(value, Mapping)
        ]
    maps = [opened(value) for value in values if isinstance(value, Mapping)]
    key = unique_key(maps) if len(maps) == len(values) else None
    if key is not None:
        return [
            (str(opened[key]), value)
            for opened, value in zip(maps, values, strict=True)
        ]
    return [(f"entry={number}", value) for number, value in enumerate(values, start=1)]


def _main_array(fields: Mapping[str, Value]) -> str | None:
    """Return the field whose array of entries holds most of the file, if one does."""
    total = count_values(fields)
    for name, value in fields.items():
        if isinstance(value, str | Mapping) or not value:
            continue
        if len(value) < 2 and name not in _LISTS:
            continue
        maps = sum(isinstance(entry, Mapping) for entry in value)
        titled = any(
            isinstance(fields.get(key), str) and fields[key]
            for key in ("description", "body", "content", "text", "abstract", "summary")
        )
        if (
            maps == len(value)
            and not titled
            and count_values(value) > _MAIN_SHARE * total
        ):
            return name
    return None


def content_key(fields: Mapping[str, Value], key: str | None) -> str:
    """Return what tells an entry apart: its key's value, else a hash of it all.

    A key may lie deeper, its parts after dots.
    """
    found: Value = fields
    for part in (key or "").split("."):
        if not isinstance(found, Mapping):
            break
        found = found.get(key or "", "") or found.get(part, "")
    if isinstance(found, str) and found:
        return found
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return f"sha={sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _text_item(value: Value, *, fragment: str | None, file: Container) -> Item | None:
    texts = (
        [value]
        if isinstance(value, str)
        else [str(v) for v in value if isinstance(v, str)]
    )
    blocks: list[Block] = []
    for text in texts:
        blocks += paragraphs(text)
    if not any(has_letters(block.text) for block in blocks):
        return None
    return Item(
        fragment=fragment,
        title=first_words(blocks[0].text),
        blocks=tuple(blocks),
        language=file.stated_language,
    )


def _fallback(fragment: str | None, file: Container) -> str | None:
    return file.stem_title if fragment is None else None


def _whole_entries(text: str) -> list[object]:
    """Return the entries of an array that was cut short, those that came whole."""
    start = text.find("[")
    if start < 0 or text[:start].strip():
        return []
    decoder = json.JSONDecoder(parse_constant=str)
    entries: list[object] = []
    at = start + 1
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            entry, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            return entries
        entries.append(entry)
