"""Delimited text, as a sheet."""

import csv
import io

from ingestion.items import Problem
from ingestion.parsing.container import Container
from ingestion.parsing.decoding import decode
from ingestion.parsing.grids import Cells, Grid, Sheets

_DELIMITERS = (",", ";", "\t", "|")
_FIELD_BYTES = 10_000_000


def delimited_sheets(file: Container) -> Sheets:
    """Return the one sheet of a CSV or TSV file.

    Raises:
        UnreadableFile: the bytes are no text.
    """
    text = decode(file.data)
    csv.field_size_limit(_FIELD_BYTES)
    separator = ""
    if text[:5].casefold().startswith("sep=") and "\n" in text:
        separator, text = text[4], "\n" + text.partition("\n")[2]
    delimiter = separator or _delimiter(text)
    problems: list[Problem] = []
    rows: list[Cells] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows += (tuple(record) for record in reader)
    except csv.Error as error:
        problems.append(
            Problem(
                path=f"{file.shown}#row={len(rows) + 1}",
                reason=f"the records from here on cannot be read ({error}). "
                "Check the quotation marks.",
            )
        )
    return Sheets([Grid(name="", rows=tuple(rows))], [], problems)


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the first records most columns, evenly."""
    sample = text[:100_000]

    def evenness(delimiter: str) -> tuple[float, int]:
        records: list[int] = []
        try:
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            records += (
                len(record)
                for record, _ in zip(reader, range(60), strict=False)
                if record
            )
        except csv.Error:
            return (0.0, 0)
        if len(records) > 2 and len(sample) < len(text):
            records.pop()  # the sample may cut it
        usual = max(set(records), key=records.count, default=1)
        if usual < 2:
            return (0.0, 0)
        return (records.count(usual) / len(records), usual)

    return max(_DELIMITERS, key=evenness)
