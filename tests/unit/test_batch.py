"""Batches: a bad line is an answer of its own, and the batch goes on."""

import io
import json

import pytest

from assistant.batch import BadLine, read_requests, request_from
from assistant.errors import BadRequest
from assistant.replies import Request
from vectorstore.records import Filters


def test_blank_lines_are_skipped_and_counted():
    lines = io.StringIO('\n{"id": "1", "question": "who?"}\n\n{"question": "what?"}\n')

    read = list(read_requests(lines))

    assert [number for number, _ in read] == [2, 4]
    assert all(isinstance(request, Request) for _, request in read)


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("no json", None),
        ("[1, 2]", None),
        ('{"id": "7"}', "7"),
        ('{"id": "8", "question": "q", "limit": 0}', "8"),
        ('{"id": "9", "question": "q", "filters": {"colour": ["red"]}}', "9"),
        ('{"id": "10", "question": "q", "spare": 1}', "10"),
        ('{"id": "11", "question": "q", "filters": {"from": "yesterday"}}', "11"),
        ('{"id": 12, "question": "q"}', None),
        ('{"id": "13", "question": "q", "need": {"role": "cook"}}', "13"),
        ('{"id": "14", "question": "q", "need": {"town": "Gao"}}', "14"),
        ("[" * 100_000, None),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_keeps_its_id(line, identifier):
    [(number, bad)] = read_requests(io.StringIO(line + "\n"))

    assert isinstance(bad, BadLine)
    assert (number, bad.line, bad.id) == (1, 1, identifier)
    assert bad.message
    assert bad.remedy


def test_an_unknown_filter_key_is_named():
    with pytest.raises(BadRequest, match="colour"):
        request_from({"question": "q", "filters": {"colour": ["red"]}})


def test_filters_are_normalized():
    request = request_from(
        {"question": "q", "filters": {"country": ["sn"], "from": "2010-01-01"}}
    )

    assert request.filters.country == ("SN",)
    assert request.filters.from_ is not None
    assert json.loads(request.model_dump_json(by_alias=True))["filters"]["from"]


def test_dates_in_the_wrong_order_are_refused():
    with pytest.raises(BadRequest, match="after"):
        request_from(
            {"question": "q", "filters": {"from": "2012-01-01", "to": "2010-01-01"}}
        )


def test_half_a_character_is_replaced_before_anything_stores_it():
    [(_, request)] = read_requests(io.StringIO('{"question": "wells \\ud800"}\n'))

    assert isinstance(request, Request)
    assert request.question.encode("utf-8")


@pytest.mark.parametrize(
    ("own", "filters"),
    [
        ({}, Filters(country=("PE",), sdg=("3",))),
        ({"filters": {}}, Filters(country=("PE",), sdg=("3",))),
        (
            {"filters": {"kind": ["project"]}},
            Filters(country=("PE",), sdg=("3",), kind=("project",)),
        ),
        ({"filters": {"country": ["NA"]}}, Filters(country=("NA",), sdg=("3",))),
    ],
)
def test_filters_that_are_given_hold_for_each_line_and_its_own_come_on_top(
    own, filters
):
    given = {"filters": {"country": ["PE"], "sdg": ["3"]}, "limit": 3}
    lines = io.StringIO(json.dumps({"question": "q", **own}) + "\n")

    [(_, request)] = read_requests(lines, given=given)

    assert isinstance(request, Request)
    assert request.filters == filters
    assert request.limit == 3


def test_a_line_keeps_its_id_where_what_is_given_is_wrong():
    lines = io.StringIO('{"id": "7", "question": "q"}\n')

    [(_, bad)] = read_requests(lines, given={"filters": {"colour": ["red"]}})

    assert isinstance(bad, BadLine)
    assert bad.id == "7"
    assert "colour" in bad.message
