"""Suite `support`: does a verdict tell the claims that a passage carries from others?

Within a language and across languages apart, and for each way in which a claim can be
unsupported. As many claims are taken to be supported as not, whatever their number.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from assistant.replies import Verdict
from assistant.support.agreement import compare
from assistant.support.statements import Source, Statement
from assistant.support.verdicts import (
    Calibration,
    Judged,
    Signals,
    calibration,
    judge,
    signals,
)
from assistant.support.windows import best_window
from evals.attribution import attribution_pairs
from evals.cases import Split
from evals.copies import opened
from evals.metrics import Discrimination, Share, discrimination, share
from evals.support_pairs import (
    APART,
    Kind,
    Origin,
    Pair,
    hand_pairs,
    parallel_pairs,
)
from vectorstore.background import View
from vectorstore.embeddings.protocol import Embedder
from vectorstore.records import Record
from vectorstore.search import Search, Understood

PRECISION = 0.95

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A pair as the product sees it."""

    pair: Pair
    statement: Statement
    source: Source

    @property
    def signals(self) -> Signals:
        """What tells whether the passage carries the claim."""
        window = best_window(self.statement, self.source)
        return signals(window, compare(self.statement, self.source, window))


class KindResult(Record):
    """How well claims of one kind are told from supported ones."""

    kind: str
    pairs: int
    found: Discrimination | None
    let_pass: Share  # given the verdict `supported`


class Group(Record):
    """Pairs of one sort."""

    name: str
    supported: int
    unsupported: int
    found: Discrimination | None  # all kinds together
    recall: float | None  # of `supported`, where its precision is 95 % at best
    precision: float | None  # of the verdict, with as many of either side
    given: Share  # of the supported: the verdict `supported`
    left_out: Share  # of the supported: the verdict `unsupported`
    kinds: tuple[KindResult, ...]
    languages: Mapping[str, Discrimination]  # of the claim


class Support(Record):
    """The whole suite."""

    groups: tuple[Group, ...]
    span_right: Share  # of the supported by hand: the span holds the words that carry
    span_letters: float  # mean share of the passage that the span is
    ms_a_claim: float  # median, beyond embedding


def see(
    home: Path,
    corpus: Path | None,
    embedder: Embedder,
    split: Split,
    *,
    say: Say,
    judged: Path | None = None,
) -> list[Seen]:
    """Return the pairs of a split as the product sees them.

    Args:
        home: that holds the starter library.
        corpus: the folder of parallel texts.
        embedder: that filled the home.
        split: of the claims and texts.
        say: hears what is going on.
        judged: a file of judgements to report on besides.

    Raises:
        BadSuite: a claim's passage is not in the home.
        VectorstoreError: the home cannot be opened.
    """
    with opened(home, embedder) as library:
        search = Search(library, embedder)
        pairs = hand_pairs(home, library, split)
        if corpus is not None:
            pairs += parallel_pairs(corpus, embedder, split)
        if judged is not None:
            pairs += attribution_pairs(judged, embedder)
        say(f"{len(pairs)} pairs of a claim and a passage")
        return list(_seen(pairs, search))


