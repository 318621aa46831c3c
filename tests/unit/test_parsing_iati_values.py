"""Dates, sums and codes of IATI files as publishers write them, and their originals."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.items import Parsed
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.iati_dates import date_read
from ingestion.parsing.iati_money import sum_read
from ingestion.parsing.iati_sectors import dac_code

Parse = Callable[..., Parsed]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(*activities: str, version: str = "1.05") -> Parsed:
        path = tmp_path / "a.xml"
        body = "".join(
            f"<iati-activity default-currency='USD'>{one}</iati-activity>"
            for one in activities
        )
        path.write_text(
            f"<iati-activities version='{version}'>{body}</iati-activities>", "utf-8"
        )
        return parse_file(path, shown="a.xml", options=ParseOptions())

    return _parse


def activity(number: int, *inner: str) -> str:
    return (
        f"<iati-identifier>XM-5-{number}</iati-identifier>"
        f"<title>Wells of village {number}</title>{''.join(inner)}"
    )


def told(found: Parsed) -> list[tuple[str, str]]:
    return [(left.path, left.what) for left in found.left_out]


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("12 March 2009", "2009-03-12"),
        ("March 12th, 2009", "2009-03-12"),
        ("12-Mar-2009", "2009-03-12"),
        ("1er février 2009", "2009-02-01"),
        ("12 de março de 2009", "2009-03-12"),
        ("12 марта 2009 г.", "2009-03-12"),
        ("12 مارس 2009", "2009-03-12"),
        ("2009年3月12日", "2009-03-12"),
        ("march 2009", "2009-03"),
        ("Sept. 2009", "2009-09"),
        ("2009", "2009"),
        ("2009-3-2", "2009-03-02"),
        ("20090312", "2009-03-12"),
        ("2009-03-12Z", "2009-03-12"),
        ("2009-03-12+08:00", "2009-03-12"),
        ("25/12/2009", "2009-12-25"),
        ("05/09/2018", "2018"),
        ("12/03/09", None),
        ("2009-112", None),
        ("2012-13-45", None),
        ("2012-02-31", None),
        ("31 June 2009", None),
        ("12-15 March 2009", None),
        ("March-April 2009", None),
        ("2009/2010", None),
        ("mid 2009", None),
        ("after the rains", None),
    ],
)
def test_a_date_is_read_where_it_can_mean_one_day_only(said, date):
    assert date_read(said) == date


@pytest.mark.parametrize(
    ("said", "value", "currency"),
    [
        ("1250000.5", "1250000.5", None),
        ("1,250,000.50", "1250000.50", None),
        ("1.250.000,50", "1250000.50", None),
        ("1 250 000", "1250000", None),
        ("1\u202f250\u00a0000,5", "1250000.5", None),
        ("1'250'000", "1250000", None),
        ("12,50,000", "1250000", None),
        ("1.250.000", "1250000", None),
        ("1,250", "1250", None),
        ("1.250", "1.25", None),
        ("12,5", "12.5", None),
        ("0,125", "0.125", None),
        ("-1,000", "-1000", None),
        ("\u22125", "-5", None),
        ("USD 1,250,000", "1250000", "USD"),
        ("1 250 000,50 €", "1250000.50", "EUR"),
        ("5 million", "5000000", None),
        ("1.250 EUR", None, None),
        ("12,34,5", None, None),
        ("1,250.000,50", None, None),
        ("1 25", None, None),
        ("(1,000)", None, None),
        ("5-10", None, None),
        ("about 5", None, None),
        ("nan", None, None),
        ("1_000", None, None),
    ],
)
def test_a_sum_is_read_where_its_marks_can_mean_one_thing_only(said, value, currency):
    found = sum_read(said)

    if value is None:
        assert found is None
    else:
        assert found is not None
        assert (found.value, found.currency) == (Decimal(value), currency)


def test_dates_in_words_are_read_and_stand_beside_as_written(parse):
    found = parse(
        activity(
            1,
            '<activity-date type="start-actual">12 March 2009</activity-date>',
            '<activity-date type="end-planned" date="June 2011"/>',
            '<activity-date type="end-actual" iso-date="2011-07-01+08:00"/>',
        )
    )

    (item,) = found.items
    assert (item.started, item.ended, item.published) == (
        "2009-03-12", "2011-07-01", "2009-03-12",
    )  # fmt: skip
    assert item.blocks[-1].text == (
        "Actual start: 2009-03-12\nPlanned end: 2011-06\nActual end: 2011-07-01"
    )
    assert item.metadata["actual_start (as written)"] == "12 March 2009"
    assert item.metadata["planned_end (as written)"] == "June 2011"
    assert item.metadata["actual_end (as written)"] == "2011-07-01+08:00"
    names = list(item.metadata)
    assert names[names.index("actual_end") + 1] == "actual_end (as written)"
    assert told(found) == []


def test_a_date_that_is_as_the_standard_asks_has_no_second_copy(parse):
    (item,) = parse(
        activity(1, '<activity-date type="2" iso-date="2009-03-12"/>')
    ).items

    assert [name for name in item.metadata if name.endswith("(as written)")] == []


def test_dates_that_cannot_be_read_are_reported_and_kept_with_their_record(parse):
    found = parse(
        activity(1, '<activity-date type="2" iso-date="2012-13-45"/>'),
        activity(2, '<activity-date type="start-actual">after the rains'
                    '</activity-date>'),
        activity(3, '<activity-date type="9" iso-date="2012-01-01"/>'),
        activity(
            4,
            '<transaction><transaction-type code="3"/><value>5</value>'
            '<transaction-date iso-date="2012-02-31"/></transaction>',
        ),
        activity(5, '<activity-date type="1" iso-date="2012-05-32">May 2012'
                    '</activity-date>'),
    )  # fmt: skip

    assert len(found.items) == 5
    assert found.problems == ()
    first, second, third, fourth, fifth = found.items
    assert (first.started, second.started) == (None, None)
    assert first.metadata["actual_start (as written)"] == "2012-13-45"
    assert second.metadata["actual_start (as written)"] == "after the rains"
    assert "2012-01-01" in third.metadata["activity_date (as written)"]
    assert fourth.metadata["transaction_date (as written)"] == "2012-02-31"
    assert "Disbursements: 5 USD" in fourth.blocks[-1].text
    assert fifth.started == "2012-05"
    paths, reasons = zip(*told(found), strict=True)
    assert paths == tuple(f"a.xml#XM-5-{number}" for number in range(1, 6))
    assert all("the record was kept" in reason for reason in reasons)
    assert reasons[0].startswith("actual_start: '2012-13-45' is no date. Write it as")
    assert "transaction_date: '2012-02-31'" in reasons[3]


def test_sums_with_marks_are_added_up_and_stand_beside_as_written(parse):
    found = parse(
        activity(
            1,
            "<budget><value>1.250.000,50</value></budget>",
            "<budget><value currency='EUR'>1 250 000</value></budget>",
            '<transaction><transaction-type code="D"/><value>1,000.5</value>'
            '<transaction-date iso-date="2010-01-05"/></transaction>',
            '<transaction><transaction-type code="D"/><value>20</value>'
            '<transaction-date iso-date="2009-01-05"/></transaction>',
        )
    )

    (item,) = found.items
    assert item.blocks[-1].text == (
        "Budget: 1250000.5 USD\nBudget: 1250000 EUR\nDisbursements: 1020.5 USD"
    )
    assert item.metadata["budget (as written)"] == "1.250.000,50; 1 250 000 EUR"
    assert item.metadata["disbursements (as written)"] == "1,000.5"
    assert item.metadata["first_transaction"] == "2009-01-05"
    assert item.metadata["last_transaction"] == "2010-01-05"
    assert told(found) == []


def test_a_sum_that_may_mean_two_things_is_reported_and_not_added_up(parse):
    found = parse(
        activity(
            1,
            "<budget><value>12,34,5</value></budget>",
            "<budget><value currency='USD'>5 EUR</value></budget>",
            "<budget><value>1e400</value></budget>",
            "<budget><value/></budget>",
            '<transaction><transaction-type code="Q"/><value>7</value></transaction>',
        )
    )

    (item,) = found.items
    assert [block.text for block in item.blocks] == ["Wells of village 1"]
    assert item.metadata["budget (as written)"] == "12,34,5; 5 EUR USD; 1e400"
    assert item.metadata["transaction (as written)"] == "7 USD of type Q"
    assert [reason.partition(". ")[0] for _, reason in told(found)] == [
        "budget: '12,34,5' is no sum",
        "budget: '5 EUR USD' is no sum",
        "budget: '1e400' is no sum",
        "transaction: '7 USD of type Q' is no code of the standard",
    ]


def test_of_many_values_that_cannot_be_read_the_first_are_named(parse):
    bad = '<activity-date type="2" iso-date="soon"/>'
    found = parse(*(activity(number, bad) for number in range(1, 26)))

    assert len(found.items) == 25
    assert len(found.left_out) == 21
    assert told(found)[-1][0] == "a.xml"
    assert told(found)[-1][1].startswith("5 more such values")


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("12220", "12220"),
        ("311", "311"),
        ("12100", "121"),
        ("23010", "23110"),
        ("15140", "15140"),
        ("Health", "Health"),
    ],
)
def test_an_old_code_of_a_sector_is_brought_to_todays_list(code, today):
    assert dac_code(code) == today


def test_vocabularies_of_the_old_standard_are_understood_and_codes_kept(parse):
    (item,) = parse(
        activity(
            1,
            '<sector vocabulary="DAC" code="23010"/>',
            '<sector vocabulary="DAC-3" code="311"/>',
            '<sector vocabulary="DAC" code="11220"/>',
            '<sector vocabulary="COFOG" code="122">Cooperatives</sector>',
            '<sector vocabulary="RO" code="11220">Village water</sector>',
        )
    ).items

    assert item.facets.sectors == (
        "23110", "311", "11220", "Cooperatives", "Village water",
    )  # fmt: skip
    assert item.metadata["sector_codes (as written)"] == (
        "DAC 23010; COFOG 122; RO 11220"
    )
    assert item.blocks[-1].text == (
        "Sector: 23010; 311; Primary education (11220); Cooperatives; Village water"
    )
