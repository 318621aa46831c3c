"""What is needed, as it was understood: subject, places, sectors, role, kind."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import regex

from assistant.errors import BadRequest
from assistant.questions import reply_language
from assistant.replies import Request
from vectorstore.records import Record, Role
from vectorstore.text.countries import countries_named, country_name
from vectorstore.text.languages import detect_question_language
from vectorstore.text.normalization import clean_text
from vectorstore.text.sectors import sector_name, sectors_named

LONGEST = 20_000
"""Code points of a need; longer ones are documents."""
TOPIC = 200
"""Code points of a need that are shown as its topic."""
_FEW = 5

CooperationKind = Literal[
    "technical", "financial", "training", "technology", "public-private"
]


class Need(Record):
    """A need as it is shown back to the person."""

    topic: str  # the need's own words, at most 200 code points
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2, most often named first
    sectors: tuple[str, ...]  # names of groups, surest first
    role: Literal["funding", "implementing"] | None  # that is looked for
    kind: CooperationKind | None  # of cooperation
    language: str  # BCP 47: of the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A need with what matching goes by."""

    need: Need
    text: str  # whole and clean
    analysis_language: str  # of its own words
    countries: Mapping[str, float]  # weights, which add up to one
    sectors: Mapping[str, float]  # of groups: the same

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that are looked for; empty where none was named."""
        return frozenset({Role(self.need.role)} if self.need.role else ())


def understand_need(request: Request) -> Understood:
    """Read a need.

    Raises:
        BadRequest: it is empty or too long, its language is unknown, or a filter names
            no country.
    """
    text = clean_text(request.question).strip()
    if not regex.search(r"\p{L}", text):
        raise BadRequest("the need is empty", remedy="Write what is needed, and where.")
    if len(text) > LONGEST:
        raise BadRequest(
            f"the need has {len(text)} characters, more than {LONGEST}",
            remedy="Say in a paragraph or two what is needed, and where.",
        )
    for code in request.filters.country:
        if country_name(code) is None:
            raise BadRequest(
                f"there is no country {code!r}",
                remedy='Use codes of ISO 3166-1 with two letters, such as "SN".',
            )
    detected = detect_question_language(text)
    countries = Counter(code for code, _ in countries_named(text))
    sectors = _sectors(text)
    return Understood(
        need=Need(
            topic=_topic(text),
            countries=tuple(code for code, _ in countries.most_common(_FEW)),
            sectors=tuple(
                name
                for group in sorted(sectors, key=lambda g: (-sectors[g], g))[:_FEW]
                if (name := sector_name(group)) is not None
            ),
            role=_role(text),
            kind=_kind(text),
            language=reply_language(request.language, detected, []),
        ),
        text=text,
        analysis_language=detected,
        countries=_shares(countries),
        sectors=_shares(sectors),
    )


def _sectors(text: str) -> dict[str, float]:
    """Return weights of the groups that a text names; a line of its own counts most."""
    weights: Counter[str] = Counter()
    for line in text.splitlines():
        named = sectors_named(line)
        is_label = len(line) < TOPIC // 2 and len(named) == 1
        for group, count in named.items():
            weights[group] += 3 if is_label else count
    return {group: float(weight) for group, weight in weights.items()}


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _topic(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= TOPIC:
        return line
    cut = line[: TOPIC - 1]
    if " " in cut[TOPIC // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.-–—") + "…"


def _role(text: str) -> Literal["funding", "implementing"] | None:
    """Return the role that is asked for, where a need says whom it looks for."""
    patterns = _patterns("role")
    if patterns["funding"].search(text):
        return "funding"
    if patterns["implementing"].search(text):
        return "implementing"
    return None


def _kind(text: str) -> CooperationKind | None:
    """Return the kind of cooperation that most words are about."""
    counts = {
        kind: len(pattern.findall(text)) for kind, pattern in _patterns("kind").items()
    }
    kinds: tuple[CooperationKind, ...] = (
        "public-private",
        "training",
        "technology",
        "financial",
        "technical",
    )
    best = max(kinds, key=lambda kind: counts[kind])
    return best if counts[best] else None


@cache
def _patterns(what: str) -> Mapping[str, re.Pattern[str]]:
    path = files("assistant").joinpath("partners/words.toml")
    table: Mapping[str, list[str]] = tomllib.loads(path.read_text("utf-8"))[what]
    return {name: re.compile("|".join(parts), re.I) for name, parts in table.items()}
