"""An entry's own fields, out of the wrappings that APIs put round them."""

from collections.abc import Iterator, Mapping

from ingestion.parsing.entries import Value
from ingestion.parsing.language_tags import is_language_tag

_RENDERED = (
    {"rendered", "protected", "raw"},
    {"value", "processed", "format", "summary"},
)
_READABLE = ("rendered", "processed", "value")
_LANGUAGE_KEYS = ("@language", "language", "lang", "locale")
_TEXT_KEYS = ("@value", "value", "text")


def opened(entry: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return an entry's own fields, out of the wrapping that its API puts round them.

    That is a GeoJSON feature's properties, the attributes of a JSON:API resource, the
    source of a search engine's hit, and a site's rendered texts. A shape's thousands of
    coordinates are no text. A text in several languages is the English one, or else the
    first, and the others follow as fields of their own, "title (fr)".
    """
    kind = entry.get("type")
    for name, own, wraps in (
        ("properties", entry.get("id"), kind == "Feature"),
        ("attributes", entry.get("id"), isinstance(kind, str)),
        ("_source", entry.get("_id"), True),
    ):
        fields = entry.get(name)
        if wraps and isinstance(fields, Mapping):
            fields = opened(fields)
            return {"id": own, **fields} if isinstance(own, str) and own else fields
    own_fields = {
        name: _rendered(value) for name, value in entry.items() if name != "geometry"
    }
    return dict(_spoken(own_fields))


def _rendered(value: Value) -> Value:
    if isinstance(value, Mapping) and any(value.keys() <= keys for keys in _RENDERED):
        return next((value[key] for key in _READABLE if value.get(key)), value)
    return value


def _spoken(fields: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Yield fields, those in several languages in one first and then in each other."""
    others: list[tuple[str, Value]] = []
    for name, value in fields.items():
        texts = _by_language(value)
        if not texts:
            yield name, value
            continue
        first = next((tag for tag in texts if tag[:2] == "en"), next(iter(texts)))
        yield name, texts.pop(first)
        others += ((f"{name} ({tag})", text) for tag, text in texts.items())
    yield from others


def _by_language(value: Value) -> dict[str, Value]:
    """Return a field's texts by their language tags; empty: it is no such field."""
    if isinstance(value, str):
        return {}
    if isinstance(value, Mapping):
        is_such = all(is_language_tag(key) and value[key] != {} for key in value)
        return {tag: text for tag, text in value.items() if text} if is_such else {}
    texts: dict[str, Value] = {}
    for one in value:
        if not isinstance(one, Mapping) or len(one) != len(("language", "text")):
            return {}
        tag = next((one[key] for key in _LANGUAGE_KEYS if key in one), None)
        text = next((one[key] for key in _TEXT_KEYS if key in one), None)
        if not isinstance(tag, str) or not is_language_tag(tag) or text is None:
            return {}
        texts.setdefault(tag, text)
    return texts
