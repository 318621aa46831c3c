"""A mapping put to one table: what its columns are for, and what cells then say."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingestion.parsing.amounts import Amount, amount_in, currency_named, unit_of
from ingestion.parsing.columns import Column, Use
from ingestion.parsing.fields import is_blank
from ingestion.parsing.grids import Cells
from ingestion.parsing.language_tags import stated_tag
from ingestion.parsing.mapping import DateColumns, TableMapping, places_of
from ingestion.parsing.parties import PartyColumn
from ingestion.parsing.shaping import normalized, one_line


class MappedColumns:
    """What a mapping says of a header; an empty one says nothing."""

    def __init__(self, mapping: TableMapping, header: Sequence[str]) -> None:
        self.mapping = mapping
        self._header = header
        self._places = places_of(header)
        self._unread: Counter[str] = Counter()  # values that are no date or sum
        self._first_unread: dict[str, str] = {}

    def places(self, names: Sequence[str] | str | None) -> list[int]:
        """Return where named columns are, in the order of the names."""
        several = (names,) if isinstance(names, str) else names or ()
        found = (self._places.get(normalized(name)) for name in several)
        return [at for at in found if at is not None]

    def applied(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Return columns with the uses that the mapping gives them."""
        mapping = self.mapping
        uses = {
            **dict.fromkeys(self.places(mapping.skip), Use.IGNORED),
            **dict.fromkeys(self.places(mapping.text), Use.PROSE),
            **dict.fromkeys(self.places(mapping.title), Use.TITLE),
        }
        read = [name for key, name in mapping.columns() if key != "contact"]
        named = set(self.places(read))
        uses |= {
            at: Use.PERSONAL
            for key, name in mapping.columns()
            for at in self.places(name)
            if key == "contact" and at not in uses and at not in named
        }
        applied: list[Column] = []
        for column in columns:
            use = uses.get(column.at, column.use)
            if column.at not in uses and column.at in named and use is Use.PERSONAL:
                use = Use.LINE  # whoever names it knows what is in it
            elif use is Use.TITLE and mapping.title and column.at not in uses:
                use = Use.LINE
            applied.append(replace(column, use=use))
        return tuple(applied)

    def why_ignored(self, column: Column) -> str:
        """Return what left a column out."""
        is_skipped = column.at in self.places(self.mapping.skip)
        return f"left out by {'its mapping' if is_skipped else '.galaxyignore'}"

    def identifier(self, cells: Cells) -> str | None:
        """Return what tells a row apart, where the mapping names it and it is there."""
        said = one_line(self._first(self.mapping.id, cells))
        return None if is_blank(said) else said

    def language(self) -> str | None:
        """Return the language of all rows, where no column is named for it."""
        said = self.mapping.language
        return None if said is None or self.places(said) else stated_tag(said)

    def parties(self) -> list[PartyColumn]:
        """Return the columns of organizations with their roles."""
        return [
            PartyColumn(at, said.role)
            for said in self.mapping.organizations or ()
            for at in self.places(said.column)
        ]

    def date(self, said: DateColumns, cells: Cells, *, where: str) -> str | None:
        """Return the first day, month or year that named columns tell, as ISO 8601."""
        for at in self.places(said.column):
            text = _cell(cells, at)
            if is_blank(text):
                continue
            found = said.date_of(text)
            if found is not None:
                return found
            self._miss(at, text, where, f"no date of the format {said.format!r}"
                       if said.format else "no date of ISO 8601")  # fmt: skip
        return None

    def sums(self, cells: Cells, *, where: str) -> dict[str, str]:
        """Return the sums of a row in one spelling, as metadata: "amount: Cost"."""
        found: dict[str, str] = {}
        for said in self.mapping.amount:
            for at in self.places(said.column):
                text = _cell(cells, at)
                if is_blank(text):
                    continue
                read = amount_in(text)
                if read is None:
                    self._miss(at, text, where, "no sum")
                    continue
                beside = currency_named(self._first(said.currency_column, cells))
                times, named = unit_of(self._header[at])
                # What a cell says of its own size is not told again by the header.
                value = read.value if _sizes(text) else read.value * times
                currency = read.currency or beside or said.currency or named
                shown = Amount(value, currency).shown
                found[f"amount: {self._header[at]}"] = shown
        return found

    def unread(self) -> Iterator[str]:
        """Yield a line for each column with values that could not be read."""
        for what, count in self._unread.items():
            many = "one value" if count == 1 else f"{count} values, as"
            yield f"{what}: {many} {self._first_unread[what]}"

    def _miss(self, at: int, text: str, where: str, what: str) -> None:
        key = f"column {self._header[at]!r} as {what}"
        self._unread[key] += 1
        self._first_unread.setdefault(key, f"{text!r} ({where})")

    def _first(self, name: str | None, cells: Cells) -> str:
        return next((_cell(cells, at) for at in self.places(name)), "")


def _sizes(text: str) -> bool:
    """Whether a cell says thousands or millions by itself."""
    plain = amount_in(text)
    digits = amount_in("".join(c for c in text if not c.isalpha()))
    return plain is not None and digits is not None and plain.value != digits.value


def _cell(cells: Cells, at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
