"""The system card says what was measured, and nothing else."""

import json
import re

from evals.answers import Answers
from evals.card import CARD_FILE, HEADINGS, NOT_YET, card
from evals.cases import Split, SuiteName
from evals.kept import keep, measured
from evals.metrics import share
from evals.model_answers import ModelAnswers, Written
from evals.parallel import Pair, Parallel, ParallelSet
from evals.parallel_texts import SetName
from evals.ranks import mean, ranks
from evals.shown import parallel_grids, xquad_grids
from evals.xquad import Language, Xquad, read_xquad


def test_the_card_is_written_from_the_summaries_beside_it():
    assert CARD_FILE.read_text("utf-8") == card(), "run `galaxy-eval card`"


def test_without_summaries_nothing_is_claimed(tmp_path):
    text = card(tmp_path)

    assert text.count(NOT_YET) == len(HEADINGS) - 1
    assert "not measured until someone runs `galaxy-eval --endpoint`" in text


def test_what_a_model_wrote_stands_in_the_card(tmp_path):
    result = ModelAnswers(
        model="a-model",
        written=(Written(language="all", by_model=share([True]), supported=share([])),),
        answers=Answers(rows=(), pairs=(), refusals=()),
    )

    keep(measured(SuiteName.ENDPOINT, split=Split.TEST, result=result), tmp_path)

    assert "Answers of a-model" in card(tmp_path)
    assert "galaxy-eval --endpoint" not in card(tmp_path).split("## Model mode")[1]


def test_a_summary_has_no_single_questions_and_comes_back_into_the_card(tmp_path):
    run = measured(
        SuiteName.ANSWERS,
        split=Split.TEST,
        items=12_345,
        chunks=23_456,
        result=Answers(rows=(), pairs=(), refusals=()),
    )

    kept = json.loads(keep(run, tmp_path).read_text("utf-8"))

    assert kept["result"]["outcomes"] == []
    assert "12,345 items in 23,456 passages" in card(tmp_path)


def pair(asked, held, rank):
    found = ranks([rank, 1])
    return Pair(question=asked, document=held, product=found, dense=found)


def parallel_set(pairs, **more):
    return ParallelSet(
        name=SetName.SDG,
        items=4,
        asked=2,
        steps=SetName.UDHR,
        alone=pairs,
        one_copy=pairs,
        any_copy=pairs,
        same=(),
        **more,
    )


def test_the_weakest_pair_of_languages_is_named_with_the_goal():
    own = parallel_set((pair("en", "fr", 1), pair("fr", "en", None)))

    summary, *matrices = parallel_grids(Parallel(sets=(own,)))

    assert "50.0 fr → en (goal 80: MISSED)" in summary.rows[0]
    assert len(matrices) == 2
    assert re.search(r"\| en \| – \| 100\.0 / 100\.0 \(", matrices[0].markdown())


def test_what_is_asked_of_english_alone_stands_beside_plain_dense():
    missed = pair("ar", "en", 2).model_copy(update={"dense": ranks([1, 1])})
    own = parallel_set((), english=(pair("fr", "en", 1), missed))

    *_, grid = parallel_grids(Parallel(sets=(own,)))

    assert "all 4 texts, asked of their English copies alone" in grid.title
    assert "steps learned from udhr alone" in grid.title
    assert grid.heads[-1] == "no worse than dense"
    assert [(row[0], row[1], row[-1]) for row in grid.rows] == [
        ("fr", "2", "yes"),
        ("ar", "2", "NO: hit@1"),
    ]
    assert grid.rows[1][2:4] == ("50.0 (9-91)", "100.0 (34-100)")


def test_a_summary_from_before_english_alone_was_asked_still_loads():
    told = Parallel(sets=(parallel_set(()),)).model_dump()
    del told["sets"][0]["english"]

    assert Parallel.model_validate(told).sets[0].english == ()


def test_a_suite_without_an_index_of_its_own_has_its_place_in_the_card(tmp_path):
    nothing = mean([])
    run = measured(
        SuiteName.XQUAD,
        result=Xquad(languages=(), across_1=nothing, across_5=nothing),
    )
    keep(run, tmp_path)

    assert f"Measured on {run.day}" in card(tmp_path)


def test_xquad_stands_beside_what_is_known():
    one = Language(
        language="ar",
        ranks=ranks([1, 2]),
        quotes=tuple(share([True, False]) for _ in range(4)),
        auroc=None,
    )

    found, quoted = xquad_grids(
        Xquad(languages=(one,), across_1=mean([0.5]), across_5=mean([1.0]))
    )

    assert "floor 84.7" in found.markdown()
    assert "50.0 [56.2]" in quoted.markdown()


def test_paragraphs_and_questions_are_read_in_order(tmp_path):
    def asked(name):
        return {
            "id": name,
            "question": f"{name}?",
            "answers": [{"text": name.upper(), "answer_start": 0}],
        }

    paragraphs = [
        {"context": "A and B.", "qas": [asked("a"), asked("b")]},
        {"context": "C.", "qas": [asked("c")]},
    ]
    path = tmp_path / "xquad.en.json"
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), "utf-8")

    contexts, questions = read_xquad(path)

    assert contexts == ["A and B.", "C."]
    assert [(q.id, q.answer, q.paragraph) for q in questions] == [
        ("a", "A", 0),
        ("b", "B", 0),
        ("c", "C", 1),
    ]
