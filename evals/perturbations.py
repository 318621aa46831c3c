"""One fact of a claim changed, so that its passage no longer carries it.

Made by rule and without chance: a number, a date, a country, a name, whether it is
denied, the unit of a number, which way something goes ("rose", "more than", "before"),
or two countries or numbers put in each other's place. The passage is given, so that
what is put in does not stand there.
"""

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise

import regex

from vectorstore.text.asked import asked_words
from vectorstore.text.countries import countries_named


class Change(StrEnum):
    """What is changed."""

    NUMBER = "number"
    DATE = "date"  # a year, or a month
    COUNTRY = "country"
    NAME = "name"
    NEGATION = "negation"
    UNIT = "unit"  # of a number, which stays
    DIRECTION = "direction"  # up or down, above or below, before or behind
    EXCHANGED = "exchanged"  # two countries, numbers or years, which all stay


SWAPS = "swaps.toml"
"""Words that are put for each other, by kind and language; both ways."""
_NUMBER = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}\p{N}.,-])\p{Nd}+(?:[.,\u00a0 ]\p{Nd}+)*(?![\p{N}º])"
)
_YEAR = regex.compile(r"(?<![\p{N}.,])(?:1[5-9]|20)\d\d(?![\p{N}.,]\p{N}|\p{N})")
_COUNTRIES = ("VN", "UY", "GH", "NP", "BO", "JO", "CM", "LA", "PY", "ZM")
_WRITTEN = "1234567890"
_SHIFTED = "4571682930"
"""Each digit with another one in its place; the first is never made a zero."""

_DENIED = {
    "en": (
        (r"\b(was|were|is|are|had|has|have|can|will|did|could)\b(?! not)", r"\1 not"),
        (r"\b(\w+ed|went|led|brought|began|left|gave)\b", r"never \1"),
        (r"\b(\w{3,}s)\b(?= (?:to|the|a|that|on|of|in)\b)", r"never \1"),
    ),
    "fr": (
        (r"\b(a|ont|est|sont|était|avait|avaient|va|peut|doit) (?!pas)", r"n'\1 pas "),
        (
            r"\b(\w+(?:ait|aient|ent|e)) (?=(?:des|les?|la|une?|en|sur)\b)",
            r"ne \1 pas ",
        ),
    ),
    "es": (
        (
            r"\b(se |la |lo )?(\w+(?:ó|aron|ieron|aba|aban|ía|ían)|es|son|tiene|fue"
            r"|hubo|duran|dice|almacena|proceden|edita)\b",
            r"no \1\2",
        ),
    ),
    "pt": (
        (
            r"\b(se )?(\w+(?:ou|eu|iu|aram|eram|iram|ava|avam|iam)|é|são|tem|foi|era"
            r"|existe|reúne|vem|integram|oferecem|financia)\b",
            r"não \1\2",
        ),
    ),
    "ru": (
        (
            r"\b([а-яё]{3,}(?:л|ла|ло|ли|лся|лась|лось|лись|ет|ют|ит|ят|ется|ются))\b",
            r"не \1",
        ),
    ),
    "ar": (
        (
            r"(?<!\p{L})((?:كان|كانت|بلغ|أُ?سس|تأسست|بدأ|بدأت|قدم|تقدم|ضم|ضمت|تلقى|أوفدت"
            r"|أرسلت|سافر|دعم|أوصل|تحقق|اعتمد|انتقلت|أنشأت|أدرج|لاحظت|أشارت|حصلت|وقع|يمر"
            r"|يجمع|تسعى|تقول|ذكرت|أُعلن|عولج|خضع)(?!\p{L}))",
            r"لم \1",
        ),
    ),
    "zh": (
        (
            r"(已|共|累计|首次|一共|承诺|作出|追加|推广|培训|支持|成立|派遣|派出|派去|启动"
            r"|通过|设立|召开|增加到|受益|印有|达到|启用|建成|出资|引入|接生|诊治|举办|占|有)",
            r"没有\1",
        ),
    ),
}
"""Where a denial is put into a claim: the first rule that fits, once."""
_UNDENIED = {
    "en": (
        (r"\b(is|was|are|were|can|does|did|has|had) not\b", r"\1"),
        (r"\bno\b", "a"),
    ),
    "fr": (
        (r"\bn['’e]\s?(\w+) (?:pas|aucun)\b", r"\1"),
        (r"\bne la remplace pas", "la remplace"),
    ),
    "es": ((r"\b[Nn]o (?=\w)", ""),),
    "pt": ((r"\b[Nn]ão (?=\w)", ""),),
    "ru": ((r"\b[Нн]е (?=[а-яё])", ""),),
    "ar": ((r"(?<!\p{L})(?:لا|لم) ", ""),),
    "zh": ((r"不(?=[通清能会再])|没有", ""),),
}
"""How a denial is taken out of one."""


_YEAR_BEFORE = regex.compile(r"\p{Nd}{4}\s?$|[〇零一二三四五六七八九]{4}$")
_BEHIND_NUMBER = (
    r"\p{N}(?:[\s\u00a0-]?(?:million|billion|thousand|millones|milhões|mil|тысяч|тыс\."
    r"|млн|ألف|مليون|ملايين|万|亿)s?)?[\s\u00a0-]?(?:(?:de|d['’]|of) ?)?"
)


_LISTED = regex.compile(
    r"(?i)[\s,;،؛、，/&-]*(?:and|or|et|ou|y|o|e|u|и|или|و|أو|和|与|及|或)?[\s،、-]*"
)
"""What stands between two things of a list."""


