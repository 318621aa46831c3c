"""Sectors as sources code or name them, brought to the groups of the DAC's codes."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import regex

from vectorstore.records import Span
from vectorstore.text.normalization import fold_word

_CODE = regex.compile(r"\d{3}(?:\d{2})?")
_WORD = regex.compile(r"(?V1)[[\p{L}\p{M}]--[\p{Han}]]+")
_UNSPACED = regex.compile(r"\p{Han}")
_ARABIC = regex.compile(r"\p{Arabic}")
_OF_VILLAGES = regex.compile(
    r"(?i)\bсельск(?:ий|ая|ое|ие|их|им|ими|ой|ом|ую|ого|ому)\s+"
    r"(?=\p{L})(?!(?:\p{L}+\s+){0,2}хозяйств)"
)
"""Rural in Russian, unless it is of farming: "сельское хозяйство"."""
_GOING_ABOUT = regex.compile(
    r"(?i)\bmobile (?=(?:\p{L}+ )?(?:clinic|hospital|health|laborator|school|librar|"
    r"unit|team|van|kitchen|market|populat|pastoral|vet))"
)
"""Mobile of what goes from place to place, and is no telephone."""
_OTHER_SENSE = regex.compile(
    r"(?i)\broad ?maps?\b|\bfeuilles? de route\b|\bдорожн\p{L}+ карт\p{L}*|"
    r"عن طريق|营商环境"
)
"""What says another thing than its words: a road map is no road."""
_SHORT_WORD = 4
"""Words of so few letters stand for themselves alone: "port" is not "portal"."""


_ATTACHED = r"[وف]?(?:لل|[بكل]?(?:ال)?)"
_ENDINGS = r"(?:ه|يه|ات|ين|ون|ها|هم)?"
"""What Arabic writes together with a word, as `fold_word` leaves it."""


@lru_cache(maxsize=10_000)
def sector_group(value: str) -> str | None:
    """Return the group of a sector's code or name, such as "120"; None: of no one.

    "12220", "122" and "Basic health" are all of the group "120".
    """
    stated = value.strip()
    if _CODE.fullmatch(stated):
        return _by_code().get(stated[:2])
    named = sectors_named(stated)
    return max(named, key=lambda code: (named[code], -int(code))) if named else None


def sectors_named(text: str) -> dict[str, int]:
    """Return the groups that a text's words are of, and how many words each has."""
    counts: Counter[str] = Counter()
    whole, beginnings, within = _words()
    for sense in (_OF_VILLAGES, _GOING_ABOUT, _OTHER_SENSE):
        text = sense.sub("", text)
    for match in _WORD.finditer(text):
        word = fold_word(match.group().casefold())
        code = whole.get(word) or next(
            (
                beginnings[word[:length]]
                for length in range(len(word), _SHORT_WORD, -1)
                if word[:length] in beginnings
            ),
            None,
        )
        if code:
            counts[code] += 1
        elif _ARABIC.match(word):
            counts.update(
                {
                    code: 1
                    for part, code in within.items()
                    if _is_in_arabic(part, word) and not _is_other(word, code)
                }
            )
    if _UNSPACED.search(text):
        counts.update(
            code
            for part, code in within.items()
            if _UNSPACED.match(part) and part in text
        )
    return dict(counts.most_common())


def sector_words(text: str, *, beside: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return where words stand that each name a sector, in order.

    Those that begin within a span of those `beside` them are left out.
    """
    spaced = [word for word in _WORD.finditer(text) if sectors_named(word.group())]
    found = sorted(word.span() for word in (*spaced, *_han_words().finditer(text)))
    return tuple(
        (start, end)
        for start, end in found
        if not any(begin <= start < last for begin, last in beside)
    )


@cache
def _han_words() -> "regex.Pattern[str]":
    """Return what finds known words of Chinese, those that touch as one."""
    _, _, within = _words()
    parts = sorted(filter(_UNSPACED.match, within), key=len, reverse=True)
    return regex.compile(f"(?:{'|'.join(map(regex.escape, parts))})+")


def _is_in_arabic(part: str, word: str) -> bool:
    """Tell whether a folded word holds a known part; a short one must be its stem.

    "الري" is irrigation, and "القرى", the villages, only has its letters.
    """
    if len(part) >= _SHORT_WORD:
        return part in word
    return part in word and bool(regex.fullmatch(f"{_ATTACHED}{part}{_ENDINGS}", word))


def _is_other(word: str, group: str) -> bool:
    """Tell whether a folded word of Arabic only holds letters of a group's words."""
    return any(part in word for part in _other_parts(group))


@cache
def _other_parts(group: str) -> tuple[str, ...]:
    other = _table()[group].get("but", "").split()
    return tuple(fold_word(part) for part in other if _ARABIC.match(part))


def is_general(word: str, group: str) -> bool:
    """Tell whether a word means the whole of a group, beside the group's own names.

    "Farming" is all of agriculture; "rice" is a matter within it.
    """
    folded = fold_word(word.casefold())
    told = _table()[group].get("general", "").split()
    if _UNSPACED.match(word) or _ARABIC.match(word):
        return any(fold_word(part) in folded for part in told)
    return any(folded.startswith(fold_word(part)) for part in told)


def is_sector_group(value: str) -> bool:
    """Tell whether a value is the code of a group, such as "120"."""
    return value in _table()


def sector_name(group: str) -> str | None:
    """Return the English name of a group."""
    said = _table().get(group)
    return said["name"] if said else None


def sector_groups() -> Mapping[str, str]:
    """Return the English names of all groups by their codes, in order of those."""
    return {code: said["name"] for code, said in sorted(_table().items())}


def chosen_sector(value: str) -> str | None:
    """Return the group that somebody names by its code or its own English name.

    None of anything else: a word that hints at a sector chooses none.
    """
    stated = value.strip()
    if _CODE.fullmatch(stated):
        return _by_code().get(stated[:2])
    named = {name.casefold(): code for code, name in sector_groups().items()}
    return named.get(stated.casefold())


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(
        files("vectorstore").joinpath("text/sectors.toml").read_text("utf-8")
    )


@cache
def _by_code() -> Mapping[str, str]:
    return {
        first: group for group, said in _table().items()
        for first in said["codes"].split()
    }  # fmt: skip


@cache
def _words() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return groups by whole words, by beginnings of words, and by parts of texts.

    Beginnings that mean something else than a shorter one have an empty one.
    """
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    within: dict[str, str] = {}
    for group, said in _table().items():
        for word in said["words"].split():
            if _UNSPACED.match(word) or _ARABIC.match(word):
                within.setdefault(fold_word(word), group)
                continue
            folded = fold_word(word.casefold())
            whole.setdefault(folded, group)
            if len(folded) > _SHORT_WORD:
                beginnings.setdefault(folded, group)
    for said in _table().values():
        for word in said.get("but", "").split():
            beginnings.setdefault(fold_word(word.casefold()), "")
    return whole, beginnings, within
