"""Countries, names or numbers of a claim that stand in each other's place there.

"Kenya lent Uganda five boats" holds every word of "Uganda lent Kenya five boats". Two
are exchanged where the claim, with the one put for the other, has more of the passage's
neighbours than as it stands. A passage in the passive, or told in another order, has
other neighbours either way; what is listed has no order. Within one language alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import regex

from assistant.support.numbers import NumberKind, Quantity
from assistant.support.remembered import countries_in, folded
from vectorstore.records import Span
from vectorstore.text.stop_words import stop_words

NAME = "name"
GAIN = 2
"""Pairs of neighbours more, from which two are exchanged; each has two."""

_WORD = regex.compile(r"\p{Han}|(?:(?!\p{Han})[\p{L}\p{N}]\p{M}*)+")
_NAMES = regex.compile(r"\p{Lu}[\p{L}\p{M}]*(?:[ -]\p{Lu}[\p{L}\p{M}]*)*")
_PARTED = regex.compile("[ -]")
_ARTICLES = {
    "en": frozenset({"the", "a", "an"}),
    "fr": frozenset({"le", "la", "les", "l", "un", "une", "des"}),
    "es": frozenset({"el", "la", "los", "las", "un", "una"}),
    "pt": frozenset({"o", "a", "os", "as", "um", "uma"}),
}
"""Words that are left out: both of two may have one, or neither."""
_CASES = frozenset({"ru"})
"""Languages whose names tell by their ending what part they take."""
_JOINS = frozenset(
    {"and", "or", "et", "ou", "y", "o", "e", "u", "и", "или", "و", "او",
     "和", "与", "及", "或"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or what may be exchanged."""

    told: str  # alike where two say the same
    written: str = ""  # of what may be exchanged alone
    kind: str = ""  # only what is of one kind is exchanged; empty: a word
    small: bool = False  # a stop word


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Two of a claim that stand in each other's place in the passage, as written."""

    one: str
    other: str


def exchanged(
    claim: str,
    claimed: Sequence[Quantity],
    passage: str,
    said: Sequence[Quantity],
    *,
    language: str,
) -> Exchanged | None:
    """Return the first two that are exchanged.

    Args:
        claim: a sentence.
        claimed: its numbers.
        passage: the sentences that carry it.
        said: their numbers.
        language: of both.
    """
    own = tokens(claim, language, claimed)
    if sum(bool(token.kind) for token in own) < 2:
        return None
    theirs = tokens(passage, language, said)
    there = {token.told: token.written for token in theirs if token.kind}
    marks = [token for token in own if token.kind and token.told in there]
    once = [mark for mark in marks if sum(m.told == mark.told for m in marks) == 1]
    for one, other in combinations(once, 2):
        if one.kind != other.kind or any(_listed(t, one, other) for t in (own, theirs)):
            continue
        is_name = one.kind == NAME
        if is_name and language in _CASES and one.written == there[one.told]:
            continue  # its case tells its part, wherever it stands
        gains = [_gain(own, theirs, one, other)]
        if not is_name:  # there is no passive of numbers
            gains.append(_gain(_content(own), _content(theirs), one, other))
        if max(gains) >= GAIN:
            return Exchanged(one=one.written, other=other.written)
    return None


def tokens(text: str, language: str, numbers: Sequence[Quantity]) -> tuple[Token, ...]:
    """Return the words of a text in order; what may be exchanged is one, however long.

    Of Chinese, each sign is a word.
    """
    found: list[tuple[Span, Token]] = []
    for span, token in _marks(text, language, numbers):
        if all(span[1] <= start or end <= span[0] for (start, end), _ in found):
            found.append((span, token))
    small = stop_words(language)
    taken = [span for span, _ in found]
    for match in _WORD.finditer(text):
        if not any(s < match.end() and match.start() < e for s, e in taken):
            word = match.group().lower()
            if word not in _ARTICLES.get(language, ()):
                token = Token(told=folded(word), small=word in small)
                found.append((match.span(), token))
    return tuple(token for _, token in sorted(found, key=lambda pair: pair[0]))


def _marks(
    text: str, language: str, numbers: Sequence[Quantity]
) -> Iterator[tuple[Span, Token]]:
    """Yield what may be exchanged: countries, numbers, then other names."""
    for code, (start, end) in countries_in(text):
        yield (start, end), Token(f"#{code}", text[start:end], NAME)
    for number in numbers:
        if number.kind is NumberKind.MONTH:
            continue
        is_year = number.kind is NumberKind.YEAR
        kind = "year" if is_year else "number"
        value = "/".join(map(str, sorted(number.values)))
        yield number.span, Token(f"#{value}", number.written, kind)
    small = stop_words(language)
    for match in _NAMES.finditer(text):
        start, end = match.span()
        first = _PARTED.split(match.group(), 1)[0]
        if first.lower() in small:
            start += len(first) + 1
        elif start == 0 and " " not in match.group() and not first.isupper():
            continue  # any word may begin a sentence
        if start < end:
            written = text[start:end]
            yield (start, end), Token(f"#{folded(written)}", written, NAME)


def _listed(all_: Sequence[Token], one: Token, other: Token) -> bool:
    """Whether nothing but others of their kind stands between the two, somewhere."""
    places = [
        at for at, token in enumerate(all_) if token.told in {one.told, other.told}
    ]
    for before, behind in pairwise(places):
        if all_[before].told == all_[behind].told:
            continue
        between = all_[before + 1 : behind]
        if all(token.kind == one.kind or token.told in _JOINS for token in between):
            return True
    return False


def _content(told: Sequence[Token]) -> list[Token]:
    return [token for token in told if not token.small]


def _gain(
    own: Sequence[Token], theirs: Sequence[Token], one: Token, other: Token
) -> int:
    """Return how many more neighbours the claim shares with the two exchanged."""
    neighbours = {(a.told, b.told) for a, b in pairwise(theirs)}
    places = {one.told: other.told, other.told: one.told}

    def held(told: Sequence[str]) -> int:
        pairs = pairwise(told)
        return sum((a, b) in neighbours for a, b in pairs if {a, b} & places.keys())

    told = [token.told for token in own]
    return held([places.get(word, word) for word in told]) - held(told)
