"""What a plain pipeline makes of the same questions, beside the product's measures."""

from collections.abc import Mapping, Sequence

from evals.cases import Kind
from evals.metrics import Discrimination, Share, discrimination, share
from evals.outcomes import Outcome
from evals.refusals import Trial
from vectorstore.records import Record


class Plain(Record):
    """What came of one question in the plain pipeline."""

    language: str
    kind: Kind
    found_at: int | None  # rank of the first gold passage, from 1, within ten
    strength: float | None  # cosine of the nearest passage; None: there is none
    strength_without: float | None  # the same with the gold passages left out
    best_hold_words: bool  # its first sentences hold every group of answer words


class QuotesBeside(Record):
    """The answer's words in the first quotes, and in a plain pipeline's sentences."""

    language: str
    product: Share
    baseline: Share


class RefusalsBeside(Record):
    """Telling the unanswerable: by the product's evidence, by the nearest cosine."""

    group: str  # which questions are unanswerable
    unanswerable: int
    product: Discrimination
    baseline: Discrimination


class Beside(Record):
    """The product and the plain pipeline on the same questions."""

    quotes: tuple[QuotesBeside, ...]  # a row a language; the last is all
    refusals: tuple[RefusalsBeside, ...]


def beside(
    outcomes: Sequence[Outcome],
    plain: Mapping[str, Plain],
    groups: Mapping[str, tuple[Sequence[Trial], Sequence[Plain]]],
    *,
    everything: str,
) -> Beside:
    """Compare quotes and refusals.

    Args:
        outcomes: what came of the product's questions.
        plain: what came of the same in the pipeline, by id.
        groups: the unanswerable questions of each kind, as either saw them; where the
            sources were taken out, the pipeline's count by `strength_without`.
        everything: what the last row of quotes is called.
    """
    gold = [o for o in outcomes if o.kind is Kind.ANSWERABLE and o.id in plain]
    languages = sorted({outcome.language for outcome in gold})
    rows = [
        _quotes(name, [o for o in gold if o.language == name], plain)
        for name in languages
    ]
    fair = [o.strength for o in gold]
    fair_plain = [plain[o.id].strength for o in gold]
    told = (
        _refusals(
            name,
            (fair, [trial.strength for trial in ours]),
            (fair_plain, [_strength(one) for one in theirs]),
        )
        for name, (ours, theirs) in groups.items()
    )
    return Beside(
        quotes=(*rows, _quotes(everything, gold, plain)),
        refusals=tuple(row for row in told if row is not None),
    )


def _quotes(
    language: str, gold: Sequence[Outcome], plain: Mapping[str, Plain]
) -> QuotesBeside:
    return QuotesBeside(
        language=language,
        product=share([o.best_hold_words for o in gold]),
        baseline=share([plain[o.id].best_hold_words for o in gold]),
    )


def _strength(one: Plain) -> float | None:
    is_gold = one.kind is Kind.ANSWERABLE
    return one.strength_without if is_gold else one.strength


Sides = tuple[Sequence[float | None], Sequence[float | None]]
"""Strengths of the answerable, and of the unanswerable."""


def _refusals(group: str, ours: Sides, theirs: Sides) -> RefusalsBeside | None:
    product, baseline = _told(ours), _told(theirs)
    if product is None or baseline is None:
        return None
    return RefusalsBeside(
        group=group, unanswerable=len(ours[1]), product=product, baseline=baseline
    )


def _told(sides: Sides) -> Discrimination | None:
    ups, downs = ([s for s in side if s is not None] for side in sides)
    return discrimination(ups, downs) if ups and downs else None
