"""Which names are one organization: by identifier, acronym, spelling, or a person.

A pure function of what is known on a day: asked about an earlier day, it sees only the
names, identifiers and aliases of until then. Every link tells its reason, nothing that
was read is written over, and a person's word ("same", "not the same") outweighs rules.
Translations are never guessed: a table of known names joins them.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from vectorstore.records import Record
from vectorstore.text.organization_names import acronym_of, name_key

_ALIKE = 83
"""Likeness, of 100, of the one word in which two spellings of a name differ."""
_LONG_WORD = 8
"""Letters of a word that may be misspelt: shorter ones tell provinces apart."""
_SAME_BEGINNING = 3
"""First letters that both spellings share: "external" is not "internal"."""
_JOINED_LETTERS = 8
_ACRONYM_LETTERS = 3
_SUBSET_ALIKE = 90
_RARE_LETTERS = 6
_COMMON = frozenset(
    "national international construction engineering technology technical development "
    "industry industrial overseas foreign general services service economic "
    "cooperation group holding holdings investment science research import export "
    "corporation company agricultural agriculture ministry association foundation "
    "institute university centre center committee commission department agency".split()
)


class Why(StrEnum):
    """What joins two names."""

    IDENTIFIER = "identifier"  # both were given with it
    ACRONYM = "acronym"  # one is, or both have, the same
    SPELLING = "spelling"  # they differ in letters, or where words are parted
    TRANSLATION = "translation"  # a known name of the same body
    PERSON = "person"  # somebody said so


class Link(Record):
    """Two keys of names that are one organization, and why."""

    one: str
    other: str
    why: Why
    detail: str  # the identifier, the acronym, the note, or how alike in 100


class Alias(Record):
    """A person's word on two keys of names."""

    one: str
    other: str
    is_same: bool
    since: str  # ISO 8601 day from which it holds
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    """A key of names with all that is known by it on a day."""

    key: str
    names: frozenset[str]  # as written
    identifiers: frozenset[str]
    first: str  # ISO 8601 day of the first record; "" of an undated one
    count: int  # records


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which key stands for each, and by which links."""

    stands_for: Mapping[str, str]  # of every key, its own where it is alone
    links: tuple[Link, ...]


def resolve(uses: Sequence[NameUse], aliases: Iterable[Alias] = ()) -> Resolution:
    """Join names that are one organization.

    The key that stands for a group is the one known first, so that it stays the same
    as more becomes known.
    """
    known = {use.key: use for use in uses}
    last = {frozenset((alias.one, alias.other)): alias for alias in aliases}
    said = [a for a in last.values() if a.one in known and a.other in known]
    groups = _Groups(
        known, apart=[(alias.one, alias.other) for alias in said if not alias.is_same]
    )
    for alias in said:
        if alias.is_same:
            groups.join(alias.one, alias.other, Why.PERSON, alias.note)
    for one, other, why, detail in (
        *_by_identifier(uses),
        *_by_translation(uses),
        *_by_spelling(uses),
    ):
        groups.join(one, other, why, detail)
    for one, other, detail in _by_acronym(uses, groups):
        groups.join(one, other, Why.ACRONYM, detail)
    return Resolution(
        stands_for={key: groups.first(key) for key in known}, links=tuple(groups.links)
    )


class _Groups:
    """Keys joined so far."""

    def __init__(
        self, known: Mapping[str, NameUse], *, apart: Sequence[tuple[str, str]]
    ) -> None:
        self._known = known
        self._parent = {key: key for key in known}
        self._members = {key: [key] for key in known}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)
        self.links: list[Link] = []

    def first(self, key: str) -> str:
        """Return the key that stands for another's group."""
        while self._parent[key] != key:
            # Half as far the next time: else a long chain is gone through for each.
            self._parent[key] = key = self._parent[self._parent[key]]
        return key

    def join(self, one: str, other: str, why: Why, detail: str) -> None:
        """Join two groups, unless somebody said that some of them are not the same."""
        a, b = self.first(one), self.first(other)
        if a == b:
            return
        theirs = set(self._members[b])
        if any(self._apart[key] & theirs for key in self._members[a] if self._apart):
            return
        keep, gone = sorted((a, b), key=self._age)
        self._parent[gone] = keep
        self._members[keep] += self._members.pop(gone)
        self.links.append(Link(one=one, other=other, why=why, detail=detail))

    def _age(self, key: str) -> tuple[str, str]:
        return (self._known[key].first or "9999", key)


