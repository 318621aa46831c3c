"""What is said of an address, put together with what its first page tells."""

import json
from typing import cast

from pydantic import ValidationError

from ingestion.errors import FetchFailed, UnusableSource
from ingestion.sources.addresses import host_of, split_address
from ingestion.sources.entries import (
    Raw,
    form_of,
    iati_page,
    json_page,
    key_of,
    list_in,
    loaded_json,
)
from ingestion.sources.fetching import Fetched
from ingestion.sources.live import Draft, LiveSource, name_of
from ingestion.sources.paging import Paging, at_path, detect


def declared(draft: Draft) -> Paging:
    """Return how a person says that an address pages.

    Raises:
        UnusableSource: what is said is not enough.
    """
    sized = draft.size_param is not None and draft.size is not None
    how = draft.paging
    if how is None and draft.next_field is not None:
        how = "next"
    if how is None and draft.page_param is not None:
        raise UnusableSource(
            "--page-param alone does not tell how it counts",
            remedy="Add --paging page for numbers of pages, or --paging offset for "
            "records to skip.",
        )
    if how in {"page", "offset"} and draft.page_param is None:
        raise UnusableSource(
            f"--paging {how} needs the name of the parameter",
            remedy="Add it as --page-param.",
        )
    if how == "next" and draft.next_field is None:
        raise UnusableSource(
            "--paging next needs the field that holds the next address",
            remedy="Add it as --next-field.",
        )
    first = draft.first if draft.first is not None else int(how == "page")
    return Paging(
        how=how or "none",
        field=draft.next_field,
        param=draft.page_param,
        size_param=draft.size_param if sized else None,
        size=draft.size,
        first=first,
    )


def settled(
    draft: Draft, fetched: Fetched, body: bytes
) -> tuple[LiveSource, list[Raw]]:
    """Return what a person said with what the first page tells, and its records.

    Raises:
        FetchFailed: the page is neither IATI nor JSON, or has no list.
        UnusableSource: something that was said does not fit.
    """
    form = form_of(body, fetched.content_type, draft.url)
    entries, key, page = "", None, None
    if form == "iati":
        records = iati_page(body, url=draft.url).records
    else:
        page = loaded_json(body, draft.url)
        found = draft.entries if draft.entries is not None else list_in(page)
        if found is None:
            raise FetchFailed(
                f"{draft.url!r} has no list of records",
                remedy="Name where it is with --entries.",
            )
        entries = found
        listed = at_path(page, entries)
        key = draft.key
        if key is None and isinstance(listed, list):
            key = key_of(cast(list[object], listed))
        records = json_page(body, entries=entries, key=key, url=draft.url).records
        if draft.key is not None and any(one.id.startswith("sha=") for one in records):
            raise UnusableSource(
                f"not every record has the field {draft.key!r}",
                remedy="Name another --key, or none: they are then told apart by "
                "their content.",
            )
    paging = declared(draft)
    if draft.paging is None and draft.next_field is None:
        found_paging = detect(draft.url, link=fetched.link, page=page)
        paging = found_paging if found_paging.how != "none" else paging
    host = host_of(split_address(draft.url))
    platform = draft.options.platform or split_address(draft.url).hostname
    try:
        source = LiveSource(
            name=draft.name or name_of(draft.url),
            url=draft.url,
            form=form,
            entries=entries,
            key=key,
            paging=paging,
            hosts=(host, *draft.hosts),
            delay_s=draft.delay_s,
            options=draft.options.model_copy(update={"platform": platform}),
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise UnusableSource(
            f"the {'.'.join(map(str, first['loc'])) or 'source'} cannot be used: "
            f"{json.dumps(first['input'], default=str)}",
            remedy=f"It {first['msg'].removeprefix('Value error, ')}.",
        ) from error
    return source, records
