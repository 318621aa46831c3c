"""What a sentence takes back of what it says: not done, not yet, only, most, in each.

"UNICEF refused to train 85 nurses" holds every word of "UNICEF trained 85 nurses". Such
a word of a claim must have its like in the sentences that carry it, and one of a
sentence that takes back what a claim says must have its like there.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

from vectorstore.records import Span

FILE = "qualifiers.toml"
REFUSED = "refused"
"""The kind that a denial is like."""
_BOTH_WAYS = (REFUSED, "planned")
"""Kinds that turn a claim without them, where a passage has them."""
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A word that takes back, or narrows, what a sentence says."""

    kind: str
    written: str
    span: Span


@dataclass(frozen=True, slots=True)
class Qualified:
    """The qualifiers of a text, and the kinds that it has the like of."""

    found: tuple[Qualifier, ...]
    like: frozenset[str]


@lru_cache(maxsize=_KEPT)
def qualified(text: str, language: str) -> Qualified:
    """Return what a text takes back or narrows; nothing in an unknown language."""
    patterns = _patterns(language)
    found = tuple(
        Qualifier(kind, match.group(), match.span())
        for kind, (own, _) in patterns.items()
        for match in own.finditer(text)
    )
    like = {kind for kind, (_, also) in patterns.items() if also.search(text)}
    return Qualified(found=found, like=frozenset(like | {one.kind for one in found}))


def added(
    claim: Qualified, passages: Sequence[Qualified], *, denied: bool, denies: bool
) -> Qualifier | None:
    """Return the first qualifier of a claim that no sentence has the like of.

    Args:
        claim: what it has.
        passages: what each sentence that carries it has, with title and headings.
        denied: whether one of these denies, which is like refusing.
        denies: whether the claim does: "no one shall" is told by "no one may".
    """
    like = frozenset[str]().union(*(one.like for one in passages))
    excused = _BOTH_WAYS if denies else (REFUSED,)
    return next(
        (
            one
            for one in claim.found
            if one.kind not in like and not (denied and one.kind in excused)
        ),
        None,
    )


def dropped(claim: Qualified, passage: Qualified) -> Iterator[Qualifier]:
    """Yield what takes back something in a sentence, where a claim has not its like."""
    for one in passage.found:
        if one.kind in _BOTH_WAYS and one.kind not in claim.like:
            yield one


@cache
def _patterns(
    language: str,
) -> "Mapping[str, tuple[regex.Pattern[str], regex.Pattern[str]]]":
    """Return, by kind, what finds the words of a claim and the like of them."""
    read = files("assistant.support").joinpath(FILE).read_text("utf-8")
    kinds: Mapping[str, Mapping[str, str]] = tomllib.loads(read).get(language, {})
    first, last = ("", "") if language == "zh" else (
        r"(?<![\p{L}\p{M}])",
        r"(?![\p{L}\p{M}])",
    )  # fmt: skip
    if language == "ar":
        first = r"(?<![\p{L}\p{M}])[وف]?"

    def pattern(words: str) -> "regex.Pattern[str]":
        return regex.compile(f"{first}(?:{words}){last}", regex.IGNORECASE)

    return {
        kind: (pattern(words["claim"]), pattern(words["also"]))
        for kind, words in kinds.items()
    }
