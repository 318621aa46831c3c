"""Countries, sectors and goals that a source states, in fields or in keywords."""

from collections.abc import Iterable, Mapping, Sequence

import regex

from ingestion.parsing.fields import sdg_ids
from ingestion.parsing.shaping import normalized, one_line
from vectorstore.records import Facets
from vectorstore.text.countries import country_code, country_codes

SDG_NAMES = frozenset("sdg sdgs odd ods цур".split())
_COUNTRIES = frozenset(
    "country countries pays pais paises страна страны 国家 بلد البلد deployment".split()
)
_SECTORS = frozenset("sector sectors secteur secteurs setor сектор 部门 قطاع".split())
_COVERAGE = frozenset(
    {"dcterms spatial", "dc coverage", "dc coverage spatial", "dcterms coverage"}
)
_KEYWORDS = frozenset(
    {"keywords", "keyword", "tags", "tag", "article tag", "dc subject", "subjects"}
    | {"dcterms subject", "mots cles", "palabras clave", "palavras chave", "etiquetas"}
    | {"ключевые слова", "теги", "关键词", "标签", "الكلمات المفتاحية"}
)
_LONGEST_SECTOR = 80
_LONGEST_GOAL = 12
_PARTS = regex.compile(r"[;,|\n،؛，；、]")
_GOAL = regex.compile(
    r"(?i)(?:#?sdgs?|odd|ods|цур|可持续发展目标|هدف التنمية المستدامة)"
    r"[\s#-]*(\d{1,2}(?:\.[\da-d]{1,2})?)"
)
_CODE = regex.compile(r"\p{Lu}{2,3}")


def stated_facets(fields: Iterable[tuple[str, Sequence[str]]]) -> Facets:
    """Return what fields of these names and texts state, each value once, in order."""
    countries: dict[str, None] = {}
    sectors: dict[str, None] = {}
    sdgs: dict[str, None] = {}
    for name, texts in fields:
        words = set(normalized(name).split())
        if words & _COUNTRIES:
            for text in texts:
                countries.update(dict.fromkeys(country_codes(text)))
        if words & _SECTORS:
            sectors.update(
                (one_line(text), None) for text in texts if len(text) < _LONGEST_SECTOR
            )
        if words & SDG_NAMES:
            for text in texts:
                if len(text) < _LONGEST_GOAL:
                    sdgs.update(dict.fromkeys(sdg_ids(text)))
    return Facets(countries=tuple(countries), sectors=tuple(sectors), sdgs=tuple(sdgs))


def keyword_facets(fields: Iterable[tuple[str, str]]) -> Facets:
    """Return what the head or the properties of a document state of it, in order.

    Of a keyword that is a country where all of it is the name of one, never a code, and
    a goal where it is "SDG 3" or what that is in another language. What a page's head
    calls its country is where the site is at home, and not read.
    """
    countries: dict[str, None] = {}
    sdgs: dict[str, None] = {}
    for name, text in fields:
        plain = normalized(name)
        if plain in _COVERAGE:
            countries.update(dict.fromkeys(country_codes(text)))
        elif plain in _KEYWORDS:
            for word in map(str.strip, _PARTS.split(text)):
                code = None if _CODE.fullmatch(word) else country_code(word)
                countries.update({code: None} if code is not None else {})
                goal = _GOAL.fullmatch(word)
                sdgs.update(dict.fromkeys(sdg_ids(goal[1]) if goal else ()))
    return Facets(countries=tuple(countries), sdgs=tuple(sdgs))


def front_facets(said: Mapping[str, Sequence[str]]) -> Facets:
    """Return what the fields before a text state, keywords as well as others."""
    stated = stated_facets(said.items())
    words = keyword_facets((name, word) for name, told in said.items() for word in told)
    return stated.model_copy(
        update={
            "countries": stated.countries or words.countries,
            "sdgs": stated.sdgs or words.sdgs,
        }
    )
