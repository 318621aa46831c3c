"""The sectors of an IATI activity, and its goals of sustainable development."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import regex

from ingestion.parsing.fields import sdg_ids
from ingestion.parsing.iati_text import in_all, narratives, parts_of, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.unread import Written
from vectorstore.purposes import purposes

_VOCABULARIES = {
    **{"DAC": "1", "DAC-5": "1", "DAC-3": "2", "COFOG": "3", "NACE": "4"},
    **{"NTEE": "5", "ADT": "6", "RO2": "98", "RO": "99"},
}
"""Vocabularies of 1.0x as those of 2.0x, where these have them."""
_DAC = frozenset({"", "1", "2"})
_OTHERS = frozenset({"3", "4", "5", "9", "10", "11", "12", "98", "99", "ISO", "WB"})
"""Vocabularies whose codes are no purposes of the DAC, though they may look so."""
_SDG_SECTORS = frozenset({"7", "8"})
SDG_TAGS = frozenset({"2", "3"})
"""Vocabularies whose codes are goals and targets of sustainable development."""
_FILLED = regex.compile(r"(\d{3})00")


def sectors_of(
    activity: XmlElement, written: Written
) -> tuple[tuple[str, ...], list[str]]:
    """Return sectors as filters name them, and as a person reads them.

    The code of a publisher's own vocabulary (98, 99), or of another list than the
    DAC's, means nothing to others and may be the DAC's for something else: its name
    stands for it, and without one it is no sector that others could look for. A code
    of the DAC's is brought to today's list; as it was, it is read and kept.
    """
    codes: dict[str, None] = {}
    lines: dict[str, None] = {}
    for element in parts_of(activity, "sector"):
        code = word_of(element, "code")
        names = list(narratives(element))
        stated = word_of(element, "vocabulary")
        vocabulary = _VOCABULARIES.get(stated.upper(), stated.upper())
        if vocabulary in _SDG_SECTORS:
            continue
        is_other = vocabulary in _OTHERS
        facet = next(iter(names), "") if is_other else dac_code(code)
        if facet:
            codes[facet] = None
        if code and (facet != code or vocabulary not in _DAC):
            written.keep("sector_codes", f"{stated or 'DAC'} {code}")
        purpose = "" if is_other else purposes().get(code, "").partition(":")[0]
        if names or code:
            named = f"{purpose} ({code})" if purpose else code
            lines[in_all(names) or named] = None
    return tuple(codes), list(lines)


def dac_code(code: str) -> str:
    """Return a code of the DAC as its list has it now, another as it is.

    A withdrawn purpose is the one that took its place, where that is one; three digits
    filled up with zeros, as "12100", are the category.
    """
    if code in purposes():
        return code
    filled = _FILLED.fullmatch(code)
    return filled[1] if filled else _successors().get(code, code)


def sdgs_of(activity: XmlElement, written: Written) -> tuple[str, ...]:
    """Return goals and targets, of sectors in their vocabularies and of tags."""
    found: dict[str, None] = {}
    for tag, vocabularies in (("sector", _SDG_SECTORS), ("tag", SDG_TAGS)):
        for element in activity.findall(f"{{*}}{tag}"):
            code = word_of(element, "code")
            if not code or word_of(element, "vocabulary") not in vocabularies:
                continue
            goals = sdg_ids(code)
            found |= dict.fromkeys(goals)
            if not goals:
                written.miss("code", code, of="sdgs")
    return tuple(found)


@cache
def _successors() -> Mapping[str, str]:
    source = files("ingestion").joinpath("parsing/dac_successors.toml")
    return tomllib.loads(source.read_text("utf-8"))
