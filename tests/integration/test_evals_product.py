"""The harness drives the real commands."""

import pytest

from evals.answers import TOTAL, measure
from evals.cases import Case, Kind, Split
from evals.indexes import indexed
from evals.product import Asked, ProductFailed


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "wells.md").write_text(
        "# Wells of Bilma\n\nIn Bilma the cooperative dug 34 wells with solar pumps. "
        "The pumps came from a workshop in Agadez.\n",
        "utf-8",
    )
    return folder


def test_a_real_question_is_found_answered_cited_and_opened(notes, tmp_path):
    case = Case(
        id="1",
        split=Split.TEST,
        question="How many wells did the cooperative dig in Bilma?",
        language="en",
        kind=Kind.ANSWERABLE,
        gold=("wells.md",),
        words=(("34",),),
    )

    with indexed([str(notes)], tmp_path / "home") as product, product.serving() as live:
        result = measure(product, live, [case])

    row = result.rows[-1]
    assert row.language == TOTAL
    assert row.recall_1.value == 1
    assert row.words_quoted.value == 1
    assert row.citations_exact.of >= 1
    assert row.citations_exact.value == 1


def test_a_broken_home_is_told_and_not_measured(tmp_path):
    home = tmp_path / "home"
    home.write_text("not a folder", "utf-8")

    with (
        pytest.raises(ProductFailed, match="galaxy"),
        indexed([str(tmp_path)], home / "below") as product,
    ):
        product.search([Asked(id="1", question="who?")])
