"""Tables with a mapping: what is guessed of one, and how it would be read."""

from collections.abc import Callable
from pathlib import Path

import yaml

from ingestion.errors import UnreadableFile, UnusableMapping
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.container import Container
from ingestion.parsing.delimited import delimited_sheets
from ingestion.parsing.detection import Kind, detect
from ingestion.parsing.grids import Sheets, Table
from ingestion.parsing.guessing import guess, values_of
from ingestion.parsing.mapping import AmountColumn, DateColumns, TableMapping
from ingestion.parsing.tables import tables_of
from ingestion.parsing.workbooks import workbook_sheets
from ingestion.preview import Preview, preview_of

_SHEETS: dict[Kind, Callable[[Container], Sheets]] = {
    Kind.TABLE: delimited_sheets,
    Kind.XLSX: workbook_sheets,
    Kind.XLS: workbook_sheets,
    Kind.XLSB: workbook_sheets,
    Kind.ODS: workbook_sheets,
}
_HEAD = """\
# What the columns of {name} seem to mean. Correct it, then look at the first records:
#   galaxy sources add {name} --map THIS_FILE --preview
# Keys: id title text language country sector sdg start end amount organizations kind
# kind_column cooperation contact uri skip.
# Roles: {roles}.
# Kinds: activity, solution, good practice, organization, need, offer.
# Where rows are needs or offers, say which (kind), or which column does (kind_column).
"""
_ROLES = "funding accountable extending implementing recipient owner participating"


def guessed(path: Path) -> str:
    """Return a mapping file to begin with, its comments telling the other columns.

    It is of the largest table of the file; the others are named.

    Raises:
        UnreadableFile: there is no table in it.
    """
    tables = _tables(path)
    if not tables:
        raise UnreadableFile(
            f"there is no table in {str(path)!r}", remedy="Name a table with a header."
        )
    largest = max(tables, key=lambda table: len(table.rows))
    mapping = guess(largest, file=path.stem)
    lines = [_HEAD.format(name=path.name, roles=", ".join(_ROLES.split()))]
    if len(tables) > 1:
        lines.append(f"# It has {len(tables)} tables; this is of the largest.\n")
    lines += _said(mapping)
    named = {name for _, name in mapping.columns()}
    unnamed = [name for name in largest.header if name not in named]
    if unnamed:
        lines.append("\n# Not named above; read as their names and values tell:\n")
    for name in unnamed:
        values = values_of(largest, name)
        shown = _in_a_line(values[0])[:60] if values else "(empty)"
        lines.append(f"#   {_quoted(_in_a_line(name))}: {shown}\n")
    return "".join(lines)


def preview_table(path: Path, mapping: TableMapping | None) -> Preview:
    """Return the first records of a table as a mapping has them read.

    Raises:
        UnreadableFile: there is no table in it.
        UnusableMapping: the mapping names a column that is not there.
    """
    _sheets_reader(path)
    options = ParseOptions(mapping=mapping)
    return preview_of(
        parse_file(path, shown=path.name, options=options), shown=path.name
    )


def _tables(path: Path) -> list[Table]:
    reader, file = _sheets_reader(path)
    return [table for _, table in tables_of(reader(file))]


def _sheets_reader(path: Path) -> tuple[Callable[[Container], Sheets], Container]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{str(path)!r} cannot be opened ({error.strerror})",
            remedy="Check the path for a slip.",
        ) from error
    kind = detect(path.name, data)
    if kind not in _SHEETS:
        raise UnusableMapping(
            f"{str(path)!r} is {kind.value}, no table",
            remedy="Mappings are for .csv, .tsv, .xlsx, .xlsm, .xlsb, .xls and .ods.",
        )
    file = Container(path=path, shown=path.name, options=ParseOptions(), data=data)
    return _SHEETS[kind], file


def _said(mapping: TableMapping) -> list[str]:
    lines: list[str] = []
    for key in ("id", "title", "text", "language", "country", "sector", "sdg"):
        lines += _line(key, getattr(mapping, key))
    for key in ("start", "end"):
        dates: DateColumns | None = getattr(mapping, key)
        if dates is None:
            lines += _line(key, None)
        elif dates.format is None:
            lines += _line(key, dates.column)
        else:
            named = _names(dates.column)
            lines.append(
                f"{key}: {{column: {named}, format: {_quoted(dates.format)}}}\n"
            )
    lines += _amounts(mapping.amount)
    parties = mapping.organizations or ()
    lines.append("organizations:\n" if parties else "# organizations:\n")
    lines += (
        f"- {_flow({'column': one.column, 'role': one.role.value})}\n"
        for one in parties
    )
    for key in ("kind", "kind_column", "cooperation", "contact", "uri"):
        lines += _line(key, getattr(mapping, key))
    return lines


def _amounts(amounts: tuple[AmountColumn, ...]) -> list[str]:
    lines = ["amount:\n" if amounts else "# amount:\n"]
    for one in amounts:
        lines.append(f"- {_flow(one.model_dump(exclude_none=True))}\n")
        if one.currency is None and one.currency_column is None:
            lines.append("#  Add its currency, as currency: USD\n")
    return lines


def _line(key: str, said: str | tuple[str, ...] | None) -> list[str]:
    if not said:
        return [f"# {key}:\n"]
    named = _quoted(said) if isinstance(said, str) else _names(said)
    return [f"{key}: {named}\n"]


def _names(said: tuple[str, ...]) -> str:
    listed = ", ".join(map(_quoted, said))
    return listed if len(said) == 1 else f"[{listed}]"


def _flow(said: dict[str, str]) -> str:
    pairs = (f"{key}: {_quoted(value)}" for key, value in said.items())
    return "{" + ", ".join(pairs) + "}"


def _quoted(text: str) -> str:
    """Return a text as YAML has it on one line, quoted where it must be."""
    dumped = yaml.safe_dump(
        [text], allow_unicode=True, default_flow_style=True, width=10_000
    )
    return dumped.strip()[1:-1]


def _in_a_line(text: str) -> str:
    return " ".join(text.split())
