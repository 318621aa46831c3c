"""A need or an offer, out of a table's row or an entry's fields, as one item.

What makes it one is a column such as `kind` whose value says so, in any of seven
languages, or what is said of the whole file (`kind: need` in a source.yaml or in a
table's mapping). One that cannot be used is a problem of its own; those beside it are
read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from ingestion.items import Item, LeftOut, Problem
from ingestion.parsing.container import Container
from ingestion.parsing.fields import (
    compose,
    is_blank,
    is_description,
    is_links,
    is_prose,
    sdg_ids,
    title_rank,
)
from ingestion.parsing.language_tags import stated_tag
from ingestion.parsing.mapped_postings import UNMAPPED, PostingMap
from ingestion.parsing.parties import distinct, parties_in
from ingestion.parsing.personal import PERSONAL, is_personal, mailbox_in
from ingestion.parsing.posting_fields import (
    Field,
    cooperation_named,
    field_named,
    public_contact,
)
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
from vectorstore.records import (
    CONTACT,
    COOPERATION,
    POSTED,
    Facets,
    Participation,
    Posted,
    Role,
)
from vectorstore.text.countries import country_codes
from vectorstore.text.days import first_day, last_day

_LINE_CHARACTERS = 400
_TITLE_CHARACTERS = 300
_UNSAID = frozenset({Field.LANGUAGE, Field.ID, Field.LINK})
"""Fields that are data and no words of the posting."""
_ROLE: Mapping[Posted, Role] = {"need": Role.SEEKING, "offer": Role.OFFERING}


class PostingRead(NamedTuple):
    """What a row or an entry gave: an item or a problem, and what was left out."""

    item: Item | None
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]


class _Unusable(ValueError):
    """A value of a posting that cannot be used; says what and what to do."""


def posted_as(fields: Mapping[str, str], file: Container) -> Posted | None:
    """Return which of the two fields are: by what they say, else what the file is."""
    mapping = file.options.mapping
    if mapping is not None:
        return PostingMap(mapping).posted(fields)
    said = UNMAPPED.posted(fields)
    return said or next((kind for kind in POSTED if kind == file.options.kind), None)


def read_posting(
    fields: Mapping[str, str],
    kind: Posted,
    *,
    place: str | None,
    prefix: str = "",
    file: Container,
) -> PostingRead:
    """Return a posting as an item: title, paragraphs, then a line for each other field.

    Its fragment is `need=` or `offer=` and its own id, else a hash of title and
    organization, so that it stays the same posting when rows are put in before it.

    Args:
        fields: name and value of each.
        kind: which of the two it is.
        place: where a person finds it, as "row=12"; None: it is the whole file.
        prefix: what stands before every fragment, such as a sheet's name.
        file: where they come from.
    """
    mapping = file.options.mapping
    said = UNMAPPED if mapping is None else PostingMap(mapping)
    sorted_out = _sorted_out(fields, said, file)
    if not any(has_letters(value) for _, _, value in sorted_out.kept):
        return PostingRead(None, (), ())
    shown = file.shown if place is None else f"{file.shown}#{prefix}{place}"
    try:
        item = _item(sorted_out, kind, said, file=file)
    except _Unusable as error:
        problem = Problem(path=shown, reason=str(error))
        return PostingRead(None, (problem,), tuple(sorted_out.left_out))
    if place is not None:
        told = sorted_out.first(Field.ID) or _mark(item)
        item = item.model_copy(update={"fragment": f"{prefix}{kind}={told}"})
    return PostingRead(item, (), tuple(sorted_out.left_out))


@dataclass(slots=True)
class _Sorted:
    """Fields by what they are for, in order."""

    kept: list[tuple[str, Field | None, str]] = field(
        default_factory=list[tuple[str, Field | None, str]]
    )
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])

    def first(self, wanted: Field) -> str:
        """Return the first value of a field, "" where there is none."""
        return next((value for _, of, value in self.kept if of is wanted), "")

    def all_of(self, wanted: Field) -> list[str]:
        """Return all values of a field."""
        return [value for _, of, value in self.kept if of is wanted]


def _sorted_out(
    fields: Mapping[str, str], said: PostingMap, file: Container
) -> _Sorted:
    ignored = {normalized(name) for name in file.options.ignored_columns}
    found = _Sorted()
    for name, told in said.ordered(fields):
        value = told.strip()
        if is_blank(value):
            continue
        if normalized(name) in ignored:
            found.left_out.append(_left(file, name, "left out by .galaxyignore"))
            continue
        if said.skips(name):
            found.left_out.append(_left(file, name, "left out by its mapping"))
            continue
        of = said.meant(name, field_named(name) or _guessed(name))
        is_private = of is None and is_personal(name) and not said.names(name)
        if of is Field.CONTACT or is_private:
            contact = public_contact(value)
            if contact is None:
                found.left_out.append(_left(file, name, PERSONAL))
            else:
                found.kept.append((name, Field.CONTACT, contact))
            continue
        found.kept.append((name, of, value))
    return found


def _guessed(name: str) -> Field | None:
    if title_rank(name) is not None:
        return Field.TITLE
    return Field.TEXT if is_description(name) else None


def _left(file: Container, name: str, what: str) -> LeftOut:
    return LeftOut(path=file.shown, what=f"column {name!r}: {what}")


def _item(found: _Sorted, kind: Posted, said: PostingMap, *, file: Container) -> Item:
    title, prose, lines = _worded(found)
    if not title and not prose:
        raise _Unusable(
            "it has neither a title nor a description. Say in one of them what is "
            + ("needed." if kind == "need" else "offered.")
        )
    named = title or first_words(prose[0])
    countries = _countries(found.all_of(Field.COUNTRY))
    first, last = _dates(found, said)
    metadata = {
        name: value for name, of, value in found.kept if of is not Field.LANGUAGE
    }
    cooperation = next(
        filter(None, map(cooperation_named, found.all_of(Field.COOPERATION))), None
    )
    contact = found.first(Field.CONTACT)
    metadata |= {COOPERATION: cooperation} if cooperation else {}
    metadata |= {CONTACT: contact} if contact else {}
    link = found.first(Field.LINK)
    return Item(
        title=first_words(named, limit=_TITLE_CHARACTERS),
        blocks=compose(named, prose, lines, in_text=bool(title)),
        language=stated_tag(found.first(Field.LANGUAGE))
        or said.language()
        or file.stated_language,
        uri=link if is_http(link) else None,
        published=first,
        facets=Facets(
            countries=countries,
            sectors=_parts(found.all_of(Field.SECTOR)),
            sdgs=_goals(found.all_of(Field.SDG)),
            kind=kind,
        ),
        metadata=metadata,
        started=first,
        ended=last,
        participations=_parties(found, _ROLE[kind], countries, contact),
    )


def _parties(
    found: _Sorted, role: Role, countries: Sequence[str], contact: str
) -> tuple[Participation, ...]:
    """Return who needs or offers it; a contact is given where that is one alone."""
    parties = distinct(
        party
        for value in found.all_of(Field.ORGANIZATION)
        for party in parties_in(value, role=role, countries=countries)
    )
    if len(parties) != 1 or not contact:
        return parties
    told = {"uri": contact} if is_http(contact) else {"mailbox": mailbox_in(contact)}
    return (parties[0].model_copy(update=told),)


def _worded(found: _Sorted) -> tuple[str, list[str], list[str]]:
    """Return the title, the paragraphs, and a line for each other field."""
    title = one_line(strip_markup(found.first(Field.TITLE)))
    prose: list[str] = []
    lines: list[str] = []
    for name, of, value in found.kept:
        if of in _UNSAID or (of is None and is_links(value)):
            continue
        if of is Field.TITLE and one_line(strip_markup(value)) == title:
            continue
        if of is Field.TEXT or (of is None and is_prose(value)):
            prose.append("\n\n".join(block.text for block in paragraphs(value)))
        elif text := one_line(strip_markup(value)):
            said = first_words(text, limit=_LINE_CHARACTERS)
            lines.append(f"{label_of(name)}: {said}")
    return title, prose, lines


def _countries(values: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        codes = country_codes(value)
        if not codes:
            raise _Unusable(
                f"there is no country {first_words(value, limit=60)!r}. Write its name "
                'or its ISO 3166 code, such as "KE"; a region belongs in the '
                "description."
            )
        found.update(dict.fromkeys(codes))
    return tuple(found)


def _goals(values: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        goals = sdg_ids(value)
        if not goals:
            raise _Unusable(
                f"there is no goal {first_words(value, limit=60)!r}. Goals are 1 to "
                "17, and targets such as 3.4."
            )
        found.update(dict.fromkeys(goals))
    return tuple(found)


def _dates(found: _Sorted, said: PostingMap) -> tuple[str | None, str | None]:
    """Return the first and the last day, month or year in which it holds."""
    first, last = (
        _date(found.first(which), which, said) for which in (Field.FROM, Field.UNTIL)
    )
    if first and last and first_day(first) > last_day(last):
        raise _Unusable(f"it ends on {last}, before it begins on {first}. Correct one.")
    return first, last


def _date(value: str, which: Field, said: PostingMap) -> str | None:
    if not value:
        return None
    date = said.date(value, which)
    if date is None or not last_day(date):
        raise _Unusable(
            f'"{which.value}" is no date: {first_words(value, limit=40)!r}. Write a '
            "day as 2027-06-30, a month as 2027-06, or a year; or say the format in "
            "a mapping, which `galaxy sources guess` writes."
        )
    return date


def _parts(values: Sequence[str]) -> tuple[str, ...]:
    def each() -> Iterator[str]:
        for value in values:
            for part in value.replace(";", "|").split("|"):
                if not is_blank(part):
                    yield one_line(part)

    return tuple(dict.fromkeys(each()))


def _mark(item: Item) -> str:
    """Return what a posting without an id is known by, 10 hexadecimal digits."""
    told = [item.title, *(part.name for part in item.participations)]
    joined = "\x1f".join(normalized(text) for text in told)
    return sha256(joined.encode()).hexdigest()[:10]
