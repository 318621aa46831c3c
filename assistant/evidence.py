"""Whether the sources answer at all: one number from several signals.

A retrieval score alone cannot tell: something is always nearest. What tells better is
how far the best passage stands out from those behind it, and whether the countries,
numbers and names of the question are in what was found.

The weights are fitted on development questions by `python -m evals.calibrate`, which
says how; decision 0010 has the measures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

from assistant.replies import PassageView
from vectorstore.records import Passage, Record
from vectorstore.text.asked import COUNTRY, AskedWord, index_terms

FILE = "evidence.json"
COMPARED = slice(5, 15)
"""Ranks whose passages are taken for merely near, from 0."""
ASSUMED_NEAR = 1.25
"""Least score of a merely near passage: a small library has none that are nearer."""
LOOKED_AT = 3
"""Passages in which the question's names are looked for."""


class Signals(Record):
    """What tells whether passages answer. Scores are in standard deviations."""

    stands_out: float  # the best passage's score above the mean of merely near ones
    best: float  # the best passage's score
    countries_missing: float  # of the question's countries, how many no passage names
    numbers_missing: float
    names_missing: float  # of its other names


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage as evidence is judged by."""

    terms: frozenset[str]  # that it is found by, with its title, place and date

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """Look at a passage that search found."""
        chunk, published = passage.chunk, passage.provenance.published
        told = (passage.title, *chunk.headings, chunk.text)
        terms = _terms(told, chunk.language, path=passage.path, published=published)
        countries = {f"{COUNTRY}{code}" for code in passage.facets.countries}
        return cls(terms=terms | countries)

    @classmethod
    def of_view(cls, view: PassageView) -> Self:
        """Look at a passage as the contract shows it."""
        told = (view.title, *view.headings, view.text)
        return cls(
            terms=_terms(told, view.language, path=view.path, published=view.published)
        )


def _terms(
    told: Sequence[str], language: str, *, path: str | None, published: str | None
) -> frozenset[str]:
    # The place of an item often is its number: "targets.yml#3-4".
    place = (path or "").rpartition("#")[2].replace("-", ".")
    day = (published or "").replace("-", " ")
    return frozenset(index_terms("\n".join((*told, place, day)), language))


class Weighing(Record):
    """How signals are added up to log odds."""

    weights: Signals
    intercept: float
    enough: float  # log odds from which the sources are held to answer
    cases: int  # that it was fitted on

    def evidence(self, signals: Signals) -> float:
        """Return how far above what is enough the signals are; below zero, refuse."""
        weights, values = self.weights.model_dump(), signals.model_dump()
        odds = self.intercept + sum(weights[key] * values[key] for key in weights)
        return odds - self.enough


class Calibration(Record):
    """The weighing of each language that had enough cases, and that of all."""

    pooled: Weighing
    languages: Mapping[str, Weighing]

    def weighing(self, language: str) -> Weighing:
        """Return the weighing for questions in a language."""
        return self.languages.get(language, self.pooled)


@cache
def calibration() -> Calibration:
    """Return the calibration that comes with the program."""
    source = files("assistant") / FILE
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
    told = signals(asked, looked_at(passages), scores=[p.score for p in passages])
    return calibration().weighing(language).evidence(told)


def looked_at(passages: Sequence[Passage]) -> list[Found]:
    """Return the passages in which the question's names are looked for."""
    return [Found.of(passage) for passage in passages[:LOOKED_AT]]


def signals(
    asked: Sequence[AskedWord], found: Sequence[Found], *, scores: Sequence[float]
) -> Signals:
    """Return what tells whether passages answer a question.

    Args:
        asked: the words of the question.
        found: the best passages, at most `LOOKED_AT` of which are looked at.
        scores: of all passages, best first.
    """
    best = scores[0] if scores else 0.0
    behind = [max(score, ASSUMED_NEAR) for score in scores[COMPARED]]
    wanted = COMPARED.stop - COMPARED.start
    behind += [ASSUMED_NEAR] * (wanted - len(behind))
    missing = missing_names(asked, found)
    countries = sum(word.country is not None for word in missing)
    numbers = sum(word.is_number for word in missing)
    return Signals(
        stands_out=best - sum(behind) / wanted,
        best=best,
        countries_missing=countries,
        numbers_missing=numbers,
        names_missing=len(missing) - countries - numbers,
    )


def missing_names(
    asked: Sequence[AskedWord], found: Sequence[Found]
) -> list[AskedWord]:
    """Return the names and numbers of a question that the best passages lack."""
    held = frozenset[str]().union(*(one.terms for one in found[:LOOKED_AT]))
    return [word for word in asked if word.is_name and word.forms.isdisjoint(held)]
