"""What a search page's address asks for, and the address that asks for it.

Everything is in the address, so that results can be shared and bookmarked.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from typing import Literal
from urllib.parse import quote, urlencode

from assistant.errors import BadRequest
from vectorstore.catalogue.facets import FacetName
from vectorstore.records import Filters, Record, Values
from vectorstore.text.languages import normalize_tag

PATH = "/search"
ORGANIZATIONS = "/organizations"
LONGEST = 500
"""Code points of a query; more is no query, and would make every link too long."""
MOST_VALUES = 60
"""Values of one facet: all the countries of a continent. More are no choice, and would
make every address too long."""
LAST_PAGE = 10
FACETS_IN_ADDRESS = ("platform", "kind", "language", "country", "sector", "sdg")
"""Those that may be given several times."""

_DATE = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?")
_SDG = re.compile(r"(?:[1-9]|1[0-7])(?:\.(?:[1-9]\d?|[a-f]))?")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_PAGE = re.compile(r"[1-9]\d{0,3}")

DateField = Literal["from", "to"]


class BadParameter(BadRequest):
    """A part of an address that cannot be used.

    Attributes:
        sentence: what the page says of it, by its key.
        values: what that sentence wants.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, remedy="Correct the address.")
        self.sentence = sentence
        self.values = values


class Asked(Record):
    """One search, as its address tells it."""

    q: str = ""
    platform: Values = ()
    kind: Values = ()
    language: Values = ()  # of the documents
    country: Values = ()
    sector: Values = ()  # groups such as "120", or as sources name them
    sdg: Values = ()
    year: str | None = None
    first: str | None = None  # "from" in the address: a year, a month or a day
    last: str | None = None  # "to" in the address, included
    page: int = 1
    lang: str | None = None  # of the page itself

    @property
    def is_limited(self) -> bool:
        """Whether any filter is set."""
        return any(self.chosen(name) for name in (*FACETS_IN_ADDRESS, "year")) or bool(
            self.first or self.last
        )

    def chosen(self, name: str) -> Values:
        """Return the chosen values of a facet."""
        if name == "year":
            return (self.year,) if self.year else ()
        values: Values = getattr(self, name)
        return values

    def filters(self, *, without: FacetName | None = None) -> Filters:
        """Return the filters of a search, but for those of one facet.

        Raises:
            BadParameter: nothing can lie between the dates.
        """
        year = None if without == "year" else self.year
        firsts = [_day(d, last=False) for d in (year, self.first) if d]
        lasts = [_day(d, last=True) for d in (year, self.last) if d]
        first, last = max(firsts, default=None), min(lasts, default=None)
        if first and last and first > last:
            raise BadParameter("problem.order", first=first, last=last)
        chosen = {n: self.chosen(n) for n in FACETS_IN_ADDRESS if n != without}
        return Filters.model_validate({**chosen, "from": first, "to": last})

    def pairs(self) -> list[tuple[str, str]]:
        """Return what stands in the address, without what is its default."""
        told = [("q", self.q)]
        for name in (*FACETS_IN_ADDRESS, "year"):
            told += [(name, value) for value in self.chosen(name)]
        told += [("from", self.first or ""), ("to", self.last or "")]
        told.append(("page", str(self.page) if self.page > 1 else ""))
        told.append(("lang", self.lang or ""))
        return [(name, value) for name, value in told if value]

    def address(self, **changed: object) -> str:
        """Return the address of this search, or of one that differs in some fields.

        It begins at the first page unless `page` is among the changes.
        """
        other = self.model_copy(update={"page": 1, **changed})
        query = urlencode(other.pairs())
        return f"{PATH}?{query}" if query else PATH

    def dropping(self, name: str, value: str) -> str:
        """Return the address without one value of a filter."""
        if name in {"year", "first", "last"}:
            return self.address(**{name: None})
        rest = tuple(v for v in self.chosen(name) if v != value)
        return self.address(**{name: rest})

    def cleared(self) -> str:
        """Return the address of the same words without any filter."""
        return Asked(q=self.q, lang=self.lang).address()


