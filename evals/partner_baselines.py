"""What proposals are measured against: the simplest ways to rank organizations.

Each ranks those alone that implemented something before, which the product is not told.
"""

import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.partners.view import View
from assistant.partners.word_counts import Postings, bm25
from evals.metrics import SEED
from evals.partner_cases import PartnerCase
from vectorstore.records import Role
from vectorstore.text.languages import detect_question_language
from vectorstore.text.normalization import terms

Numbers = NDArray[np.float64]
Score = Callable[[View, PartnerCase], Numbers]
BM25_TEXT = "BM25 organization text"
_IMPLEMENTING = frozenset({Role.IMPLEMENTING})


def ranked(score: Score, view: View, case: PartnerCase, *, limit: int) -> list[int]:
    """Return the places of the best organizations, best first, ties by place."""
    owners = view.owners_in(_IMPLEMENTING)
    has_done = np.bincount(owners.owners, minlength=owners.count) > 0
    scores = np.where(has_done, score(view, case), -np.inf)
    order = np.lexsort((np.arange(len(scores)), -scores))
    return [int(place) for place in order[:limit] if np.isfinite(scores[place])]


def _random(view: View, case: PartnerCase) -> Numbers:
    chance = random.Random(f"{SEED} {case.id}")
    return np.array([chance.random() for _ in view.organizations])


def _popularity(view: View, _: PartnerCase) -> Numbers:
    return _sum(view, np.ones(len(view.mask)))


def _popularity_there(view: View, case: PartnerCase) -> Numbers:
    """Count projects in the same country and sector; all projects decide ties."""
    alike = [
        float(bool(case.countries.intersection(e.facets.countries))
              and bool(case.sectors & e.sectors))
        for e in view.register.entries
    ]  # fmt: skip
    whole = _popularity(view, case)
    return _sum(view, np.array(alike)) + whole / (1 + whole.max(initial=1.0))


def _nearest_projects(view: View, case: PartnerCase) -> Numbers:
    """Rank by the one project that is nearest."""
    held, lengths = _held(view, case)
    each = bm25(held, lengths=lengths, count=view.count)
    owners = view.owners_in(_IMPLEMENTING)
    found = np.zeros(owners.count)
    np.maximum.at(found, owners.owners, each[owners.rows])
    return found


def _organization_text(view: View, case: PartnerCase) -> Numbers:
    """Rank by all projects of an organization as one text."""
    held, lengths = _held(view, case)
    owners = view.owners_in(_IMPLEMENTING)
    whole = owners.lengths(lengths)
    words = int(held.words.max(initial=0)) + 1
    return bm25(
        owners.together(held, words=words), lengths=whole, count=int((whole > 0).sum())
    )


def _held(view: View, case: PartnerCase) -> tuple[Postings, Numbers]:
    """Return the postings of a need's words in the view, and the lengths of records."""
    register = view.register
    language = detect_question_language(case.need)
    known = register.vocabulary.known(terms(case.need, language))
    held = register.counts.postings(known).within(view.mask)
    return held, np.where(view.mask, register.counts.lengths, 0.0)


def _sum(view: View, values: Numbers) -> Numbers:
    owners = view.owners_in(_IMPLEMENTING)
    return np.bincount(
        owners.owners, weights=values[owners.rows], minlength=owners.count
    ).astype(float)


BASELINES: Mapping[str, Score] = {
    "random": _random,
    "popularity": _popularity,
    "popularity in country and sector": _popularity_there,
    "BM25 nearest projects": _nearest_projects,
    BM25_TEXT: _organization_text,
}


def all_ranked(
    view: View, case: PartnerCase, *, limit: int
) -> Mapping[str, Sequence[int]]:
    """Return what each baseline proposes for a need."""
    return {
        name: ranked(score, view, case, limit=limit)
        for name, score in BASELINES.items()
    }
