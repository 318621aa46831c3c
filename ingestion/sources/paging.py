"""How an address parts its records into pages, and where the next page is."""

from collections.abc import Mapping
from typing import Literal, cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from vectorstore.records import Record

How = Literal["link", "next", "offset", "page", "none"]

_NEXT = (
    *("next", "next_url", "nextUrl", "nextPage", "next_page", "next_page_url"),
    *("links.next", "_links.next.href", "links.next.href", "@odata.nextLink"),
    *("meta.next", "pagination.next", "paging.next", "info.next", "nextLink"),
)
"""Where pages name the one after them, as APIs usually do."""
_TOTAL = (
    *("total", "total_count", "totalCount", "count", "numFound", "response.numFound"),
    *("meta.total", "pagination.total", "totalResults", "total_results", "meta.count"),
)
"""Where pages tell how many records there are in all."""
_OFFSETS = ("offset", "start", "skip", "$skip", "startindex", "from")
_PAGES = ("page", "page_number", "pagenumber", "pagenum", "p")
_SIZES = (
    *("limit", "rows", "size", "per_page", "perpage", "page_size", "pagesize", "count"),
    *("$top", "top", "max"),
)


class Paging(Record):
    """What tells the next page."""

    how: How = "none"
    field: str | None = None  # of a page, where `how` is "next"
    param: str | None = None  # of the address, where it is "offset" or "page"
    size_param: str | None = None
    size: int | None = None  # records that are asked for
    first: int = 0  # the number of the first page or offset

    def start(self, url: str) -> str:
        """Return the address of the first page."""
        values: dict[str, str] = {}
        if self.param is not None and self.param not in _query(url):
            values[self.param] = str(self.first)
        if self.size_param is not None and self.size is not None:
            values[self.size_param] = str(self.size)
        return with_query(url, values) if values else url

    def after(
        self, url: str, *, link: str | None, page: object, records: int
    ) -> str | None:
        """Return the address of the page after one; None: it was the last.

        Args:
            url: of the page.
            link: what its Link header named.
            page: what it holds, loaded.
            records: how many it gave.
        """
        if self.how == "link":
            return link
        if self.how == "next":
            found = at_path(page, self.field or "")
            return urljoin(url, found) if isinstance(found, str) and found else None
        return self.step(url, records) if records else None

    def step(self, url: str, records: int) -> str | None:
        """Return the address of the next page by counting on; None: by no number."""
        if self.param is None:
            return None
        said = _query(url).get(self.param, "")
        at = int(said) if said.isdigit() else self.first
        by = 1 if self.how == "page" else records
        return with_query(url, {self.param: str(at + by)}) if by else None


def detect(url: str, *, link: str | None, page: object) -> Paging:
    """Return how an address pages, as its first page and its own words tell."""
    if link is not None:
        return Paging(how="link")
    for field in _NEXT:
        found = at_path(page, field)
        if isinstance(found, str) and _is_address(found):
            return Paging(how="next", field=field)
    query = _query(url)
    sized = next((name for name in query if name.casefold() in _SIZES), None)
    size = int(query[sized]) if sized and query[sized].isdigit() else None
    for how, names in (("offset", _OFFSETS), ("page", _PAGES)):
        param = next((name for name in query if name.casefold() in names), None)
        if param is not None and query[param].isdigit():
            return Paging(
                how=cast(How, how),
                param=param,
                size_param=sized,
                size=size,
                first=int(query[param]),
            )
    return Paging()


def total_of(page: object) -> int | None:
    """Return how many records there are on all pages, where a page tells."""
    for field in _TOTAL:
        found = at_path(page, field)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
    return None


def at_path(value: object, path: str) -> object:
    """Return what stands in loaded JSON under keys with dots between; None: nothing."""
    if not path:
        return value
    if isinstance(value, Mapping):
        fields = cast(Mapping[str, object], value)
        if path in fields:
            return fields[path]
        head, _, rest = path.partition(".")
        if rest and head in fields:
            return at_path(fields[head], rest)
    return None


def with_query(url: str, values: Mapping[str, str]) -> str:
    """Return an address with these values in its query."""
    parts = urlsplit(url)
    query = {**_query(url), **values}
    return urlunsplit(parts._replace(query=urlencode(query, safe=":,*()[]{}$")))


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "/", "?"))
