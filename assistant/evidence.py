"""Whether the sources answer at all: one number from several signs.

A retrieval score alone cannot tell: something is always nearest. What tells better is
how far the best passage stands out from those behind it, and whether the numbers of the
question, such as its year, are in what was found.
"""

from collections.abc import Sequence

import regex

from vectorstore.records import Passage

COMPARED = slice(5, 15)
"""Ranks whose passages are taken for merely near, from 0."""
ASSUMED_NEAR = 1.25
"""Least score of a merely near passage: a small library has none that are nearer."""
LEVEL_WEIGHT = 0.2
"""Weight of the best passage's own score beside how far it stands out."""
MISSING_NUMBER = 0.8
"""What it costs that a number of the question is nowhere in the best passages."""
LOOKED_AT = 3
"""Passages in which the question's numbers are looked for."""
ENOUGH = 1.5
"""Evidence from which the sources are held to answer.

Chosen on the development half of evals/suites, over the whole index and over the
starter library alone: high enough to refuse most of what is absent, low enough to
answer three questions of four.
"""

_NUMBER = regex.compile(r"\p{N}+(?:[.,'’ \u00a0\u202f]\p{N}{3})*(?:[.,]\p{N}+)*")
_SEPARATOR = regex.compile(r"[.,'’ \u00a0\u202f](?=\p{N}{3}(?!\p{N}))")


def evidence(question: str, passages: Sequence[Passage]) -> float:
    """Return how strongly passages, best first, suggest that they answer a question.

    In standard deviations, about 0 to 6. At least fifteen passages should be given
    where the library has them.
    """
    if not passages:
        return 0.0
    best = passages[0].score
    behind = [max(passage.score, ASSUMED_NEAR) for passage in passages[COMPARED]]
    wanted = COMPARED.stop - COMPARED.start
    behind += [ASSUMED_NEAR] * (wanted - len(behind))
    stands_out = best - sum(behind) / wanted
    return (
        stands_out
        + LEVEL_WEIGHT * best
        - (MISSING_NUMBER if _misses_a_number(question, passages) else 0.0)
    )


def _misses_a_number(question: str, passages: Sequence[Passage]) -> bool:
    asked = {number for number in _numbers(question) if len(number) > 1}
    if not asked:
        return False
    found: set[str] = set()
    for passage in passages[:LOOKED_AT]:
        origin = passage.provenance
        found |= _numbers(f"{passage.title}\n{passage.chunk.text}\n{origin.published}")
        found |= _numbers((passage.path or "").rpartition("#")[2].replace("-", "."))
    return not asked <= found


def _numbers(text: str) -> set[str]:
    """Return the numbers in a text, digits of thousands together, dates in parts."""
    return {_SEPARATOR.sub("", match) for match in _NUMBER.findall(text)}
