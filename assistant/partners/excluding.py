"""What a need leaves out: places, sectors, kinds of cooperation, whose bodies.

A negation counts where it stands right before the name, or before a preposition and
the name, or right behind it: "they have no water in Kenya" leaves neither out.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

from assistant.partners.excluding_homes import homes_left_out
from assistant.partners.excluding_kinds import refused_kinds
from assistant.partners.excluding_words import any_of, pattern, plain
from assistant.partners.proposals import CooperationKind
from vectorstore.records import Span
from vectorstore.text.countries import countries_named
from vectorstore.text.regions import members_of, regions_named
from vectorstore.text.sectors import sector_words

_ARTICLE = r"\s*(?:the|la|les?|l’|el|los|las|os?|as?|an?)?\s*"
_CLAUSE = regex.compile(r"[^.,;:!?。，；：！？،؛()\n]{1,100}")
_IN = r"in|from|en|aux?|em|n[oa]s?|в|из|من|في|de|du|des|del|d[oa]s?"
_IN_WORD = regex.compile(rf"(?<!\p{{L}})(?:{_IN})(?!\p{{L}})")
_ALL_BUT_HAN = regex.compile(r"除了?\s*$")
_BUT_HAN = regex.compile(r"\s*(?:以外|之外|外)(?![^。；]{0,3}[还也])")
_BUT = regex.compile(r",?\s*but(?: not)?(?: in| for)?\s*(?:the )?")
_AFTER_ALL_BUT = regex.compile(
    r"\s*(?:$|[.,;:!?)\n]|(?:and|or|in|for|to|with|please|need|needs)\b)"
)
_BEGINS = r"(?:(?<!\p{L})|(?<=\p{Han}))"
LOOKED_BACK = 60
"""Code points before a name in which its negation ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutPart:
    """Words that leave one thing out."""

    span: Span  # with what negates it, but for kinds: other things may be needed too
    name: str  # as the need writes it
    countries: frozenset[str] = frozenset()  # those of a region too
    homes: frozenset[str] = frozenset()  # whose bodies alone: "Chinese companies"
    kind: CooperationKind | None = None  # of cooperation


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a need leaves out."""

    parts: tuple[LeftOutPart, ...] = ()  # in order; they do not overlap
    clauses: tuple[str, ...] = ()  # what stands behind each negation: perhaps a body
    wanted: frozenset[str] = frozenset()  # countries that are named by themselves
    funders: bool = False  # it wants money of another sort: "not loans but grants"

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where it stands, in order."""
        return tuple(part.span for part in self.parts)

    @property
    def names(self) -> tuple[str, ...]:
        """What is left out, as the need writes it."""
        return tuple(dict.fromkeys(part.name for part in self.parts))

    @property
    def countries(self) -> frozenset[str]:
        """The countries where it is not needed, those of its regions too."""
        found = (part.countries for part in self.parts)
        return frozenset[str]().union(*found) - self.wanted

    @property
    def homes(self) -> frozenset[str]:
        """The countries whose bodies are not proposed."""
        return self.countries.union(*(part.homes for part in self.parts))

    @property
    def kinds(self) -> frozenset[CooperationKind]:
        """The kinds of cooperation that it refuses."""
        found: set[CooperationKind] = {
            part.kind for part in self.parts if part.kind is not None
        }
        if self.funders:
            found.discard("financial")
        return frozenset(found)

    def without(
        self, countries: Collection[str], kind: CooperationKind | None
    ) -> "LeftOut":
        """Return what is left out still, where a person has chosen some of it."""
        return replace(
            self,
            parts=tuple(
                part
                for part in self.parts
                if not (part.kind is not None and part.kind == kind)
                and not (part.countries and part.countries <= set(countries))
            ),
            wanted=self.wanted.union(countries),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """The name of a place or sector in a text."""

    span: Span
    sort: str
    countries: frozenset[str]


def left_out(text: str) -> LeftOut:
    """Return the places, sectors, kinds and bodies that a need leaves out."""
    told = plain(text)
    own = countries_named(text)
    names = sorted(_names(text), key=lambda name: name.span)
    left = dict(_left_out(told, names))
    parts = [
        LeftOutPart(
            span=span,
            name=text[slice(*names[n].span)],
            countries=names[n].countries,
        )
        for n, span in left.items()
    ]
    parts += [
        LeftOutPart(span=one.span, name=text[slice(*one.name)], homes=one.countries)
        for one in homes_left_out(text)
    ]
    parts += [
        LeftOutPart(span=one.span, name=text[slice(*one.span)], kind=one.kind)
        for one in refused_kinds(text)
    ]
    spans = {names[n].span for n in left}
    return LeftOut(
        parts=tuple(_apart(parts)),
        # "outside Africa, but in Kenya": what is named by itself is wanted.
        wanted=frozenset(code for code, span in own if span not in spans),
        clauses=tuple(
            clause.group()
            for negation in _anywhere().finditer(told)
            if (clause := _CLAUSE.match(text, negation.end())) is not None
        ),
    )


def _names(text: str) -> Iterator[_Name]:
    own = countries_named(text)
    regions = regions_named(text)
    for code, span in own:
        yield _Name(span=span, sort="country", countries=frozenset({code}))
    for region in regions:
        members = frozenset(members_of([region.name]))
        yield _Name(span=region.span, sort="region", countries=members)
    beside = [*(span for _, span in own), *(region.span for region in regions)]
    for span in sector_words(text, beside=beside):
        yield _Name(span=span, sort="sector", countries=frozenset())


def _left_out(told: str, names: Sequence[_Name]) -> Iterator[tuple[int, Span]]:
    """Yield which names are left out, with the span of each and its negation."""
    for first, last in _groups(told, names):
        for at in range(first, last):
            begin = _denied_before(told, names, at, last)
            if begin is not None:
                for n in range(at, _joined_until(told, names, at)):
                    yield n, (begin, names[n].span[1])
                    begin = names[n].span[1]
                break
        else:
            end = _denied_behind(told, names[last - 1])
            sort = names[last - 1].sort
            for n in reversed(range(first, last)):
                if end is None or names[n].sort != sort:
                    break
                yield n, (names[n].span[0], end)
                end = names[n].span[0]


def _groups(told: str, names: Sequence[_Name]) -> Iterator[tuple[int, int]]:
    """Yield which names stand together, as "Kenya and Uganda" do."""
    first = 0
    for n in range(1, len(names) + 1):
        if n == len(names) or not _is_joined(told, names[n - 1], names[n]):
            yield first, n
            first = n


def _joined_until(told: str, names: Sequence[_Name], at: int) -> int:
    """Return behind which name a list ends that begins with one that is left out.

    "Not from China, in Kenya" is no list.
    """
    preposition = _preposition(told[max(names[at].span[0] - 12, 0) : names[at].span[0]])
    for n in range(at + 1, len(names)):
        between = told[names[n - 1].span[1] : names[n].span[0]]
        own = _preposition(between)
        if not _is_joined(told, names[n - 1], names[n]):
            return n
        if own and preposition and own != preposition:
            return n
        if names[n].sort != names[at].sort and "," in between:
            return n
    return len(names)


def _is_joined(told: str, one: _Name, other: _Name) -> bool:
    """Tell whether a word or mark of a list stands between two names."""
    between = told[one.span[1] : other.span[0]]
    if not between.strip():
        return told[other.span[0]] == "و"
    return _joins().fullmatch(between) is not None


def _preposition(told: str) -> str:
    found = _IN_WORD.findall(told)
    return found[-1][:1] if found else ""


def _denied_before(told: str, names: Sequence[_Name], at: int, last: int) -> int | None:
    """Return where the negation begins that leads to a name of a list; None: none."""
    (start, end), sort = names[at].span, names[at].sort
    begin = max(start - LOOKED_BACK, 0)
    before = told[begin:start]
    found = _before().search(before)
    if found is None and sort != "sector":
        found = _before_place().search(before)
    if found is not None:
        return begin + found.start()
    if _ALL_BUT_HAN.search(before):
        is_closed = _BUT_HAN.match(told, names[last - 1].span[1]) is not None
        return start if is_closed else None
    is_behind_a_region = (
        at > 0
        and names[at - 1].sort == "region"
        and _BUT.fullmatch(told[names[at - 1].span[1] : start]) is not None
    )
    if sort == "sector" or not (is_behind_a_region or _all_but().search(before)):
        return None
    return start if _AFTER_ALL_BUT.match(told, end) else None


def _denied_behind(told: str, name: _Name) -> int | None:
    """Return where a negation ends that stands behind a name; None: none does."""
    start, end = name.span
    if "除" in told[max(start - LOOKED_BACK, 0) : start]:
        return end + len("除外") if told.startswith("除外", end) else None
    found = pattern("behind").match(told, end)
    return found.end() if found else None


def _apart(parts: Sequence[LeftOutPart]) -> list[LeftOutPart]:
    """Return parts in order, without sectors and places that lie within others."""
    kept: list[LeftOutPart] = []
    for part in sorted(parts, key=lambda part: (not part.homes, part.kind is None)):
        start, end = part.span
        if all(end <= one.span[0] or one.span[1] <= start for one in kept):
            kept.append(part)
    return sorted(kept, key=lambda part: part.span)


@cache
def _before() -> "regex.Pattern[str]":
    return regex.compile(rf"{_BEGINS}{any_of('before')}{_ARTICLE}$")


@cache
def _before_place() -> "regex.Pattern[str]":
    return regex.compile(rf"{_BEGINS}{any_of('before_place')}{_ARTICLE}$")


@cache
def _all_but() -> "regex.Pattern[str]":
    return regex.compile(rf"{_BEGINS}{any_of('all_but')}{_ARTICLE}$")


@cache
def _anywhere() -> "regex.Pattern[str]":
    return regex.compile(rf"{_BEGINS}{any_of('before')}(?!\p{{L}}){_ARTICLE}")


@cache
def _joins() -> "regex.Pattern[str]":
    return regex.compile(rf"\s*[,،、/]?\s*{any_of('joins')}?\s*(?:{_IN})?{_ARTICLE}")
