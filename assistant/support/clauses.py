"""Who does what in a sentence: its parts, each with one doer and what is done.

"UNICEF delivered 12 tonnes" has every word of "UNICEF trained 85 nurses, and the World
Food Programme delivered 12 tonnes". So each sentence is parted before another doer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import regex

from assistant.support.actors import BY, FROM, JOINED, OTHER, TO, Actor, actors_of
from assistant.support.acts import Anchor, acts_pattern, anchors_of
from vectorstore.records import Span

_KEPT = 4096
NEAR = 16
"""Code points behind a joining word within which another doer must stand."""

_BREAK = regex.compile(r"[.;:!?؛。；]|(?<=\S) [–—] |[,،，]")
_AND = {
    "en": r"and|while|whereas|but|whose|which|who|that|where",
    "fr": r"et|tandis que|mais|qui|dont|que|où",
    "es": r"y|e|mientras|pero|que|cuy\p{L}+",
    "pt": r"e|enquanto|mas|que|cuj\p{L}+",
    "ru": r"и|а|но|котор\p{L}+|тогда как",
    "ar": r"و|بينما|لكن|ف",
    "zh": r"而|并|且|和|但",
}
_LETTER_BEHIND = regex.compile(r"\s*\p{L}")
_VERB_FIRST = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence with one doer, or none."""

    doers: frozenset[str]  # several where it is open which
    first: Actor | None  # the first that may do something
    to: frozenset[str]
    of: frozenset[str]  # whom it comes from
    anchors: tuple[Anchor, ...]
    before: tuple[Actor, ...] = ()  # whoever is named before the first act

    def may_be_of(self, doer: str) -> bool:
        """Whether somebody does this, or whoever does it is somebody's."""
        return doer in self.doers or any(
            one.key == doer and one.part in {OTHER, FROM} for one in self.before
        )

    def having(self, way: str) -> frozenset[str]:
        """Return whoever has what goes from one to another."""
        return self.doers if way == "out" else self.of

    def getting(self, way: str) -> frozenset[str]:
        """Return whoever gets it."""
        return self.to if way == "out" else self.doers


@dataclass(frozen=True)
class Told:
    """A sentence, whom it names, and its clauses, which are read where they count."""

    text: str
    language: str
    actors: tuple[Actor, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Whom it names."""
        return frozenset(actor.key for actor in self.actors)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Who does what; nothing where nobody is named."""
        text, language, actors = self.text, self.language, self.actors
        if not actors:
            return ()
        anchors = anchors_of(text, language, [actor.span for actor in actors])
        parts = _parts(text, language, actors)
        return tuple(_clause(text, language, one, actors, anchors) for one in parts)


@lru_cache(maxsize=_KEPT)
def told(text: str, language: str) -> Told:
    """Return who does what in a sentence."""
    return Told(text, language, tuple(actors_of(text, language)))


def _parts(text: str, language: str, actors: Sequence[Actor]) -> list[Span]:
    """Return the parts of a sentence: a new one begins before another doer."""
    starts = {0}
    pattern = _and(language)
    for match in _BREAK.finditer(text):
        mark = match.group()
        end = match.end()
        if mark[0] in ",،，":
            around = text[match.start() - 1 : match.start() + 2]
            if len(around) == 3 and around[0].isdigit() and around[2].isdigit():
                continue
            if not _new_doer(text, end, language, actors):
                continue
        elif mark == "." and text[end : end + 1].isalnum():
            continue
        starts.add(end)
    for match in pattern.finditer(text):
        at = match.start() if language in _VERB_FIRST else match.end()
        if _new_doer(text, at, language, actors):
            starts.add(match.start())
    ordered = sorted(starts)
    return list(zip(ordered, [*ordered[1:], len(text)], strict=True))


def _new_doer(text: str, at: int, language: str, actors: Sequence[Actor]) -> bool:
    """Whether somebody who may do something stands soon behind a place.

    Not one of a list: an act must stand between that and the next mark.
    """
    if language in _VERB_FIRST:
        act = acts_pattern(language)
        return act is not None and act.match(text, at) is not None
    for actor, last in zip(actors, (None, *actors), strict=False):
        start, end = actor.span
        if at <= start <= at + NEAR and not actor.part:
            if last and not last.part and JOINED.fullmatch(text, last.span[1], start):
                return False  # "Kenya and Mali built"
            between = text[at:start]
            if len(between.split()) > 3 or _BREAK.search(between):
                return False
            return _LETTER_BEHIND.match(text, end) is not None
    return False


def _clause(
    text: str,
    language: str,
    part: Span,
    actors: Sequence[Actor],
    anchors: Sequence[Anchor],
) -> Clause:
    begin, end = part
    inside = [a for a in actors if begin <= a.span[0] < end]
    held = [a for a in anchors if begin <= a.start < end]
    free = [a for a in inside if not a.part]
    by = [a for a in inside if a.part == BY]
    acts = [a for a in held if a.act]
    doers: list[Actor] = []
    if by:
        doers = by[:1]
    elif free and language in _VERB_FIRST:
        doers = [a for a in free[:1] if _is_beside(text, a, acts)]
    elif free:
        doers = [free[0]]
        for one in free[1:]:
            between = text[doers[-1].span[1] : one.span[0]]
            if not (between.strip(" ") and JOINED.fullmatch(between)):
                break
            doers.append(one)
        if language == "zh" and not any(
            0 <= a.start - doers[-1].span[1] <= NEAR for a in acts
        ):
            doers = []  # what somebody's is called without a word between
        if doers and acts and acts[0].start < doers[0].span[0]:
            doers = []  # what is done to somebody
    behind = doers[0].span[0] if doers and not by else begin
    if language in _VERB_FIRST:
        behind = begin
    return Clause(
        doers=frozenset(a.key for a in doers),
        first=doers[0] if doers else None,
        to=frozenset(a.key for a in inside if a.part == TO)
        or _objects(free, doers, acts),
        of=frozenset(a.key for a in inside if a.part == FROM),
        anchors=tuple(a for a in held if a.start >= behind),
        before=tuple(a for a in inside if not acts or a.span[0] < acts[0].start),
    )


def _is_beside(text: str, actor: Actor, acts: Sequence[Anchor]) -> bool:
    """Whether somebody stands directly behind an act, or before one."""
    if not acts:
        return False
    start, end = actor.span
    between = text[acts[0].start : start] if acts[0].start < start else ""
    return len(between.split()) <= 2 if between else acts[0].start - end <= 2


def _objects(
    free: Sequence[Actor], doers: Sequence[Actor], acts: Sequence[Anchor]
) -> frozenset[str]:
    """Return to whom something goes without a word for it: "lent Uganda five boats"."""
    if not acts:
        return frozenset()
    return frozenset(
        a.key for a in free if a not in doers and a.span[0] > acts[0].start
    )


@cache
def _and(language: str) -> "regex.Pattern[str]":
    words_ = _AND[language]
    if language == "zh":
        return regex.compile(words_)
    if language == "ar":
        return regex.compile(rf"(?<!\p{{L}})(?:{words_})")
    return regex.compile(rf"(?<!\p{{L}})(?:{words_})(?!\p{{L}})", regex.I)
