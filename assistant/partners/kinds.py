"""Which kinds of cooperation a text is about, and a record with what its source codes.

Words are those of seven languages (`words.toml`). Codes are of IATI's lists AidType and
FinanceType, 2.03: a plain grant (110) and project aid (C01) say no kind.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import get_args

from assistant.partners.proposals import CooperationKind
from vectorstore.records import COOPERATION, POSTED

KINDS: tuple[CooperationKind, ...] = (
    "public-private",
    "training",
    "technology",
    "financial",
    "technical",
)
"""The first of them that most words are about is that of a text."""
_OF_AID: Mapping[str, CooperationKind] = {
    **dict.fromkeys(("A01", "A02", "B01", "B02", "B03", "B04", "F01"), "financial"),
    **dict.fromkeys(("D01", "D02"), "technical"),
    **dict.fromkeys(("E01", "E02"), "training"),
}
_LOANS_AND_EQUITY = re.compile(r"[345]\d\d|1100")
_LABEL = re.compile(r"^[^:\n]{1,40}: ", re.M)
"""What a line of fields begins with: "Funding agency: …" is no word of funding."""
_BOUNDARY = r"\b"
_BETWEEN = re.compile(r"[\s;,|]+")


def patterns(what: str) -> Mapping[str, re.Pattern[str]]:
    """Return the patterns of a table of `words.toml`, by what they stand for."""
    return {name: re.compile("|".join(some), re.I) for name, some in _words()[what]}


def kind_patterns() -> Mapping[str, str]:
    """Return a pattern of the words of each kind, for texts in small letters."""
    return {name: found.pattern for name, found in _kinds().items()}


def kind_sought(
    text: str, *, refused: Collection[CooperationKind] = ()
) -> CooperationKind | None:
    """Return the kind of cooperation that most words are about; None: no word is.

    Args:
        text: of the need, without what it leaves out.
        refused: the kinds that it says it does not want.
    """
    lowered = text.lower()
    counts = {
        kind: 0 if kind in refused else len(_kinds()[kind].findall(lowered))
        for kind in KINDS
    }
    best = max(KINDS, key=lambda kind: counts[kind])
    return best if counts[best] else None


def kinds_told(
    text: str, details: Mapping[str, str], *, kind: str | None
) -> frozenset[str]:
    """Return the kinds that a record is of, by its words and its source's codes.

    A need or an offer that states its kind is of that one alone.

    Args:
        text: of the record.
        details: its source's own fields.
        kind: of record.
    """
    stated = details.get(COOPERATION, "")
    if kind in POSTED and stated in get_args(CooperationKind):
        return frozenset({stated})
    return frozenset({*_worded(_LABEL.sub("", text)), *_coded(details)})


def _worded(text: str) -> Iterator[str]:
    lowered = text.lower()
    for kind, pattern in _kinds().items():
        if pattern.search(lowered):
            yield kind


def _coded(details: Mapping[str, str]) -> Iterator[str]:
    for code in _BETWEEN.split(details.get("aid_type", "")):
        if code in _OF_AID:
            yield _OF_AID[code]
    for code in _BETWEEN.split(details.get("finance_type", "")):
        if _LOANS_AND_EQUITY.fullmatch(code):
            yield "financial"


@cache
def _kinds() -> Mapping[str, re.Pattern[str]]:
    """Return the patterns of kinds, for texts in small letters.

    Patterns of whole words stand under one boundary. Both together let a search pass
    over most places by a letter: it takes a fifth of the time.
    """
    return {name: re.compile(_joined(some)) for name, some in _words()["kind"]}


def _joined(some: Sequence[str]) -> str:
    words = [one.removeprefix(_BOUNDARY) for one in some if one.startswith(_BOUNDARY)]
    others = [one for one in some if not one.startswith(_BOUNDARY)]
    return "|".join([rf"{_BOUNDARY}(?:{'|'.join(words)})", *others])


@cache
def _words() -> Mapping[str, list[tuple[str, list[str]]]]:
    path = files("assistant").joinpath("partners/words.toml")
    table: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
        path.read_text("utf-8")
    )
    return {what: list(named.items()) for what, named in table.items()}
