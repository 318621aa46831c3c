"""The places that a question names, and which of them limit what it asks for.

Countries that stand side by side ("Kenya and Uganda", "Кении, Уганде") are any of them.
Of those that other words part ("China's loans to Kenya") that one is where it was done
which a word for a place stands before; the others have each a say of its own.
"""

from collections.abc import Sequence
from itertools import pairwise

import regex

from vectorstore.records import Span
from vectorstore.text.cities import cities_named
from vectorstore.text.countries import countries_named
from vectorstore.text.regions import NamedRegion, regions_named
from vectorstore.text.spans import without_spans

_CONJUNCTION = r"and|or|et|ou|y|e|o|u|и|или|أو|وفي|و|和|与|與|及|以及|或|或者"
_BEFORE_PLACES = (
    r"in|the|both|au|aux|à|en|dans|la|le|les|el|los|las|no|na|nos|nas|em|o|a|os|as"
    r"|в|во|في|在"
)
_BETWEEN = regex.compile(
    rf"\s*(?:[,،、;/&]\s*(?:(?:{_CONJUNCTION})\s*)?|(?:{_CONJUNCTION})\s*)"
    rf"(?:(?<!\p{{L}})(?:{_BEFORE_PLACES})\s+|l['’])*",
    regex.IGNORECASE,
)
_WHERE = regex.compile(
    r"(?<!\p{L})(?:in|within|inside|across|to|for|au|aux|à|en|dans|pour|vers|para|no|na|nos"
    r"|nas|em|в|во|для|في|إلى|داخل)\s+(?:(?:the|la|le|les|el|los|las|os?|as?)\s+|l['’])?$"
    r"|[在对向]$|(?<!\p{L})ل$",
    regex.IGNORECASE,
)
"""What stands before where something was done, or for whom."""
_WITH_EACH_OTHER = regex.compile(
    r"(?<!\p{L})(?:between|entre|между|بين)\s+(?:(?:the|la|le|el|os?|as?)\s+|l['’])?$",
    regex.IGNORECASE,
)
"""What stands before places where only what all of them share is meant."""
_AMONG = regex.compile(r"\s*之间")
_AND_BEFORE = "و"
"""How Arabic writes "and": together with the name that follows."""


def countries_asked(text: str) -> tuple[str, ...]:
    """Return the countries any of which a text wants, as alpha-2 codes in its order.

    None where it names none, where other words part them and not one place is told
    among them, and where it wants what lies between them.
    """
    groups = _groups(text, countries_named(text))
    if len(groups) > 1:
        groups = [one for one in groups if _WHERE.search(text, 0, one[0][1][0])]
    if len(groups) != 1:
        return ()
    [named] = groups
    spans = [span for _, span in named]
    codes = tuple(dict.fromkeys(code for code, _ in named))
    return () if len(codes) > 1 and _is_among(text, spans) else codes


def countries_compared(text: str) -> tuple[str, ...]:
    """Return the countries that a comparison sets beside each other.

    Those where something was done, if they are several; else those that did it. Fewer
    than two where it compares anything else.
    """
    groups = _groups(text, countries_named(text))
    there = [one for one in groups if _WHERE.search(text, 0, one[0][1][0])]
    others = [one for one in groups if one not in there]
    codes = [
        tuple(dict.fromkeys(code for group in some for code, _ in group))
        for some in (there, others, groups)
    ]
    return next((some for some in codes if len(some) > 1), ())


def region_asked(text: str) -> NamedRegion | None:
    """Return the region that limits what a text asks for.

    Regions side by side are one of the countries of all. None where a country of it
    is named, which limits more.
    """
    regions = regions_named(text)
    if not regions:
        return None
    together = [regions[0]]
    for region in regions[1:]:
        if not _are_joined(text, [together[-1].span, region.span]):
            break
        together.append(region)
    start, end = together[0].span[0], together[-1].span[1]
    codes = {code for region in together for code in region.countries}
    if any(code in codes for code, _ in countries_named(text)):
        return None
    return NamedRegion(
        name=" ".join(region.name for region in together),
        written=text[start:end],
        span=(start, end),
        countries=tuple(sorted(codes)),
    )


def without_regions(text: str) -> str:
    """Return a text without the names of regions that limit it, or say no more."""
    limiting = region_asked(text)
    spans = [region.span for region in regions_named(text)]
    if limiting is not None:
        first, last = limiting.span
        spans = [limiting.span] + [s for s in spans if s[1] <= first or s[0] >= last]
        spans = spans[:1]  # what other words part from it has a say of its own
    return without_spans(text, spans)


def _groups(
    text: str, named: Sequence[tuple[str, Span]]
) -> list[list[tuple[str, Span]]]:
    """Return the countries of a text, those that stand side by side together."""
    groups: list[list[tuple[str, Span]]] = []
    for one in named:
        if groups and _are_joined(text, [groups[-1][-1][1], one[1]]):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _is_among(text: str, spans: Sequence[Span]) -> bool:
    before = _WITH_EACH_OTHER.search(text, 0, spans[0][0])
    return bool(before or _AMONG.match(text, spans[-1][1]))


def _are_joined(text: str, spans: Sequence[Span]) -> bool:
    """Tell whether nothing but commas and words for "and" stands between places."""
    return all(
        _BETWEEN.fullmatch(text, end, start)
        or (text[end:start].isspace() and text[start:].startswith(_AND_BEFORE))
        for (_, end), (start, _) in pairwise(spans)
    )


def without_places(text: str) -> str:
    """Return a text without the names of its places, where anything is left."""
    spans = [span for _, span in (*countries_named(text), *cities_named(text))]
    spans += [region.span for region in regions_named(text)]
    rest = without_spans(text, spans)
    return rest if any(map(str.isalpha, rest)) else text
