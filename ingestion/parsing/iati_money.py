"""The sums of an IATI file, as publishers write them."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import regex

from ingestion.parsing.amounts import Amount, amount_in
from ingestion.parsing.iati_text import narratives, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import normalized, number, one_line
from ingestion.parsing.unread import Written

_MONEY = {
    "1": "Incoming funds",
    "2": "Commitments",
    "3": "Disbursements",
    "4": "Expenditure",
    "5": "Interest payments",
    "6": "Loan repayments",
    "7": "Reimbursements",
    "8": "Purchases of equity",
    "9": "Sales of equity",
    "10": "Credit guarantees",
    "11": "Incoming commitments",
    "12": "Outgoing pledges",
    "13": "Incoming pledges",
    "C": "Commitments",
    "D": "Disbursements",
    "E": "Expenditure",
    "IF": "Incoming funds",
    "IR": "Interest payments",
    "LR": "Loan repayments",
    "R": "Reimbursements",
    "QP": "Purchases of equity",
    "QS": "Sales of equity",
    "CG": "Credit guarantees",
}
_IN_WORDS = {
    "commitment": "Commitments",
    "outgoing commitment": "Commitments",
    "disbursement": "Disbursements",
    "expenditure": "Expenditure",
    "incoming fund": "Incoming funds",
    "incoming commitment": "Incoming commitments",
    "interest payment": "Interest payments",
    "interest repayment": "Interest payments",
    "loan repayment": "Loan repayments",
    "reimbursement": "Reimbursements",
    "purchase of equity": "Purchases of equity",
    "sale of equity": "Sales of equity",
    "credit guarantee": "Credit guarantees",
}
"""Words of the standard's code lists for transactions, 2.0x and 1.0x."""

_PLAIN = regex.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", regex.A)
_GROUPED = tuple(
    regex.compile(pattern, regex.A)
    for pattern in (
        r"[1-9]\d{0,2}(?:,\d{3})+(?P<rest>\.\d*)?",
        r"[1-9]\d?(?:,\d\d)+,\d{3}(?P<rest>\.\d*)?",
        r"[1-9]\d{0,2}(?:\.\d{3})+(?P<rest>,\d*)",
        r"[1-9]\d{0,2}(?:\.\d{3}){2,}(?P<rest>)",
        r"[1-9]\d{0,2}(?:[ '’]\d{3})+(?P<rest>[.,]\d*)?",
        r"\d+(?P<rest>,(?:\d{1,2}|\d{4,}))",
        r"(?:0|\d{4,})(?P<rest>,\d{3})",
    )
)
"""Ways to part thousands and decimals that can be read in one way only, and the one
comma before three digits: where a decimal point is the rule, it parts thousands."""
_AMONG_WORDS = regex.compile(
    r"([^\d+,.()-]*)([+-]?\d[\d.,'’ ]*?)([^\d,.'’()]*)", regex.A
)
_MOST = Decimal(10) ** 18
"""More money than there is: what is beyond is a slip."""
_EITHER = regex.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", regex.A)


def sum_read(text: str) -> Amount | None:
    """Return the sum that a value is; None where it is none, or may be several.

    A plain decimal is what the standard asks for, so "1.250" is 1.25 and "1,250" has
    its thousands parted. "1.250.000,50", "1 250 000" and "USD 1,250,000" are read too;
    "1.250 EUR", "12,34,5" and "about 5" are not.
    """
    value = one_line(text).replace("−", "-")
    plain = _number(value)
    if plain is not None:
        return Amount(plain, None)
    parts = _AMONG_WORDS.fullmatch(value)
    if parts is None or _EITHER.fullmatch(parts[2].strip()):
        return None
    inner = _number(parts[2].strip())
    unit = amount_in(f"1 {parts[1]} {parts[3]}")
    if inner is None or unit is None:
        return None
    return Amount(inner * unit.value, unit.currency)


def amount_of(
    value: XmlElement | None, written: Written, *, of: str
) -> tuple[float, str | None] | None:
    """Return the sum of a value element and its currency; None where there is none.

    The currency is the one stated beside it, else the one in its words. What was
    written otherwise is kept, and what cannot be read is reported, such as a sum in
    two currencies.
    """
    text = one_line((value.text or "") if value is not None else "")
    if not text:
        return None
    stated = word_of(value, "currency")
    found = sum_read(text)
    if found is not None and abs(found.value) > _MOST:
        found = None
    if found is None or (found.currency and stated not in {"", found.currency}):
        written.miss("sum", f"{text} {stated}".strip(), of=of)
        return None
    if not _PLAIN.fullmatch(text):
        written.keep(of, f"{text} {stated}".strip())
    return float(found.value), stated or found.currency


def money(activity: XmlElement, written: Written) -> Iterator[str]:
    """Yield the sums of budgets and of each kind of transaction, a line a currency.

    A transaction whose kind is unknown is reported and not added up.
    """
    totals: dict[tuple[str, str], float] = defaultdict(float)
    default = activity.get("default-currency") or ""
    for tag, words in (
        ("budget", "Budget"),
        ("planned-disbursement", "Planned disbursements"),
        ("transaction", None),
    ):
        for element in activity.findall(f"{{*}}{tag}"):
            what = words or _kind_of(element)
            name = (what or tag).lower().replace(" ", "_")
            found = amount_of(element.find("{*}value"), written, of=name)
            if found is None:
                continue
            amount, currency = found
            if what:
                totals[what, currency or default] += amount
            else:
                kind = word_of(element.find("{*}transaction-type"), "code")
                told = f"{number(amount)} {currency or default}".rstrip()
                told += f" of type {kind}" if kind else " without a type"
                written.miss("code", told, of=name)
    for (what, currency), total in totals.items():
        yield f"{what}: {number(round(total, 2))} {currency}".rstrip()


def _kind_of(transaction: XmlElement) -> str | None:
    element = transaction.find("{*}transaction-type")
    known = _MONEY.get(word_of(element, "code").upper())
    said = normalized(next(narratives(element), ""))
    return known or _IN_WORDS.get(said) or _IN_WORDS.get(said.removesuffix("s"))


def _number(text: str) -> Decimal | None:
    """Return a number without words; None where it is none for sure."""
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    sign, digits = (text[:1], text[1:]) if text[:1] in {"+", "-"} else ("", text)
    for way in _GROUPED:
        found = way.fullmatch(digits.strip())
        if found is not None:
            rest = found["rest"] or ""
            whole = digits.strip().removesuffix(rest) if rest else digits
            bare = regex.sub(r"\D", "", whole)
            return Decimal(f"{sign}{bare}.{rest[1:] or '0'}")
    return None
