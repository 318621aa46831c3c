"""YAML: maps of texts, where keys such as "1-1-title" belong to the item "1-1"."""

from collections.abc import Mapping
from typing import cast

import regex
import yaml

from ingestion.errors import UnreadableFile
from ingestion.items import Block, Item, Parsed, Problem
from ingestion.parsing.container import Container
from ingestion.parsing.decoding import decode
from ingestion.parsing.entries import (
    Value,
    count_values,
    left_out_fields,
    plain,
    without_persons,
)
from ingestion.parsing.fields import TITLE_NAMES, is_description
from ingestion.parsing.personal import is_personal
from ingestion.parsing.shaping import (
    first_words,
    has_letters,
    label_of,
    normalized,
    one_line,
    paragraphs,
    strip_markup,
)
from ingestion.parsing.structured import fields_parsed
from vectorstore.records import Facets

_GROUPED = regex.compile(
    r"(?P<id>\d{1,3}(?:[-.](?:\d{1,3}|[a-z]))*)(?:[-_.](?P<field>[\p{L}_][\p{L}\p{N}_-]+))?"
)
_SDG = regex.compile(r"(?P<goal>1[0-7]|[1-9])(?:-(?P<target>\d{1,2}|[a-d]))?(?:-.*)?")
_NAMES_FIRST = ("short", "name", "title", "titre", "titulo", "heading")
_KINDS = ("target", "indicator", "goal")
_TOP_KEY = regex.compile(
    r"^(?:[^\s#\-\[\]{}&*!|>%@`,].*?|\"[^\"]*\"|'[^']*'):(?:\s|$)", regex.M
)
_NESTING = 60


def read_yaml(file: Container) -> Parsed:
    """Return an item a key, or a group of keys; a record with a title is one item.

    All scalars are read as the text they are. What is empty or only numbers makes no
    item. A key that is broken or given twice is a problem; the other keys are kept.

    Raises:
        UnreadableFile: it is no YAML; the message names the line.
    """
    text = decode(file.data)
    value, problems = _loaded(text, file)
    count_values(value)
    if not isinstance(value, Mapping):
        return fields_parsed(value, file=file, problems=problems)
    if _is_record(value):
        return fields_parsed({"": value}[""], file=file, problems=problems)
    flat = {key: inner for key, inner in value.items() if isinstance(inner, str)}
    if not flat:
        return fields_parsed(value, file=file, problems=problems)
    personal = [key for key in value if is_personal(key)]
    items = [
        item
        for fragment, fields in _groups(value).items()
        if (item := _keyed_item(fragment, fields, file)) is not None
    ]
    return Parsed(
        items=tuple(items),
        problems=tuple(problems),
        left_out=left_out_fields(personal, file),
    )


def _loaded(text: str, file: Container) -> tuple[Value, list[Problem]]:
    try:
        return _composed(text, file, first_line=1)
    except yaml.YAMLError as error:
        pieces = _top_level_pieces(text)
        merged: dict[str, Value] = {}
        problems: list[Problem] = []
        for line, piece in pieces:
            try:
                value, own = _composed(piece, file, first_line=line)
            except yaml.YAMLError as inner:
                problems.append(
                    Problem(
                        path=f"{file.shown}#line={_line_of(inner, line)}",
                        reason=f"the key is not valid YAML: {_what(inner)}. "
                        "Correct it there.",
                    )
                )
                continue
            problems += own
            if isinstance(value, Mapping):
                merged.update(value)
        if not merged:
            raise UnreadableFile(
                f"it is not valid YAML: {_what(error)} on line {_line_of(error, 1)}",
                remedy="Correct it there.",
            ) from error
        return merged, problems


