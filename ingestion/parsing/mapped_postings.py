"""What a mapping says of a table whose rows are needs and offers."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from ingestion.parsing.fields import iso_date, written_date
from ingestion.parsing.language_tags import stated_tag
from ingestion.parsing.mapping import TableMapping
from ingestion.parsing.posting_fields import Field, is_kind_name, posted_kind
from ingestion.parsing.shaping import normalized
from vectorstore.records import POSTED, Posted

_KEYS: Mapping[str, Field] = {
    "id": Field.ID,
    "title": Field.TITLE,
    "text": Field.TEXT,
    "country": Field.COUNTRY,
    "sector": Field.SECTOR,
    "sdg": Field.SDG,
    "start": Field.FROM,
    "end": Field.UNTIL,
    "organizations": Field.ORGANIZATION,
    "kind_column": Field.KIND,
    "cooperation": Field.COOPERATION,
    "contact": Field.CONTACT,
    "uri": Field.LINK,
}
_SHARED = frozenset({Field.TEXT, Field.CONTACT})
"""Fields that other columns may be as well, though a mapping names some."""


class PostingMap:
    """Columns of needs and offers by what they are for; an empty one says nothing."""

    def __init__(self, mapping: TableMapping) -> None:
        self._mapping = mapping

    def posted(self, fields: Mapping[str, str]) -> Posted | None:
        """Return which of the two a row is: by its own column, else by its table."""
        said = self._mapping
        its_own = said.kind_column and normalized(said.kind_column)
        if its_own is not None or said.kind in (None, *POSTED):
            for name, value in fields.items():
                plain = normalized(name)
                is_told = plain == its_own if its_own else is_kind_name(name)
                if is_told and not self.skips(name) and (kind := posted_kind(value)):
                    return kind
        return next((posted for posted in POSTED if posted == said.kind), None)

    def ordered(self, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Yield fields, those that are named first and in the mapping's order."""
        by_name: dict[str, str] = {}
        for name in fields:
            by_name.setdefault(normalized(name), name)
        first = [by_name[name] for name in self._named if name in by_name]
        for name in dict.fromkeys((*first, *fields)):
            yield name, fields[name]

    def skips(self, name: str) -> bool:
        """Tell whether a column is not to be read."""
        return normalized(name) in self._skipped

    def names(self, name: str) -> bool:
        """Tell whether it says what a column is for."""
        return normalized(name) in self._named

    def meant(self, name: str, guessed: Field | None) -> Field | None:
        """Return what a column is for, given what its name tells."""
        told = self._named.get(normalized(name), guessed)
        if self.names(name) or told in _SHARED:
            return told
        return None if told in self._named.values() else told

    def language(self) -> str | None:
        """Return the language of all rows, where it is said as a tag."""
        return stated_tag(self._mapping.language or "")

    def date(self, value: str, which: Field) -> str | None:
        """Return a day, month or year as ISO 8601; None where it is none."""
        said = self._mapping.start if which is Field.FROM else self._mapping.end
        if said is not None:
            return said.date_of(value)
        # A deadline is a day: of "05/09/2027" only the year would be known.
        date = iso_date(value) or written_date(value)
        return (
            date if date is None or len(date) > len("2027") or value == date else None
        )

    @cached_property
    def _named(self) -> Mapping[str, Field | None]:
        named: dict[str, Field | None] = {}
        for key, name in self._mapping.columns():
            named.setdefault(normalized(name), _KEYS.get(key))
        if self._mapping.language is not None:  # a column, or a tag that is none
            named.setdefault(normalized(self._mapping.language), Field.LANGUAGE)
        return named

    @cached_property
    def _skipped(self) -> frozenset[str]:
        return frozenset(map(normalized, self._mapping.skip))


UNMAPPED = PostingMap(TableMapping())
"""Of rows and entries of which nobody says more than their names do."""
