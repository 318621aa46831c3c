"""What is needed, as it was understood: subject, places, sectors, goals, role, kind.

What a person has chosen of these stands for what the words of the need say of them.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import regex

from assistant.errors import BadRequest
from assistant.partners.bodies import Body, body_sought
from assistant.partners.excluding import LeftOut, left_out
from assistant.partners.kinds import kind_sought, patterns
from assistant.partners.proposals import (
    ChosenNeed,
    CooperationKind,
    Need,
    SoughtRole,
)
from assistant.replies import Request
from assistant.understanding.places import without_places
from assistant.understanding.questions import LONGEST_NEED, reply_language
from assistant.wording import wording
from vectorstore.goals import Goal, descriptions, goal_title
from vectorstore.purposes import Purpose
from vectorstore.records import Filters, Role
from vectorstore.targets import Target
from vectorstore.text.cities import cities_named
from vectorstore.text.countries import countries_named, country_code, country_name
from vectorstore.text.demonyms import home_named
from vectorstore.text.goals import GOALS, goals_named
from vectorstore.text.languages import detect_question_language
from vectorstore.text.normalization import clean_text
from vectorstore.text.regions import known_groups, members_of, regions_named
from vectorstore.text.sectors import (
    chosen_sector,
    sector_group,
    sector_groups,
    sector_name,
    sectors_named,
)
from vectorstore.text.spans import without_spans

_BUDGET = "510"
_BUDGET_SUPPORT = regex.compile(
    "(?i)support|soutien|appui|apoyo|apoio|поддержк|помощ|支持|援助|支助|دعم"
)
TOPIC = 200
"""Code points of a need that are shown as its topic."""
_FEW = 5
_PARTNERSHIPS = "17"
"""The goal that every need is near to, since it asks for partners: never inferred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A need with what matching goes by."""

    need: Need
    text: str  # whole and clean
    analysis_language: str  # of its own words
    countries: Mapping[str, float]  # weights, which add up to one
    members: tuple[str, ...] = ()  # the countries of its regions
    home: str | None = None  # of the asker, where an adjective tells it
    body: Body | None = None  # what kind of body is asked for; None: any
    left_out: LeftOut = field(
        default_factory=LeftOut
    )  # what it says that it is not about
    sectors: Mapping[str, float]  # of groups: the same

    @property
    def places(self) -> Mapping[str, float]:
        """All countries that are looked for, with weights that add up to one.

        The countries of its regions weigh as much together as one that is named.
        """
        if not self.members:
            return self.countries
        told = dict.fromkeys(self.members, 1.0 / len(self.members))
        for code in self.countries:
            told[code] = 1.0
        return _shares(told)

    @property
    def placeless(self) -> str:
        """The text without the names of its places, where anything is left."""
        return without_places(self.text)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that are looked for; empty where none was named."""
        return frozenset({Role(self.need.role)} if self.need.role else ())


def understand_need(request: Request) -> Understood:
    """Read a need.

    Raises:
        BadRequest: it is empty or too long, its language is unknown, a filter or a
            choice names what does not exist, or they contradict each other.
    """
    text = clean_text(request.question).strip()
    if not regex.search(r"\p{L}", text):
        raise BadRequest("the need is empty", remedy="Write what is needed, and where.")
    if len(text) > LONGEST_NEED:
        raise BadRequest(
            f"the need has {len(text)} characters, more than {LONGEST_NEED}",
            remedy="Say in a paragraph or two what is needed, and where.",
        )
    for code in request.filters.country:
        if country_name(code) is None:
            raise _no_country(code)
    language = detect_question_language(text)
    understood = _as_written(text, language, request)
    if request.need is None:
        return understood
    return _as_chosen(understood, request.need, request.filters)


