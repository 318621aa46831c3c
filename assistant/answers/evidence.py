"""Whether the sources answer at all: one number from several signals.

A retrieval score alone cannot tell: something is always nearest. What tells better is
how far the best passage stands out from those behind it, whether the countries,
numbers and names of the question are in what was found, and whether the best passages
are of its subject at all: by their tokens and their vectors. In texts of one subject
all are, the one that answers hardly more than its neighbours, so of these two only what
is less than usual counts.

The weights are fitted on development questions by `python -m evals.calibrate`, which
says how; decisions 0010 and 0032 have the measures.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from vectorstore.records import Passage, Record
from vectorstore.text.asked import COUNTRY, AskedWord, index_terms

FILE = "evidence.json"
COMPARED = slice(5, 15)
"""Ranks whose passages are taken for merely near, from 0."""
ASSUMED_NEAR = 1.25
"""Least score of a merely near passage: a small library has none that are nearer."""
LOOKED_AT = 3
"""The best passages: what they hold of the question is looked at."""


class Signals(Record):
    """What tells whether passages answer. Scores are in standard deviations."""

    stands_out: float  # the best passage's score above the mean of merely near ones
    best: float  # the best passage's score
    similarity: float  # mean cosine of the best with the question
    held: float  # mean cosine of the question's tokens with the best
    countries_missing: float  # of the question's countries, how many no passage names
    numbers_missing: float
    names_missing: float  # of its other names


class Weighing(Record):
    """How signals are added up to log odds."""

    weights: Signals
    most: Mapping[str, float] = {}  # of some signals: what is above counts as this
    intercept: float
    enough: float  # log odds from which the sources are held to answer
    cases: int  # that it was fitted on

    def evidence(self, signals: Signals) -> float:
        """Return how far above what is enough the signals are; below zero, refuse."""
        odds = self.intercept
        for name, weight in self.weights:
            odds += weight * min(getattr(signals, name), self.most.get(name, math.inf))
        return odds - self.enough


class Calibration(Record):
    """The weighing of each language that had enough cases, and that of all.

    Another model's cosines lie elsewhere, so what is not measured against unrelated
    text tells nothing there: the weighing of any model goes without.
    """

    pooled: Weighing
    languages: Mapping[str, Weighing]
    any_model: Weighing

    def weighing(self, language: str, signals: Signals) -> Weighing:
        """Return the weighing for questions in a language, by what is known."""
        if not signals.held:
            return self.any_model
        return self.languages.get(language, self.pooled)

    def evidence(self, language: str, signals: Signals) -> float:
        """Return how far above what is enough the signals are; below zero, refuse."""
        return self.weighing(language, signals).evidence(signals)


@cache
def calibration() -> Calibration:
    """Return the calibration that comes with the program."""
    source = files("assistant.answers") / FILE
    return Calibration.model_validate_json(source.read_bytes())


def evidence(
    asked: Sequence[AskedWord], passages: Sequence[Passage], *, language: str
) -> float:
    """Return how strongly passages suggest that they answer: above zero, enough.

    Args:
        asked: the words of the question.
        passages: best first; fifteen at least, where the library has them.
        language: of the question.
    """
    return calibration().evidence(language, signals(asked, passages))


def signals(asked: Sequence[AskedWord], passages: Sequence[Passage]) -> Signals:
    """Return what tells whether passages answer a question.

    Args:
        asked: the words of the question.
        passages: best first; fifteen at least, where the library has them.
    """
    best = passages[0].score if passages else 0.0
    behind = [max(passage.score, ASSUMED_NEAR) for passage in passages[COMPARED]]
    wanted = COMPARED.stop - COMPARED.start
    behind += [ASSUMED_NEAR] * (wanted - len(behind))
    nearest = passages[:LOOKED_AT]
    held = [passage.held for passage in nearest if passage.held is not None]
    missing = missing_names(asked, passages)
    countries = sum(word.country is not None for word in missing)
    numbers = sum(word.is_number for word in missing)
    return Signals(
        stands_out=best - sum(behind) / wanted,
        best=best,
        similarity=sum(p.similarity for p in nearest) / max(len(nearest), 1),
        held=sum(held) / max(len(held), 1),
        countries_missing=countries,
        numbers_missing=numbers,
        names_missing=len(missing) - countries - numbers,
    )


def missing_names(
    asked: Sequence[AskedWord], passages: Sequence[Passage]
) -> list[AskedWord]:
    """Return the names and numbers of a question that the best passages lack."""
    return names_beyond(asked, passages[:LOOKED_AT])


def names_beyond(
    asked: Sequence[AskedWord], passages: Sequence[Passage]
) -> list[AskedWord]:
    """Return the names and numbers of a question that no passage holds."""
    held = frozenset[str]().union(*map(_terms, passages))
    return [word for word in asked if word.is_name and word.forms.isdisjoint(held)]


def _terms(passage: Passage) -> frozenset[str]:
    """Return what a passage is found by, with its title, place and date."""
    chunk, published = passage.chunk, passage.provenance.published
    # The place of an item often is its number: "targets.yml#3-4".
    place = (passage.path or "").rpartition("#")[2].replace("-", ".")
    day = (published or "").replace("-", " ")
    told = (passage.title, *chunk.headings, chunk.text, place, day)
    countries = {f"{COUNTRY}{code}" for code in passage.facets.countries}
    return frozenset(index_terms("\n".join(told), chunk.language)) | countries
