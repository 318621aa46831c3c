"""Items out of fields: what a table's row, a JSON entry and an XML record share."""

import re
from collections.abc import Iterable, Sequence

import regex

from ingestion.items import Block
from ingestion.parsing.shaping import is_http, is_only_numbers, normalized, one_line

PROSE_CHARACTERS = 120
"""A value longer than this is prose and becomes a paragraph of its own."""

TITLE_NAMES = tuple(
    normalized(name)
    for name in (
        *("title", "project title", "activity title", "titre", "título", "titulo"),
        *("intitulé du projet", "intitulé de l'activité", "nombre de la iniciativa"),
        *("título da iniciativa", "titel", "projekttitel", "bezeichnung"),
        *("titre du projet", "título del proyecto", "título do projeto", "headline"),
        *(
            "название",
            "название проекта",
            "заголовок",
            "наименование",
            "标题",
            "项目名称",
        ),
        *(
            "題目",
            "名称",
            "名稱",
            "项目",
            "العنوان",
            "عنوان",
            "اسم المشروع",
            "عنوان المشروع",
        ),
        *("project name", "name", "nom", "nom du projet", "nombre", "nome", "intitulé"),
        *("libellé", "nombre del proyecto", "nome do projeto", "имя", "الاسم", "اسم"),
        *("label", "subject", "question", "term", "indicator", "project", "projet"),
        *("proyecto", "projeto", "проект", "المشروع"),
    )
)
"""Names of fields that hold an item's title, the surest first."""

_DESCRIPTIONS = frozenset(
    normalized(name)
    for name in (
        *("description", "descriptions", "summary", "abstract", "objective", "body"),
        *(
            "objectives",
            "content",
            "text",
            "details",
            "résumé",
            "objectif",
            "objectifs",
        ),
        *("descripción", "resumen", "objetivo", "objetivos", "descrição", "resumo"),
        *(
            "описание",
            "цель",
            "содержание",
            "текст",
            "描述",
            "简介",
            "摘要",
            "内容",
            "目标",
        ),
        *("说明", "الوصف", "وصف", "الملخص", "الهدف", "المحتوى", "النص", "answer"),
    )
)
_LINKS = frozenset(
    {
        *("url", "uri", "link", "website", "web", "webpage", "homepage", "address"),
        *("href", "source url", "project url", "lien", "enlace", "ссылка", "链接"),
        *("网址", "الرابط", "رابط", "site web", "sitio web", "página web", "web site"),
    }
)
_DATES = (
    *("published", "published on", "publication date", "date published", "date"),
    *("year", "année", "annee", "año", "ano", "год", "年份", "年", "السنة", "سنة"),
    *("fecha", "data", "дата", "日期", "التاريخ", "تاريخ", "issued", "created"),
    *("start actual isodate", "start actual", "actual start", "start date"),
    *("start planned", "planned start", "transactions start year", "start year"),
)
_DATE_NAMES = tuple(normalized(name) for name in _DATES)
_ISO = regex.compile(r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ].*|Z|[+-]\d{2}:\d{2})?")
_YEAR = regex.compile(r"(?:19|20)\d{2}")
_DAYS = tuple(
    regex.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})",
        r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
    )
)
_IN_MONTH = regex.compile(
    r"(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月|(?P<n>\d{1,2})[/.](?P<z>(?:19|20)\d\d)"
)
_SLASHED = regex.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_MONTH = regex.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])")


def title_rank(name: str) -> int | None:
    """Return how surely a field's name says that it holds the title; 0 is surest."""
    plain = normalized(name)
    if plain in TITLE_NAMES:
        return TITLE_NAMES.index(plain)
    words = plain.split()
    if words and words[-1] in {"title", "titre", "titulo"}:
        return len(TITLE_NAMES)
    return None


def is_description(name: str) -> bool:
    """Tell whether a field's name says that it describes the item.

    What stands in brackets behind it does not count: "Description (fr)".
    """
    plain = normalized(name.partition(" (")[0])
    words = plain.split()
    return plain in _DESCRIPTIONS or (bool(words) and words[-1] in _DESCRIPTIONS)


