"""Suite `answers`: are the sources found, quoted and cited, and is the rest refused?"""

from collections.abc import Mapping, Sequence

from evals.beside import Beside, Plain, beside
from evals.cases import Case, Kind
from evals.metrics import Share, share
from evals.outcomes import Asks, Outcome, Shows, outcomes_of
from evals.ranks import Ranks, ranks, within
from evals.refusals import Refusals, Trial, refusals
from evals.versus import Versus, versus
from vectorstore.records import Record

TOTAL = "all"
SAME = "same language"
ACROSS = "other language"
WRITTEN = "hard: written"
REMOVED = "hard: gold removed"
HARD = "hard: both"
NEAR = "near"
EASY = "easy"
OFF_TOPIC = "off topic"


class Row(Record):
    """The measures of one language, or of all."""

    language: str
    answerable: int
    recall_1: Share
    recall_5: Share
    answered: Share  # of the answerable
    words_in_best: Share  # of the answerable: the first three quotes hold the answer
    words_quoted: Share  # of the answerable: a refusal quotes nothing
    gold_cited: Share  # of the answerable
    hard_refused: Share
    easy_refused: Share  # a notice counts: nothing was claimed
    readable: Share  # quotes in the question's language
    readable_own: Share  # the same, where a gold source is in that language
    citations_exact: Share
    claims_uncited: int
    language_right: Share


class PairRanks(Record):
    """Finding for questions in one language whose sources are in another."""

    question: str
    document: str
    ranks: Ranks


class Answers(Record):
    """The whole suite."""

    rows: tuple[Row, ...]  # a row a language, in alphabetical order; the last is all
    pairs: tuple[PairRanks, ...]  # the last three: same language, other, all
    refusals: tuple[Refusals, ...]
    baseline: tuple[Versus, ...] = ()  # none: it was not asked
    beside: Beside | None = None  # quotes and refusals beside the baseline's
    outcomes: tuple[Outcome, ...] = ()  # left out of what is kept

    @property
    def kept(self) -> "Answers":
        """The measures without what came of each question."""
        return self.model_copy(update={"outcomes": ()})


def measure(
    product: Asks,
    server: Shows,
    cases: Sequence[Case],
    *,
    languages: Mapping[str, str] | None = None,
    removed: Sequence[Trial] = (),
    others: Mapping[str, Plain] | None = None,
) -> Answers:
    """Ask every question, open every citation, and count.

    Args:
        product: which is asked.
        server: where cited documents are read.
        cases: the questions.
        languages: of the sources, by path.
        removed: what came of questions whose sources were taken out.
        others: what came of every question in the baseline, by id.
    """
    outcomes = outcomes_of(product, server, cases, languages or {})
    return Answers(
        rows=_rows(outcomes),
        pairs=_pairs(outcomes),
        refusals=_refusals(outcomes, removed),
        baseline=_against(outcomes, others) if others is not None else (),
        beside=_beside(outcomes, removed, others) if others is not None else None,
        outcomes=outcomes,
    )


def _rows(outcomes: Sequence[Outcome]) -> tuple[Row, ...]:
    languages = sorted({outcome.language for outcome in outcomes})
    rows = [
        _row(name, [o for o in outcomes if o.language == name]) for name in languages
    ]
    return (*rows, _row(TOTAL, outcomes))


def _row(language: str, outcomes: Sequence[Outcome]) -> Row:
    gold = [o for o in outcomes if o.kind is Kind.ANSWERABLE]
    found = [o.found_at for o in gold]
    return Row(
        language=language,
        answerable=len(gold),
        recall_1=within(found, 1),
        recall_5=within(found, 5),
        answered=share([o.replied == "answer" for o in gold]),
        words_in_best=share([o.best_hold_words for o in gold]),
        words_quoted=share([o.quotes_hold_words for o in gold]),
        gold_cited=share([o.cites_gold for o in gold]),
        hard_refused=_refused(outcomes, Kind.HARD),
        easy_refused=_refused(outcomes, Kind.EASY),
        readable=_readable(outcomes),
        readable_own=_readable([o for o in gold if o.gold_language == o.language]),
        citations_exact=Share(
            hits=sum(o.citations_exact for o in outcomes),
            of=sum(o.citations for o in outcomes),
        ),
        claims_uncited=sum(o.uncited_claims for o in outcomes),
        language_right=share([o.reply_language == o.language for o in outcomes]),
    )


def _refused(outcomes: Sequence[Outcome], kind: Kind) -> Share:
    return share([o.replied != "answer" for o in outcomes if o.kind is kind])


def _readable(outcomes: Sequence[Outcome]) -> Share:
    return Share(
        hits=sum(o.citations_readable for o in outcomes),
        of=sum(o.citations for o in outcomes),
    )


def _pairs(outcomes: Sequence[Outcome]) -> tuple[PairRanks, ...]:
    gold = [o for o in outcomes if o.kind is Kind.ANSWERABLE and o.gold_language]
    by_pair: dict[tuple[str, str], list[int | None]] = {}
    for o in gold:
        by_pair.setdefault((o.language, str(o.gold_language)), []).append(o.found_at)
    rows = [
        PairRanks(question=asked, document=written, ranks=ranks(found))
        for (asked, written), found in sorted(by_pair.items())
    ]
    rows += [
        PairRanks(question=TOTAL, document=name, ranks=ranks([o.found_at for o in own]))
        for name, own in _classes(gold)
    ]
    return tuple(rows)


def _classes(gold: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    return [
        (SAME, [o for o in gold if o.gold_language == o.language]),
        (ACROSS, [o for o in gold if o.gold_language != o.language]),
        (TOTAL, list(gold)),
    ]


def _refusals(
    outcomes: Sequence[Outcome], removed: Sequence[Trial]
) -> tuple[Refusals, ...]:
    fair, written, near, easy, off_topic = (
        [o.trial for o in outcomes if o.kind is kind]
        for kind in (
            Kind.ANSWERABLE,
            Kind.HARD,
            Kind.NEAR,
            Kind.EASY,
            Kind.OFF_TOPIC,
        )
    )
    groups = {
        WRITTEN: written,
        REMOVED: list(removed),
        NEAR: near,
        EASY: easy,
        OFF_TOPIC: off_topic,
    }
    if removed:
        groups[HARD] = [*written, *removed]
    return tuple(
        row
        for name, foul in groups.items()
        if foul
        for row in refusals(name, fair, foul, everything=TOTAL)
    )


def _against(
    outcomes: Sequence[Outcome], others: Mapping[str, Plain]
) -> tuple[Versus, ...]:
    gold = [o for o in outcomes if o.id in others and o.gold_language]
    return tuple(
        versus(name, [o.found_at for o in own], [others[o.id].found_at for o in own])
        for name, own in _classes(gold)
    )


def _beside(
    outcomes: Sequence[Outcome],
    removed: Sequence[Trial],
    others: Mapping[str, Plain],
) -> Beside:
    """Compare quotes and refusals with the baseline's, group by group."""
    plain = list(others.values())
    kinds = {WRITTEN: Kind.HARD, NEAR: Kind.NEAR, EASY: Kind.EASY}
    groups = {
        name: (
            [o.trial for o in outcomes if o.kind is kind],
            [one for one in plain if one.kind is kind],
        )
        for name, kind in {**kinds, OFF_TOPIC: Kind.OFF_TOPIC}.items()
    }
    groups[REMOVED] = (
        list(removed),
        [one for one in plain if one.kind is Kind.ANSWERABLE],
    )
    return beside(outcomes, others, groups, everything=TOTAL)