def _by_identifier(
    uses: Sequence[NameUse],
) -> Iterator[tuple[str, str, Why, str]]:
    holders: dict[str, list[str]] = defaultdict(list)
    for use in uses:
        for identifier in use.identifiers:
            holders[identifier].append(use.key)
    for identifier in sorted(holders):
        first, *others = sorted(holders[identifier])
        for other in others:
            yield first, other, Why.IDENTIFIER, identifier


def _by_translation(
    uses: Sequence[NameUse],
) -> Iterator[tuple[str, str, Why, str]]:
    first: dict[str, str] = {}
    for key in sorted(use.key for use in uses):
        body = body_by_key().get(key)
        if body is None:
            continue
        if body in first:
            yield first[body], key, Why.TRANSLATION, body
        first.setdefault(body, key)


@cache
def body_by_key() -> Mapping[str, str]:
    """Return the name that stands for each key of a known name."""
    return {name_key(name): body for name, body in names_of_bodies().items()}


@cache
def names_of_bodies() -> Mapping[str, str]:
    """Return the names of well-known bodies, each with the one that stands for it."""
    path = files("vectorstore").joinpath("text/organization_aliases.toml")
    lists: list[list[str]] = tomllib.loads(path.read_text("utf-8"))["names"]
    return {name: names[0] for names in lists for name in names}


def _by_spelling(uses: Sequence[NameUse]) -> Iterator[tuple[str, str, Why, str]]:
    joined: dict[str, str] = {}
    alike: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(use.key for use in uses):
        together = key.replace(" ", "")
        if len(together) >= _JOINED_LETTERS:
            other = joined.setdefault(together, key)
            if other != key:
                yield other, key, Why.SPELLING, "100"
        words = key.split()
        for at, word in enumerate(words if len(words) > 1 else ()):
            if len(word) >= _LONG_WORD and word.isalpha():
                rest = (*words[:at], word[:_SAME_BEGINNING] + "*", *words[at + 1 :])
                alike[rest].append((word, key))
    for found in alike.values():
        words = [word for word, _ in found]
        for at, (word, key) in enumerate(found[1:], start=1):
            for _, likeness, place in process.extract_iter(
                word, words[:at], scorer=fuzz.ratio, score_cutoff=_ALIKE
            ):
                yield found[place][1], key, Why.SPELLING, f"{likeness:.0f}"


def _by_acronym(
    uses: Sequence[NameUse], groups: _Groups
) -> Iterator[tuple[str, str, str]]:
    """Yield names with one acronym that are alike, and the acronym alone with them.

    An acronym that stands for several organizations joins none of them.
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for use in sorted(uses, key=lambda use: use.key):
        for acronym in sorted({a for a in map(acronym_of, use.names) if a}):
            holders[acronym].append(use.key)
        if " " not in use.key and use.key not in holders[use.key]:
            holders[use.key].append(use.key)
    for acronym, keys in sorted(holders.items()):
        if len(acronym) < _ACRONYM_LETTERS:
            continue
        long = [key for key in keys if key != acronym]
        for at, key in enumerate(long):
            for other in long[:at]:
                if _are_alike(key, other):
                    yield other, key, acronym
        if acronym in keys and len({groups.first(key) for key in long}) == 1:
            yield long[0], acronym, acronym


def _are_alike(one: str, other: str) -> bool:
    if one.partition(" @")[2] != other.partition(" @")[2]:
        return False  # bodies of two states
    if fuzz.token_set_ratio(one, other) >= _SUBSET_ALIKE:
        return True
    shared = set(one.split()) & set(other.split())
    return any(len(w) >= _RARE_LETTERS and w not in _COMMON for w in shared)
