"""Which organizations of a library a text names, whatever the spelling or language.

The longest name that stands at a place counts: "World Bank" is neither a bank nor the
world. A name of one word must be an acronym, a known translation of a name, or one that
several records write and that means nothing else: any other may well be a matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from assistant.partners.view import Organization, View
from vectorstore.records import OrganizationId, Span
from vectorstore.resolution import body_by_key, names_of_bodies
from vectorstore.text.countries import countries_named, country_name
from vectorstore.text.normalization import words
from vectorstore.text.organization_names import acronym_of, name_key, words_of_names
from vectorstore.text.sectors import sectors_named

LONGEST = 14
"""Words of a name that is looked for."""
LONG_ENOUGH = 5
"""Letters of a name of one word that is read without its capitals: "unicef"."""
WORDS_ENOUGH = 3
"""Words of a longer one by which its organization is told without their order."""
RECORDS_ENOUGH = 3
"""Records of an organization whose one word is read without capitals."""
_GENERAL = frozenset(
    "beneficiaries communities community donors government governments local municipal"
    " national people private project projects public regional school schools state"
    " states taxes volunteers various others".split()
)
"""Single words that records write in the place of names."""
_SHORT = {"exim": "export import", "eximbank": "export import bank"}
"""Words of names as they are said, with those that records write."""
_WORD = regex.compile(r"(?:(?!\p{Han})[\p{L}\p{M}\p{N}])+")
_PARTS = regex.compile(r"/|\s+[-–—]\s+")
"""What parts two names in one: "JICA - Japan International Cooperation Agency"."""
_SENTENCE = regex.compile(r"[.?!;:]\s")
_HAN = regex.compile(r"\p{Han}{3,}")
_STEMMED = (
    ("ru", regex.compile(r"\p{Cyrillic}")),
    ("ar", regex.compile(r"\p{Arabic}")),
)
"""Languages whose names change with their place in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name of organizations in a text."""

    span: Span
    places: frozenset[int]  # of the organizations in the view; none: of another country
    name: str | None = None  # that most know, else of that with most records
    id: OrganizationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a view's organizations, to be found in texts."""

    by_key: Mapping[str, frozenset[int]]
    by_name: Mapping[str, frozenset[int]]  # by keys without the country in them
    by_words: Mapping[tuple[str, ...], frozenset[str]]  # keys, in whatever order
    in_han: tuple[
        tuple[str, str], ...
    ]  # names in Chinese and their keys, longest first
    organizations: tuple[Organization, ...]

    @classmethod
    def of(cls, view: View, told: Sequence[set[str]]) -> "Names":
        """Take the names that records write of each organization of a view."""
        by_key: dict[str, set[int]] = defaultdict(set)
        acronyms: dict[str, set[int]] = defaultdict(set)
        han = {name: name_key(name) for name in names_of_bodies() if _is_han(name)}
        every = [
            (place, name)
            for place, one in enumerate(view.organizations)
            if not one.is_generic
            for name in told[place]
        ]
        for place in dict.fromkeys(place for place, _ in every):
            for key in view.organizations[place].keys:
                by_key[key].add(place)
        for place, name in every:
            if _is_han(name):
                han[name] = name_key(name)
            for part in _parts(name):
                by_key[name_key(part)].add(place)
            if acronym := acronym_of(name):
                acronyms[acronym].add(place)
        for acronym, places in acronyms.items():
            if len(places) == 1:
                by_key[acronym] |= places
        bare: dict[str, set[int]] = defaultdict(set)
        for key, places in by_key.items():
            bare[key.partition(" @")[0]] |= places
        return cls(
            by_key={key: frozenset(places) for key, places in by_key.items()},
            by_name={key: frozenset(places) for key, places in bare.items()},
            by_words=_by_words(bare),
            in_han=tuple(sorted(han.items(), key=lambda pair: -len(pair[0]))),
            organizations=view.organizations,
        )

    def found(self, text: str) -> list[Mention]:
        """Return the organizations that a text names, in its order."""
        taken: list[Mention] = []
        for span, keys in (*_named_in_han(text, self.in_han), *self._spaced(text)):
            if any(a < span[1] and span[0] < b for a, b in (m.span for m in taken)):
                continue
            taken.append(self._mention(span, keys, self._places(text, span, keys)))
        return sorted(taken, key=lambda one: one.span)

    def _mention(
        self, span: Span, keys: frozenset[str], places: frozenset[int]
    ) -> Mention:
        found = [self.organizations[place] for place in places]
        if not found:
            return Mention(span=span, places=places)
        body = next(filter(None, map(body_by_key().get, sorted(keys))), None)
        best = min(found, key=lambda one: (-len(one.rows), one.name))
        return Mention(span=span, places=places, name=body or best.name, id=best.id)

    def _spaced(self, text: str) -> Iterator[tuple[Span, frozenset[str]]]:
        found = list(_WORD.finditer(text))
        first = found[0].start() if found else 0
        at = 0
        while at < len(found):
            for end in range(min(len(found), at + LONGEST), at, -1):
                span = (found[at].start(), found[end - 1].end())
                written = text[span[0] : span[1]]
                ends = (found[at].group(), found[end - 1].group())
                if _SENTENCE.search(written) or not all(map(words_of_names, ends)):
                    continue
                keys = self._keys(
                    written,
                    is_first=span[0] == first,
                    has_capitals=text != text.lower(),
                )
                if keys:
                    yield span, keys
                    at = end - 1
                    break
            at += 1

    def _keys(
        self, written: str, *, is_first: bool, has_capitals: bool
    ) -> frozenset[str]:
        """Return the keys by which what is written may be known, if any.

        Who writes without capitals writes names so too: those of several words then.
        """
        single = _WORD.fullmatch(written) is not None
        capitals = sum(map(str.isupper, written))
        key = name_key(written)
        if single and capitals < 2:
            return self._unmistakable(key)
        same = _same(key) or _same_by_stems(written)
        if same:
            return frozenset(same) if single or " " in written else frozenset()
        told = " ".join(_SHORT.get(word, word) for word in key.split()).split()
        keys = self.by_words.get(tuple(sorted(told)), frozenset[str]())
        keys = frozenset({key}) if key in self.by_name else keys
        inner = capitals - (is_first and written[:1].isupper())
        is_long = not has_capitals and len(told) >= WORDS_ENOUGH
        if not keys or not (inner >= 1 or is_long) or _is_place(written):
            return frozenset()
        return keys

    def _unmistakable(self, key: str) -> frozenset[str]:
        """Return the key of one word without capitals that can be but a name."""
        if len(key) < LONG_ENOUGH or key in _GENERAL or sectors_named(key):
            return frozenset()
        if key.isascii() and (same := _same(key)):
            return same
        places = self.by_name.get(key, frozenset[int]())
        records = sum(len(self.organizations[place].rows) for place in places)
        if records < RECORDS_ENOUGH or _is_place(key):
            return frozenset()
        return frozenset({key})

    def _places(self, text: str, span: Span, keys: frozenset[str]) -> frozenset[int]:
        """Return the organizations of a name, of the countries named beside it."""
        codes = {code for code, _ in countries_named(text)}
        found: set[int] = set()
        for key in keys:
            every = self.by_name.get(key, frozenset[int]())
            if not codes or not any(k.startswith(f"{key} @") for k in self.by_key):
                found |= every
                continue
            homes = [f"{key} @{code.lower()}" for code in codes]
            written = text[span[0] : span[1]]
            homes += [name_key(f"{written} {country_name(code)}") for code in codes]
            for home in (key, *homes):
                found |= self.by_key.get(home, frozenset())
        return frozenset(found)


