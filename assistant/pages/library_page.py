"""The page that tells what is in the library, and to its operator what is not."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from assistant.pages.address import Asked, organization_address
from assistant.pages.facets import value_label
from assistant.wording import Wording
from vectorstore.catalogue.corrections import Correction
from vectorstore.catalogue.rows import PlatformCount
from vectorstore.catalogue.synced import Mishap, SyncedSource
from vectorstore.entries import Failure
from vectorstore.records import Record

MISHAPS_SHOWN = 20


class Counted(Record):
    """A value and how many documents have it."""

    label: str
    count: str


class PlatformView(Record):
    """What the page says of one platform."""

    name: str
    documents: str
    kinds: tuple[Counted, ...]
    languages: tuple[Counted, ...]
    licences: tuple[Counted, ...]
    dates: str | None
    harvested: str
    address: str  # of a search in it


class RequestView(Record):
    """A correction request, as operators see it."""

    reference: str
    organization: str
    address: str  # of the organization's page
    quote: str | None
    text: str
    at: str


class SourceView(Record):
    """What the page tells operators of one address."""

    name: str
    platform: str
    url: str
    result: str
    is_well: bool
    records: str
    tried: str
    whole: str
    failures: tuple[Mishap, ...]


class LibraryView(Record):
    """All that the page shows."""

    documents: str
    platforms: tuple[PlatformView, ...]
    kinds: tuple[Counted, ...]
    languages: tuple[Counted, ...]
    licences: tuple[Counted, ...]
    dates: str | None
    harvested: str | None
    failures: tuple[Failure, ...] | None  # None to those who are no operators
    corrections: tuple[RequestView, ...]  # open ones, for operators
    sources: tuple[SourceView, ...]  # none to those either


def library_view(
    platforms: tuple[PlatformCount, ...],
    *,
    failures: tuple[Failure, ...] | None,
    corrections: Sequence[Correction],
    sources: tuple[SyncedSource, ...] = (),
    say: Wording,
    lang: str | None,
) -> LibraryView:
    """Lay out what each platform gives, and all of them together."""
    kinds: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    licences: Counter[str] = Counter()
    for platform in platforms:
        kinds.update(platform.kinds)
        languages.update(platform.languages)
        licences.update(platform.licences)
    total = sum(platform.documents for platform in platforms)
    harvests = [platform.retrieved_last for platform in platforms]
    return LibraryView(
        documents=say.number(total),
        platforms=tuple(_platform(platform, say, lang) for platform in platforms),
        kinds=_kinds(kinds, say),
        languages=_languages(languages, say),
        licences=_licences(licences, total, say),
        dates=_dates(
            [p.published_first for p in platforms]
            + [p.published_last for p in platforms],
            say,
        ),
        harvested=say.date(max(harvests).isoformat()) if harvests else None,
        failures=failures,
        corrections=tuple(_request(one, say, lang) for one in corrections),
        sources=tuple(_source(source, say) for source in sources),
    )


def _request(one: Correction, say: Wording, lang: str | None) -> RequestView:
    return RequestView(
        reference=one.reference,
        organization=one.organization,
        address=organization_address(one.organization_id, lang=lang),
        quote=one.quote,
        text=one.text,
        at=say.date(one.at.date().isoformat()),
    )


def _source(source: SyncedSource, say: Wording) -> SourceView:
    def day(moment: datetime | None) -> str:
        if moment is None:
            return say.say("library.never_yet")
        return say.date(moment.date().isoformat())

    return SourceView(
        name=source.name,
        platform=source.platform,
        url=source.url,
        result=say.say(f"library.result_{source.result}"),
        is_well=source.result in {"ok", "never"},
        records=say.number(source.records),
        tried=day(source.started_at),
        whole=day(source.completed_at),
        failures=source.failures[:MISHAPS_SHOWN],
    )


def _platform(platform: PlatformCount, say: Wording, lang: str | None) -> PlatformView:
    return PlatformView(
        name=platform.name,
        documents=say.number(platform.documents),
        kinds=_kinds(Counter(platform.kinds), say),
        languages=_languages(Counter(platform.languages), say),
        licences=_licences(Counter(platform.licences), platform.documents, say),
        dates=_dates([platform.published_first, platform.published_last], say),
        harvested=say.date(platform.retrieved_last.isoformat()),
        address=Asked(platform=(platform.name,), lang=lang).address(),
    )


def _kinds(counts: Counter[str], say: Wording) -> tuple[Counted, ...]:
    return tuple(
        Counted(label=say.kind_name(kind), count=say.number(count))
        for kind, count in counts.most_common()
    )


def _languages(counts: Counter[str], say: Wording) -> tuple[Counted, ...]:
    return tuple(
        Counted(label=value_label("language", tag, say), count=say.number(count))
        for tag, count in counts.most_common()
    )


def _licences(counts: Counter[str], total: int, say: Wording) -> tuple[Counted, ...]:
    told = [
        Counted(label=name, count=say.number(count))
        for name, count in counts.most_common()
    ]
    if unstated := total - counts.total():
        label = say.say("library.unstated")
        told.append(Counted(label=label, count=say.number(unstated)))
    return tuple(told)


def _dates(dates: list[str | None], say: Wording) -> str | None:
    known = [date for date in dates if date]
    if not known:
        return None
    first, last = say.date(min(known)), say.date(max(known))
    return (
        first if first == last else say.say("library.between", first=first, last=last)
    )
