"""Where a person lives, and the numbers of a person's papers, where called so.

Only what is called so is found: an organization's street, its registration and its tax
number stay.
"""

import re
from collections.abc import Iterator

from vectorstore.records import Span

_A_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4}")
_OF_HOMES = tuple(
    """address adresse domicil demeurant habite lives living resid dirección direccion
    endere morada mora vive адрес عنوان يسكن تسكن يقيم تقيم 址 住在""".split()
)
_OF_PAPERS = tuple(
    """passp passep pasap passap паспорт جواز 护照 護照 identit identid cédula cedula
    dni ssn curp cpf снилс удостовер водител هوية القومي الوطني 身份证 身分證 身份證
    驾驶证 社会保障""".split()
)
"""Parts of words; the expressions are tried only where one of them stands."""
_OFTEN = tuple("id social driv permis conduci".split())
_OF_PAPERS_TOO = re.compile(
    r"\bid\b|social\ssec|\bsociale\b|\bdriv\w+\W?s?\slic|\bpermis\sde"
    r"|\bde\sconducir\b|\bde\scidad[aã]o\b",
    re.IGNORECASE,
)
"""What must stand beside the parts that are frequent in other words too."""
_HOMES = re.compile(
    r"(?:\b(?:home|private|residential|personal)\s(?:postal\s)?address(?:es)?\b"
    r"|\badresse\s(?:personnelle|priv[ée]e|du\sdomicile|(?:à|a)\sdomicile)"
    r"|\bdirecci[oó]n\s(?:particular|personal|de\scasa|de\s(?:su\s)?domicilio|privada)"
    r"|\bdomicilio\s(?:particular|personal)"
    r"|\b(?:endere[cç]o|morada)\s(?:residencial|particular|pessoal|de\scasa)"
    r"|\bдомашн\w+\s(?:почтов\w+\s)?адрес\w*|\bадрес\w*\s(?:проживания|прописки)"
    r"|\bличн\w+\sадрес\b"
    r"|عنوان\s?(?:ال)?(?:سكن|منزل|بيت|إقامة)\w*|(?:ال)?عنوان\s(?:الشخصي|المنزلي|السكني)"
    r"|(?:家庭|住家|私人|个人|居住|家里)(?:的)?(?:住址|地址)|住址)",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"(?:\b(?:lives|living|resides|residing)\s(?:at|in\s(?:flat|house|apartment))\b"
    r"|\b(?:domicili[ée]e?|demeurant|habite)\s(?:au|à)\b"
    r"|\b(?:domiciliad[oa]|vive)\sen\s(?:la\s)?(?=calle|avenida|av\.|carrera|cra\.)"
    r"|\b(?:residente|domiciliad[oa]|mora)\sna\s(?=rua|avenida|av\.|travessa)"
    r"|\b(?:проживает|живёт|живет)\sпо\sадресу"
    r"|(?:يسكن|تسكن|يقيم|تقيم)\sفي\s(?=شارع|حي|بناية|شقة|منزل)"
    r"|(?:家|居)?住在(?=[^，。；]{0,20}(?:路|街|巷|弄|小区|号楼|单元)))",
    re.IGNORECASE,
)
_PART = r"(?:[^\n;；。!?.]|(?<!\w{4})\.|\.(?=\w))"
"""Of an address: no end of a sentence, though the dot of "St." stands in one."""
_PLACE = rf"(?P<told>{_PART}{{0,60}}?\d{_PART}{{0,80}})"
_IS = (
    r"(?:\s(?:de|da|do|of|d['’])\s?[^\W\d_]+(?:\s[^\W\d_]+){0,2})?"
    r"(?:\s?[:：=—–-]\s?|\s(?:is|est|es|é|это|هو|هي)\s|[是为為]\s?|\s(?=\d))"
)
_BEHIND_CALLED = re.compile(_IS + _PLACE, re.IGNORECASE)
_BEHIND_LIVES = re.compile(r"[\s:：]{0,3}" + _PLACE)
_NO_PLACE = re.compile(r"\s*\S+@|\s*(?:https?:|www\.)")
_PAPERS = re.compile(
    r"(?:\bpassports?\b|\bpasseports?\b|\bpasaportes?\b|\bpassaportes?\b|\bпаспорт\w*"
    r"|جواز(?:ات)?\s?(?:ال)?سفر\w*|رقم\s(?:ال)?جواز(?!\w*\s(?:ال)?سفر)\w*|护照|護照"
    r"|\b(?:national\s|personal\s)?identity\s(?:card|document|number)\w*"
    r"|\b(?:national|personal|citizen)\sid\b|\bid\scard\b"
    r"|\bsocial\ssecurity\b|\bdriv(?:er['’]?s|ing)\slicen[cs]e\b|\bssn\b"
    r"|\b(?:carte|pi[eè]ce|num[eé]ro)\s(?:nationale?\s)?d['’]identit[eé](?:\snationale)?"
    r"|\bpermis\sde\sconduire\b|\bs[eé]curit[eé]\ssociale\b"
    r"|\bc[eé]dula\b(?:\sde\s(?:identidad|ciudadan[ií]a))?|\bdni\b|\bcurp\b"
    r"|\bdocumento\s(?:nacional\s)?de\sidentidade?\b|\blicencia\sde\sconducir\b"
    r"|\bc[eé]dula\sde\sidentidade\b|\bcpf\b|\bbilhete\sde\sidentidade\b"
    r"|\bcart[aã]o\sde\scidad[aã]o\b|\bcarteira\sde\sidentidade\b"
    r"|\bснилс\b|\bудостоверени\w+\sличности\b|\bводительск\w+\s(?:удостоверени\w+|прав\w*)"
    r"|(?:ال)?(?:بطاقة|رقم)\s(?:ال)?هوية\w*|الرقم\s(?:القومي|الوطني)"
    r"|身份证|身分證|身份證|驾驶证|社会保障号)",
    re.IGNORECASE,
)
_A_NUMBER = re.compile(
    r"(?:[\s,:：#(]|(?:number|num[eé]ro|n[uú]mero|num|nr|no|n)\b[.°º]?|n[°º]|№|номер\w*"
    r"|сери\w+|رقم(?:ه|ها)?|号码|號碼|号|號|is|est|es|é|[是为為]|هو){0,8}"
    r"(?P<told>(?:[A-Z]{1,3}-?)?\d(?:(?:\s?[№\s.\-/]\s?)?(?:\d|(?<=\d)[A-Z]|(?<=[A-Z])[A-Z]))"
    r"{4,19})(?!\w)",
    re.IGNORECASE,
)
_FEWEST = 5
"""Digits of a number of papers; a year has fewer."""


def homes(text: str) -> Iterator[Span]:
    """Yield where the homes of persons stand in a sentence, that are called so."""
    if not _A_DIGIT.search(text) or not _has(text, _OF_HOMES):
        return
    for called, behind in ((_HOMES, _BEHIND_CALLED), (_LIVES, _BEHIND_LIVES)):
        for match in called.finditer(text):
            told = behind.match(text, match.end())
            if told and not _NO_PLACE.match(told["told"]):
                start = told.start("told")
                yield start, start + len(told["told"].rstrip(" ."))


def papers(text: str) -> Iterator[Span]:
    """Yield the numbers of passports and of cards of identity, that are called so."""
    if not _DIGITS.search(text) or not _speaks_of_papers(text):
        return
    for match in _PAPERS.finditer(text):
        told = _A_NUMBER.match(text, match.end())
        if told and sum(map(str.isdigit, told["told"])) >= _FEWEST:
            yield told.span("told")


def _speaks_of_papers(text: str) -> bool:
    if _has(text, _OF_PAPERS):
        return True
    return _has(text, _OFTEN) and _OF_PAPERS_TOO.search(text) is not None


def _has(text: str, parts: tuple[str, ...]) -> bool:
    lowered = text.lower()
    return any(part in lowered for part in parts)
