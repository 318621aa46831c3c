"""Counting what came of questions."""

from datetime import UTC, datetime

from assistant.replies import (
    Citation,
    Claim,
    PassageView,
    RefusalDetail,
    RefusalReason,
    Reply,
    SearchReply,
    Shown,
    Verdict,
)
from evals.answers import (
    ACROSS,
    EASY,
    HARD,
    REMOVED,
    SAME,
    TOTAL,
    WRITTEN,
    measure,
)
from evals.beside import Plain
from evals.cases import Case, Kind, Split
from evals.model_answers import measure_model
from evals.refusals import Trial

TEXT = "Wells were dug in 2011. The school has 8 class rooms."
WHEN = datetime(2026, 1, 1, tzinfo=UTC).isoformat()


def passage(path, rank=1, score=1.0):
    return PassageView(
        rank=rank,
        score=score,
        chunk_id="c",
        document_id="d",
        title="t",
        uri=None,
        platform="p",
        publisher=None,
        licence=None,
        published=None,
        retrieved_at=WHEN,
        path=path,
        page=None,
        language="en",
        headings=(),
        text=TEXT,
    )


def citation(path, span, quote):
    return Citation(
        marker=1,
        chunk_id="c",
        document_id="d",
        title="t",
        uri=None,
        platform="p",
        publisher=None,
        licence=None,
        published=None,
        retrieved_at=WHEN,
        path=path,
        page=None,
        language="en",
        quote=quote,
        span=span,
        verdict=Verdict.SUPPORTED,
        verdict_reason="verbatim",
    )


def case(name, kind=Kind.ANSWERABLE, language="en"):
    gold = kind is Kind.ANSWERABLE
    return Case(
        id=name,
        split=Split.TEST,
        question="How many?",
        language=language,
        kind=kind,
        gold=("a.md",) if gold else (),
        words=(("8 class rooms",),) if gold else (),
    )


def answer(name, *citations, language="en", cited=(1,)):
    return Reply(
        id=name,
        audit_id="x",
        kind="answer",
        question="How many?",
        language=language,
        mode="quoting",
        text="",
        claims=(Claim(text="…", citations=cited, verdict=Verdict.SUPPORTED),),
        citations=citations,
        took_ms=1,
    )


def refusal(name):
    return Reply(
        id=name,
        audit_id="x",
        kind="refusal",
        question="How many?",
        language="en",
        mode="quoting",
        text="",
        refusal=RefusalDetail(
            reason=RefusalReason.NOT_IN_SOURCES, nearest=(), suggestion=""
        ),
        took_ms=1,
    )


class Recorded:
    """Replies that were given before, and one document."""

    def __init__(self, found, replies):
        self._found = found
        self._replies = replies

    def search(self, asked):
        return tuple(
            SearchReply(
                id=line.id,
                query=line.question,
                language="en",
                took_ms=1,
                evidence=1.0 if p else None,
                passages=p,
            )
            for line, p in zip(asked, self._found, strict=True)
        )

    def ask(self, asked):
        return tuple(self._replies)

    def show(self, identifier):
        return Shown(
            kind="document",
            id=identifier,
            document_id=identifier,
            title="t",
            text=TEXT,
            language="en",
            platform="p",
            publisher=None,
            uri=None,
            path="a.md",
            licence=None,
            published=None,
            retrieved_at=WHEN,
            revision="r",
            pages=None,
            metadata={},
        )


def total(cases, found, replies):
    recorded = Recorded(found, replies)
    rows = measure(recorded, recorded, cases).rows
    assert rows[-1].language == TOTAL
    return rows[-1]


def plain(**told):
    """What came of an answerable question in the baseline."""
    return Plain(
        **{
            "language": "en",
            "kind": Kind.ANSWERABLE,
            "found_at": 1,
            "strength": 0.8,
            "strength_without": 0.7,
            "best_hold_words": False,
        }
        | told
    )


def test_what_a_model_wrote_is_told_apart_from_what_was_quoted():
    right = citation("a.md", (24, 53), TEXT[24:53])
    partly = Claim(text="…", citations=(1,), verdict=Verdict.PARTIAL)
    written = answer("1", right)
    written = written.model_copy(
        update={"mode": "model", "claims": (*written.claims, partly)}
    )
    recorded = Recorded([(), ()], [written, answer("2", right)])

    found = measure_model(
        recorded, recorded, [case("1"), case("2")], model="m", languages={}
    )

    total = found.written[-1]
    assert (total.language, total.by_model.hits, total.by_model.of) == (TOTAL, 1, 2)
    assert (total.supported.hits, total.supported.of) == (1, 2)
    assert found.answers.rows[-1].words_quoted.value == 1
    assert found.kept.answers.outcomes == ()


def test_a_right_answer_counts_everywhere():
    right = citation("a.md", (24, 53), TEXT[24:53])

    row = total([case("1")], [(passage("a.md"),)], [answer("1", right)])

    assert row.recall_1.value == row.recall_5.value == 1
    assert row.words_quoted.value == row.gold_cited.value == 1
    assert row.citations_exact.value == 1
    assert row.claims_uncited == 0
    assert row.language_right.value == 1


def test_gold_in_the_second_place_counts_at_five_only():
    found = (passage("b.md"), passage("a.md", 2))

    row = total([case("1")], [found], [refusal("1")])

    assert row.recall_1.hits == 0
    assert row.recall_5.hits == 1


