"""Nested fields, as JSON, YAML and XML have them, as one item."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from ingestion.errors import UnreadableFile
from ingestion.items import Block, Item, LeftOut
from ingestion.parsing.container import Container
from ingestion.parsing.entry_parties import entry_parties
from ingestion.parsing.fields import (
    compose,
    date_rank,
    is_blank,
    is_description,
    is_link_name,
    is_links,
    is_prose,
    title_rank,
    written_date,
)
from ingestion.parsing.kinds import are_activities
from ingestion.parsing.language_tags import stated_tag
from ingestion.parsing.parties import distinct
from ingestion.parsing.personal import PERSONAL, is_personal
from ingestion.parsing.shaping import (
    first_words,
    has_letters,
    is_http,
    label_of,
    normalized,
    one_line,
    paragraphs,
    strip_markup,
)
from ingestion.parsing.stated import SDG_NAMES, stated_facets
from vectorstore.records import Facets

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""A field's value once numbers, dates and truths have become text."""

_DEPTH = 60
_VALUES = 2_000_000
_LINE_CHARACTERS = 400
RECORD = "record"
"""The kind of what says no more of itself."""
_ID_NAMES = (
    "id",
    "identifier",
    "key",
    "code",
    "slug",
    "uuid",
    "ref",
    "iati-identifier",
)
_PLACES = frozenset({"location", "locations", "coverage", "geographic coverage"})
"""Names of fields whose inner ones tell where, as of Digital Public Goods."""
_ROLES = frozenset({"org type", "role", "type", "kind"})
_DATA = frozenset(
    {"id", "uuid", "guid", "slug", "hash", "checksum", "version", "stage"}
    | {"created at", "updated at", "createdat", "updatedat", "last modified"}
)


def plain(value: object, *, depth: int = 0) -> Value:
    """Return a loaded value with all its leaves as text.

    Raises:
        UnreadableFile: it is nested deeper than anybody writes.
    """
    if depth > _DEPTH:
        raise UnreadableFile(
            "it is nested too deeply", remedy="Flatten it, or take it out."
        )
    if isinstance(value, dict):
        pairs = cast(dict[object, object], value).items()
        return {str(key): plain(inner, depth=depth + 1) for key, inner in pairs}
    if isinstance(value, list | tuple):
        return [plain(inner, depth=depth + 1) for inner in cast(list[object], value)]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def count_values(value: Value, *, at_most: int = _VALUES) -> int:
    """Count leaves; stop with an error where references multiply without end.

    Raises:
        UnreadableFile: there are more than `at_most`.
    """
    total = 0
    waiting: list[Value] = [value]
    while waiting:
        inner = waiting.pop()
        total += 1
        if total > at_most:
            raise UnreadableFile(
                f"it unfolds to more than {at_most:,} values",
                remedy="Split it, or take it out.",
            )
        if isinstance(inner, Mapping):
            waiting.extend(inner.values())
        elif not isinstance(inner, str):
            waiting.extend(inner)
    return total


def without_persons(fields: Mapping[str, Value]) -> tuple[dict[str, Value], list[str]]:
    """Return fields without those of persons' contacts, and the names of these."""
    kept: dict[str, Value] = {}
    dropped: list[str] = []
    for name, value in fields.items():
        if is_personal(name):
            dropped.append(name)
        elif isinstance(value, Mapping):
            inner, names = without_persons(value)
            kept[name] = inner
            dropped += [f"{name}.{part}" for part in names]
        elif isinstance(value, str):
            kept[name] = value
        else:
            cleaned: list[Value] = []
            for part in value:
                if isinstance(part, Mapping):
                    inner, names = without_persons(part)
                    cleaned.append(inner)
                    dropped += [f"{name}.{inner_name}" for inner_name in names]
                else:
                    cleaned.append(part)
            kept[name] = cleaned
    return kept, list(dict.fromkeys(dropped))


def left_out_fields(names: Sequence[str], file: Container) -> tuple[LeftOut, ...]:
    """Return a report line for each field of persons' contacts."""
    return tuple(
        LeftOut(path=file.shown, what=f"field {name!r}: {PERSONAL}")
        for name in dict.fromkeys(names)
    )


