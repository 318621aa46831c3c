"""Telephone numbers in a text: with a country's code, behind a word, by their shape.

Sources are full of numbers that are none: years, amounts, counts, dates, identifiers.
They are masked first, so that only what a country's numbers look like is left.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from vectorstore.records import Span

_SEP = r"[\s.\-‐‑‒–]"
_RUN = r"(?:[+＋(]\s?)?\d(?:[\s().\-‐‑‒–/]{0,3}\d){6,17}"
_DIGITS = re.compile(_RUN)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_ABROAD = re.compile(r"(?<!\d)00(?=[1-9])")

_CALLED = (
    r"\b(?:tel[eé]?f?s?|tels?|t[eé]l[eé]phones?|t[eé]l[eé]fon[oe]s?|phones?|whats?app"
    r"|fax|viber|hotline|telemovel|telem[oó]vel|tlf|tfno)\b"
    r"|\bтел(?:ефон\w*)?\b|\bфакс|ватсап|هاتف|جوال|فاكس|واتساب|واتس\s?اب"
    r"|电话|電話|手机|手機|传真|傳真"
)
"""Words that a number of a telephone stands beside."""
_ASKED = (
    r"\b(?:call|cells?|cellphones?|mobiles?|mob|m[oó]vil(?:es)?|celular(?:es)?"
    r"|portables?|signal|appelez|joindre|joignable|llame|llamar|ligue|ligar"
    r"|contact(?:s|er|ez|ar|e|a|o|os|ing|ed)?|contato|contatos|contatar|contate"
    r"|focal\s(?:point|person)s?|points?\sfoca(?:l|ux)|(?:punto|ponto)s?\sfoca(?:l|is)"
    r"|reach(?:ed|able)?\s(?:\w+\s)?(?:at|on)"
    r"|skype|telegram|wechat|weixin|messenger)\b"
    r"|контакт|связаться|свяжитесь|обращаться|обращайтесь|звоните|моб\.|\bмобильн"
    r"|скайп|т[еэ]леграм|اتصل|للاتصال|الاتصال|للتواصل|التواصل|جهة اتصال|محمول|موبايل"
    r"|联系|联络|聯絡|聯繫|致电|致電|微信"
)
"""Words that may be followed by one, with a name between, and often are not."""
_NUMBER_WORD = (
    r"(?:\s?(?:numbers?|num[eé]ros?|n[uú]meros?|номер\w*|رقم|号码|號碼|号|號|no|n[°º]|№"
    r"|is|at|on|au|al|pelo|по|على|是|为|為))?"
)
_GAP = r"[\s.:：=,()/-]{0,4}"
_BEHIND_CALLED = re.compile(
    rf"(?:{_CALLED}){_NUMBER_WORD}{_GAP}(?P<number>{_RUN})", re.IGNORECASE
)
_BEHIND_ASKED = re.compile(
    rf"(?:{_ASKED}){_NUMBER_WORD}{_GAP}(?P<number>{_RUN})", re.IGNORECASE
)
_AND_MORE = re.compile(rf"\s?(?:[,;/،、]|or|and|ou|et|o|y|e|и|或|和|أو)\s?({_RUN})")
_CALLED_WORD = re.compile(_CALLED, re.IGNORECASE)
_ASKED_WORD = re.compile(_ASKED, re.IGNORECASE)
_REACH = 120
"""Code points between such a word and its number, where names and posts stand."""

_AMOUNT = r"(?:\d{1,3}(?:[\s.,]\d{3})+|\d+)(?:[.,]\d+)?(?!\d)"
_MONEY = (
    r"US\$|R\$|[$€£¥₽₹]|\b(?:USD|EUR|GBP|CNY|RMB|BRL|INR|KES|XOF|F?CFA|ZAR|MXN|COP|NGN"
    r"|dollars?|euros?)\b|美元|元|долл\w*|руб\w*|دولار"
)
_WORTH = (
    r"\b(?:usd|amounts?|value|budget|costs?|total|population|disburse\w*|commitments?"
    r"|expenditure|montant|valeur|coût|monto|valor|costo|presupuesto|custo|orçamento"
    r"|población|população)\b|сумм|бюджет|стоимост|населени|金额|预算|总额|人口"
    r"|المبلغ|مبلغ|ميزانية|قيمة|عدد السكان"
)
_COUNTED = (
    r"%|\b(?:people|persons?|inhabitants|women|men|children|farmers|households|students"
    r"|hectares|ha|km|tonn?es|tons|m[²³]|millions?|billions?|personnes|habitants"
    r"|personas|habitantes|pessoas|человек|тонн|га)\b|[人名户万亿]|公顷|吨"
    r"|شخص|نسمة|هكتار"
)
_COUNTS = re.compile(
    "|".join(
        (
            # days, months and years, and spans of years
            r"(?<![\d./-])(?:19|20)\d\d(?P<a>[-./])(?:0?[1-9]|1[0-2])(?P=a)"
            r"(?:[12]\d|3[01]|0?[1-9])(?!\d)",
            r"(?<![\d./-])(?:0?[1-9]|[12]\d|3[01])(?P<b>[-./])(?:[12]\d|3[01]|0?[1-9])(?P=b)"
            r"(?:19|20)\d\d(?!\d)",
            r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
            r"(?<!\d)(?:19|20)\d\d(?:(?:\s?[-‐–—/,]\s?|\s)(?:19|20)\d\d)+(?!\d)",
            # books
            r"(?:ISBN|ISSN)(?:-1[03])?\W{0,3}[\dXx](?:[\s‐–-]?[\dXx]){7,12}",
            r"(?<!\d)97[89](?:[\s‐–-]?\d){10}(?!\d)",
            # decimals, and amounts beside what they are of
            r"(?<![\d.,])(?:0|[1-9]\d*)[.,]\d+(?![.,]?\d)",
            rf"(?:{_MONEY})\s?{_AMOUNT}",
            rf"(?:{_WORTH})[^\d\n]{{0,20}}(?:(?:19|20)\d\d\W{{1,3}})?{_AMOUNT}",
            rf"(?<!\d){_AMOUNT}\s?(?:{_MONEY}|{_COUNTED})",
        )
    ),
    re.IGNORECASE,
)
_IDENTIFIERS = re.compile(
    # of publications, and letters joined to digits
    r"\b10\.\d{4,}/\S+|"
    r"(?<![0-9A-Z_])(?:[0-9A-Z_]*[A-Z][0-9A-Z_]*(?:[-/][0-9A-Z_]+)+|[A-Z_]+\d[0-9A-Z_]*)"
    # a word for one before them
    r"|(?:\b(?:projects?|projets?|proyectos?|projetos?|grants?|awards?|ids?|ref|reference"
    r"|contracts?|codes?|accounts?|iban|cnpj|nit|ruc|siret|vat|documents?|docs?"
    r"|resolutions?)|проект\w*|项目|編號|编号|مشروع|№|\b(?:no|nos|nr)\.|\bn[°º]\.?)"
    r"\W{0,4}(?:(?:id|no|number|n[°º]|code|num[eé]ro|n[uú]mero|номер|号|编号|رقم)\W{1,4})?"
    r"\d[\d/.-]*",
    re.IGNORECASE,
)

_SHAPES = re.compile(
    r"(?<![A-Za-z0-9_@/#+-])(?<!\d[.,])(?:"
    # a mobile's of China
    r"1[3-9]\d(?:\d{8}|(?P<a>[\s-])\d{4}(?P=a)\d{4})"
    # a national number in one piece, or in groups that are parted alike
    rf"|0[1-9](?:\d{{7,9}}|\d{{0,3}}(?=(?P<b>{_SEP}))(?:(?P=b)\d{{2,4}}){{2,4}})"
    r"|0[1-9]\d{1,2}[-‐–]\d{7,8}|0[1-9]\d{2,3}[\s-]\d{5,6}"
    # the code of a place in brackets
    rf"|\(0\d{{1,4}}\)\s?\d{{2,4}}(?:{_SEP}?\d{{2,4}}){{1,3}}"
    r"|\(\d{3}\)\s?\d{3}[-‐–]\d{4}|\(\d{2}\)\s?\d{4,5}[-‐–]\d{4}"
    # Russia's
    r"|(?:[78][\s-]?)?\(\d{3,5}\)\s?\d{1,3}[-‐–\s]\d{2}[-‐–\s]\d{2}"
    r"|8[\s-]\d{3}[\s-]\d{3}[-‐–\s]\d{2}[-‐–\s]\d{2}|89\d{9}"
    r")(?![A-Za-z0-9_@/%]|[.,-]\d)"
)
_FEWEST, _MOST = 9, 11
"""Digits of a number that is told by its shape."""
_THOUSANDS = re.compile(r"\d{1,3}(?:([\s.'’])\d{3})(?:\1\d{3})*")
_ENDS = re.compile(r"\s?(?:$|[\n.,;:)\]、。，；،؛])")


def telephones(text: str) -> list[Span]:
    """Return where the telephone numbers of a sentence stand, in order.

    A number is one with its country's code (+221, 00221); behind a word such as "Tel."
    or "contact", with names between; or alone where it is written as a national number
    is: "0712345678", "06 12 34 56 78", "(021) 555 0199", "13812345678".
    """
    if not _DIGITS.search(text):
        return []
    plain = _OTHER_DIGIT.sub(lambda digit: str(int(digit.group())), text)
    found = sorted(
        {*_behind(plain), *_abroad(plain), *_beside(plain)},
        key=lambda span: (span[0], -span[1]),
    )
    chosen: list[Span] = []
    for span in found:
        if not chosen or span[0] >= chosen[-1][1]:
            chosen.append(span)
    return chosen


def _behind(text: str) -> Iterator[Span]:
    """Yield numbers that stand right behind their word, and those joined to them."""
    called = [m for m in _BEHIND_CALLED.finditer(text) if not _is_count(m["number"])]
    masked = _masked(_COUNTS, text)
    asked = [
        match
        for match in _BEHIND_ASKED.finditer(masked)
        if _may_be(match["number"], masked, match.end())
    ]
    for match in (*called, *asked):
        yield match.span("number")
        end = match.end()
        while more := _AND_MORE.match(text, end):
            yield more.span(1)
            end = more.end()


def _abroad(text: str) -> Iterator[Span]:
    """Yield numbers with a country's code."""
    if "+" not in text and "＋" not in text and not _ABROAD.search(text):
        return
    import phonenumbers

    # The prefix of a call abroad, with the sign of the same length for it.
    plain = _ABROAD.sub(" +", text)
    for number in phonenumbers.PhoneNumberMatcher(plain, None):
        yield number.start - text.startswith("00", number.start - 1), number.end


