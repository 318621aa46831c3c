"""The page of one organization: what its records say that it did, each line cited."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from assistant.organizations.profile import (
    Companion,
    OrganizationProfile,
    PostingTold,
    RecordTold,
    Tally,
)
from assistant.pages.address import Asked, asked_of, organization_address
from assistant.pages.document_page import Fact
from assistant.pages.facets import chips_of
from assistant.pages.results import citation_address
from assistant.postings.wording import state_label
from assistant.replies import Citation
from assistant.ui.answers import safe_link
from assistant.wording import Wording
from vectorstore.catalogue.postings import PostingState
from vectorstore.records import EVERYTHING, Record

SHORT_QUOTE = 60
"""Code points of a title and of a quote in the list of what a request is about."""
COMPANIONS_SHOWN = 8
TALLIES_SHOWN = 12
LINKS_SHOWN = 40


class Quote(Record):
    """The words of a record, and where they stand."""

    text: str
    language: str
    address: str
    about: str  # the value by which a correction request names it


class Linked(Record):
    """A name that leads to a page."""

    name: str
    note: str
    address: str


class RecordView(Record):
    """One record on the page."""

    title: str
    title_language: str
    address: str
    facts: tuple[str, ...]  # roles, where, when, platform, status
    sectors: str
    goals: str
    companions: tuple[Linked, ...]
    companions_more: str | None
    quotes: tuple[Quote, ...]
    not_in_text: bool  # its data name the organization, its text does not
    wrong: str  # the form, about this record


class TallyView(Record):
    """A row of a table of totals."""

    label: str
    count: str
    address: str | None  # of the records behind it


class Table(Record):
    """Totals by one thing."""

    heading: str
    rows: tuple[TallyView, ...]
    more: str | None


class Choice(Record):
    """Something that a correction request may be about."""

    value: str
    label: str
    chosen: bool


class Form(Record):
    """The form by which people say what is wrong."""

    action: str
    choices: tuple[Choice, ...]
    text: str
    problem: str | None
    is_open: bool


class PostingLine(Record):
    """A need or an offer of the organization."""

    title: str
    language: str
    address: str  # of its document
    kind: str
    state: PostingState
    label: str  # "Open until 30 June 2027"


class OrganizationView(Record):
    """All that the page shows."""

    name: str
    facts: tuple[Fact, ...]
    names: tuple[str, ...]
    names_more: str | None
    links: tuple[str, ...]
    tables: tuple[Table, ...]
    records: str
    limits: str | None
    all_records: str
    told: tuple[RecordView, ...]
    postings: tuple[PostingLine, ...]
    gaps: tuple[str, ...]
    page: str
    pages: int
    pages_text: str
    previous: str | None
    next: str | None
    form: Form


def about_value(cited: Citation) -> str:
    """Return how a form names a citation: its document and span."""
    return f"{cited.document_id}:{cited.span[0]}:{cited.span[1]}"


def organization_view(
    profile: OrganizationProfile,
    say: Wording,
    *,
    lang: str | None,
    about: str = "",
    text: str = "",
    problem: str | None = None,
) -> OrganizationView:
    """Lay out a profile.

    Args:
        profile: what is told.
        say: the language of the page.
        lang: as its address says it.
        about: the citation that the form is about, as `about_value` writes it.
        text: what was written in the form before.
        problem: why the form could not be taken.
    """
    limits = asked_of(profile.filters)
    cited = {citation.marker: citation for citation in profile.citations}

    def at(page: int) -> str:
        return organization_address(
            profile.id, limits=limits.model_copy(update={"page": page}), lang=lang
        )

    names = [one.name for one in profile.names]
    return OrganizationView(
        name=profile.name,
        facts=_facts(profile, say, lang),
        names=tuple(names[:LINKS_SHOWN]),
        names_more=_more(len(names) - LINKS_SHOWN, say),
        links=tuple(link.text for link in profile.links[:LINKS_SHOWN]),
        tables=tuple(_tables(profile, limits, say, lang)),
        records=say.say("organizations.records", count=say.number(profile.records)),
        limits=_limits(profile, limits, say),
        all_records=organization_address(profile.id, lang=lang),
        told=tuple(
            _record(one, cited, say, lang, form=at(profile.page))
            for one in profile.told
        ),
        postings=tuple(_posting(one, say, lang) for one in profile.postings),
        gaps=profile.gaps,
        page=say.number(profile.page),
        pages=profile.pages,
        pages_text=say.number(profile.pages),
        previous=at(profile.page - 1) if profile.page > 1 else None,
        next=at(profile.page + 1) if profile.page < profile.pages else None,
        form=_form(profile, at(profile.page), about, text, problem),
    )


def _facts(
    profile: OrganizationProfile, say: Wording, lang: str | None
) -> tuple[Fact, ...]:
    years = dict.fromkeys(filter(None, (profile.first, profile.last)))
    country = profile.country
    told = [
        (
            "organizations.home",
            say.country_name(country) if country else None,
            f"/organizations?country={country}" + (f"&lang={lang}" if lang else ""),
        ),
        (
            "search.kind",
            say.organization_kind_name(profile.kind) if profile.kind else None,
            None,
        ),
        ("organizations.years", "–".join(years) or None, None),
        ("partners.contact_label", profile.mailbox, None),
        ("partners.website", safe_link(profile.uri), None),
        (
            "organizations.identifiers",
            say.list_separator.join(profile.identifiers) or None,
            None,
        ),
    ]
    return tuple(
        Fact(label=say.say(key), value=value, address=address)
        for key, value, address in told
        if value
    )


def _tables(
    profile: OrganizationProfile, limits: Asked, say: Wording, lang: str | None
) -> list[Table]:
    def narrowed(name: str, value: str) -> str:
        return organization_address(
            profile.id,
            limits=limits.model_copy(update={name: (value,)}),
            lang=lang,
        )

    tables: list[tuple[str, Sequence[Tally], str | None]] = [
        ("organizations.by_role", profile.roles, None),
        ("organizations.by_country", profile.countries, "country"),
        ("organizations.by_sector", profile.sectors, "sector"),
        ("organizations.by_year", profile.years, None),
    ]
    return [
        Table(
            heading=say.say(key),
            rows=tuple(
                TallyView(
                    label=tally.label,
                    count=say.number(tally.count),
                    address=narrowed(name, tally.value) if name else None,
                )
                for tally in tallies[:TALLIES_SHOWN]
            ),
            more=_more(len(tallies) - TALLIES_SHOWN, say),
        )
        for key, tallies, name in tables
        if tallies
    ]


def _more(count: int, say: Wording) -> str | None:
    if count <= 0:
        return None
    return say.say("organizations.more", count=say.number(count))


def _limits(profile: OrganizationProfile, limits: Asked, say: Wording) -> str | None:
    if profile.filters == EVERYTHING:
        return None
    labels = say.list_separator.join(chip.label for chip in chips_of(limits, say))
    return say.say("organizations.limited", limits=labels)


def _record(
    record: RecordTold,
    cited: Mapping[int, Citation],
    say: Wording,
    lang: str | None,
    *,
    form: str,
) -> RecordView:
    citations = [cited[marker] for marker in record.citations]
    title = " ".join(record.title.split())
    quotes = [
        Quote(
            text=one.quote,
            language=one.language,
            address=citation_address(one, lang=lang),
            about=about_value(one),
        )
        for one in citations
    ]
    spoken = [one for one in quotes if " ".join(one.text.split()) != title]
    years = dict.fromkeys(day[:4] for day in (record.started, record.ended) if day)
    facts = [
        say.list_separator.join(say.say(f"role.{role}") for role in record.roles),
        say.list_separator.join(map(say.country_name, record.countries)),
        "–".join(years) or say.say("panel.undated"),
        record.platform,
        record.status,
    ]
    joint = "&" if "?" in form else "?"
    return RecordView(
        title=record.title,
        title_language=record.title_language,
        address=quotes[0].address,
        facts=tuple(fact for fact in facts if fact),
        sectors=say.list_separator.join(_sectors(record, say)),
        goals=say.list_separator.join(_goals(record, say)),
        companions=tuple(
            _companion(one, say, lang) for one in record.companions[:COMPANIONS_SHOWN]
        ),
        companions_more=_more(len(record.companions) - COMPANIONS_SHOWN, say),
        quotes=tuple(spoken or quotes[:1]),
        not_in_text=not spoken,
        wrong=f"{form}{joint}{urlencode({'about': quotes[-1].about})}#wrong",
    )


def _posting(one: PostingTold, say: Wording, lang: str | None) -> PostingLine:
    query = f"?{urlencode({'lang': lang})}" if lang else ""
    return PostingLine(
        title=one.title,
        language=one.language,
        address=f"/document/{quote(one.document_id, safe='')}{query}",
        kind=say.kind_name(one.kind),
        state=one.state,
        label=state_label(one.state, one.until, say),
    )


def _sectors(record: RecordTold, say: Wording) -> Iterator[str]:
    yield from map(say.sector_name, record.sectors)
    if record.inferred is not None:
        yield say.say("partners.inferred", name=say.sector_name(record.inferred))


def _goals(record: RecordTold, say: Wording) -> Iterator[str]:
    for number in record.sdgs:
        yield say.say("search.sdg_value", number=number)
    if record.inferred_sdg is not None:
        goal = say.say("search.sdg_value", number=record.inferred_sdg)
        yield say.say("partners.inferred", name=goal)


def _companion(one: Companion, say: Wording, lang: str | None) -> Linked:
    return Linked(
        name=one.name,
        note=say.list_separator.join(say.say(f"role.{role}") for role in one.roles),
        address=organization_address(one.id, lang=lang),
    )


def _form(
    profile: OrganizationProfile,
    here: str,
    about: str,
    text: str,
    problem: str | None,
) -> Form:
    path, _, query = here.partition("?")
    values = {about_value(one): one for one in profile.citations}
    return Form(
        action=f"{path}/corrections" + (f"?{query}" if query else ""),
        choices=tuple(
            Choice(value=value, label=_short(one), chosen=value == about)
            for value, one in values.items()
        ),
        text=text,
        problem=problem,
        is_open=bool(problem or about),
    )


def _short(cited: Citation) -> str:
    title, line = " ".join(cited.title.split()), " ".join(cited.quote.split())
    return _cut(title) if title == line else f"{_cut(title)} – {_cut(line)}"


def _cut(line: str) -> str:
    return line if len(line) <= SHORT_QUOTE else f"{line[:SHORT_QUOTE]}…"
