"""What a model makes of a question is used only where the person's words bear it."""

import json
from datetime import date

import pytest

from assistant.understanding.intents import Intent
from assistant.writing.understanding import narrowed, read_understanding
from vectorstore.records import EVERYTHING, Filters

WRITTEN = "Which wells were dug in Kenya since 2015?\nAnd for goal 6, until 2019?"
WHOLE = "Which wells were dug in Kenya from 2015 to 2019?"


def read(filters, question=WHOLE):
    said = json.dumps({"question": question, "intent": "list", "filters": filters})
    return read_understanding(said, language="en", written=WRITTEN)


def test_limits_that_the_person_named_are_taken():
    told = read({"country": ["ke"], "sdg": ["6"], "from": 2015, "to": "2019-06-30"})

    assert told is not None
    assert told.intent is Intent.LIST
    assert told.filters == Filters.model_validate(
        {"country": ["KE"], "sdg": ["6"], "from": "2015-01-01", "to": "2019-12-31"}
    )


@pytest.mark.parametrize(
    "filters",
    [
        None, 7, "Kenya", [], {}, {"country": None}, {"country": ["FR", "Kenya", 3]},
        {"sdg": "13"}, {"from": 1999}, {"to": "soon"}, {"platform": ["Elsewhere"]},
        {"visibility": ["staff"]}, {"from": 2019, "to": 2015},
    ],
)  # fmt: skip
def test_limits_that_nobody_named_are_not(filters):
    told = read(filters)

    assert told is not None
    assert told.filters == EVERYTHING


def test_limits_narrow_what_was_asked_and_never_widen_it():
    asked = Filters(country=("SN",), to=date(2010, 1, 1))
    by = Filters.model_validate({"country": ["KE"], "sdg": ["6"], "from": "2015-01-01"})

    assert narrowed(asked, by) == Filters(
        country=("SN",), sdg=("6",), to=date(2010, 1, 1)
    )
    assert narrowed(EVERYTHING, by) == by
    assert narrowed(asked, EVERYTHING) == asked