def entry_item(
    fields: Mapping[str, Value],
    *,
    fragment: str | None,
    file: Container,
    fallback: str | None = None,
) -> Item | None:
    """Return fields as an item, or None when there is no word in them.

    The title comes from the field that names the entry; sentences become paragraphs,
    lists and short values a line each. Addresses and inner codes stay data.
    """
    ignored = {normalized(name) for name in file.options.ignored_columns}
    kept = {
        name: value for name, value in fields.items() if normalized(name) not in ignored
    }
    named = _title(kept)
    title = one_line(strip_markup(str(kept[named]))) if named is not None else ""
    prose: list[Block] = []
    lines: list[str] = []
    for name, value in kept.items():
        if name != named:
            _place(name, value, prose, lines)
    if not title:
        title = (
            fallback or (prose[0].text if prose else "") or (lines[0] if lines else "")
        )
    blocks = compose(
        title, [block.text for block in prose], lines, in_text=named is not None
    )
    if not any(has_letters(text) for text in _leaves(kept) if not is_links(text)):
        return None
    facets = _facets(kept)
    parties = distinct(entry_parties(kept, countries=facets.countries))
    if facets.kind == RECORD and are_activities(
        kept, file=file.path.stem, roles=[party.role for party in parties]
    ):
        facets = facets.model_copy(update={"kind": "activity"})
    return Item(
        fragment=fragment,
        title=first_words(title, limit=300 if named is not None else 90),
        blocks=blocks,
        language=stated_tag(_stated(kept, "language", "lang")) or file.stated_language,
        uri=_link(kept),
        publisher=_stated(kept, "publisher"),
        published=_date(kept),
        facets=facets,
        metadata=dict(flat_fields(kept)),
        participations=parties,
    )


def unique_key(entries: Sequence[Mapping[str, Value]]) -> str | None:
    """Return the field that tells all entries apart, when there is one by name."""
    for wanted in _ID_NAMES:
        for name in entries[0] if entries else ():
            if normalized(name) != normalized(wanted):
                continue
            values = [entry.get(name) for entry in entries]
            texts = {value for value in values if isinstance(value, str) and value}
            if len(texts) == len(entries):
                return name
    return None


def _title(fields: Mapping[str, Value]) -> str | None:
    ranked = [
        (rank, name)
        for name, value in fields.items()
        if isinstance(value, str)
        and has_letters(value)
        and (rank := title_rank(name)) is not None
    ]
    return min(ranked)[1] if ranked else None


def _place(name: str, value: Value, prose: list[Block], lines: list[str]) -> None:
    """Put a field among the paragraphs or the lines."""
    if isinstance(value, str):
        _place_text(name, value, prose, lines)
    elif isinstance(value, Mapping):
        for inner, part in value.items():
            _place(f"{name} {inner}", part, prose, lines)
    elif set(normalized(name).split()) & SDG_NAMES:
        lines.extend(_goals(value, prose))
    else:
        short: list[str] = []
        for part in value:
            if isinstance(part, str):
                _gather(part, short, prose)
            elif isinstance(part, Mapping):
                summary, texts = _summary(part)
                short += [summary] if summary else []
                prose.extend(Block(text=text) for text in texts)
            else:
                short += [text for text in _leaves(part) if not is_links(text)]
        if short:
            listed = ", ".join(dict.fromkeys(short))
            text = first_words(listed, limit=_LINE_CHARACTERS)
            lines.append(f"{label_of(name)}: {text}")


def _place_text(name: str, value: str, prose: list[Block], lines: list[str]) -> None:
    parts = paragraphs(value)
    text = "\n".join(block.text for block in parts)
    if is_blank(text) or is_links(text) or normalized(name) in _DATA:
        return
    if text.casefold() in {"true", "false"}:
        return
    if is_prose(text) or (is_description(name) and has_letters(text)):
        prose.extend(parts)
    elif text:
        lines.append(f"{label_of(name)}: {first_words(text, limit=_LINE_CHARACTERS)}")


