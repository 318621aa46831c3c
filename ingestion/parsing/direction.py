"""The reading order of a line that is known by how it looks, from left to right.

The bidirectional algorithm of Unicode (UAX 9) tells how a line that is read looks; this
is its inverse. Two ways to write a line can look the same, as with a number beside a
Latin word: then the number is taken to follow the word.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

import regex

GAP = "\t"
"""White space so wide that what stands on its sides belongs to different cells."""

_RIGHT_TO_LEFT = regex.compile(r"[\p{bc=R}\p{bc=AL}]")
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›"}
_OTHER = _PAIRS | {closing: opening for opening, closing in _PAIRS.items()}
_QUOTES = {mark: pair for pair in ("\u201c\u201d", "\u2018\u2019") for mark in pair}
_NUMBERS = frozenset({"EN", "AN"})
_SIGNS = frozenset({"ES", "CS", "ET"})
_WITHIN_NUMBERS = frozenset({("ES", "EN"), ("CS", "EN"), ("CS", "AN")})
_PERCENT = frozenset({"%", "\u066a"})
_STRONG = frozenset({"L", "R"})


def has_right_to_left(text: str) -> bool:
    """Tell whether a text has a letter of a script that is written from the right."""
    return _RIGHT_TO_LEFT.search(text) is not None


def leaning(texts: Sequence[str]) -> float:
    """Return how far words lean to the right: 1 if all begin there, -1 if none does."""
    strong = [
        next((c for c in map(_class, word) if c in _STRONG), "")
        for is_space, word in groupby(texts, key=str.isspace)
        if not is_space
    ]
    right, left = strong.count("R"), strong.count("L")
    return (right - left) / max(right + left, 1)


def read(shown: Sequence[str], *, from_right: bool) -> list[tuple[int, str]]:
    """Return the texts of a line in reading order, each with its place in `shown`.

    Args:
        shown: texts from left to right: a letter with its marks, a ligature, a space.
            Whichever way brackets and quotation marks are turned, they come back as
            they are read.
        from_right: whether the line as a whole begins at the right.
    """
    base = "R" if from_right else "L"
    texts = _turned_inward(shown)
    levels = [_level(one, base) for one in _resolved(texts, base)]
    order = list(range(len(texts)))
    for least in (1, 2):
        order = _reversed(order, levels, least)
    read_as = [
        _OTHER.get(texts[at], texts[at]) if levels[at] % 2 else texts[at]
        for at in order
    ]
    return list(zip(order, _quotes_turned(read_as), strict=True))


def _class(text: str) -> str:
    """Return the bidirectional class of a text by its first character."""
    if text == GAP:
        return "S"
    found = unicodedata.bidirectional(text[:1])
    return {"AL": "R", "": "L", "NSM": "ON", "BN": "ON"}.get(found, found)


def _is_arabic(text: str) -> bool:
    return unicodedata.bidirectional(text[:1]) == "AL"


def _level(resolved: str, base: str) -> int:
    if base == "R":
        return 1 if resolved == "R" else 2
    return {"L": 0, "R": 1}.get(resolved, 2)


def _reversed(order: list[int], levels: Sequence[int], least: int) -> list[int]:
    """Return an order with each run of places of at least a level turned around."""
    turned: list[int] = []
    for is_high, run in groupby(order, key=lambda at: levels[at] >= least):
        places = list(run)
        turned += places[::-1] if is_high else places
    return turned


def _turned_inward(shown: Sequence[str]) -> list[str]:
    """Return texts with the brackets as they look: each turned to what it encloses.

    A bracket is turned to the side where a word follows at once; where that does not
    tell, it closes the one before it, or opens.
    """
    texts = list(shown)
    opened: list[str] = []
    for at, text in enumerate(texts):
        if text not in _OTHER:
            continue
        opening = text if text in _PAIRS else _OTHER[text]
        before, after = _is_word(texts, at - 1), _is_word(texts, at + 1)
        opens = after if before != after else opening not in opened
        if opens:
            opened.append(opening)
        elif opening in opened:
            del opened[len(opened) - 1 - opened[::-1].index(opening) :]
        texts[at] = opening if opens else _PAIRS[opening]
    return texts


def _quotes_turned(texts: Sequence[str]) -> list[str]:
    """Return texts in reading order with quotation marks turned to the word beside."""
    turned = list(texts)
    for at, text in enumerate(texts):
        before, after = _is_word(texts, at - 1), _is_word(texts, at + 1)
        if text in _QUOTES and before != after:
            opening, closing = _QUOTES[text]
            turned[at] = opening if after else closing
    return turned


def _is_word(texts: Sequence[str], at: int) -> bool:
    return 0 <= at < len(texts) and texts[at][:1].isalnum()


def _resolved(texts: Sequence[str], base: str) -> list[str]:
    """Return for each text L, R, EN or AN: rules W1 to N2, on what is seen."""
    classes = [_class(text) for text in texts]
    after_latin = [_follows_latin(classes, texts, at, base) for at in range(len(texts))]
    _number_kinds(classes, texts, after_latin, base)
    _number_signs(classes)
    for at, is_after in enumerate(after_latin):
        if is_after:
            classes[at] = "L"
    _brackets(classes, texts, base)
    _neutrals(classes, base)
    return classes


def _strong(classes: Sequence[str], places: range) -> int | None:
    """Return where the first strong class is among places; None past a wide gap."""
    for at in places:
        if classes[at] in _STRONG:
            return at
        if classes[at] == "S":
            return None
    return None


def _is_beside(classes: Sequence[str], places: range, wanted: str) -> bool:
    at = _strong(classes, places)
    return at is not None and classes[at] == wanted


def _follows_latin(
    classes: Sequence[str], texts: Sequence[str], at: int, base: str
) -> bool:
    """Tell whether a number stands behind a Latin word, as in "WASH 12" (W7).

    Not where a percent sign stands before the number: that is read behind it.
    """
    if classes[at] != "EN":
        return False
    first = _strong(classes, range(at - 1, -1, -1))
    if first is None:
        return base == "L"
    return classes[first] == "L" and _PERCENT.isdisjoint(texts[first:at])


def _number_kinds(
    classes: list[str], texts: Sequence[str], after_latin: Sequence[bool], base: str
) -> None:
    """Make numbers Arabic ones that are read after an Arabic letter (W2)."""
    for at, is_after in enumerate(after_latin):
        if classes[at] == "EN" and not is_after:
            left, right = range(at - 1, -1, -1), range(at + 1, len(texts))
            letter = _strong(classes, right if base == "R" else left)
            is_arabic = letter is not None and _is_arabic(texts[letter])
            if is_arabic or _is_behind_percent(classes, texts, at):
                classes[at] = "AN"


def _is_behind_percent(classes: Sequence[str], texts: Sequence[str], at: int) -> bool:
    """Tell whether a number looks like "%45", which only an Arabic one does."""
    while at and classes[at - 1] in {"EN", "AN", "ES", "CS"}:
        at -= 1
    return at > 0 and texts[at - 1] in _PERCENT


def _number_signs(classes: list[str]) -> None:
    """Join to numbers the separators within them and the signs beside them (W4-W6)."""
    for at in range(1, len(classes) - 1):
        beside = classes[at - 1]
        if beside == classes[at + 1] and (classes[at], beside) in _WITHIN_NUMBERS:
            classes[at] = beside
    for is_sign, run in _runs(classes, frozenset({"ET"})):
        beside = {
            classes[i] for i in (run.start - 1, run.stop) if 0 <= i < len(classes)
        }
        if is_sign and "EN" in beside:
            classes[run.start : run.stop] = ["EN"] * len(run)
    for at, one in enumerate(classes):
        if one in _SIGNS:
            classes[at] = "ON"


def _brackets(classes: list[str], texts: Sequence[str], base: str) -> None:
    """Give the brackets of a pair the direction of what they enclose (N0)."""
    foreign = "L" if base == "R" else "R"
    for left, right in _paired(texts):
        inside = {_side(one) for one in classes[left + 1 : right]} & _STRONG
        if not inside:
            continue
        before = (
            range(left - 1, -1, -1) if base == "R" else range(right + 1, len(texts))
        )
        joins = base not in inside and _is_beside(classes, before, foreign)
        classes[left] = classes[right] = foreign if joins else base


def _paired(texts: Sequence[str]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for at, text in enumerate(texts):
        if text in _PAIRS:
            opened.append(at)
        elif text in _OTHER:
            partner = next(
                (i for i in reversed(opened) if _PAIRS[texts[i]] == text), -1
            )
            if partner >= 0:
                pairs.append((partner, at))
                del opened[opened.index(partner) :]
    return sorted(pairs)


def _neutrals(classes: list[str], base: str) -> None:
    """Give what has no direction that of its sides where they agree (N1, N2)."""
    for at, one in enumerate(classes):
        if one == "S":
            classes[at] = base
    settled = _STRONG | _NUMBERS
    for is_settled, run in list(_runs(classes, settled)):
        if not is_settled:
            sides = {
                _side(classes[i]) if 0 <= i < len(classes) else base
                for i in (run.start - 1, run.stop)
            }
            classes[run.start : run.stop] = [
                sides.pop() if len(sides) == 1 else base
            ] * len(run)


def _side(resolved: str) -> str:
    return "R" if resolved in _NUMBERS else resolved


def _runs(
    classes: Sequence[str], wanted: frozenset[str]
) -> Iterator[tuple[bool, range]]:
    """Yield the runs of those that are wanted, and of those that are not."""
    flags = [one in wanted for one in classes]
    start = 0
    for flag, run in groupby(flags):
        end = start + len(list(run))
        yield flag, range(start, end)
        start = end
