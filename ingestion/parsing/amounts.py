"""Sums of money as people write them, with their currency."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

import regex

_TIMES = {
    **dict.fromkeys(
        ("k", "thousand", "mille", "mil", "miles", "milliers", "тыс", "ألف", "千"),
        10**3,
    ),
    **dict.fromkeys(
        (
            *("m", "mn", "mio", "mln", "million", "millions", "millón", "millon"),
            *("millones", "milhão", "milhao", "milhões", "milhoes", "млн"),
            *("миллион", "миллионов", "миллиона", "مليون", "ملايين", "百万"),
        ),
        10**6,
    ),
    **dict.fromkeys(
        (
            *("bn", "billion", "billions", "milliard", "milliards", "mrd", "bilhão"),
            *("bilhões", "bilhoes", "млрд", "миллиард", "миллиардов", "مليار", "十亿"),
        ),
        10**9,
    ),
    "万": 10**4,
    "亿": 10**8,
}
_SIGNS = {
    **{"€": "EUR", "£": "GBP", "¥": "JPY", "元": "CNY", "₹": "INR", "₽": "RUB"},
    **{"us$": "USD", "usd$": "USD", "r$": "BRL", "fcfa": "XOF", "₦": "NGN", "₺": "TRY"},
}
"""Signs of one currency alone; a bare "$" is of many, and says none."""
_CURRENCY_WORDS = {
    **dict.fromkeys(("руб", "рублей", "рубли", "rubles", "roubles"), "RUB"),
    **dict.fromkeys(("долл", "долларов", "dollars", "dólares"), "USD"),
    **dict.fromkeys(("euro", "euros", "евро", "يورو"), "EUR"),
    **dict.fromkeys(("yuan", "юаней", "يوان"), "CNY"),
    **dict.fromkeys(("reais", "reales"), "BRL"),
}
_CURRENCY_PHRASES = {"دولار": "USD", "美元": "USD", "人民币": "CNY", "f cfa": "XOF"}
_BRACKET = regex.compile(r"[(（\[]([^)）\]]*)[)）\]]")
_NUMBER = regex.compile(r"[-−(]?\d[\d.,'’   \s]*")
_WORD = regex.compile(r"百万|十亿|\p{Han}|[[\p{L}$€£¥₹₽₦₺]--\p{Han}]+", regex.V1)


class Amount(NamedTuple):
    """A sum; its currency is None where the text does not say it."""

    value: Decimal
    currency: str | None  # ISO 4217

    @property
    def shown(self) -> str:
        """The sum in digits with a point, and its currency behind it."""
        plain = f"{self.value.normalize():f}"
        return f"{plain} {self.currency}" if self.currency else plain


def amount_in(text: str) -> Amount | None:
    """Return the one sum that a text is; None where it is none, or several.

    A single comma or point before three digits parts thousands, so "1,234" is 1234.
    """
    rest = text.strip()
    found = _NUMBER.findall(rest)
    if len(found) != 1 or len(rest) > 60:
        return None
    value = _value(found[0])
    if value is None:
        return None
    currency: str | None = None
    for word in _WORD.findall(rest):
        low = word.casefold()
        if low in _TIMES:
            value *= _TIMES[low]
        elif (named := currency_named(word)) is not None:
            currency = named
        elif low != "$":
            return None
    return Amount(value, currency)


@lru_cache(maxsize=1_000)
def unit_of(name: str) -> tuple[int, str | None]:
    """Return how many times its cells a column's name says, and their currency.

    "Бюджет, млн руб." is a million times in roubles, "金额（万元）" 10,000 in yuan.
    """
    times, currency = 1, None
    bracket = _BRACKET.search(name)
    told = bracket.group(1) if bracket else name.partition(",")[2]
    for word in _WORD.findall(told):
        low = word.casefold()
        times *= _TIMES.get(low, 1)
        currency = currency or currency_named(word) or _CURRENCY_WORDS.get(low)
    phrase = told.casefold()
    for words, code in _CURRENCY_PHRASES.items():
        if words in phrase:
            currency = code
    return times, currency


def currency_named(word: str) -> str | None:
    """Return the ISO 4217 code that a word or sign stands for."""
    sign = _SIGNS.get(word.strip().casefold())
    code = word.strip().upper()
    return sign or (code if code in _codes() else None)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))


def _value(text: str) -> Decimal | None:
    is_negative = text[0] in "-−("
    digits = regex.sub(r"[^\d.,]", "", text).rstrip(".,")
    marks = [mark for mark in digits if mark in ".,"]
    if marks:
        last = marks[-1]
        behind = len(digits) - digits.rindex(last) - 1
        is_decimal = marks.count(last) == 1 and (
            behind != 3 or len(set(marks)) > 1 or digits.startswith(f"0{last}")
        )
        whole, _, part = digits.rpartition(last) if is_decimal else (digits, "", "")
        digits = regex.sub(r"[.,]", "", whole) + (f".{part}" if is_decimal else "")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return -value if is_negative else value
