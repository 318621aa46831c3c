"""Answerable questions asked of a library that lost their sources.

All that lies near stays, so a refusal is right and hard: the best test of refusing that
needs no invented question.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evals.cases import Case, Kind
from evals.copies import copied_without
from evals.holdings import Held
from evals.outcomes import Asks, ask_all
from evals.product import Product
from evals.refusals import Trial
from vectorstore.embeddings.protocol import Embedder

FOLDS = 2
"""Removing the sources of all questions at once would empty some subjects."""


def ask_without_gold(
    cases: Sequence[Case],
    home: Path,
    *,
    held: Mapping[str, Held],
    embedder: Embedder,
    product: Callable[[Path], Asks] = Product,
) -> tuple[Trial, ...]:
    """Ask each answerable question of a copy of a home without its gold sources.

    Args:
        cases: all questions; those without gold are left out.
        home: which nobody owns meanwhile; it stays as it is.
        held: its documents by path.
        embedder: that filled it.
        product: gives what is asked on a home.

    Raises:
        ProductFailed: a command of the product failed.
        VectorstoreError: the copy cannot be opened.
    """
    answerable = [case for case in cases if case.kind is Kind.ANSWERABLE]
    trials: list[Trial] = []
    for fold in range(FOLDS):
        own = answerable[fold::FOLDS]
        if not own:
            continue
        gold = {path for case in own for path in case.gold if path in held}
        removed = sorted(held[path].id for path in gold)
        with copied_without(home, removed, embedder) as copy:
            searches, replies = ask_all(product(copy), own)
        trials += [
            Trial(
                language=case.language,
                answerable=False,
                refused=reply.kind != "answer",
                strength=search.evidence,
            )
            for case, search, reply in zip(own, searches, replies, strict=True)
        ]
    return tuple(trials)