def test_a_refused_answerable_question_quotes_nothing():
    row = total([case("1")], [(passage("a.md"),)], [refusal("1")])

    assert row.answered.hits == row.words_quoted.hits == row.gold_cited.hits == 0
    assert row.words_quoted.of == 1


def test_a_quote_that_is_not_at_its_span_is_not_exact():
    moved = citation("a.md", (23, 52), TEXT[24:53])

    row = total([case("1")], [()], [answer("1", moved)])

    assert (row.citations_exact.hits, row.citations_exact.of) == (0, 1)


def test_a_claim_whose_marker_has_no_citation_is_counted():
    right = citation("a.md", (24, 53), TEXT[24:53])

    row = total(
        [case("1"), case("2")],
        [(), ()],
        [answer("1", right, cited=(2,)), answer("2", cited=())],
    )

    assert row.claims_uncited == 2


def test_refusals_count_by_kind_and_languages_have_rows():
    cases = [
        case("1", Kind.HARD, "fr"),
        case("2", Kind.EASY, "fr"),
        case("3", Kind.EASY),
    ]
    found = [(passage("b.md", score=0.5),), (), ()]

    result = measure(
        recorded := Recorded(found, [refusal("1"), answer("2"), refusal("3")]),
        recorded,
        cases,
    )

    english, french, everything = result.rows
    assert (english.language, french.language) == ("en", "fr")
    assert (everything.hard_refused.hits, everything.hard_refused.of) == (1, 1)
    assert (everything.easy_refused.hits, everything.easy_refused.of) == (1, 2)
    assert french.language_right.hits == 0
    assert [row.group for row in result.refusals] == [WRITTEN, EASY]
    assert [row.auroc for row in result.refusals] == [None, None]


def test_the_first_three_quotes_are_told_from_all_of_them():
    other = citation("a.md", (0, 23), TEXT[:23])
    right = citation("a.md", (24, 53), TEXT[24:53])

    row = total([case("1")], [()], [answer("1", other, other, other, right)])

    assert row.words_in_best.hits == 0
    assert row.words_quoted.hits == 1


def test_a_source_in_the_askers_language_counts_as_the_same_language():
    languages = {"a.md": "en", "b.md": "fr", "c.md": "es"}
    asked = [
        case("1"),
        case("2", language="fr"),
        case("3", language="ru").model_copy(update={"gold": ("b.md", "c.md")}),
        case("4", language="fr").model_copy(update={"gold": ("a.md", "b.md")}),
    ]
    recorded = Recorded([()] * 4, [refusal(c.id) for c in asked])

    pairs = measure(recorded, recorded, asked, languages=languages).pairs

    assert [(p.question, p.document) for p in pairs] == [
        ("en", "en"),
        ("fr", "en"),
        ("fr", "fr"),
        ("ru", "several"),
        (TOTAL, SAME),
        (TOTAL, ACROSS),
        (TOTAL, TOTAL),
    ]
    assert [p.ranks.recall_1.of for p in pairs[-3:]] == [2, 2, 4]


def test_quotes_that_the_asker_reads_are_counted_where_there_could_be_some():
    read = citation("a.md", (24, 53), TEXT[24:53])
    foreign = read.model_copy(update={"language": "es"})
    asked = [case("1"), case("2", language="fr")]
    recorded = Recorded([()] * 2, [answer("1", read, foreign), answer("2", read)])

    row = measure(recorded, recorded, asked, languages={"a.md": "en"}).rows[-1]

    assert (row.readable.hits, row.readable.of) == (1, 3)
    assert (row.readable_own.hits, row.readable_own.of) == (1, 2)


def test_questions_without_their_sources_are_hard_ones():
    trial = Trial(language="en", answerable=False, refused=True, strength=-9.0)
    recorded = Recorded([(passage("a.md"),)], [refusal("1")])

    rows = measure(recorded, recorded, [case("1")], removed=[trial]).refusals

    by_group = {row.group: row for row in rows}
    assert set(by_group) == {REMOVED, HARD}
    assert by_group[REMOVED].recall.value == 1
    assert by_group[REMOVED].precision.value == 0.5
    assert by_group[REMOVED].auroc.auroc == 1


def test_the_baseline_is_compared_question_by_question():
    recorded = Recorded([(passage("a.md"),)], [refusal("1")])

    result = measure(
        recorded,
        recorded,
        [case("1")],
        languages={"a.md": "en"},
        others={"1": plain(found_at=2)},
    )

    same, across, everything = result.baseline
    assert same.recall_1.value == 1
    assert same.mrr.value == 0.5
    assert across.recall_1 is None
    assert everything.questions == TOTAL
    assert result.kept.outcomes == ()


def test_quotes_and_refusals_stand_beside_the_baselines():
    trial = Trial(language="en", answerable=False, refused=True, strength=-9.0)
    recorded = Recorded([(passage("a.md"),)], [refusal("1")])

    result = measure(
        recorded,
        recorded,
        [case("1")],
        removed=[trial],
        others={
            "1": plain(strength=0.8, strength_without=0.9, best_hold_words=True),
        },
    )

    assert result.beside is not None
    everything = result.beside.quotes[-1]
    assert (everything.product.value, everything.baseline.value) == (0, 1)
    (removed,) = result.beside.refusals
    assert (removed.group, removed.unanswerable) == (REMOVED, 1)
    assert (removed.product.auroc, removed.baseline.auroc) == (1, 0)


def test_without_a_baseline_nothing_stands_beside():
    recorded = Recorded([(passage("a.md"),)], [refusal("1")])

    assert measure(recorded, recorded, [case("1")]).beside is None
