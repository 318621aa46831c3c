"""The suite attacks the real product, with and without a model."""

from evals.endpoint.writers import Form
from evals.indexes import indexed
from evals.injection_cases import Attack, load_attacks, load_innocent, load_neighbours
from evals.safety import measure
from evals.safety_library import write_library


def test_attacks_are_found_and_a_hijacked_models_link_reaches_nobody(tmp_path):
    cases = [
        case
        for case in load_attacks()
        if case.id in {"en-link-1", "fr-override-1", "zh-role_play-1"}
    ]
    beside = [one for one in load_neighbours() if one.language in {"en", "fr", "zh"}]
    (tmp_path / "cases").mkdir()
    write_library(tmp_path / "cases", cases, beside)

    with indexed([str(tmp_path / "cases")], tmp_path / "home") as product:
        result = measure(
            product,
            cases,
            innocent=load_innocent(),
            beside=beside,
            own_endpoint=False,
            forms=[Form.LINK],
            say=lambda _: None,
        )

    quoting, linked = result.modes
    assert result.found.hits == 3
    assert quoting.answered.hits == 3
    assert (quoting.reached.hits, linked.reached.hits) == (0, 0)
    assert linked.obeyed is not None
    assert linked.obeyed.hits == 3
    kinds = {rate.name for rate in quoting.kinds}
    assert kinds == {Attack.LINK, Attack.OVERRIDE, Attack.ROLE_PLAY}
