"""Reads requests from JSON Lines; a bad line is an answer of its own."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO, cast

from pydantic import ValidationError

from assistant.errors import BadRequest
from assistant.replies import Request
from vectorstore.records import Record


class BadLine(Record):
    """A line that is no request."""

    id: str | None
    line: int  # from 1
    message: str
    remedy: str


def read_requests(
    lines: TextIO, *, given: Mapping[str, Any] | None = None
) -> Iterator[tuple[int, Request | BadLine]]:
    """Yield the number of each line that is not blank, and what it asks, in order.

    Args:
        lines: of JSON.
        given: fields for the lines that lack them. Of the filters each that a line
            lacks holds for it.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _parse(number, line, given or {})


def request_from(fields: dict[str, Any]) -> Request:
    """Return the request that JSON fields describe.

    Raises:
        BadRequest: names the first field that does not fit.
    """
    try:
        return Request.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            raise BadRequest(
                f"there is no field {where!r}",
                remedy="Use id, question, language, context, limit, filters, before, "
                "need; "
                "filters: platform, language, country, sector, sdg, kind, from, to; "
                "need: countries, regions, sectors, sdgs, role, kind.",
            ) from error
        raise BadRequest(
            f"{where}: {what}" if where else what,
            remedy="Correct the field; docs/cli.md shows each.",
        ) from error


def _completed(fields: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    own, others = fields.get("filters"), given.get("filters")
    completed = {**given, **fields}
    if isinstance(own, dict) and isinstance(others, dict):
        completed["filters"] = {**others, **own}
    return completed


def _parse(number: int, line: str, given: Mapping[str, Any]) -> Request | BadLine:
    identifier: str | None = None
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise BadRequest(
                "the line is no JSON object", remedy='Write {"id": …, "question": …}.'
            )
        known = cast("dict[str, Any]", fields)
        stated = known.get("id")
        identifier = stated if isinstance(stated, str) else None
        return request_from(_completed(known, given))
    except (json.JSONDecodeError, RecursionError) as error:
        return BadLine(
            id=None,
            line=number,
            message=f"the line is no JSON: {error}",
            remedy="Write one JSON object a line.",
        )
    except BadRequest as error:
        return BadLine(
            id=identifier, line=number, message=error.message, remedy=error.remedy
        )
