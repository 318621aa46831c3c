"""What a long need looks for: its beginning, and the sentences that tell most.

Reading a text takes time for each of its words, and the vector of a long one blurs. So
what is embedded and looked up has a length that does not grow with the need.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vectorstore.records import Span
from vectorstore.sentences import count_letters
from vectorstore.text.normalization import terms
from vectorstore.text.sentences import split_sentences

LONGEST = 1_200
"""Letters of a need that are looked for, some 300 tokens: enough for a paragraph."""
BEGINNING = 0.5
"""Share of them that its first sentences may take, whatever they tell."""
LOOKED_AT = 200
"""Sentences behind the beginning that are weighed, evenly spread if there are more."""

Rarity = Callable[[Sequence[str]], Sequence[float]]
"""Tells how rare each of some terms is in what may be found."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What is looked for by a need."""

    text: str
    is_cut: bool  # it is not all of the need


def gist(text: str, language: str, rarity: Rarity) -> Gist:
    """Return the whole of a need, or of a long one the sentences that tell most.

    In the order of the text. A sentence tells by the rare words that it alone holds.

    Args:
        text: the whole need.
        language: of its words.
        rarity: of words in what may be found.
    """
    if count_letters(text) <= LONGEST:
        return Gist(text, False)
    spans = split_sentences(text, language)
    kept = _beginning(text, spans)
    room = LONGEST - sum(count_letters(text[a:b]) for a, b in kept)
    behind = _spread(spans[len(kept) :])
    told = [frozenset(terms(text[a:b], language)) for a, b in behind]
    every = sorted(frozenset[str]().union(*told))
    worth = dict(zip(every, rarity(every), strict=True))
    said = frozenset(one for a, b in kept for one in terms(text[a:b], language))

    def tells(span: Span) -> float:
        return sum(worth[one] for one in left[span] - said)

    left: dict[Span, frozenset[str]] = dict(zip(behind, told, strict=True))
    sizes = {(a, b): max(count_letters(text[a:b]), 1) for a, b in behind}
    while True:
        small = [span for span in left if sizes[span] <= room]
        if not small:
            break
        # Spans are in order, and of equal ones the first is taken.
        best = max(small, key=lambda span: tells(span) / sizes[span])
        if not tells(best):
            break
        kept.append(best)
        room -= sizes[best]
        said |= left.pop(best)
    return Gist(" ".join(text[a:b] for a, b in sorted(kept)), True)


def _beginning(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the first sentences, the first one cut where it is too long itself."""
    kept: list[Span] = []
    room = BEGINNING * LONGEST
    for start, end in spans:
        size = count_letters(text[start:end])
        if size > room:
            break
        kept.append((start, end))
        room -= size
    if kept or not spans:
        return kept
    start, end = spans[0]
    share = room / count_letters(text[start:end])
    return [(start, start + int(share * (end - start)))]


def _spread(spans: Sequence[Span]) -> list[Span]:
    step = max(1, -(-len(spans) // LOOKED_AT))
    return list(spans[::step])
