"""A table's rows as items."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ingestion.items import Item, LeftOut, Problem
from ingestion.parsing.activity_dates import (
    ENDS,
    STARTS,
    activity_dates,
    first_date,
)
from ingestion.parsing.column_map import ColumnMap
from ingestion.parsing.columns import Column, Use, classify, date_columns
from ingestion.parsing.container import Container
from ingestion.parsing.fields import compose, is_blank, sdg_ids, written_date
from ingestion.parsing.grids import Cells, Table
from ingestion.parsing.kinds import are_activities
from ingestion.parsing.language_tags import stated_tag
from ingestion.parsing.mapped_columns import MappedColumns
from ingestion.parsing.mapping import DateColumns, PartyColumnSaid, TableMapping
from ingestion.parsing.parties import PartyColumn, distinct, parties_in, party_role
from ingestion.parsing.personal import PERSONAL
from ingestion.parsing.postings import posted_as, read_posting
from ingestion.parsing.row_contacts import RowContacts
from ingestion.parsing.shaping import (
    first_words,
    has_letters,
    is_http,
    label_of,
    normalized,
    one_line,
    paragraphs,
    strip_markup,
)
from vectorstore.records import Facets
from vectorstore.text.countries import country_codes

_GIVERS = frozenset(
    "donor donors funder funders funding donateur bailleur bailleurs donante donantes "
    "doador doadores источник донор 捐助方 المانح origin provider reporting "
    "lender".split()
)
_COUNTRY_WORDS = frozenset(
    "country countries recipient recipients nation pays pais paises iso2 iso3 iso "
    "страна страны 国家 国别 البلد الدولة بلد beneficiary territory state "
    "受援国 受益国 受援国家 项目国 所在国 lander empfangerland zielland".split()
)
_SECTOR_WORDS = frozenset(
    "sector sectors secteur secteurs setor setores сектор отрасль 部门 行业 领域 "
    "القطاع قطاع theme themes thematic tematica tematico тематика".split()
)
_SDG_WORDS = frozenset("sdg sdgs odd ods цур goals 可持续发展目标".split())
_LANGUAGE_NAMES = frozenset(
    {"language", "lang", "langue", "idioma", "язык", "语言", "اللغة"}
)
_LINE_CHARACTERS = 300
"""A value in a line is cut here: longer ones are lists that nobody reads as a line."""


class Rows(NamedTuple):
    """The items of a table, what was left out of it, and what could not be used."""

    items: list[Item]
    left_out: list[LeftOut]
    problems: list[Problem]


def table_items(table: Table, *, prefix: str, file: Container) -> Rows:
    """Return an item a row, `prefix` before "row=N" in its fragment.

    A row's title comes from the column that names rows, its paragraphs from columns of
    prose, and one block holds a line a column for the rest that is worth reading. Rows
    that are needs or offers are read as such.
    """
    header = table.header
    columns = classify(
        header, [cells for _, cells in table.rows], ignored=file.options.ignored_columns
    )
    said = MappedColumns(file.options.mapping or TableMapping(), header)
    columns = said.applied(columns)
    reader = _RowReader(columns, file.options.columns, said, stem=file.path.stem)
    items: list[Item] = []
    left_out: list[LeftOut] = []
    problems: list[Problem] = []
    others = 0
    for number, cells in table.rows:
        fields = dict(zip(header, cells, strict=False))
        kind = posted_as(fields, file)
        if kind is not None:
            place = f"row={number}"
            read = read_posting(fields, kind, place=place, prefix=prefix, file=file)
            if read.item is not None:
                sums = said.sums(cells, where=read.item.fragment or place)
                metadata = {**read.item.metadata, **sums}
                items.append(read.item.model_copy(update={"metadata": metadata}))
            problems += read.problems
            left_out += read.left_out
            continue
        others += 1
        mark = said.identifier(cells) or f"row={number}"
        item = reader.item(cells, fragment=f"{prefix}{mark}", file=file)
        if item is not None:
            items.append(item)
    items = reader.without_shared_mailboxes(items)
    left_out += [
        LeftOut(
            path=file.shown,
            what=f"column {column.name!r}: "
            + (PERSONAL if column.use is Use.PERSONAL else said.why_ignored(column)),
        )
        for column in columns
        if others and column.use in {Use.PERSONAL, Use.IGNORED}
    ]
    left_out += (LeftOut(path=file.shown, what=what) for what in said.unread())
    return Rows(items, left_out, problems)


def read_as(table: Table, *, ignored: Sequence[str] = ()) -> TableMapping:
    """Return how a table is read where nobody says what its columns mean."""
    rows = [cells for _, cells in table.rows]
    columns = classify(table.header, rows, ignored=ignored)
    unsaid = MappedColumns(TableMapping(), table.header)
    return _RowReader(columns, ColumnMap(), unsaid).as_mapping()


class _RowReader:
    """Reads rows by what their columns are for."""

    def __init__(
        self,
        columns: Sequence[Column],
        said: ColumnMap,
        mapped: MappedColumns,
        *,
        stem: str = "",
    ) -> None:
        kept = [c for c in columns if c.use not in {Use.PERSONAL, Use.IGNORED}]
        words = {column.at: set(normalized(column.name).split()) for column in kept}
        self._kept = kept
        self._title = next((c for c in kept if c.use is Use.TITLE), None)
        self._prose = [c for c in kept if c.use is Use.PROSE]
        self._lines = [c for c in kept if c.use is Use.LINE]
        self._link = next((c for c in kept if c.is_link), None)
        self._dates = date_columns(columns)
        self._countries = _by_kind(
            [
                c
                for c in kept
                if words[c.at] & _COUNTRY_WORDS and not words[c.at] & _GIVERS
            ]
        )
        self._sectors = _sector_columns(kept, words)
        self._sdgs = [c for c in kept if words[c.at] & _SDG_WORDS]
        self._language = next(
            (c for c in kept if normalized(c.name) in _LANGUAGE_NAMES), None
        )
        self._parties = [
            PartyColumn(column.at, role)
            for column in kept
            if (role := said.role_of(column.name) or party_role(column.name))
            and not said.names_none(column.name)
        ]
        self._starts = activity_dates(kept, STARTS, said=said.start)
        self._ends = activity_dates(kept, ENDS, said=said.end)
        is_work = are_activities(
            [column.name for column in kept],
            file=stem,
            roles=[role for _, role in self._parties],
        )
        self._kind = "activity" if is_work else "record"
        self._mapped = mapped
        self._heed(mapped.mapping, {column.at: column for column in kept})
        self._contacts = RowContacts(columns, self._parties, mapped)

    def without_shared_mailboxes(self, items: Sequence[Item]) -> list[Item]:
        """Return items without the mailboxes that several organizations were given."""
        return self._contacts.without_shared(items)

    def _heed(self, said: TableMapping, kept: Mapping[int, Column]) -> None:
        """Let what a person says of columns hold."""

        def named(names: Sequence[str] | str | None) -> list[Column]:
            places = self._mapped.places(names)
            return [kept[at] for at in places if at in kept]

        first = named(said.text)
        self._prose = [*first, *(c for c in self._prose if c not in first)]
        self._link = next(iter(named(said.uri)), self._link)
        self._countries = named(said.country) or self._countries
        self._sectors = named(said.sector) or self._sectors
        self._sdgs = named(said.sdg) or self._sdgs
        self._language = next(iter(named(said.language)), self._language)
        if said.organizations is not None:
            self._parties = self._mapped.parties()
        self._kind = said.kind or self._kind

    def as_mapping(self) -> TableMapping:
        """Return how it reads rows, as a mapping says it."""

        def dates(columns: Sequence[Column]) -> DateColumns | None:
            named = tuple(column.name for column in columns)
            return DateColumns(column=named) if named else None

        names = {column.at: column.name for column in self._kept}
        return TableMapping(
            title=self._title.name if self._title else None,
            text=tuple(column.name for column in self._prose),
            language=self._language.name if self._language else None,
            country=tuple(column.name for column in self._countries),
            sector=tuple(column.name for column in self._sectors),
            sdg=tuple(column.name for column in self._sdgs),
            start=dates(self._starts),
            end=dates(self._ends),
            organizations=tuple(
                PartyColumnSaid(column=names[at], role=role)
                for at, role in self._parties
            ),
            kind="activity" if self._kind == "activity" else None,
            uri=self._link.name if self._link else None,
        )

    def _span(
        self, cells: Cells, fragment: str, value: Callable[[Column], str]
    ) -> tuple[str | None, str | None]:
        """Return when a row's work began and ended."""
        said = self._mapped.mapping
        return (
            first_date(value(c) for c in self._starts)
            if said.start is None
            else self._mapped.date(said.start, cells, where=fragment),
            first_date(value(c) for c in self._ends)
            if said.end is None
            else self._mapped.date(said.end, cells, where=fragment),
        )

    def item(self, cells: Cells, *, fragment: str, file: Container) -> Item | None:
        """Return a row as an item, or None when it says nothing."""

        def value(column: Column) -> str:
            return cells[column.at].strip() if column.at < len(cells) else ""

        prose = [
            "\n".join(block.text for block in paragraphs(value(column)))
            for column in self._prose
            if not is_blank(value(column))
        ]
        lines = [
            f"{label_of(column.name)}: {text}"
            for column in self._lines
            if not is_blank(value(column)) and (text := _line(value(column)))
        ]
        title = one_line(strip_markup(value(self._title))) if self._title else ""
        if is_blank(title):
            title = ""
        blocks = compose(title, prose, lines)
        values = (title, *prose, *(line.partition(": ")[2] for line in lines))
        if not any(has_letters(text) for text in values):
            return None
        stated = value(self._language) if self._language is not None else ""
        link = value(self._link) if self._link is not None else ""
        dates = (written_date(value(column)) for column in self._dates)
        countries = next(
            filter(None, (country_codes(value(c)) for c in self._countries)), ()
        )
        parties = [
            (at, party)
            for at, role in self._parties
            for party in parties_in(
                cells[at] if at < len(cells) else "", role=role, countries=countries
            )
        ]
        started, ended = self._span(cells, fragment, value)
        return Item(
            fragment=fragment,
            title=first_words(title or blocks[0].text, limit=300),
            blocks=blocks,
            language=stated_tag(stated)
            or self._mapped.language()
            or file.stated_language,
            uri=link if is_http(link) else None,
            published=next(filter(None, dates), None) or started,
            facets=Facets(
                countries=countries,
                sectors=_distinct_parts(value(c) for c in self._sectors),
                sdgs=tuple(
                    dict.fromkeys(sdg for c in self._sdgs for sdg in sdg_ids(value(c)))
                ),
                kind=self._kind,
            ),
            metadata={
                column.name: value(column)
                for column in self._kept
                if not is_blank(value(column))
            }
            | self._mapped.sums(cells, where=fragment),
            started=started,
            ended=ended,
            participations=distinct(self._contacts.given(parties, cells)),
        )


def _line(value: str) -> str:
    text = (
        one_line(strip_markup(value)).replace("|", ", ")
        if "|" in value
        else one_line(strip_markup(value))
    )
    return first_words(text, limit=_LINE_CHARACTERS)


def _by_kind(columns: list[Column]) -> list[Column]:
    """Return country columns: two-letter codes, three-letter codes, names."""

    def order(column: Column) -> int:
        name = normalized(column.name)
        return next(
            (at for at, mark in enumerate(("iso2", "iso3", "iso")) if mark in name), 3
        )

    return sorted(columns, key=order)


def _sector_columns(kept: list[Column], words: dict[int, set[str]]) -> list[Column]:
    named = [c for c in kept if words[c.at] & _SECTOR_WORDS]
    in_words = [c for c in named if not words[c.at] & {"code", "codes", "id"}]
    return (in_words or named)[:1]


def _distinct_parts(values: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        for part in value.replace(";", "|").split("|"):
            name = one_line(part)
            if not is_blank(name):
                found[name] = None
    return tuple(found)