def _by_words(keys: Iterable[str]) -> dict[tuple[str, ...], frozenset[str]]:
    """Return the longer ones of keys of names by their words in one order."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for key in keys:
        words = sorted(key.split())
        if len(words) >= WORDS_ENOUGH:
            found[tuple(words)].add(key)
    return {words: frozenset(told) for words, told in found.items()}


def _is_place(written: str) -> bool:
    return any(span == (0, len(written)) for _, span in countries_named(written))


def _is_han(name: str) -> bool:
    return _HAN.fullmatch(name) is not None


def _parts(name: str) -> list[str]:
    """Return the names of which one is made, those that tell one from others."""
    parts = [part.strip() for part in _PARTS.split(name)]
    if len(parts) < 2:
        return []
    return [part for part in parts if len(part.split()) > 1 or acronym_of(part)]


def _named_in_han(
    text: str, names: Sequence[tuple[str, str]]
) -> Iterator[tuple[Span, frozenset[str]]]:
    for name, key in names:
        at = text.find(name)
        if at >= 0:
            yield (at, at + len(name)), frozenset(_same(key) or {key})


@cache
def _by_body() -> Mapping[str, frozenset[str]]:
    """Return the keys of all names of a well-known body, by the one that stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, body in names_of_bodies().items():
        found[body].add(name_key(name))
    return {body: frozenset(keys) for body, keys in found.items()}


@cache
def _stems_of_bodies() -> Mapping[tuple[str, ...], str]:
    return {
        stems: body
        for name, body in names_of_bodies().items()
        if (stems := _stems(name))
    }


def _same(key: str) -> frozenset[str]:
    body = body_by_key().get(key)
    return _by_body()[body] if body else frozenset()


def _same_by_stems(written: str) -> frozenset[str]:
    stems = _stems(written)
    body = _stems_of_bodies().get(stems) if stems else None
    return _by_body()[body] if body else frozenset()


def _stems(written: str) -> tuple[str, ...]:
    for language, script in _STEMMED:
        if script.match(written):
            return tuple(word.forms[-1] for word in words(written, language))
    return ()
