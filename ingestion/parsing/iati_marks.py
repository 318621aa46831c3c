"""What an IATI activity tells in codes and small elements: markers, numbers, kin."""

from collections import defaultdict
from collections.abc import Iterator

from ingestion.parsing.iati_parties import is_withheld
from ingestion.parsing.iati_sectors import SDG_TAGS
from ingestion.parsing.iati_text import in_all, narratives, narratives_in, word_of
from ingestion.parsing.nodes import XmlElement
from ingestion.parsing.shaping import first_words
from ingestion.parsing.unread import Written

_RELATED = {
    **{"1": "parent", "2": "children", "3": "siblings", "4": "co_funded"},
    "5": "third_party",
}
_MARKERS = {
    "1": "Gender equality",
    "2": "Environment",
    "3": "Participatory development and good governance",
    "4": "Trade development",
    "5": "Biological diversity",
    "6": "Climate change mitigation",
    "7": "Climate change adaptation",
    "8": "Desertification",
    "9": "Reproductive, maternal, newborn and child health",
    "10": "Disaster risk reduction",
    "11": "Disability",
    "12": "Nutrition",
}
_WEIGHTS = {
    **{"1": "significant objective", "2": "principal objective"},
    **{"3": "principal objective", "4": "explicit primary objective"},
}
_SCOPES = {"1": "Humanitarian emergency", "2": "Humanitarian appeal"}
"""Words of the standard's code lists for markers and humanitarian scopes."""
_OF_THE_DAC = frozenset({"", "1", "DAC"})
_NAMED = 40
"""Organizations of transactions that the text names; more stand in the data."""
_LONGEST = 300
_CODED = {
    "aid_type": "default-aid-type",
    "finance_type": "default-finance-type",
    "flow_type": "default-flow-type",
    "tied_status": "default-tied-status",
    "collaboration_type": "collaboration-type",
    "scope": "activity-scope",
}
"""What of a kind of cooperation is kept, as codes."""


def marks(activity: XmlElement, written: Written) -> Iterator[str]:
    """Yield lines of identifiers, markers, scopes, tags and parties of transactions."""
    others = [
        word_of(element, "ref") or next(narratives(element), "")
        for element in activity.findall("{*}other-identifier")
    ]
    lines = {
        "Other identifier": others,
        "Policy marker": list(_markers(activity, written)),
        "Humanitarian": ["yes"] if _is_humanitarian(activity) else [],
        "Tag": [
            in_all(narratives(tag))
            for tag in activity.findall("{*}tag")
            if word_of(tag, "vocabulary") not in SDG_TAGS
        ],
    }
    for element in activity.findall("{*}humanitarian-scope"):
        what = _SCOPES.get(word_of(element, "type"), "Humanitarian scope")
        said = in_all(narratives(element)) or word_of(element, "code")
        lines.setdefault(what, []).append(said)
    for what in ("Provider", "Receiver"):
        tag = f"{what.lower()}-org"
        named = {
            name: None
            for organization in activity.findall(f"{{*}}transaction/{{*}}{tag}")
            if (name := in_all(narratives(organization)))
            if not is_withheld(name)
        }
        for name in list(named)[_NAMED:]:
            written.tell(f"more_{what.lower()}s", name)
        lines[f"{what} of transactions"] = list(named)[:_NAMED]
    for what, told in lines.items():
        said = dict.fromkeys(first_words(one, limit=_LONGEST) for one in told if one)
        if said:
            yield f"{what}: {'; '.join(said)}"


def marks_kept(activity: XmlElement) -> dict[str, str]:
    """Return codes of the kind of cooperation, and related activities' identifiers."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, tag in _CODED.items():
        codes = (word_of(one, "code") for one in activity.findall(f"{{*}}{tag}"))
        found[name] += dict.fromkeys(filter(None, codes))
    for element in activity.findall("{*}related-activity"):
        kind = _RELATED.get(word_of(element, "type"), "related")
        if reference := word_of(element, "ref"):
            found[kind].append(reference)
    return {name: "; ".join(values) for name, values in found.items() if values}


def _is_humanitarian(activity: XmlElement) -> bool:
    return word_of(activity, "humanitarian").lower() in {"1", "true"}


def _markers(activity: XmlElement, written: Written) -> Iterator[str]:
    """Yield policies that an activity aims at; those that it does not are kept."""
    for element in activity.findall("{*}policy-marker"):
        code, weight = word_of(element, "code"), word_of(element, "significance")
        is_known = word_of(element, "vocabulary").upper() in _OF_THE_DAC
        name = in_all(narratives(element))
        name = name or (_MARKERS.get(code, "") if is_known else "")
        if weight == "0" or not name:
            told = f"{name or code} ({weight or 'no significance'})"
            written.tell("other_policy_markers", told)
            continue
        yield f"{name} ({_WEIGHTS[weight]})" if weight in _WEIGHTS else name


def reporters(activity: XmlElement) -> tuple[str | None, str | None, list[str]]:
    """Return who reports an activity: its name, its identifier, and a line of text.

    There is a line only where the name alone does not tell: it is in several
    languages, or missing.
    """
    names = list(dict.fromkeys(narratives_in(activity, "reporting-org")))
    reference = word_of(activity.find("{*}reporting-org"), "ref") or None
    told = in_all(names) if len(names) != 1 else ""
    if not names:
        told = reference or ""
    line = [f"Reporting organization: {told}"] if told else []
    return (names[0] if names else None), reference, line