def _seen(pairs: Sequence[Pair], search: Search) -> Iterator[Seen]:
    @cache
    def understand(text: str, language: str) -> Understood:
        return search.understand(text, language=language)

    @cache
    def views(texts: tuple[str, ...], language: str) -> Mapping[str, View]:
        return dict(zip(texts, search.views(texts, language=language), strict=True))

    for pair in pairs:
        cited, language = pair.cited, pair.language
        understood = understand(pair.claim, language)
        statement = Statement.of(pair.claim, language=language, understood=understood)
        pieces = statement.piece_texts if pair.across else ()
        source = Source.of(
            cited.text,
            context=(cited.title, *cited.headings),
            language=cited.language,
            divided=cited.sentences,
            understood=understood,
            pieces=partial(views, pieces, language),
        )
        yield Seen(pair=pair, statement=statement, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    pair: Pair
    judged: Judged


def measure(seen: Sequence[Seen], *, by: Calibration | None = None) -> Support:
    """Judge the pairs and tell how well the verdicts do."""
    by = by or calibration()
    took: list[float] = []
    scored: list[_Scored] = []
    for one in seen:
        start = time.perf_counter()
        judged = judge(one.statement, one.source, by=by)
        took.append(1000 * (time.perf_counter() - start))
        scored.append(_Scored(pair=one.pair, judged=judged))
    same = [s for s in scored if not s.pair.across]
    across = [s for s in scored if s.pair.across]
    sorts = {
        "same language": [s for s in same if s.pair.origin is Origin.HAND],
        "same: sentences": [s for s in same if s.pair.origin is Origin.SOURCE],
        "same: English, judged elsewhere": [
            s for s in same if s.pair.origin is Origin.ATTRIBUTION
        ],
        "across: by hand": [s for s in across if s.pair.origin is Origin.HAND],
        "across: parallel": [s for s in across if s.pair.origin is Origin.PARALLEL],
        "across: all": across,
    }
    right, shares = _spans(scored)
    return Support(
        groups=tuple(_group(name, some) for name, some in sorts.items() if some),
        span_right=right,
        span_letters=float(np.mean(shares)) if shares else 0.0,
        ms_a_claim=float(np.median(took)),
    )


def _group(name: str, scored: Sequence[_Scored]) -> Group:
    ups = [s for s in scored if s.pair.supported]
    others = [s for s in scored if not s.pair.supported]
    kinds = {kind: [s for s in others if s.pair.kind is kind] for kind in Kind}
    downs = [s for s in others if s.pair.kind not in APART]
    languages = sorted({s.pair.language for s in scored})
    given = share([s.judged.verdict is Verdict.SUPPORTED for s in ups])
    passed = share([s.judged.verdict is Verdict.SUPPORTED for s in downs])
    return Group(
        name=name,
        supported=len(ups),
        unsupported=len(downs),
        found=_told(ups, downs),
        recall=recall_at(_scores(ups), _scores(downs), precision=PRECISION),
        precision=precision_of(given, passed),
        given=given,
        left_out=share([s.judged.verdict is Verdict.UNSUPPORTED for s in ups]),
        kinds=tuple(
            KindResult(
                kind=kind,
                pairs=len(some),
                found=_told(ups, some),
                let_pass=share([s.judged.verdict is Verdict.SUPPORTED for s in some]),
            )
            for kind, some in kinds.items()
            if some
        ),
        languages={
            language: told
            for language in languages
            if (
                told := _told(
                    [s for s in ups if s.pair.language == language],
                    [s for s in downs if s.pair.language == language],
                )
            )
        },
    )


def _scores(scored: Sequence[_Scored]) -> list[float]:
    return [one.judged.score for one in scored]


def _told(ups: Sequence[_Scored], downs: Sequence[_Scored]) -> Discrimination | None:
    return discrimination(_scores(ups), _scores(downs)) if ups and downs else None


def precision_of(given: Share, passed: Share) -> float | None:
    """Return the precision of a verdict where half of the claims are supported.

    Args:
        given: of the supported claims, those that got it.
        passed: of the unsupported ones, those that got it.
    """
    right, wrong = given.value, passed.value
    if right is None or wrong is None or right + wrong == 0:
        return None
    return right / (right + wrong)


def recall_at(
    ups: Sequence[float], downs: Sequence[float], *, precision: float
) -> float | None:
    """Return the most supported claims that a threshold finds at a precision.

    Half of the claims are taken to be supported. Zero where none is precise enough.
    """
    if not ups or not downs:
        return None
    threshold = threshold_at(ups, downs, precision=precision)
    return 0.0 if threshold is None else float(np.mean(np.array(ups) >= threshold))


def threshold_at(
    ups: Sequence[float], downs: Sequence[float], *, precision: float
) -> float | None:
    """Return the lowest score of a supported claim from which it is precise enough."""
    above = np.sort(np.array(ups, float))
    below = np.sort(np.array(downs, float))
    for threshold in above:
        right = float((above >= threshold).mean())
        wrong = float((below >= threshold).mean())
        if right / (right + wrong) >= precision:
            return float(threshold)
    return None


def _spans(scored: Sequence[_Scored]) -> tuple[Share, list[float]]:
    hits: list[bool] = []
    shares: list[float] = []
    for one in scored:
        by_hand = one.pair.origin is Origin.HAND and one.pair.supported
        if by_hand and one.judged.span:
            start, end = one.judged.span
            told = " ".join(one.pair.cited.text[start:end].split())
            hits.append(one.pair.words in told)
            shares.append((end - start) / len(one.pair.cited.text))
    return share(hits), shares