def about(
    understood: Understood,
    purpose: Purpose | None,
    goal: Goal | None,
    target: Target | None = None,
) -> Understood:
    """Return a need with the sector, goal and target that it is about, where inferred.

    What its words name stays as it is. A target of another goal than that is not told;
    where no goal stands out, the target's own is.
    """
    need, sectors = understood.need, understood.sectors
    told: dict[str, tuple[str, ...]] = {}
    if purpose is not None and not sectors:
        told["sectors"] = (sector_groups()[purpose.group],)
        sectors = {purpose.group: 1.0}
    if not need.sdgs:
        told["sdgs"] = _sdgs(goal, target)
    inferred = tuple(value for values in told.values() for value in values)
    need = need.model_copy(update={**told, "inferred": inferred})
    return replace(understood, need=need, sectors=sectors)


def _sdgs(goal: Goal | None, target: Target | None) -> tuple[str, ...]:
    """Return the goal and the target to tell; partnerships every need is near to."""
    numbers = [goal.number] if goal is not None else []
    if target is not None:
        of_goal = target.number.partition(".")[0]
        if not numbers or numbers == [of_goal]:
            numbers = [of_goal, target.number]
    return () if _PARTNERSHIPS in numbers else tuple(numbers)


def _as_written(whole: str, language: str, request: Request) -> Understood:
    left = left_out(whole)
    text = without_spans(whole, left.spans).strip()
    places = [*countries_named(text), *cities_named(text)]
    countries = Counter(code for code, _ in places)
    regions = () if countries else _regions(text)
    home = home_named(text)
    if home is not None and not countries and not regions:
        countries[home] = 1  # where nothing says otherwise, it is needed at home
    sectors = _sectors(text)
    role = _role(text)
    left = replace(left, funders=role == "funding")
    return Understood(
        need=Need(
            topic=_topic(whole),
            countries=tuple(code for code, _ in countries.most_common(_FEW)),
            regions=regions,
            sectors=tuple(
                name
                for group in sorted(sectors, key=lambda g: (-sectors[g], g))[:_FEW]
                if (name := sector_name(group)) is not None
            ),
            sdgs=_goals(text),
            role=role,
            kind=kind_sought(text, refused=left.kinds),
            language=reply_language(request.language, language, []),
        ),
        text=text,
        analysis_language=language,
        countries=_shares(countries),
        members=_members(regions, left),
        home=home,
        body=body_sought(text),
        left_out=left,
        sectors=_shares(sectors),
    )


def _as_chosen(written: Understood, chosen: ChosenNeed, filters: Filters) -> Understood:
    """Put what a person chose in the place of what the words say."""
    countries = tuple(dict.fromkeys(map(_country, chosen.countries)))
    regions = tuple(dict.fromkeys(map(_region, chosen.regions)))
    groups = tuple(dict.fromkeys(map(_group, chosen.sectors)))
    sdgs = tuple(dict.fromkeys(map(_goal, chosen.sdgs)))
    left = written.left_out.without(countries, chosen.kind)
    members = _members(regions, left)
    if set(countries + members).isdisjoint(filters.country):
        _agree("countries and regions", countries + regions, filters.country)
    goals = [sdg.partition(".")[0] for sdg in sdgs]
    _agree("goals", goals, [sdg.partition(".")[0] for sdg in filters.sdg])
    _agree("sectors", groups, [g for s in filters.sector if (g := sector_group(s))])
    names = sector_groups()
    return Understood(
        need=Need(
            topic=written.need.topic,
            countries=countries,
            regions=regions,
            sectors=tuple(names[group] for group in groups),
            sdgs=sdgs,
            role=chosen.role,
            kind=chosen.kind,
            language=written.need.language,
        ),
        text=_reworded(written, countries, regions, groups, sdgs, chosen.kind),
        analysis_language=written.analysis_language,
        countries=_shares(dict.fromkeys(countries, 1.0)),
        members=members,
        home=written.home,
        body=written.body,
        left_out=left,
        sectors=_shares(dict.fromkeys(groups, 1.0)),
    )


def _members(regions: Sequence[str], left: LeftOut) -> tuple[str, ...]:
    return tuple(c for c in members_of(regions) if c not in left.countries)


