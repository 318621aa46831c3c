"""Whether records are of what is needed, and postings of one matter."""

import pytest

from assistant.partners.fitting import is_met
from assistant.postings.matter import ENOUGH_OF_LONG, ENOUGH_OF_SHORT, enough, matter


@pytest.mark.parametrize(
    ("deviations", "fits"),
    [
        (1.8, False),  # baroque violins
        (4.16, True),  # wells in Mali, in Arabic, in a library of a few records
        (9.64, True),  # a stadium
    ],
)
def test_a_need_is_met_where_a_record_stands_out_far(deviations, fits):
    assert is_met(deviations) is fits


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
