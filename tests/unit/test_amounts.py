"""Sums of money are read as people of many countries write them."""

import pytest

from ingestion.parsing.amounts import amount_in, unit_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1,234", "1234"),
        ("1.234.567,8", "1234567.8"),
        ("1 234 567,50 XOF", "1234567.5 XOF"),
        ("1’000.5 CHF", "1000.5 CHF"),
        ("(3,400.00)", "-3400"),
        ("0,125", "0.125"),
        ("€5.000", "5000 EUR"),
        ("US$ 1.2 million", "1200000 USD"),
        ("R$ 2,5 milhões", "2500000 BRL"),
        ("12 млн", "12000000"),
        ("3亿元", "300000000 CNY"),
        ("$1,200", "1200"),  # a dollar of which country?
    ],
)
def test_a_sum_is_read_with_its_currency(text, shown):
    found = amount_in(text)

    assert found is not None
    assert found.shown == shown


@pytest.mark.parametrize("text", ["", "n/a", "USD 5 to 6", "about 40 wells", "lots"])
def test_what_is_no_one_sum_is_none(text):
    assert amount_in(text) is None


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Бюджет, млн руб.", (10**6, "RUB")),
        ("金额（万元）", (10**4, "CNY")),
        ("الميزانية (دولار أمريكي)", (1, "USD")),
        ("Montant (F CFA)", (1, "XOF")),
        ("Budget (USD million)", (10**6, "USD")),
        ("Presupuesto (miles de USD)", (10**3, "USD")),
        ("Cost", (1, None)),
    ],
)
def test_a_columns_name_tells_the_unit_of_its_sums(name, unit) -> None:
    assert unit_of(name) == unit
