"""Places and sectors that a need leaves out: "in Africa, but not in Kenya".

A negation counts where it stands right before the name, or before a preposition and
the name: "they have no water in Kenya" leaves neither out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from vectorstore.records import Span
from vectorstore.text.countries import countries_named
from vectorstore.text.regions import members_of, regions_named
from vectorstore.text.sectors import sector_words

_NEGATION = (
    r"(?i)(?<!\p{L})(?:"
    r"not(?: (?:in|from|for|with|about|on|of))?|except(?:ing)?(?: (?:for|from|in))?|"
    r"(?:no|without|not)(?: \p{L}+)? from|excluding(?: those from)?|other than|"
    r"outside(?: of)?|apart from|rather than(?: in| from)?|"
    r"(?:pas|non)(?: (?:en|au|aux|à|pour|avec|dans))?|"
    r"(?:sauf|excepté|hormis)(?: (?:en|au|aux|à|du|des|de|d['’]|ceux d[eu]s?))?|"
    r"pas (?:venue?s?|originaires?|provenant) d(?:e|u|es|['’])|"
    r"hors(?: (?:de|du|d['’]))?|"
    r"en dehors d(?:e|u|es|['’])|à l['’]exception d(?:e|u|es|['’])|autres? que|"
    r"(?:pero )?no (?:en|para|con|desde)|pero no (?:\p{L}+ )?del?|menos (?:en|del?)|"
    r"(?:excepto|salvo)(?: (?:en|del?|los del?|las del?))?|fuera de|aparte de|"
    r"a excepción de|"
    r"não (?:em|no|na|nos|nas|para|com)|mas não d(?:e|o|a|os|as)|"
    r"(?:exceto|salvo)(?: (?:em|no|na|nos|nas|de|do|da|dos|das))?|"
    r"menos (?:em|no|na|do|da)|fora d(?:e|o|a|os|as)|à exceção d(?:e|o|a|os|as)|"
    r"не (?:в|во|из|для|с|на)|кроме(?: (?:из|организаций из))?|за исключением|вне|"
    r"ليس (?:في|من|مع)|باستثناء|(?:ما )?عدا|خارج|"
    r"不(?:在|是|包括|含)|而不是在?|而非"
    r")"
)
_ARTICLE = r"\s*(?:the|la|le|les|l['’]|el|los|las|o|a|os|as)?\s*"
_BEFORE = regex.compile(_NEGATION + _ARTICLE + "$")
_ANYWHERE = regex.compile(_NEGATION + r"(?!\p{L})" + _ARTICLE)
_CLAUSE = regex.compile(r"[^.,;:!?。，；：！？،؛()\n]{1,100}")
_JOINS = regex.compile(
    r"(?i)\s*[,،、/]?\s*(?:and|or|nor|et|ou|ni|y|o|e|nem|и|или|ни|و|أو|和|或|与)?\s*"
    r"(?:in|from|the|en|au|aux|la|le|les|el|no|na|em|в|из|في)?\s*"
)
_ALL_BUT = regex.compile(r"除了?\s*$")
_BUT = regex.compile(r"\s*(?:以外|之外|外)(?![^。；]{0,3}[还也])")
LOOKED_BACK = 30
"""Code points before a name in which its negation ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a need leaves out."""

    spans: tuple[Span, ...] = ()  # of the names, in order
    countries: frozenset[str] = frozenset()  # those of its regions too
    names: tuple[str, ...] = ()  # as the need writes them
    clauses: tuple[str, ...] = ()  # what stands behind each negation: perhaps a body


def left_out(text: str) -> LeftOut:
    """Return the places and sectors that a need names to leave them out."""
    own = countries_named(text)
    places = [(span, {code}) for code, span in own]
    places += [(r.span, set(members_of([r.name]))) for r in regions_named(text)]
    words = sector_words(text, beside=[span for span, _ in places])
    sectors = [(span, set[str]()) for span in words]
    named = sorted([*places, *sectors], key=lambda one: one[0])
    spans: list[Span] = []
    countries: set[str] = set()
    for (start, end), codes in named:
        if _is_left_out(text, (start, end), spans):
            spans.append((start, end))
            countries |= codes
    # "outside Africa, but in Kenya": what is named by itself is wanted.
    wanted = {code for code, span in own if span not in spans}
    return LeftOut(
        spans=tuple(spans),
        countries=frozenset(countries - wanted),
        names=tuple(dict.fromkeys(text[start:end] for start, end in spans)),
        clauses=tuple(
            clause.group()
            for negation in _ANYWHERE.finditer(text)
            if (clause := _CLAUSE.match(text, negation.end())) is not None
        ),
    )


def _is_left_out(text: str, span: Span, before: Sequence[Span]) -> bool:
    start, end = span
    told = text[max(start - LOOKED_BACK, 0) : start]
    if _BEFORE.search(told):
        return True
    if _ALL_BUT.search(told):
        return bool(_BUT.match(text, end))
    return bool(before) and _JOINS.fullmatch(text[before[-1][1] : start]) is not None