def _beside(text: str) -> Iterator[Span]:
    """Yield numbers by their shape, or with a word for telephones or contacts."""
    masked = _masked(_COUNTS, _masked(_IDENTIFIERS, text))
    if not _DIGITS.search(masked):
        return
    for match in _SHAPES.finditer(masked):
        if _is_national(match.group()):
            yield match.span()
    called = _CALLED_WORD.search(text) is not None
    asked = [match.end() for match in _ASKED_WORD.finditer(text)]
    if not called and not asked:
        return
    for match in _DIGITS.finditer(masked):
        near = any(0 <= match.start() - end <= _REACH for end in asked)
        if (called or near) and _may_be(match.group(), masked, match.end()):
            yield match.span()


def _masked(others: "re.Pattern[str]", text: str) -> str:
    return others.sub(lambda other: "x" * len(other.group()), text)


def _is_national(number: str) -> bool:
    """Whether a number of the shape has as many digits, and does not count 01 02 03."""
    groups = [int(group) for group in re.findall(r"\d+", number)]
    counts = len(groups) > 2 and all(
        after == before + 1 for before, after in pairwise(groups)
    )
    return (
        not counts
        and not number.endswith("00000")
        and _FEWEST <= sum(map(str.isdigit, number)) <= _MOST
    )


def _is_count(number: str) -> bool:
    """Whether digits stand three by three, and are too few for a telephone's."""
    return bool(_THOUSANDS.fullmatch(number)) and sum(map(str.isdigit, number)) < 8


def _may_be(number: str, text: str, end: int) -> bool:
    """Whether a run of digits is no amount: not three by three, or nothing counted."""
    if not _THOUSANDS.fullmatch(number):
        return True
    nine = sum(map(str.isdigit, number)) == 9 and number[0] in "679"
    return nine and _ENDS.match(text, end) is not None