def changed(
    claim: str, *, language: str, passage: str, names: Sequence[str]
) -> dict[Change, str]:
    """Return a claim with one fact changed, for each kind that there is one of.

    Args:
        claim: a claim that the passage carries.
        language: of the claim.
        passage: its text, with title and headings.
        names: of other claims in the language, to put in place of one.
    """
    made = {
        Change.NUMBER: _other_number(claim, passage),
        Change.DATE: _other_year(claim, passage),
        Change.COUNTRY: _other_country(claim, language, passage),
        Change.NAME: _other_name(claim, language, passage, names),
        Change.NEGATION: _denied(claim, language),
        Change.UNIT: _swapped(claim, Change.UNIT, language, passage),
        Change.DIRECTION: _swapped(claim, Change.DIRECTION, language, passage),
        Change.EXCHANGED: _exchanged(claim, language),
    }
    return {kind: text for kind, text in made.items() if text and text != claim}


def names_of(claim: str, language: str) -> list[str]:
    """Return the names of a claim that are neither a country nor a number."""
    return [
        word.written
        for word in asked_words(claim, language)
        if word.is_name and not word.country and not word.is_number
    ]


def _other_number(claim: str, passage: str) -> str | None:
    for match in _NUMBER.finditer(claim):
        written = match.group()
        if _YEAR.fullmatch(written):
            continue
        plain = "".join(str(int(c)) if c.isdecimal() else c for c in written)
        other = plain.translate(str.maketrans(_WRITTEN, _SHIFTED))
        if other[0] in "0.," or other in passage:
            continue
        return claim[: match.start()] + other + claim[match.end() :]
    return None


def _other_year(claim: str, passage: str) -> str | None:
    for match in _YEAR.finditer(claim):
        for step in (3, -4, 6, -7, 9):
            other = str(int(match.group()) + step)
            if other not in passage and other not in claim:
                return claim[: match.start()] + other + claim[match.end() :]
    return None


def _other_country(claim: str, language: str, passage: str) -> str | None:
    from babel import Locale

    named = countries_named(claim)
    there = {code for code, _ in countries_named(passage)} | {c for c, _ in named}
    for at, (_, (start, end)) in enumerate(named):
        free = [code for code in _COUNTRIES if code not in there]
        if free:
            code = free[(len(claim) + at) % len(free)]
            name = str(Locale(language).territories[code])
            return claim[:start] + name + claim[end:]
    return None


def _other_name(
    claim: str, language: str, passage: str, names: Sequence[str]
) -> str | None:
    own = names_of(claim, language)
    free = [n for n in names if n not in own and n.lower() not in passage.lower()]
    if not own or not free:
        return None
    return claim.replace(own[0], free[len(claim) % len(free)], 1)


def _denied(claim: str, language: str) -> str | None:
    for rules in (_UNDENIED, _DENIED):
        for pattern, instead in rules.get(language, ()):
            other = regex.sub(pattern, instead, claim, count=1)
            if other != claim:
                return " ".join(other.split())
    return None


def _swapped(claim: str, kind: Change, language: str, passage: str) -> str | None:
    """Return a claim with the first word of a pair that it holds put for the other.

    Not a direction whose opposite stands in the claim too, for then it may say the same
    still; a number with its new unit must not stand in the passage. A year is no number
    of years, and "2014年" no span of time.
    """
    before = f"(?P<number>{_BEHIND_NUMBER})" if kind is Change.UNIT else "(?P<number>)"
    edge = "" if language == "zh" else r"(?![\p{L}\p{M}])"
    begin = "" if language == "zh" or kind is Change.UNIT else r"(?<![\p{L}\p{M}])"
    found: list[tuple[int, str]] = []
    for word, other in _swaps(kind, language):
        pattern = rf"{begin}{before}(?P<word>{word}){edge}"
        match = regex.search(pattern, claim, regex.IGNORECASE)
        if match is None:
            continue
        start, end = match.span("word")
        told = match["number"] + other
        if kind is Change.UNIT:
            kept = told in passage or _YEAR_BEFORE.search(claim[:start])
        else:
            kept = regex.search(rf"{begin}{other}{edge}", claim, regex.IGNORECASE)
        if kept:
            continue
        put = other.capitalize() if match["word"][0].isupper() else other
        found.append((start, claim[:start] + put + claim[end:]))
    return min(found)[1] if found else None


def _exchanged(claim: str, language: str) -> str | None:
    """Return a claim with its first two countries, years or numbers exchanged.

    Not two that stand side by side, as in a list: their order says nothing. Nor
    countries in Russian, which says the same in another order where cases stay.
    """
    countries = {} if language == "ru" else dict(countries_named(claim))
    written = {m.span(): m.group() for m in _NUMBER.finditer(claim)}
    years = [span for span, told in written.items() if _YEAR.fullmatch(told)]
    numbers = [span for span in written if span not in years]
    for spans in (sorted(countries.values()), years, numbers):
        for (start, end), (begin, last) in pairwise(spans):
            one, between, other = claim[start:end], claim[end:begin], claim[begin:last]
            if one != other and not _LISTED.fullmatch(between):
                return claim[:start] + other + between + one + claim[last:]
    return None


@cache
def _swaps(kind: Change, language: str) -> Sequence[tuple[str, str]]:
    """Return what is put for what, longest first."""
    read = files("evals").joinpath(SWAPS).read_text("utf-8")
    tables: Mapping[str, Mapping[str, list[tuple[str, str]]]] = tomllib.loads(read)
    pairs = tables[kind.value].get(language, [])
    both = [(a, b) for a, b in pairs] + [(b, a) for a, b in pairs]
    ways = dict(reversed(both))  # the first pair of a word counts
    return sorted(ways.items(), key=lambda pair: -len(pair[0]))