def _gather(part: str, short: list[str], prose: list[Block]) -> None:
    if is_blank(part) or is_links(part):
        return
    text = "\n".join(block.text for block in paragraphs(part))
    if is_prose(text):
        prose.append(Block(text=text))
    elif text:
        short.append(one_line(text))


def _goals(parts: Sequence[Value], prose: list[Block]) -> Iterator[str]:
    """Yield the line of the goals; their evidence becomes paragraphs, goal in front."""
    goals: list[str] = []
    for part in parts:
        texts = [text for text in _leaves(part) if not is_links(text)]
        number = next((text for text in texts if text.isdigit()), None)
        goals += [number] if number else [text for text in texts if len(text) < 60]
        for text in texts:
            if text != number and (number or len(text) >= 60) and has_letters(text):
                front = f"SDG {number}: " if number else ""
                prose.append(Block(text=front + one_line(strip_markup(text))))
    if goals:
        yield f"SDGs: {', '.join(dict.fromkeys(goals))}"


def _summary(fields: Mapping[str, Value]) -> tuple[str, list[str]]:
    """Return an inner entry in a few words, "Name (role)", and its sentences."""
    named = _title(fields)
    first = one_line(str(fields[named])) if named is not None else ""
    roles: list[str] = []
    rest: list[str] = []
    texts: list[str] = []
    for name, value in fields.items():
        if name == named:
            continue
        for text in _leaves(value):
            if is_blank(text) or is_links(text):
                continue
            if is_prose(text):
                texts.append("\n".join(block.text for block in paragraphs(text)))
            elif normalized(name) in _ROLES:
                roles.append(one_line(text))
            else:
                rest.append(
                    f"{label_of(name)} {one_line(text)}" if named else one_line(text)
                )
    inside = ", ".join([*roles, *rest])
    if first and inside:
        return f"{first} ({inside})", texts
    return first or inside, texts


def _leaves(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    else:
        for inner in value:
            yield from _leaves(inner)


def flat_fields(fields: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield fields as text, inner ones under dotted names, lists in one value."""
    for name, value in fields.items():
        if isinstance(value, str):
            if not is_blank(value):
                yield name, value
        elif isinstance(value, Mapping):
            for inner, text in flat_fields(value):
                yield f"{name}.{inner}", text
        elif all(isinstance(part, str) for part in value):
            if joined := "; ".join(str(part) for part in value if part):
                yield name, joined
        else:
            for at, part in enumerate(value, start=1):
                inner_fields = part if isinstance(part, Mapping) else {"": part}
                for inner, text in flat_fields(inner_fields):
                    yield f"{name}.{at}.{inner}".rstrip("."), text


def _facets(fields: Mapping[str, Value]) -> Facets:
    stated = stated_facets(_told(fields))
    names = {normalized(name) for name in fields}
    is_solution = bool(stated.sdgs) and bool(
        names & {"license", "licence", "repositories"}
    )
    kind = "solution" if is_solution else RECORD
    return stated.model_copy(update={"kind": kind})


def _told(fields: Mapping[str, Value]) -> Iterator[tuple[str, list[str]]]:
    """Yield fields with their texts; of those that tell where, the inner ones too."""
    for name, value in fields.items():
        yield name, list(_leaves(value))
        if isinstance(value, Mapping) and normalized(name) in _PLACES:
            yield from _told(value)


def _stated(fields: Mapping[str, Value], *names: str) -> str | None:
    for name, value in fields.items():
        if normalized(name) in names and isinstance(value, str) and value:
            return one_line(value)
    return None


def _link(fields: Mapping[str, Value]) -> str | None:
    for name, value in fields.items():
        if isinstance(value, str) and is_link_name(name) and is_http(value):
            return value.strip()
    return None


def _date(fields: Mapping[str, Value]) -> str | None:
    ranked = [
        (rank, date)
        for name, value in fields.items()
        if isinstance(value, str)
        and (rank := date_rank(name)) is not None
        and (date := written_date(value)) is not None
    ]
    return min(ranked)[1] if ranked else None
