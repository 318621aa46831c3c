"""Whether records are of what is needed, and postings of one matter."""

import pytest

from assistant.partners.fitting import FITS, is_met
from assistant.postings.matter import ENOUGH_OF_LONG, ENOUGH_OF_SHORT, enough, matter


@pytest.mark.parametrize(
    ("deviations", "cosine", "fits"),
    [
        (3.63, 0.394, False),  # organ pipes in Bhutan: near to what was done there
        (4.36, 0.406, False),  # mining of asteroids: near to mining
        (3.84, 0.475, True),  # drinking water, in Russian
        (9.64, 0.545, True),  # a stadium
        (FITS - 0.1, 0.9, False),
        (FITS, None, True),  # with another model only deviations are told
    ],
)
def test_a_need_is_met_where_both_signals_say_so(deviations, cosine, fits):
    assert is_met(deviations, cosine) is fits


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We need to train midwives in Malawi", "train midwives"),
        ("赞比亚需要电子病历系统", "需要电子病历系统"),
        ("Necesitamos bombas solares en Bolivia", "bombas solares"),
    ],
)
def test_what_a_text_is_about_names_no_place(text, told):
    found = matter(text)

    assert told in found
    assert not {"Malawi", "赞比亚", "Bolivia"} & set(found.split())
    assert matter("Bolivia") == "Bolivia"


def test_short_texts_need_less_to_be_of_one_matter():
    described = "A long description of what is needed. " * 5

    assert enough("solar pumps", described) == ENOUGH_OF_SHORT
    assert enough(described, described) == ENOUGH_OF_LONG > ENOUGH_OF_SHORT
