"""Tells questions for a list of records from those that only look like them.

"Which projects on water are there in Kenya?", "list solutions for health", "water
projects in Kenya": the word for records is the head of the question, it stands for
many, and all else only limits them. A verb, a word such as "results" or anything that
no word of ours leads to makes it a question to the sources. In seven languages.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

import regex

from assistant.records_told.breakdowns import RECORD, Breakdown, By, parted_by
from assistant.records_told.kinds_named import is_many, kind_patterns
from assistant.understanding.intents import Intent, intent_of
from assistant.understanding.places import region_asked
from assistant.understanding.questions import Question
from vectorstore.records import POSTED
from vectorstore.text.countries import countries_named
from vectorstore.text.languages import languages_to_try
from vectorstore.text.regions import NamedRegion, regions_named
from vectorstore.text.spans import blanked
from vectorstore.text.stop_words import stop_words

LONGEST = 200
"""Code points of a question for a list; longer ones ask for more than that."""
WORDS_BEFORE = 3
"""Words before what is listed: "small solar projects"."""
WORDS_BEHIND = 5
"""Words of the matter behind it."""
WORDS_OF_NAME = 7
"""Words of who has done it."""
_ADJECTIVE_BEHIND = {"fr", "es", "pt", "ar", "ru"}
"""Languages in which words follow what they limit without anything that leads there."""
_ADJECTIVE_BEFORE = {"en", "ru"}
_ONE_SIGN = regex.compile(r"\p{Han}")
_NUMBER = regex.compile(r"(?:19|20)\d\d|sdgs?|odds?|ods|цур", regex.IGNORECASE)
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*")
_GAP = regex.compile(r"[\s,،'’«»\"“”]*")
_END = regex.compile(r"[\s?？؟.。!！¿¡]*$")
_SENTENCES = regex.compile(r"[.?!؟。？！;；\n:：]\s*\S")
_VERB: Mapping[str, "regex.Pattern[str]"] = {
    "es": regex.compile(r"(?:aron|ieron|eron|ujeron)$"),
    "pt": regex.compile(r"(?:aram|eram|iram)$"),
    "fr": regex.compile(r"(?:èrent|irent)$"),
    "ru": regex.compile(r"(?:ли|лись|ют|ют|ают|ются)$"),
}
"""How verbs end that would follow what is listed as an adjective does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a question wants listed."""

    kind: str  # of `[record.*]` in intents.toml
    rest: str  # its words that limit what is listed, without the names of regions
    region: NamedRegion | None = None  # None too where it names a country of that
    by: By | None = None  # what its records are to be parted by, which is a count
    of_known: bool = False  # it is one only where the library knows who is named

    @property
    def breakdown(self) -> Breakdown:
        """The count of the same."""
        return Breakdown(by=None, kind=self.kind, rest=self.rest)

    @property
    def worded(self) -> Breakdown:
        """The same, where passages must name the region."""
        names = [self.region.written] if self.region else []
        return Breakdown(by=None, kind=self.kind, rest=" ".join([self.rest, *names]))

    @property
    def rows(self) -> Breakdown | None:
        """The count by what the records are parted by, or by organizations."""
        if self.by is not None and self.kind != "organization":
            return Breakdown(by=self.by, kind=self.kind, rest=self.rest)
        if self.kind != "organization":
            return None
        return Breakdown(by="organization", kind=RECORD, rest=self.rest)


@lru_cache(maxsize=256)
def listing_of(question: Question) -> Listing | None:
    """Return what a question wants listed; None: it is no question for a list."""
    text = question.text.strip("¿¡ ")
    plain = text.lower()
    if (
        len(text) > LONGEST
        or len(plain) != len(text)
        or _SENTENCES.search(plain)
        or question.is_vague
        or intent_of(text, question.analysis_language)
        in {Intent.COMPARISON, Intent.PARTNERS}
    ):
        return None
    language = question.analysis_language
    parted = parted_by(text, language)
    if parted is not None:
        text, plain = (_END.sub("", blanked(one, [parted[1]])) for one in (text, plain))
    for one in languages_to_try(language):
        read = _read_unspaced if one == "zh" else _read
        found = _deeds(text, plain, one) or read(text, plain, one)
        if found is not None:
            return replace(found, by=parted[0] if parted else None)
    return None


def asks_other(text: str, language: str) -> bool:
    """Tell whether a text holds words that ask for something other than records."""
    known = languages_to_try(language)
    return any(_other(one).search(text.lower()) for one in known)


@dataclass(frozen=True, slots=True)
class _Named:
    """Where a text names countries, regions and years."""

    countries: tuple[tuple[str, tuple[int, int]], ...]
    region: NamedRegion | None

    @classmethod
    def of(cls, text: str) -> "_Named":
        regions = regions_named(text)
        region = region_asked(text) or (regions[0] if regions else None)
        return cls(tuple(countries_named(text)), region)

    @property
    def ends(self) -> dict[int, int]:
        """The end of each by its start."""
        found = {start: end for _, (start, end) in self.countries}
        if self.region is not None:
            found[self.region.span[0]] = self.region.span[1]
        return found

    @property
    def limiting(self) -> NamedRegion | None:
        """The region that limits; None where a country of it does."""
        region = self.region
        if region and any(code in region.countries for code, _ in self.countries):
            return None
        return region


def _read(text: str, plain: str, language: str) -> Listing | None:
    opening = _opening(language).match(plain)
    start = opening.end() if opening else 0
    kinds = sorted(
        (found.start(), -len(found.group()), kind)
        for kind, pattern in kind_patterns(language)
        for found in pattern.finditer(plain, start)
    )
    if not kinds:
        return None
    named = _Named.of(text)
    asks_other = _other(language).search(plain) is not None
    for begin, neg_length, kind in kinds:
        end = begin - neg_length
        before = _before(text, plain, start, begin, named, language)
        if before is None or not is_many(plain, (begin, end), language):
            continue
        behind = _done_by(text, plain, end, named, language)
        if behind is None and not asks_other:
            behind = _behind(text, plain, end, named, language)
        if behind is None:
            return None
        words = [*before, *behind]
        names = [text[a:b] for _, (a, b) in named.countries]
        # All of them are no list, but of the few needs and offers.
        is_whole = kind in POSTED and opening is not None
        if not (words or names or named.region or is_whole):
            return None
        if kind == "document" and not (opening or behind or names or named.region):
            return None  # "independent sources" asks for nothing
        return Listing(
            kind=kind, rest=" ".join([*names, *words]), region=named.limiting
        )
    return None


def _deeds(text: str, plain: str, language: str) -> Listing | None:
    """Read what somebody has done: "What has the Pump Guild done in Kenya?"."""
    for pattern in _patterns("deeds", language):
        found = pattern.match(plain)
        if found is None:
            continue
        named = _Named.of(text)
        start, end = found.span("who")
        behind = _behind(text, plain, found.end(), named, language)
        if behind is None or not (named.ends or any(map(_NUMBER.fullmatch, behind))):
            continue
        names = [text[a:b] for _, (a, b) in named.countries]
        rest = " ".join([text[start:end], *names, *behind])
        return Listing(kind="project", rest=rest, region=named.limiting, of_known=True)
    return None


def _before(
    text: str, plain: str, start: int, begin: int, named: _Named, language: str
) -> list[str] | None:
    """Return the words before what is listed; None: there is more than such."""
    words: list[str] = []
    at = start
    ends = named.ends
    while at < begin:
        at = _skip(plain, at)
        if at >= begin:
            break
        if at in ends:
            at = ends[at]
            continue
        found = _WORD.match(plain, at)
        if found is None:
            return None
        word = plain[at : min(found.end(), begin)]
        if language == "ar" and word in {"ال", "ب", "بال", "ل"}:
            at = found.end()
            continue
        if (
            word in stop_words(language)
            or word[0].isdigit()
            or language not in _ADJECTIVE_BEFORE
        ):
            return None
        if not _noise(language).match(word):
            words.append(text[at : min(found.end(), begin)])
        at = found.end()
    return words if len(words) <= WORDS_BEFORE else None


def _behind(
    text: str, plain: str, end: int, named: _Named, language: str
) -> list[str] | None:
    """Return the words of the matter behind what is listed; None: it says more."""
    words: list[str] = []
    ends = named.ends
    at, is_led, is_place = end, language in _ADJECTIVE_BEHIND, False
    while not _END.match(plain, at):
        at = _skip(plain, at)
        if _END.match(plain, at):
            break
        if at in ends:
            at, is_led, is_place = ends[at], False, True
            continue
        led = _leading(language).match(plain, at)
        if led is not None and led.end() > at:
            at, is_led, is_place = led.end(), True, False
            continue
        found = _WORD.match(plain, at)
        if found is None:
            return None
        word, verb = found.group(), _VERB.get(language)
        number = _NUMBER.fullmatch(word) is not None
        inside = next((a for a in ends if at < a < found.end()), None)
        if inside is not None:  # a name with what is written together with it
            at, is_led, is_place = ends[inside], False, True
            continue
        if not number and (
            not is_led
            or is_place
            or word in stop_words(language)
            or (verb is not None and verb.search(word))
        ):
            return None
        if number or not _noise(language).match(word):
            words.append(text[at : found.end()])
        at = found.end()
    return words if len(words) <= WORDS_BEHIND else None


def _done_by(
    text: str, plain: str, end: int, named: _Named, language: str
) -> list[str] | None:
    """Return the words of who has done what is listed, and of the matter behind.

    None where what follows is no name and verb: "projects that the Pump Guild funded".
    """
    for pattern in _doing(language):
        found = pattern.match(plain, end)
        if found is None:
            continue
        told = f"{plain[:end]} {plain[found.end() :]}"
        begin, stop = found.span("who")
        ends = named.ends
        spans = [
            one.span()
            for one in _WORD.finditer(plain, begin, stop)
            if not any(a <= one.start() < b for a, b in ends.items())
        ]
        words = [plain[a:b] for a, b in spans]
        if (
            _other(language).search(told)
            or len(words) > WORDS_OF_NAME
            or (words and words[0] in stop_words(language))
            or not _may_be_name(text, (begin, stop))
            or _leading(language).match(plain, begin)
            or any(pattern.search(plain[begin:stop]) for pattern in _kinds(language))
        ):
            continue
        behind = _behind(text, plain, found.end(), named, language)
        if behind is not None:
            small = stop_words(language)
            names = [text[a:b] for a, b in spans if plain[a:b] not in small]
            return [*names, *behind]
    return None


def _may_be_name(text: str, span: tuple[int, int]) -> bool:
    """Tell whether words are written as names are, by one who writes names so."""
    written = text[span[0] : span[1]]
    return written.lower() != written or text[1:].lower() == text[1:]


def _kinds(language: str) -> "list[regex.Pattern[str]]":
    return [pattern for _, pattern in kind_patterns(language)]


def _read_unspaced(text: str, plain: str, language: str) -> Listing | None:
    if not _ONE_SIGN.search(plain):
        return None
    named = _Named.of(text)
    kept = blanked(plain, named.ends.items())
    for pattern in _doing("zh"):
        kept = pattern.sub(lambda found: " " * len(found.group()), kept)
    if _other(language).search(kept):
        return None
    opened = _opening(language).search(kept)
    kept = _opening(language).sub(lambda found: " " * len(found.group()), kept)
    kept = kept.rstrip(" 的?？。!！")
    for kind, pattern in kind_patterns(language):
        for found in pattern.finditer(kept):
            led = _leading(language).match(kept, found.end())
            if found.end() != len(kept) and led is None:
                continue
            rest = kept[: found.start()] + " " + kept[found.end() :]
            rest = _leading(language).sub(" ", _noise(language).sub(" ", rest))
            if any(other.search(rest) for _, other in kind_patterns(language)):
                return None  # it is about records of two kinds
            names = [text[a:b] for _, (a, b) in named.countries]
            words = regex.sub(r"[的在和与及、中里,，\s]+", " ", rest).split()
            limited = names or named.region is not None
            if not limited and not (opened and (words or kind in POSTED)):
                return None
            return Listing(
                kind=kind, rest=" ".join([*names, *words]), region=named.limiting
            )
    return None


def _skip(plain: str, at: int) -> int:
    gap = _GAP.match(plain, at)
    return gap.end() if gap else at


@cache
def _opening(language: str) -> "regex.Pattern[str]":
    made = _table()["opening"][language]
    if language == "zh":
        return regex.compile(f"(?p){_joined(made)}")
    return regex.compile(rf"(?p)(?:{_joined(made)})(?!\p{{L}})")


@cache
def _leading(language: str) -> "regex.Pattern[str]":
    behind = "" if language == "zh" else r"(?![\p{L}-])"
    return regex.compile(f"(?p)(?:{_joined(_table()['leading'][language])}){behind}")


@cache
def _other(language: str) -> "regex.Pattern[str]":
    before = "" if language == "zh" else r"(?<!\p{L})"
    return regex.compile(f"{before}(?:{_joined(_table()['other'][language])})")


def _doing(language: str) -> "tuple[regex.Pattern[str], ...]":
    return _patterns("done_by", language)


@cache
def _patterns(name: str, language: str) -> "tuple[regex.Pattern[str], ...]":
    return tuple(regex.compile(pattern) for pattern in _table()[name][language])


@cache
def _noise(language: str) -> "regex.Pattern[str]":
    return regex.compile(_joined(_table()["noise"][language]))


def _joined(parts: list[str]) -> str:
    return "|".join(sorted(parts, key=len, reverse=True))


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("assistant").joinpath("locales/listings.toml")
    return tomllib.loads(source.read_text("utf-8"))
