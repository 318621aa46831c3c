"""The product beside something else on the same questions."""

from collections.abc import Sequence

from evals.ranks import Difference, Ranks, difference, ranks, reciprocals
from vectorstore.records import Record


class Versus(Record):
    """The product beside the baseline on the same questions."""

    questions: str  # which
    product: Ranks
    baseline: Ranks
    recall_1: Difference | None  # the product's minus the baseline's
    recall_5: Difference | None
    mrr: Difference | None


def versus(
    questions: str, ours: Sequence[int | None], theirs: Sequence[int | None]
) -> Versus:
    """Compare the ranks of the same questions."""
    return Versus(
        questions=questions,
        product=ranks(ours),
        baseline=ranks(theirs),
        recall_1=difference(_hits(ours, 1), _hits(theirs, 1)),
        recall_5=difference(_hits(ours, 5), _hits(theirs, 5)),
        mrr=difference(reciprocals(ours), reciprocals(theirs)),
    )


def _hits(found: Sequence[int | None], depth: int) -> list[float]:
    return [float(rank is not None and rank <= depth) for rank in found]
