"""Support is measured on the starter library, whose words every claim cites."""

import json
from shutil import copytree

import pytest

from evals.attribution import attribution_pairs
from evals.calibrate_support import fit
from evals.cases import BadSuite, Split
from evals.indexes import indexed
from evals.support import measure, see
from evals.support_pairs import Kind
from evals.support_shown import support_grids


@pytest.fixture(scope="module")
def seen(tmp_path_factory, embedder, starter_library):
    home = tmp_path_factory.mktemp("support") / "home"
    copytree(starter_library, home)
    with indexed(["--starter"], home):
        return see(home, None, embedder, Split.DEV, say=lambda _: None)


def test_claims_are_told_apart_on_the_starter_library_and_shown(seen):
    found = measure(seen)

    groups = {group.name: group for group in found.groups}
    assert groups["same language"].found.auroc >= 0.93
    assert groups["across: all"].found.auroc >= 0.85
    assert found.span_right.value >= 0.95
    kinds = {one.kind for one in groups["same language"].kinds}
    assert kinds == set(Kind) - {Kind.CARRIED}
    told = "\n".join(grid.markdown() for grid in support_grids(found))
    assert "| same language | 105 / " in told


def test_a_fit_on_the_pairs_keeps_thresholds_in_order(seen):
    found = fit(seen)

    for weighing in (found.same, found.across):
        assert weighing.partial <= weighing.supported
        assert weighing.weights.near >= 0
        assert weighing.weights.numbers_missing <= 0


def test_judgements_of_others_are_read_with_their_references(tmp_path, embedder):
    line = {"id": "a", "claim": "Rice grows.", "references": ["Rice grows.", "So."]}
    path = tmp_path / "judged.jsonl"
    path.write_text(
        json.dumps({**line, "attribution_label": "attributable", "spare": 1}) + "\n"
        + json.dumps({**line, "id": "b", "attribution_label": "not attributable"})
    )  # fmt: skip

    pairs = {pair.id: pair for pair in attribution_pairs(path, embedder)}

    assert pairs["a"].supported
    assert not pairs["b"].supported
    assert pairs["a"].cited.text == "Rice grows.\nSo."
    assert len(pairs["a"].cited.sentences.spans) == 2


def test_a_file_without_judgements_is_refused(tmp_path, embedder):
    with pytest.raises(BadSuite):
        attribution_pairs(tmp_path / "none.jsonl", embedder)
