"""What a request asks for."""

from datetime import date

import pytest
from pydantic import ValidationError

from assistant.replies import Request
from vectorstore.records import EVERYTHING, Filters


def test_without_before_the_limits_are_the_filters() -> None:
    assert Request(question="wells").limits == EVERYTHING


@pytest.mark.parametrize(
    ("to", "last"), [(None, "2011-12-31"), ("2015-06-01", "2011-12-31")]
)
def test_before_ends_on_the_day_before(to: str | None, last: str) -> None:
    filters = Filters.model_validate({"to": to, "country": ["ke"]})
    asked = Request(question="wells", filters=filters, before=date(2012, 1, 1))
    assert asked.limits.to == date.fromisoformat(last)
    assert asked.limits.country == ("KE",)


def test_an_earlier_end_stays() -> None:
    filters = Filters.model_validate({"to": "2010-05-05"})
    asked = Request(question="wells", filters=filters, before=date(2012, 1, 1))
    assert asked.limits.to == date(2010, 5, 5)


@pytest.mark.parametrize("first", ["2012-01-01", "2013-01-01"])
def test_contradicting_days_are_refused(first: str) -> None:
    with pytest.raises(ValidationError, match="before 2012-01-01"):
        Request(
            question="wells",
            filters=Filters.model_validate({"from": first}),
            before=date(2012, 1, 1),
        )


def test_nothing_is_before_the_first_day() -> None:
    with pytest.raises(ValidationError):
        Request(question="wells", before=date.min)