def asked_of(filters: Filters, *, q: str = "", lang: str | None = None) -> Asked:
    """Return the search that has these filters, for an address that leads to it."""
    return Asked(
        q=q,
        platform=filters.platform,
        kind=filters.kind,
        language=filters.language,
        country=filters.country,
        sector=filters.sector,
        sdg=filters.sdg,
        first=filters.from_.isoformat() if filters.from_ else None,
        last=filters.to.isoformat() if filters.to else None,
        lang=lang,
    )


def organization_address(
    identifier: str, *, limits: Asked | None = None, lang: str | None = None
) -> str:
    """Return the address of an organization's page, with what its records must fit."""
    asked = (limits or Asked()).model_copy(update={"lang": lang, "q": ""})
    query = urlencode(asked.pairs())
    place = f"{ORGANIZATIONS}/{quote(identifier, safe='')}"
    return f"{place}?{query}" if query else place


def asked_from(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Read a search from the parameters of an address; unknown ones are passed over.

    Raises:
        BadParameter: one cannot be used; says which and why.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if cleaned := _clean(value):
            given.setdefault(name, []).append(cleaned)
    asked = Asked(
        q=_query(given),
        platform=_several(given, "platform"),
        kind=_several(given, "kind"),
        language=tuple(dict.fromkeys(map(_language, _several(given, "language")))),
        country=tuple(dict.fromkeys(map(_country, _several(given, "country")))),
        sector=_several(given, "sector"),
        sdg=tuple(map(_sdg, _several(given, "sdg"))),
        year=_date(given, "year", only_years=True),
        first=_date(given, "from"),
        last=_date(given, "to"),
        page=_page(given),
        lang=_last(given, "lang"),
    )
    asked.filters()  # whether its dates can be
    return asked


def _clean(value: str) -> str:
    """Return a value that can be stored and shown: no control characters, no halves."""
    whole = value.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(c if c.isprintable() else " " for c in whole).split())


def _last(given: dict[str, list[str]], name: str) -> str | None:
    values = given.get(name)
    return values[-1] if values else None


def _several(given: dict[str, list[str]], name: str) -> Values:
    values = tuple(dict.fromkeys(given.get(name, ())))
    if len(values) > MOST_VALUES:
        raise BadParameter("problem.too_many", limit=MOST_VALUES)
    return values


def _query(given: dict[str, list[str]]) -> str:
    query = _last(given, "q") or ""
    if len(query) > LONGEST:
        raise BadParameter("problem.too_long", limit=LONGEST)
    return query


def _language(value: str) -> str:
    tag = normalize_tag(value)
    if tag is None and value.lower() != "und":
        raise BadParameter("problem.language", value=value)
    return tag or "und"


def _country(value: str) -> str:
    if not _COUNTRY.fullmatch(value):
        raise BadParameter("problem.country", value=value)
    return value.upper()


def _sdg(value: str) -> str:
    if not _SDG.fullmatch(value):
        raise BadParameter("problem.sdg", value=value)
    return value


def _page(given: dict[str, list[str]]) -> int:
    value = _last(given, "page") or "1"
    if not _PAGE.fullmatch(value):
        raise BadParameter("problem.page", value=value)
    return int(value)


def _date(
    given: dict[str, list[str]], name: str, *, only_years: bool = False
) -> str | None:
    value = _last(given, name)
    if value is None:
        return None
    try:
        _day(value, last=False)
    except ValueError:
        raise BadParameter("problem.date", value=value) from None
    if only_years and len(value) != 4:
        raise BadParameter("problem.date", value=value)
    return value


def _day(iso: str, *, last: bool) -> date:
    """Return the first or the last day of a year, a month or a day.

    Raises:
        ValueError: it is none.
    """
    matched = _DATE.fullmatch(iso)
    if matched is None:
        raise ValueError(iso)
    year, month, day = (int(part) if part else None for part in matched.groups())
    assert year is not None
    month = month or (12 if last else 1)
    if not 1 <= month <= 12:
        raise ValueError(iso)
    return date(
        year, month, day or (calendar.monthrange(year, month)[1] if last else 1)
    )