def _reworded(
    written: Understood,
    countries: Sequence[str],
    regions: Sequence[str],
    groups: Sequence[str],
    sdgs: Sequence[str],
    kind: CooperationKind | None,
) -> str:
    """Return the text without the places that are not chosen, and with what is new.

    A country's name would else still be looked for, whatever the person chose.
    """
    text = written.text
    named = regions_named(text)
    places = [span for code, span in countries_named(text) if code not in countries]
    places += [region.span for region in named if region.name not in regions]
    text = without_spans(text, places)
    say = wording(written.analysis_language)
    told = [
        say.country_name(code) for code in countries if code not in written.countries
    ]
    there = {region.name for region in named}
    told += [say.region_name(name) for name in regions if name not in there]
    told += [say.say(f"sector.{g}") for g in groups if g not in written.sectors]
    told += [goal_title(goal) for goal in sdgs if goal not in written.need.sdgs]
    if kind is not None and kind != written.need.kind:
        told.append(say.say(f"partners.kind_{kind.replace('-', '_')}"))
    text = "\n".join([text.strip(), *told]) if told else text.strip()
    return text if regex.search(r"\p{L}", text) else written.text


def _country(stated: str) -> str:
    code = country_code(stated) or country_code(stated.upper())
    if code is None or country_name(code) is None:
        raise _no_country(stated)
    return code


def _no_country(stated: str) -> BadRequest:
    return BadRequest(
        f"there is no country {stated!r}",
        remedy='Use codes of ISO 3166-1 with two letters, such as "SN".',
    )


def _region(stated: str) -> str:
    if stated in known_groups():
        return stated
    named = regions_named(stated)
    if len(named) == 1 and named[0].span == (0, len(stated)):
        return named[0].name
    raise BadRequest(
        f"there is no region or group of countries {stated!r}",
        remedy=f"Use one of: {', '.join(known_groups())}.",
    )


def _regions(text: str) -> tuple[str, ...]:
    """Return the groups of countries that a text names, the first few, each once."""
    named = dict.fromkeys(region.name for region in regions_named(text))
    return tuple(named)[:_FEW]


def _group(stated: str) -> str:
    group = chosen_sector(stated)
    if group is None:
        raise BadRequest(
            f"there is no sector {stated!r}",
            remedy=f"Use a code of the DAC, or one of: "
            f"{'; '.join(sector_groups().values())}.",
        )
    return group


def _goal(stated: str) -> str:
    if stated not in descriptions():
        raise BadRequest(
            f"there is no goal or target {stated!r}",
            remedy='Use the numbers of the goals, "1" to "17", or of their targets, '
            'such as "6.1".',
        )
    return stated


def _agree(what: str, chosen: Sequence[str], limited: Sequence[str]) -> None:
    """Refuse filters that leave nothing of what was chosen.

    Raises:
        BadRequest: they do.
    """
    if chosen and limited and set(chosen).isdisjoint(limited):
        raise BadRequest(
            f"the need's {what} ({', '.join(chosen)}) and those of the filters "
            f"({', '.join(limited)}) contradict each other",
            remedy=f"Take the {what} out of the filters, or out of the need.",
        )


def _sectors(text: str) -> dict[str, float]:
    """Return weights of the groups that a text names; a line of its own counts most."""
    weights: Counter[str] = Counter()
    for line in text.splitlines():
        named = sectors_named(line)
        if not _BUDGET_SUPPORT.search(line):  # a need that tells its budget wants none
            named.pop(_BUDGET, None)
        is_label = len(line) < TOPIC // 2 and len(named) == 1
        for group, count in named.items():
            weights[group] += 3 if is_label else count
    return {group: float(weight) for group, weight in weights.items()}


def _goals(text: str) -> tuple[str, ...]:
    """Return the goals that a text names, the first few, each once."""
    named = dict.fromkeys(goal.lstrip("0") for goal in goals_named(text))
    return tuple(goal for goal in named if goal in GOALS)[:_FEW]


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


def _role(text: str) -> SoughtRole | None:
    """Return the role that is asked for, where a need says whom it looks for."""
    if _roles()["funding"].search(text):
        return "funding"
    if _roles()["implementing"].search(text):
        return "implementing"
    return None


@cache
def _roles() -> Mapping[str, re.Pattern[str]]:
    return patterns("role")
