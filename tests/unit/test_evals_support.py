"""The claims of the suite, what is changed in them, and how verdicts are counted."""

from collections import Counter

import numpy as np
import pytest

from evals.calibrate import signed_fit
from evals.calibrate_support import SIGNS
from evals.cases import BadSuite, Split
from evals.metrics import Share
from evals.perturbations import Change, changed, names_of
from evals.support import precision_of, recall_at, threshold_at
from evals.support_pairs import load_claims

LANGUAGES = ("en", "fr", "es", "pt", "ar", "zh", "ru")


def test_there_are_fifty_claims_in_each_language_ten_of_them_unsupported():
    claims = load_claims()

    assert len({claim.id for claim in claims}) == len(claims)
    for language in LANGUAGES:
        own = [claim for claim in claims if claim.language == language]
        assert Counter(claim.supported for claim in own) == {True: 40, False: 10}
        assert Counter(claim.split for claim in own) == {Split.DEV: 25, Split.TEST: 25}


def test_a_line_that_is_no_claim_is_refused(tmp_path):
    path = tmp_path / "support.jsonl"
    path.write_text('{"id": "a"}\n', "utf-8")

    with pytest.raises(BadSuite):
        load_claims(path)


@pytest.mark.parametrize(
    ("language", "claim", "kind", "expected"),
    [
        ("en", "In 2014 the 425 teachers came.", Change.NUMBER,
         "In 2014 the 156 teachers came."),
        ("en", "In 2014 the 425 teachers came.", Change.DATE,
         "In 2017 the 425 teachers came."),
        ("en", "Kenya was chosen.", Change.NEGATION, "Kenya was not chosen."),
        ("fr", "Le plan a été adopté.", Change.NEGATION,
         "Le plan n'a pas été adopté."),
        ("es", "No es obligatorio.", Change.NEGATION, "es obligatorio."),
        ("pt", "O projeto terminou.", Change.NEGATION, "O projeto não terminou."),
        ("ar", "بدأت المبادرة عام 2007.", Change.DATE, "بدأت المبادرة عام 2010."),
        ("zh", "会议在2015年召开。", Change.NEGATION, "会议在2015年没有召开。"),
        ("ru", "Фонд начал работу.", Change.NEGATION, "Фонд не начал работу."),
        ("en", "It took 5 years.", Change.UNIT, "It took 5 months."),
        ("es", "Almacena 16.000 litros.", Change.UNIT, "Almacena 16.000 galones."),
        ("zh", "2015年共用3个月。", Change.UNIT, "2015年共用3年。"),
        ("ru", "Учатся 18 месяцев.", Change.UNIT, "Учатся 18 лет."),
        ("en", "Yields rose.", Change.DIRECTION, "Yields fell."),
        ("ar", "انخفضت الأسعار.", Change.DIRECTION, "ارتفعت الأسعار."),
        ("pt", "Mais de 20 países.", Change.DIRECTION, "Menos de 20 países."),
        ("en", "Kenya lent boats to Peru.", Change.EXCHANGED,
         "Peru lent boats to Kenya."),
        ("fr", "On a creusé 12 puits et formé 40 maçons.", Change.EXCHANGED,
         "On a creusé 40 puits et formé 12 maçons."),
        ("zh", "2011年开工，2015年完工。", Change.EXCHANGED,
         "2015年开工，2011年完工。"),
    ],
)  # fmt: skip
def test_one_fact_is_changed(language, claim, kind, expected):
    made = changed(claim, language=language, passage=claim, names=())

    assert made[kind] == expected


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "Yields rose and prices fell."),
        ("zh", "2014年开工。"),
        ("ru", "В 2018 году."),
        ("en", "Work went on in Kenya, Peru and Mali."),
    ],
)
def test_a_change_that_may_leave_the_claim_true_is_not_made(language, claim):
    made = changed(claim, language=language, passage="", names=())

    assert not {Change.UNIT, Change.DIRECTION, Change.EXCHANGED} & set(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_is_put_in_the_language_of_the_claim(language):
    claims = [c for c in load_claims() if c.language == language and c.supported]

    made = [
        changed(c.claim, language=language, passage=c.claim, names=()) for c in claims
    ]

    others = [one[Change.COUNTRY] for one in made if Change.COUNTRY in one]
    assert others
    assert not {claim.claim for claim in claims} & set(others)


def test_a_name_is_taken_from_another_claim():
    claim = "The workshop was held by BRAC."

    made = changed(claim, language="en", passage=claim, names=["BRAC", "ELAM"])

    assert names_of(claim, "en") == ["BRAC"]
    assert made[Change.NAME] == "The workshop was held by ELAM."


def test_precision_is_that_of_half_and_half_whatever_the_numbers():
    assert precision_of(Share(hits=8, of=10), Share(hits=20, of=100)) == 0.8
    assert precision_of(Share(hits=0, of=10), Share(hits=0, of=100)) is None


def test_a_threshold_is_the_least_score_that_is_precise_enough():
    ups, downs = [0.9, 0.8, 0.4, 0.1], [0.5, 0.05, 0.04, 0.03]

    assert threshold_at(ups, downs, precision=0.7) == 0.1
    assert threshold_at(ups, downs, precision=0.95) == 0.8
    assert recall_at(ups, downs, precision=0.95) == 0.5
    assert recall_at([0.1], [0.2], precision=0.95) == 0.0
    assert recall_at([], [0.2], precision=0.95) is None


def test_a_signal_with_the_wrong_sign_is_left_out():
    draw = np.random.default_rng(0)
    wanted = np.array([1.0, 0.0] * 100)
    names = list(SIGNS.model_dump())
    values = draw.normal(size=(200, len(names)))
    values[:, 0] += 2 * wanted  # as it must be
    values[:, 1] -= 2 * wanted  # against its sign

    slopes, _ = signed_fit(
        values, wanted, np.ones(200), signs=np.array(list(SIGNS.model_dump().values()))
    )

    assert slopes[0] > 0
    assert slopes[1] == 0
