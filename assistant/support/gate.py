"""Whether quoted words really stand in a passage, and where.

Compared without case, white space, Unicode form, and the kinds of quotation marks and
dashes; exact otherwise, in every script. A quote never begins or ends inside a word or
a number.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import regex

from vectorstore.records import Span


class Standing(StrEnum):
    """How a quote stands to the passages."""

    FOUND = "found"  # in the passage that is cited
    ELSEWHERE = "elsewhere"  # in another one
    STITCHED = "stitched"  # pieces of several places, joined
    FABRICATED = "fabricated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where words stand."""

    passage: int  # its index among the passages
    span: Span  # in its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """What the gate says of a quote, and the places of its pieces, in their order."""

    standing: Standing
    places: tuple[Place, ...] = ()


SHORTEST_PIECE = 12
"""Letters from which a piece of a stitched quote is more than a common phrase."""
SHORTEST_DENSE = 5
"""The same in a script that does not set words apart."""

_CLUSTER = regex.compile(r"(?P<plain>[A-Za-z0-9]+)(?![^\x00-\x7f])|\X")
"""Letters as readers count them; plain ones in a row, which nothing joins, at once."""
_KEPT_CLUSTERS = 8192
_WORD = regex.compile(r"\w")
DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]")
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Variation_Selector}]+")
_DASH = regex.compile(r"\p{Pd}|[\u2212\u00ad]")
_MARK = "'"
_QUOTATION = regex.compile(r"[\p{Pi}\p{Pf}\p{Quotation_Mark}`´ʼʹ＇]+|''")
_ELLIPSIS = regex.compile(r"[\[(]?\s*(?:…|\.\.\.)\s*[\])]?")
_ENDS = regex.compile(r"[\s'\p{P}]+$|^[\s'\p{P}]+")


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as quotes are compared, and where each of its characters comes from."""

    text: str
    spans: tuple[Span, ...]  # of the source, a character each

    def source(self, start: int, end: int) -> Span:
        return self.spans[start][0], self.spans[end - 1][1]

    def places(self, wanted: str) -> Iterator[Span]:
        """Yield where wanted characters stand as whole words."""
        at = self.text.find(wanted)
        while wanted and at >= 0:
            end = at + len(wanted)
            if not _cuts(self.text, at) and not _cuts(self.text, end):
                yield at, end
            at = self.text.find(wanted, at + 1)

    def first(self, wanted: str) -> Span | None:
        """Return where wanted characters stand first, in the source."""
        found = next(self.places(wanted), None)
        return self.source(*found) if found else None


@dataclass(frozen=True)
class Quotable:
    """A text in which many quotes are looked for."""

    text: str

    def find(self, quote: str) -> Span | None:
        """Return where a quote stands whole for the first time, as `gate` finds it."""
        if _letters(quote) not in self._own_letters:
            return None  # told soon, of nearly all claims
        return self._folded.first(fold(quote))

    @cached_property
    def _own_letters(self) -> str:
        return _letters(self.text)

    @cached_property
    def _folded(self) -> _Folded:
        return _folded(self.text)


def gate(quote: str, passages: Sequence[str], *, cited: int) -> Gated:
    """Tell how a quote stands to the passages that were shown.

    Args:
        quote: the quoted words, without marks around them.
        passages: the text of each passage.
        cited: the index of the one that the quote is said to be from.
    """
    wanted = fold(quote)
    if not wanted:
        return Gated(standing=Standing.FABRICATED)
    folded = [_folded(passage) for passage in passages]
    order = [cited, *(at for at in range(len(passages)) if at != cited)]
    for at in order:
        span = folded[at].first(wanted)
        if span:
            standing = Standing.FOUND if at == cited else Standing.ELSEWHERE
            return Gated(standing=standing, places=(Place(passage=at, span=span),))
    pieces = _pieces(quote, [folded[at] for at in order])
    if pieces is None:
        return Gated(standing=Standing.FABRICATED)
    places = tuple(Place(passage=order[p.passage], span=p.span) for p in pieces)
    return Gated(standing=Standing.STITCHED, places=places)


def fold(text: str) -> str:
    """Return a text as quotes are compared, without marks and spaces at its ends."""
    return _ENDS.sub("", _folded(text).text)


def _letters(text: str) -> str:
    """Return letters and digits alone; those of a quote stand in a row in its text."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", plain)))


def _folded(text: str) -> _Folded:
    letters: list[str] = []
    spans: list[Span] = []
    for cluster in _CLUSTER.finditer(text):
        if cluster["plain"]:
            letters += cluster["plain"].lower()
            spans += ((at, at + 1) for at in range(*cluster.span()))
            continue
        for letter in _plain(cluster.group()):
            if letter == " " and (not letters or letters[-1] in {" ", _MARK}):
                continue
            if letter == _MARK and letters and letters[-1] in {" ", _MARK}:
                letters.pop()
                spans.pop()
            if _joins_dense(letters, letter):
                letters.pop()
                spans.pop()
            if letter == " " and DENSE.match(letters[-1]):
                continue
            letters.append(letter)
            spans.append(cluster.span())
    return _Folded("".join(letters), tuple(spans))


def _joins_dense(letters: list[str], letter: str) -> bool:
    return bool(letters) and letters[-1] == " " and bool(DENSE.match(letter))


@lru_cache(maxsize=_KEPT_CLUSTERS)
def _plain(cluster: str) -> str:
    if cluster.isspace():
        return " "
    form = unicodedata.normalize("NFKC", cluster).casefold()
    form = unicodedata.normalize("NFKC", _DASH.sub("-", form))
    return _QUOTATION.sub(_MARK, _INVISIBLE.sub("", form)).replace("\n", " ")


def _cuts(text: str, at: int) -> bool:
    """Whether a place lies inside a word or a number."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if DENSE.match(before) or DENSE.match(after):
        return False
    if _WORD.match(before) and _WORD.match(after):
        return True
    if after in ".," and before.isdigit():
        return text[at + 1 : at + 2].isdigit()
    if before in ".," and after.isdigit():
        return at > 1 and text[at - 2].isdigit()
    return False


def _pieces(quote: str, folded: Sequence[_Folded]) -> list[Place] | None:
    """Return the places of the pieces that make up a quote; None when some are not."""
    found: list[Place] = []
    for part in _ELLIPSIS.split(quote):
        rest = fold(part)
        while rest:
            piece = _longest(rest, folded)
            if piece is None:
                return None
            length, place = piece
            found.append(place)
            rest = _ENDS.sub("", rest[length:])
    return found or None


def _longest(rest: str, folded: Sequence[_Folded]) -> tuple[int, Place] | None:
    """Return the longest beginning of words that stands in a passage, long enough."""
    ends = [at for at in range(1, len(rest) + 1) if not _cuts(rest, at)]
    best: tuple[int, Place] | None = None
    for index, text in enumerate(folded):
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high + 1) // 2
            if rest[: ends[middle - 1]] in text.text:
                low = middle
            else:
                high = middle - 1
        for end in reversed(ends[:low]):
            if not _long_enough(rest[:end]):
                break
            span = text.first(_ENDS.sub("", rest[:end]))
            if span and (best is None or end > best[0]):
                best = end, Place(passage=index, span=span)
            if span:
                break
    return best


def _long_enough(piece: str) -> bool:
    dense = len(DENSE.findall(piece))
    return dense >= SHORTEST_DENSE or len(piece) >= SHORTEST_PIECE
