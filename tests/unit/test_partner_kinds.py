"""Which kinds of cooperation records are of, and what that is worth."""

import pytest

from assistant.partners.kinds import kind_sought, kinds_told
from vectorstore.records import COOPERATION


@pytest.mark.parametrize(
    ("text", "details", "kind", "expected"),
    [
        ("Wells\n\nFunding agency: Water House\nCountry: Mali", {}, "activity", set()),
        ("Wells\n\nflow: Loan", {}, "activity", {"financial"}),
        ("Formation des agents", {}, "activity", {"training"}),
        ("培训教师", {}, "activity", {"training"}),
        ("Wells", {"aid_type": "C01", "finance_type": "110"}, "activity", set()),
        ("Wells", {"aid_type": "D02; C01"}, "activity", {"technical"}),
        ("Wells", {"aid_type": "E01"}, "activity", {"training"}),
        ("Wells", {"finance_type": "421"}, "activity", {"financial"}),
        ("Loans and training", {COOPERATION: "technology"}, "offer", {"technology"}),
        ("Training", {COOPERATION: "technology"}, "activity", {"training"}),
    ],
)
def test_a_record_is_of_the_kinds_that_its_values_and_codes_say(
    text, details, kind, expected
):
    assert kinds_told(text, details, kind=kind) == expected


def test_of_several_kinds_that_of_most_words_is_sought():
    text = "We seek a loan and training: trainers for trainees."

    assert kind_sought(text) == "training"
    assert kind_sought("We need wells") is None
