"""A mapping to begin with, guessed from a table's header and values."""

from collections.abc import Sequence

import regex

from ingestion.parsing.amounts import amount_in, currency_named
from ingestion.parsing.fields import is_blank, iso_date
from ingestion.parsing.grids import Table
from ingestion.parsing.mapping import (
    AmountColumn,
    DateColumns,
    PartyColumnSaid,
    TableMapping,
    places_of,
)
from ingestion.parsing.posting_fields import (
    Field,
    field_named,
    kind_in_name,
    posted_kind,
)
from ingestion.parsing.rows import read_as
from ingestion.parsing.shaping import normalized
from vectorstore.records import Posted
from vectorstore.text.countries import country_codes

_IDS = frozenset(
    "id identifier code codes ref reference numero número n° no nr uid uuid clé clave "
    "codigo código номер код идентификатор 编号 代码 项目编号 رقم الرقم رمز الرمز "
    "المعرف".split()
)
_SUMS = frozenset(
    "amount amounts montant montants monto montos importe valor valeur value cost "
    "costs cout coût costo custo budget presupuesto orcamento orçamento commitment "
    "commitments disbursement disbursements funding financement financiamiento "
    "сумма стоимость бюджет 金额 预算 总额 投资 造价 مبلغ المبلغ ميزانية الميزانية "
    "تكلفة التكلفة قيمة القيمة".split()
)
_CURRENCIES = frozenset(
    "currency devise monnaie moneda divisa moeda валюта 货币 币种 عملة العملة".split()
)
_FORMATS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d"),
    *("%m/%Y", "%d/%m/%y", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d %b %Y"),
    *("%Y年%m月%d日", "%Y年%m月"),
)
_ENOUGH = 0.8
"""Share of a column's values that must read as what it is taken for."""


def guess(table: Table, *, file: str = "") -> TableMapping:
    """Return what a table's columns seem to mean; for a person to correct.

    Rows are needs or offers where a column says so of each, or the name of the file or
    of the column of titles says so of all.

    Args:
        table: with its header.
        file: its name, without what stands behind the dot.
    """
    said = read_as(table)
    taken = {name for _, name in said.columns()}
    free = [name for name in table.header if name not in taken]
    kinds = next((n for n in free if _are_kinds(values_of(table, n))), None)
    posted = None if kinds else kind_in_name(file) or kind_in_name(said.title or "")
    currency = next((n for n in free if set(_words(n)) & _CURRENCIES), None)
    amounts = [
        AmountColumn(column=name, currency=_currency_of(name), currency_column=currency)
        for name in free
        if name != currency and _is_sum(name, values_of(table, name))
    ]
    return said.model_copy(
        update={
            "country": tuple(n for n in said.country if _is_where(values_of(table, n))),
            "id": next((n for n in free if _is_id(n, values_of(table, n))), None),
            "start": _with_format(said.start, table),
            "end": _with_format(said.end, table),
            "amount": tuple(amounts),
        }
        | (
            _of_postings(table, said.text, kinds, posted, free)
            if kinds or posted
            else {}
        )
    )


def _of_postings(
    table: Table,
    text: tuple[str, ...],
    kinds: str | None,
    posted: Posted | None,
    free: Sequence[str],
) -> dict[str, object]:
    """Return what columns mean where the rows are needs and offers.

    Args:
        table: with its header.
        text: columns of paragraphs, as for any table.
        kinds: the column that says which of the two each row is, if any.
        posted: what all rows are where none does.
        free: columns that are taken for nothing else.
    """

    def named(*fields: Field) -> tuple[str, ...]:
        found = [name for name in table.header if field_named(name) in fields]
        return tuple(name for name in found if name != kinds)

    until = named(Field.UNTIL)
    by = [PartyColumnSaid(column=name) for name in named(Field.ORGANIZATION)]
    return {
        "kind": posted,
        "kind_column": kinds,
        "text": text or named(Field.TEXT),
        "organizations": tuple(by) or None,
        "end": _with_format(DateColumns(column=until), table) if until else None,
        "cooperation": named(Field.COOPERATION),
        "contact": tuple(name for name in named(Field.CONTACT) if name in free),
    }


def values_of(table: Table, name: str) -> list[str]:
    """Return the values of a column, those that say something."""
    at = places_of(table.header)[normalized(name)]
    cells = (row[at] for _, row in table.rows if at < len(row))
    return [cell.strip() for cell in cells if not is_blank(cell)]


def _words(name: str) -> list[str]:
    plain = normalized(name)
    return [plain, *plain.split(), *regex.findall(r"\p{Han}{2}", plain)]


def _is_where(values: Sequence[str]) -> bool:
    some = values[:200]
    return 2 * sum(bool(country_codes(value)) for value in some) > len(some)


def _are_kinds(values: Sequence[str]) -> bool:
    said = sum(posted_kind(value) is not None for value in values)
    return bool(values) and said >= _ENOUGH * len(values)


def _is_id(name: str, values: Sequence[str]) -> bool:
    named = set(_words(name)) & _IDS
    return bool(named) and len(values) > 1 and len(set(values)) == len(values)


def _is_sum(name: str, values: Sequence[str]) -> bool:
    read = sum(amount_in(value) is not None for value in values)
    named = set(_words(name)) & _SUMS
    return bool(named) and bool(values) and read >= _ENOUGH * len(values)


def _currency_of(name: str) -> str | None:
    words = regex.findall(r"[\p{L}$€£¥₹]+", name)
    return next(
        (
            found
            for word in words
            if (word.isupper() or not word.isalpha())
            and (found := currency_named(word)) is not None
        ),
        None,
    )


def _with_format(said: DateColumns | None, table: Table) -> DateColumns | None:
    """Return date columns with the format that nearly all of their values have."""
    if said is None:
        return None
    values = [value for name in said.column for value in values_of(table, name)]
    if not values or all(iso_date(value) for value in values):
        return said
    for format in _FORMATS:
        made = DateColumns(column=said.column, format=format)
        read = sum(made.date_of(value) is not None for value in values)
        if read >= _ENOUGH * len(values):
            return made
    return said