def _composed(
    text: str, file: Container, *, first_line: int
) -> tuple[Value, list[Problem]]:
    """Return a YAML text's value, every scalar as text, and its repeated keys."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    problems: list[Problem] = []
    documents = [
        _built(node, file, problems, first_line, 0, {})
        for node in cast(
            list[yaml.Node | None], list(yaml.compose_all(text, Loader=loader))
        )
        if node is not None
    ]
    if len(documents) == 1:
        return documents[0], problems
    return documents, problems


def _built(
    node: yaml.Node,
    file: Container,
    problems: list[Problem],
    first_line: int,
    depth: int,
    done: dict[int, Value],
) -> Value:
    if depth > _NESTING:
        raise UnreadableFile(
            "it is nested too deeply", remedy="Flatten it, or take it out."
        )
    if id(node) in done:
        return done[id(node)]
    value: Value
    if isinstance(node, yaml.MappingNode):
        fields: dict[str, Value] = {}
        for key_node, inner in node.value:
            key = _key(key_node)
            if key in fields:
                line = key_node.start_mark.line + first_line
                problems.append(
                    Problem(
                        path=f"{file.shown}#{key}",
                        reason=f"the key is given again on line {line}; the first was "
                        "kept. Take one out.",
                    )
                )
                continue
            fields[key] = _built(inner, file, problems, first_line, depth + 1, done)
        value = fields
    elif isinstance(node, yaml.SequenceNode):
        value = [
            _built(inner, file, problems, first_line, depth + 1, done)
            for inner in node.value
        ]
    else:
        text = str(node.value).strip()
        is_null = cast(object, getattr(node, "style", None)) is None and text in {
            "~",
            "null",
        }
        value = "" if is_null else text
    done[id(node)] = value
    return value


def _key(node: yaml.Node) -> str:
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else "?"


def _top_level_pieces(text: str) -> list[tuple[int, str]]:
    """Return the text of each top-level key with the line on which it begins."""
    starts = [found.start() for found in _TOP_KEY.finditer(text)]
    ends = [*starts[1:], len(text)]
    return [
        (text.count("\n", 0, start) + 1, text[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]


def _line_of(error: yaml.YAMLError, first_line: int) -> int:
    mark = getattr(error, "problem_mark", None)
    return first_line if mark is None else mark.line + first_line


def _what(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None)
    return one_line(str(problem or "it cannot be understood"))


def _is_record(fields: Mapping[str, Value]) -> bool:
    """Tell whether a map is one record: it has a title and a description."""
    titled = any(
        isinstance(value, str) and value and normalized(key) in TITLE_NAMES
        for key, value in fields.items()
    )
    told = any(is_description(key) for key in fields)
    return titled and told and len(fields) <= 60


def _groups(fields: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """Return the fields of each item: keys with one identifier in front go together."""
    groups: dict[str, dict[str, Value]] = {}
    for key, value in fields.items():
        if is_personal(key):
            continue
        found = _GROUPED.fullmatch(key)
        if found is None:
            groups.setdefault(key, {})[""] = value
        else:
            groups.setdefault(found["id"], {})[found["field"] or ""] = value
    return groups


def _keyed_item(
    fragment: str, fields: Mapping[str, Value], file: Container
) -> Item | None:
    texts = {name: text for name, value in fields.items() if (text := _text(value))}
    spoken = {name: text for name, text in texts.items() if has_letters(text)}
    if not spoken:
        return None
    order = sorted(spoken, key=_rank)
    first = spoken[order[0]]
    identifier = (
        fragment.replace("-", ".") if _GROUPED.fullmatch(fragment) else fragment
    )
    blocks: list[Block] = []
    lines: list[str] = []
    for name in order:
        if name in {"", *_NAMES_FIRST} or len(spoken[name]) > 120:
            blocks += paragraphs(spoken[name])
        else:
            label = label_of(regex.sub(r"_\d{1,2}$", "", name)).replace("-", " ")
            lines.append(f"{label}: {one_line(spoken[name])}")
    if lines:
        blocks.append(Block(text="\n".join(lines)))
    return Item(
        fragment=fragment,
        title=f"{first_words(first.partition(chr(10))[0])} ({identifier})",
        blocks=tuple(blocks),
        language=file.stated_language,
        facets=_facets(fragment, file),
        metadata={
            (name or "text"): text for name, text in texts.items() if len(text) < 2000
        },
    )


def _rank(name: str) -> tuple[int, str]:
    plain_name = normalized(name)
    known = plain_name in _NAMES_FIRST
    return (
        _NAMES_FIRST.index(plain_name) if known else len(_NAMES_FIRST),
        name if not known else "",
    )


def _text(value: Value) -> str:
    if isinstance(value, str):
        return "\n\n".join(block.text for block in paragraphs(value)) if value else ""
    inner = value if isinstance(value, Mapping) else {"": value}
    fields, _ = without_persons(cast(Mapping[str, Value], plain(inner)))
    parts = [strip_markup(text) for text in _leaf_lines(fields)]
    return "\n".join(one_line(part) for part in parts if part)


def _leaf_lines(value: Value, name: str = "") -> list[str]:
    if isinstance(value, str):
        return [f"{label_of(name)}: {value}" if name and value else value]
    if isinstance(value, Mapping):
        return [
            line for key, inner in value.items() for line in _leaf_lines(inner, key)
        ]
    return [line for inner in value for line in _leaf_lines(inner, name)]


def _facets(fragment: str, file: Container) -> Facets:
    found = _SDG.fullmatch(fragment)
    stem = normalized(file.path.stem)
    kind = next((kind for kind in _KINDS if kind in stem), "record")
    if found is None:
        return Facets(kind=kind)
    goal, target = found["goal"], found["target"]
    return Facets(sdgs=(goal, f"{goal}.{target}") if target else (goal,), kind=kind)