def is_link_name(name: str) -> bool:
    """Tell whether a field's name says that it holds the item's address."""
    return normalized(name) in _LINKS


def date_rank(name: str) -> int | None:
    """Return how surely a field's name says that it dates the item; 0 is surest."""
    plain = normalized(name)
    return _DATE_NAMES.index(plain) if plain in _DATE_NAMES else None


def iso_date(text: str) -> str | None:
    """Return a day, month or year as ISO 8601, when the text is one, else None.

    Of other ways to write a day, those are read that can mean one day only:
    "15.09.2018", "2018/9/15", "2018年9月15日", but not "05/09/2018".
    """
    value = text.strip()
    found = _ISO.fullmatch(value)
    if found is not None:
        month, day = int(value[5:7]), int(value[8:10])
        return found["date"] if 1 <= month <= 12 and 1 <= day <= 31 else None
    if _YEAR.fullmatch(value) or _MONTH.fullmatch(value):
        return value
    for pattern in _DAYS if len(value) < 12 else ():
        written = pattern.fullmatch(value)
        if written is not None:
            year, month, day = (int(written[part]) for part in "ymd")
            known = 1900 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31
            return f"{year}-{month:02}-{day:02}" if known else None
    return None


def written_date(text: str) -> str | None:
    """Return a date as `iso_date` does, or one that is written with slashes.

    Some write the day first and some the month: "25/12/2019" and "12/25/2019" are one
    day, and of "05/09/2018" only the year is known. "2012年1月" and "01/2012" are
    months.
    """
    value = text.strip()
    month = _IN_MONTH.fullmatch(value)
    if month is not None and 1 <= int(month["m"] or month["n"]) <= 12:
        return f"{month['y'] or month['z']}-{int(month['m'] or month['n']):02}"
    stated = iso_date(value)
    written = _SLASHED.fullmatch(value) if stated is None else None
    if written is None:
        return stated
    one, other, year = (int(part) for part in written.groups())
    if not (
        1900 <= year < 2100 and 1 <= min(one, other) <= 12 and max(one, other) <= 31
    ):
        return None
    if one == other or max(one, other) > 12:
        month, day = sorted((one, other))
        return f"{year}-{month:02}-{day:02}"
    return str(year)


def is_links(text: str) -> bool:
    """Tell whether a value is addresses rather than words."""
    value = text.strip()
    return (
        is_http(value)
        or value.count("http") >= 2
        or (value.startswith("http") and len(value) > PROSE_CHARACTERS)
    )


def is_blank(text: str) -> bool:
    """Tell whether a value says nothing: empty, dashes, or a word for no value."""
    value = one_line(text).casefold()
    return value in {"", "-", "--", "–", "—", "n/a", "na", "null", "none", "nan", "."}


def is_prose(text: str) -> bool:
    """Tell whether a value is a sentence or more rather than a name or a number."""
    value = text.strip()
    return (
        len(value) > PROSE_CHARACTERS
        and not is_links(value)
        and not is_only_numbers(value)
    )


def compose(
    title: str, prose: Sequence[str], lines: Iterable[str], *, in_text: bool = True
) -> tuple[Block, ...]:
    """Return an item's blocks: title, paragraphs, then the lines of the other fields.

    A paragraph that only repeats the title is left away.
    """
    blocks: list[Block] = []
    first = one_line(title)
    if first and in_text:
        blocks.append(Block(text=first))
    blocks.extend(
        Block(text=text)
        for text in prose
        if one_line(text) and one_line(text).casefold() != first.casefold()
    )
    joined = "\n".join(dict.fromkeys(line for line in lines if line))
    if joined:
        blocks.append(Block(text=joined))
    return tuple(blocks)


def sdg_ids(text: str) -> tuple[str, ...]:
    """Return the goals and targets that a field about the SDGs names: "3", "3.4"."""
    found = re.findall(r"(?<![\d.])(1[0-7]|[1-9])(?:\.(\d{1,2}|[a-d]))?(?![\d])", text)
    ids: dict[str, None] = {}
    for goal, target in found:
        ids[goal] = None
        if target:
            ids[f"{goal}.{target}"] = None
    return tuple(ids)
