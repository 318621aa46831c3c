"""Somebody of a claim who stands for another one of its passage.

Each word of a claim behind the name of whoever does it must stand behind the same name
in the passage, in the same part of a sentence; and whoever something goes to, or comes
from, must be the same. Across languages only numbers and acts are such words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.support.acts import Anchor, ways_of_acts
from assistant.support.clauses import Clause, Told


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Somebody of a claim, and who stands in that place in the passage."""

    claimed: str
    said: str


def misplaced(
    claim: Told, passage: Sequence[Told], *, same_language: bool
) -> Misplaced | None:
    """Return somebody of a claim who stands for another one of its passage."""
    for clause in claim.clauses:
        for own, theirs in _compared(clause, passage, same_language=same_language):
            written = {a.key: a.written for o in (*passage, claim) for a in o.actors}
            return Misplaced(
                claimed=written.get(own, own), said=written.get(theirs, theirs)
            )
    return None


def _compared(
    own: Clause, passage: Sequence[Told], *, same_language: bool
) -> Iterator[tuple[str, str]]:
    named = frozenset[str]().union(*(one.keys for one in passage))
    doers = sorted(own.doers & named) if len(own.doers) == 1 else []
    if not doers and not _way_of(own):
        return
    clauses = [clause for one in passage for clause in one.clauses]
    for doer in doers:
        other = _other_doer(doer, own, clauses, same_language=same_language)
        if other is not None:
            yield doer, other
    yield from _other_ways(own, clauses)


def _other_doer(
    doer: str, own: Clause, clauses: Sequence[Clause], *, same_language: bool
) -> str | None:
    """Return who does in a passage what a clause says of somebody else."""
    against: dict[str, int] = {}
    for_it = votes = 0
    beside = False
    for anchor in own.anchors:
        there = [
            (clause, found)
            for clause in clauses
            if clause.doers
            for found in clause.anchors
            if not found.forms.isdisjoint(anchor.forms)
        ]
        if not there:
            continue
        if any(clause.may_be_of(doer) for clause, _ in there):
            for_it += 1
            continue
        if _opposite_ways(anchor, there):
            return None
        votes += 1
        beside |= anchor.act != "" and any(f.act == anchor.act for _, f in there)
        for clause, _ in there:
            for other in clause.doers:
                against[other] = against.get(other, 0) + 1
    needed = 2 if same_language and not beside else 1
    if votes < needed or votes <= for_it or not against:
        return None
    return max(sorted(against), key=lambda other: against[other])


def _opposite_ways(anchor: Anchor, there: Sequence[tuple[Clause, Anchor]]) -> bool:
    way = ways_of_acts().get(anchor.act, "")
    return bool(way) and any(ways_of_acts().get(f.act, way) != way for _, f in there)


def _other_ways(own: Clause, clauses: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    """Yield who gets or has what in a clause, and who does in the passage."""
    way = _way_of(own)
    if not way:
        return
    mine = {form for anchor in own.anchors if not anchor.act for form in anchor.forms}
    numbers = {f for a in own.anchors if a.is_number for f in a.forms}
    for clause in clauses:
        theirs = _way_of(clause)
        if not theirs:
            continue
        shared = [a for a in clause.anchors if not a.act and a.forms & mine]
        if not shared or (numbers and not any(a.forms & numbers for a in shared)):
            continue
        for one, other in (
            (own.getting(way), clause.getting(theirs)),
            (own.having(way), clause.having(theirs)),
        ):
            places = clause.getting(theirs) | clause.having(theirs)
            if len(one) == 1 and other and one.isdisjoint(other) and one & places:
                yield next(iter(one)), min(other)


def _way_of(clause: Clause) -> str:
    ways = {
        ways_of_acts().get(anchor.act, "") for anchor in clause.anchors if anchor.act
    }
    ways.discard("")
    return ways.pop() if len(ways) == 1 else ""
