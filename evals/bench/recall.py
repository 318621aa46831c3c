"""How many of the truly nearest chunks the index of vectors finds."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.app import Services
from evals.bench.timing import Line
from evals.cases import Case
from vectorstore.catalogue.columns import read_columns
from vectorstore.catalogue.material import read_vectors
from vectorstore.embeddings.languages import language_steps, stepped
from vectorstore.records import Record

GOAL = 0.98
FEW, MANY = 10, 100
SAME = 1e-5
"""Cosines that differ by less are those of equal texts: either may be found."""


class RecallBench(Record):
    """The share of the nearest chunks that is found, the mean over questions."""

    chunks: int
    questions: int
    of_10: float
    of_100: float
    least_of_100: float  # of any question


def measure(services: Services, cases: Sequence[Case]) -> RecallBench:
    """Compare with the cosines of all chunks, for the vectors that a search looks for.

    What a search takes more than ten of is taken here too: the ten are its first.
    """
    library, search = services.library, services.assistant.search_engine
    distinct = list({case.question: case for case in cases}.values())
    embedder = services.assistant.embedder
    _, languages, stored = read_vectors(
        library.engine,
        read_columns(library.engine).documents,
        dimensions=embedder.dimensions,
    )
    vectors = stepped(stored, languages, language_steps(embedder.fingerprint))
    few: list[float] = []
    many: list[float] = []
    for case in distinct:
        understood = search.understand(case.question, language=case.language)
        vector = understood.view.to_find
        near = library.nearest(vector, limit=MANY, readers="staff")
        cosines = vectors @ vector
        found = np.array([cosine for _, cosine in near])
        few.append(share_found(found, cosines, FEW))
        many.append(share_found(found, cosines, MANY))
    return RecallBench(
        chunks=len(vectors),
        questions=len(distinct),
        of_10=float(np.mean(few)),
        of_100=float(np.mean(many)),
        least_of_100=min(many),
    )


def share_found(
    found: NDArray[np.floating], everything: NDArray[np.floating], count: int
) -> float:
    """Return the share of the `count` nearest that is among those found.

    Args:
        found: cosines of what was found.
        everything: cosines of all there is.
        count: how many nearest; fewer where there are no more.
    """
    count = min(count, len(everything))
    if not count:
        return 1.0
    least = np.partition(everything, len(everything) - count)[-count]
    return min(int((found >= least - SAME).sum()), count) / count


def lines(result: RecallBench) -> list[Line]:
    """Return the result for people."""
    return [
        Line(
            what=f"nearest of {result.chunks} chunks against exact search, "
            f"{result.questions} questions",
            measured=f"recall@{FEW} {result.of_10:.4f}, recall@{MANY} "
            f"{result.of_100:.4f} (least {result.least_of_100:.2f})",
            goal=f"recall@{FEW} at least {GOAL}",
            met=result.of_10 >= GOAL,
        )
    ]
