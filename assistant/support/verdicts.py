"""The verdict on a claim and a passage: what must agree, then a graded score.

A number, a country, or whether it is denied that the passage says otherwise keeps a
claim from being supported, whatever the score, and so does a part of it that the
passage says nothing of. The rest is weighed: how much of the
claim a few neighbouring sentences hold, how near the nearest of them is, and what is
missing. Within a language words tell most, across languages only nearness and numbers
do, so each is weighed apart.

The weights are fitted on development pairs by `python -m evals.calibrate_support HOME`;
decision 0016 has the measures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.replies import Verdict
from assistant.support.additions import adds_to
from assistant.support.agreement import Agreement, compare
from assistant.support.clauses import told
from assistant.support.dates import dates
from assistant.support.reasons import Reason, reason_of
from assistant.support.statements import Source, Statement
from assistant.support.windows import Window, best_window
from vectorstore.records import Record, Span

FILE = "calibration.json"
MISSING_AT_MOST = 2
"""Facts beyond this number tell nothing more."""

GAP_AT_MOST = 8


class Signals(Record):
    """What tells whether a passage carries a claim."""

    contained: float  # share of the claim's words in the window, by rarity
    near: float  # of the nearest sentence, in standard deviations above chance
    numbers_held: float
    numbers_missing: float
    countries_missing: float
    names_missing: float
    denial_added: float
    denial_dropped: float
    gap: float  # most words of the claim in a row that the window lacks


class Weighing(Record):
    """How signals are added up to log odds, and from where a claim is carried."""

    weights: Signals
    intercept: float
    supported: float  # log odds from which a claim is supported
    partial: float  # log odds from which it is so in part
    cases: int  # that it was fitted on

    def odds(self, signals: Signals) -> float:
        """Return the log odds that a passage carries a claim."""
        weights, values = self.weights.model_dump(), signals.model_dump()
        return self.intercept + sum(weights[key] * values[key] for key in weights)


class Calibration(Record):
    """The weighing within a language, and that across languages."""

    same: Weighing
    across: Weighing

    def weighing(self, statement: Statement, source: Source) -> Weighing:
        """Return the weighing for a claim and a passage."""
        return self.same if statement.language == source.language else self.across


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is said of a claim and one passage."""

    verdict: Verdict
    score: float  # chance that the passage carries it, in [0, 1]
    span: Span | None  # the shortest run of sentences that carries it, in the passage
    reason: Reason
    disagrees: bool  # the passage lacks a fact that must stand in it, or denies it
    gap: int  # most words of the claim in a row that the window lacks, in one language
    adds: bool  # a part says what the passage says nothing of; False: unsupported


@cache
def calibration() -> Calibration:
    """Return the calibration that comes with the program."""
    source = files("assistant.support") / FILE
    return Calibration.model_validate_json(source.read_bytes())


def judge(
    statement: Statement, source: Source, *, by: Calibration | None = None
) -> Judged:
    """Say whether a passage carries a claim, how surely, where, and why."""
    if not source.sentences:
        nothing = Reason(key="nothing")
        return Judged(
            verdict=Verdict.UNSUPPORTED,
            score=0.0,
            span=None,
            reason=nothing,
            disagrees=False,
            gap=0,
            adds=False,
        )
    window = best_window(statement, source)
    agreement = compare(statement, source, window)
    weighing = (by or calibration()).weighing(statement, source)
    odds = weighing.odds(signals(window, agreement))
    # Parts are embedded across languages, so only where they can change the verdict.
    adds = odds >= weighing.partial and adds_to(statement, source) is not None
    kept_from = agreement.disagrees or agreement.doubted or adds
    if odds >= weighing.supported and not kept_from:
        verdict = Verdict.SUPPORTED
    elif odds >= weighing.partial:
        verdict = Verdict.PARTIAL
    else:
        verdict = Verdict.UNSUPPORTED
    return Judged(
        verdict=verdict,
        score=1 / (1 + math.exp(-odds)),
        span=window.span(source),
        reason=reason_of(verdict, agreement),
        disagrees=agreement.disagrees,
        gap=agreement.gap,
        adds=adds,
    )


def may_support(
    statement: Statement, source: Source, *, by: Calibration | None = None
) -> bool:
    """Tell whether a passage could carry a claim; False: `judge` would not say so.

    As if its best window held whatever words and numbers any of its sentences do.
    """
    if not source.sentences:
        return False
    weighing = (by or calibration()).weighing(statement, source)
    terms = source.context_terms.union(*source.terms)
    words = [
        (rarity, not word.forms.isdisjoint(terms))
        for word, rarity in statement.plain_words
    ]
    total = sum(rarity for rarity, _ in words)
    best = Signals(
        contained=sum(r for r, held in words if held) / total if total else 0.0,
        near=float(source.nearness.max()),
        numbers_held=float(min(len(statement.quantities), MISSING_AT_MOST)),
        numbers_missing=0.0,
        countries_missing=0.0,
        names_missing=0.0,
        denial_added=0.0,
        denial_dropped=0.0,
        gap=0.0,
    )
    return weighing.odds(best) >= weighing.supported


def read_ahead(source: Source) -> None:
    """Read what claims are held against, before any is at hand; it is remembered.

    That takes longer than a verdict on a passage that was read.
    """
    language = source.language
    _ = source.terms, source.quantities, source.context_terms, source.context_quantities
    for at, (start, end) in enumerate(source.sentences):
        sentence = source.text[start:end]
        _ = told(sentence, language).clauses, dates(sentence, language)
        _ = source.directions(at), source.trend(at), source.denials(at)


def judge_first(
    statement: Statement, cited: Source, others: Sequence[Source]
) -> tuple[Judged, int | None]:
    """Judge the cited passage, and another where only that one carries the claim.

    Returns:
        What is said, and the index of the other passage; None: of the cited one.
    """
    own = judge(statement, cited)
    if own.verdict is Verdict.SUPPORTED:
        return own, None
    for index, other in enumerate(others):
        judged = judge(statement, other)
        if judged.verdict is Verdict.SUPPORTED:
            return judged, index
    return own, None


def signals(window: Window, agreement: Agreement) -> Signals:
    """Return what tells whether a passage carries a claim."""

    def count(found: float) -> float:
        return float(min(found, MISSING_AT_MOST))

    return Signals(
        contained=window.contained,
        near=window.near,
        numbers_held=count(agreement.numbers_held),
        numbers_missing=count(agreement.weight_of_missing_numbers),
        countries_missing=count(len(agreement.countries_missing)),
        names_missing=count(len(agreement.names_missing)),
        denial_added=float(agreement.denial_added),
        denial_dropped=float(agreement.denial_dropped),
        gap=float(min(agreement.gap, GAP_AT_MOST)),
    )
